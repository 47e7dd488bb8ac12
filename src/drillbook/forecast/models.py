"""The models behind a forecast, and which of them a history asks for.

Two regressions: a line, and a curve that levels off; each with a season and one step in the past
where they are beyond chance. Where what they leave still hangs together from one step to the next,
their intervals would be too narrow, and Harvey's structural model (1989) takes their place: level
and slope drift. All are statsmodels'; steps without a value are left out, and nothing is tuned by
hand.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy
from scipy import stats
from statsmodels.regression.linear_model import OLS

from drillbook.forecast.series import Numbers

#: Shares of what is to come that the bands of a fan are to hold.
BANDS = (0.5, 0.8, 0.95)

_HARMONICS = 3
_SURE = 0.001  # how unlikely chance has to be before a season or a step is taken into a model
_EDGE = 8  # steps at either end where a step cannot be told from noise
_CURVED = 10.0  # by how much a curve's criterion has to be better: it has many to choose from
_TRENDS = ("lldtrend", "lltrend")
_LEVELLING = numpy.geomspace(1 / 8, 2, 17)  # time constants of a curve, in lengths of the history


@dataclass(frozen=True)
class Fan:
    """What is to come, step by step: the most likely value and how far off it may be."""

    mean: Numbers
    error: Numbers

    def band(self, share: float) -> tuple[Numbers, Numbers]:
        """Return the lower and upper edge that hold a share of what is to come."""
        reach = float(stats.norm.ppf(0.5 + share / 2)) * self.error
        return self.mean - reach, self.mean + reach

    def scaled(self, factor: float, jump: float, jump_at: int) -> "Fan":
        """Return the fan if its slope were ``factor`` times as steep, and it jumped once.

        A season stays as it is; what the fan does not know grows as the slope does.
        """
        ahead = numpy.arange(1, len(self.mean) + 1)
        slope = float(numpy.polyfit(ahead, self.mean, 1)[0]) if len(ahead) > 1 else 0.0
        jumps = numpy.where(ahead > jump_at, jump, 0.0)
        return Fan(self.mean + (factor - 1) * slope * ahead + jumps, self.error * max(factor, 0.0))


class Model(Protocol):
    """A model that was fitted to a history."""

    @property
    def says(self) -> str:
        """What the model is, in words."""

    def fan(self, horizon: int) -> Fan:
        """Return the fan over so many steps to come."""


@dataclass(frozen=True)
class Shape:
    """What a history shows beside its trend: a season, a step; both in steps."""

    period: int | None = None
    step_at: int | None = None

    @property
    def says(self) -> str:
        """Return it in words."""
        season = f", a season of {self.period} steps" if self.period else ""
        return season + (f", one step at {self.step_at}" if self.step_at is not None else "")


@dataclass(frozen=True)
class Regression:
    """A line; or, with a time constant, a curve that levels off."""

    values: Numbers
    shape: Shape
    levelling: float | None = None

    @property
    def says(self) -> str:
        """Return what the model is, in words."""
        trend = "a line" if self.levelling is None else "a curve that levels off"
        return trend + self.shape.says

    @property
    def criterion(self) -> float:
        """Return Akaike's criterion; less is better."""
        return float(self._fitted().aic)

    def hangs_together(self) -> bool:
        """Return whether neighbouring steps are off alike, beyond chance."""
        seen = numpy.isfinite(self.values)
        off = numpy.full(len(self.values), numpy.nan)
        off[seen] = self._fitted().resid
        both = numpy.isfinite(off[1:]) & numpy.isfinite(off[:-1])
        if both.sum() < _EDGE:
            return False
        alike = float(numpy.corrcoef(off[1:][both], off[:-1][both])[0, 1])
        return alike * float(numpy.sqrt(both.sum())) > float(stats.norm.ppf(0.99))

    def fan(self, horizon: int) -> Fan:
        """Return the fan over so many steps to come."""
        whole = self._design(len(self.values) + horizon)
        found = self._fitted().get_prediction(whole[len(self.values) :])
        return Fan(numpy.asarray(found.predicted_mean), numpy.asarray(found.se_obs))

    def _fitted(self) -> Any:
        seen = numpy.isfinite(self.values)
        return OLS(self.values[seen], self._design(len(self.values))[seen]).fit()

    def _design(self, count: int) -> Numbers:
        columns = [numpy.ones((count, 1)), _trend(count, len(self.values), self.levelling)]
        if self.shape.period is not None:
            columns.append(_waves(count, self.shape.period))
        if self.shape.step_at is not None:
            columns.append(_step(count, self.shape.step_at))
        return numpy.column_stack(columns)


