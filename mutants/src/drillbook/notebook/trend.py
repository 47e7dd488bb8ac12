"""How a measured quantity changes over time, with an interval; or that nothing can be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy
from statsmodels.regression.linear_model import OLS

_FEWEST_SAMPLES = 30
_SHORTEST_SECONDS = 600.0
_SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True)
class Trend:
    """Change per hour, in the quantity's own unit, with its 95 % interval."""

    per_hour: float
    low: float
    high: float
    samples: int
    seconds: float

    @property
    def is_shown(self) -> bool:
        """Return whether the interval leaves no doubt that there is a change."""
        return self.low > 0 or self.high < 0

    def hours_until(self, now: float, limit: float) -> tuple[float, float] | None:
        """Return the range of hours until a limit is reached; None if growth is not shown."""
        if self.low <= 0 or limit <= now:
            return None
        return (limit - now) / self.high, (limit - now) / self.low


@dataclass(frozen=True)
class NoTrend:
    """Why no trend can be told."""

    reason: str


def trend(points: Sequence[tuple[datetime, float]]) -> Trend | NoTrend:
    """Fit a line by least squares; the interval holds for samples that hang together.

    Neighbouring samples of a gauge are alike, so that the usual interval would be far too narrow:
    Newey and West's covariance (1987) over lags up to the square root of the count is taken.
    """
    if len(points) < _FEWEST_SAMPLES:
        return NoTrend(f"{len(points)} samples, and {_FEWEST_SAMPLES} are needed")
    begin = points[0][0]
    seconds = numpy.array([(at - begin).total_seconds() for at, _ in points])
    if seconds[-1] < _SHORTEST_SECONDS:
        return NoTrend(f"{seconds[-1]:.0f} s of data, and {_SHORTEST_SECONDS:.0f} s are needed")
    values = numpy.array([value for _, value in points])
    if float(numpy.ptp(values)) == 0.0:
        return Trend(0.0, 0.0, 0.0, len(points), float(seconds[-1]))
    design = numpy.column_stack([numpy.ones_like(seconds), seconds / _SECONDS_PER_HOUR])
    lags = int(len(points) ** 0.5)
    fitted = OLS(values, design).fit(cov_type="HAC", cov_kwds={"maxlags": lags}, use_t=True)
    low, high = fitted.conf_int(alpha=0.05)[1]
    return Trend(float(fitted.params[1]), float(low), float(high), len(points), float(seconds[-1]))
