"""A forecast against its own past: what it would have said, beside who says nothing changes.

The history is cut at several moments; what came after each is what the forecast made there is
held against. A model that is not nearer to it than the last value, or the value of one season
ago, is of no use, however good it looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from drillbook.forecast.models import Fan, fitted
from drillbook.forecast.series import Numbers

_ORIGINS = 3
_CLEARLY = 0.8  # cuts overlap, and a random walk often looks like a line by chance


@dataclass(frozen=True)
class Backtest:
    """Mean absolute errors, in the unit of the values, over all cuts; and what the fan held.

    ``seasonal_naive`` is None where no season was looked for. ``held`` is the share of what came
    that lay within the 80 % band.
    """

    model: float
    naive: float
    seasonal_naive: float | None
    held: float
    cuts: int
    horizon: int

    @property
    def beats_naive(self) -> bool:
        """Return whether the model was nearer than the last value and the last season, clearly."""
        others = [self.naive]
        others += [] if self.seasonal_naive is None else [self.seasonal_naive]
        return self.model < _CLEARLY * min(others)


def backtest(values: Numbers, horizon: int, periods: Sequence[int] = ()) -> Backtest:
    """Hold forecasts against what came, at three cuts, each with a model of its own.

    Raises ValueError when nothing was seen after a cut.
    """
    period = next((period for period in periods if len(values) >= 3 * period), None)
    rows = []
    for back in range(_ORIGINS):
        cut = len(values) - horizon - back * max(horizon // _ORIGINS, 1)
        past, came = values[:cut], values[cut : cut + horizon]
        fan = fitted(past, periods).fan(horizon)
        low, high = fan.band(0.8)
        seen = numpy.isfinite(came)
        rows.append(
            [
                numpy.abs(came - fan.mean)[seen],
                numpy.abs(came - naive(past, horizon).mean)[seen],
                numpy.abs(came - seasonal(past, horizon, period))[seen],
                ((low <= came) & (came <= high))[seen].astype(float),
            ]
        )
    model, last, season, held = (numpy.concatenate(column) for column in zip(*rows, strict=True))
    if not len(model):
        raise ValueError("no value was seen after any cut")
    return Backtest(
        float(model.mean()),
        float(last.mean()),
        None if period is None else float(numpy.nanmean(season)),
        float(held.mean()),
        _ORIGINS,
        horizon,
    )


def naive(past: Numbers, horizon: int) -> Fan:
    """Return the last value that was seen, for ever; with the error of a random walk."""
    seen = past[numpy.isfinite(past)]
    spread = float(numpy.std(numpy.diff(seen))) if len(seen) > 2 else 0.0
    return Fan(numpy.full(horizon, seen[-1]), spread * numpy.sqrt(numpy.arange(1, horizon + 1)))


def seasonal(past: Numbers, horizon: int, period: int | None) -> Numbers:
    """Return the values of the last season, over and over."""
    if period is None:
        return naive(past, horizon).mean
    last = past[-period:].copy()
    last[~numpy.isfinite(last)] = float(numpy.nanmean(past))
    return numpy.resize(last, horizon)