@dataclass(frozen=True)
class Drifting:
    """A level that drifts, with a slope that stays (``lldtrend``) or drifts too (``lltrend``)."""

    fitted: Any
    trend: str
    shape: Shape

    @property
    def says(self) -> str:
        """Return what the model is, in words."""
        slope = "a slope that stays" if self.trend == "lldtrend" else "a slope that drifts"
        return f"a level that drifts, {slope}{self.shape.says}"

    def fan(self, horizon: int) -> Fan:
        """Return the fan over so many steps to come."""
        ahead = None if self.shape.step_at is None else numpy.ones((horizon, 1))
        found = self.fitted.get_forecast(horizon, exog=ahead)
        return Fan(numpy.asarray(found.predicted_mean), numpy.asarray(found.se_mean))


def fitted(values: Numbers, periods: Sequence[int] = ()) -> Model:
    """Return the model that fits a history best. ``periods`` are seasons to look for, in steps."""
    period = next((period for period in periods if _has_season(values, period)), None)
    step = _step_of(values, period)
    shapes = [Shape(period)] + ([] if step is None else [Shape(period, step)])
    line = min((Regression(values, shape) for shape in shapes), key=lambda model: model.criterion)
    curve = min(
        (Regression(values, Shape(period), len(values) * share) for share in _LEVELLING),
        key=lambda model: model.criterion,
    )
    best = curve if curve.criterion < line.criterion - _CURVED else line
    if not best.hangs_together():
        return best
    drifting = [_drifting(values, trend, shape) for trend in _TRENDS for shape in shapes]
    return min(drifting, key=lambda model: float(model.fitted.aic))


def _drifting(values: Numbers, trend: str, shape: Shape) -> Drifting:
    # Here, because it takes a second, which only those pay whose history needs it.
    from statsmodels.tsa.statespace.structural import UnobservedComponents  # noqa: PLC0415

    seasons: Mapping[str, Any] = {}
    if shape.period is not None:
        harmonics = min(_HARMONICS, shape.period // 2)
        seasons = {
            "freq_seasonal": [{"period": shape.period, "harmonics": harmonics}],
            "stochastic_freq_seasonal": [False],
        }
    step = None if shape.step_at is None else _step(len(values), shape.step_at)
    with warnings.catch_warnings():
        # Starting values and the number of iterations: what comes of them is backtested.
        warnings.simplefilter("ignore")
        model = UnobservedComponents(values, trend, exog=step, **seasons)
        return Drifting(model.fit(disp=0, cov_type="none", maxiter=50), trend, shape)


def _has_season(values: Numbers, period: int) -> bool:
    """Return whether harmonics of a period explain more than chance, beside a smooth trend."""
    if len(values) < 3 * period:
        return False
    smooth = _powers(len(values), 4)
    return _is_sure(values, smooth, numpy.column_stack([smooth, _waves(len(values), period)]))


def _step_of(values: Numbers, period: int | None) -> int | None:
    """Return where the level jumps beside a line and a season, if that is beyond chance."""
    count = len(values)
    line = _powers(count, 2)
    if period is not None:
        line = numpy.column_stack([line, _waves(count, period)])
    places = range(_EDGE, count - _EDGE)
    if not places:
        return None
    left = {at: _left(values, numpy.column_stack([line, _step(count, at)])) for at in places}
    best = min(left, key=lambda at: left[at])
    # The best of many places: chance is asked for each of them.
    sure = _is_sure(values, line, numpy.column_stack([line, _step(count, best)]), len(places))
    return best if sure else None


def _is_sure(values: Numbers, small: Numbers, large: Numbers, tries: int = 1) -> bool:
    more, free = large.shape[1] - small.shape[1], numpy.isfinite(values).sum() - large.shape[1]
    if free < 2:
        return False
    before, after = _left(values, small), _left(values, large)
    if after <= 0:
        return before > 0
    gain = (before - after) / more / (after / free)
    return float(stats.f.sf(gain, more, free)) * tries < _SURE


def _left(values: Numbers, design: Numbers) -> float:
    """Return the sum of squares that a design leaves unexplained."""
    seen = numpy.isfinite(values)
    weights, *_ = numpy.linalg.lstsq(design[seen], values[seen], rcond=None)
    return float(((values[seen] - design[seen] @ weights) ** 2).sum())


def _trend(count: int, history: int, levelling: float | None) -> Numbers:
    """Return the columns of a trend.

    A curve has its derivative by the time constant beside it, so that the intervals carry how
    little is known of that constant (the delta method).
    """
    at = numpy.arange(count, dtype=float)
    if levelling is None:
        return (at / history).reshape(-1, 1)
    falling = numpy.exp(-at / levelling)
    return numpy.column_stack([1 - falling, at / levelling * falling])


def _powers(count: int, number: int) -> Numbers:
    at = numpy.linspace(-1, 1, count)
    return numpy.column_stack([at**power for power in range(number)])


def _waves(count: int, period: int) -> Numbers:
    angle = 2 * numpy.pi * numpy.arange(count) / period
    turns = range(1, min(_HARMONICS, period // 2) + 1)
    return numpy.column_stack([f(n * angle) for n in turns for f in (numpy.sin, numpy.cos)])


def _step(count: int, at: int) -> Numbers:
    return (numpy.arange(count) >= at).astype(float).reshape(-1, 1)
