"""What a series comes to: a fan and when its limit is reached, or why nothing can be said."""

from dataclasses import dataclass
from datetime import timedelta

import numpy

from drillbook.forecast.backtest import Backtest, backtest
from drillbook.forecast.models import Fan, fitted
from drillbook.forecast.series import DAY, HOUR, Numbers, Series

_FEWEST = 42  # steps seen; six weeks of days
_MOST_MISSING = 0.4
_FARTHEST = 180  # steps


@dataclass(frozen=True)
class Scenario:
    """What if: growth so many times as fast, and a client that alone is as large as ``jump``."""

    growth: float = 1.0
    jump: float = 0.0
    jump_at: int = 0

    @property
    def is_as_is(self) -> bool:
        """Return whether nothing is different."""
        return self.growth == 1.0 and self.jump == 0.0


@dataclass(frozen=True)
class Exhaustion:
    """When a limit is reached, in days from the end of the history; None: not within reach.

    ``earliest`` and ``latest`` are where the edges of the 80 % band reach it.
    """

    earliest: float | None
    likely: float | None
    latest: float | None


@dataclass(frozen=True)
class Forecast:
    """A series with the fan that follows it."""

    series: Series
    fan: Fan
    model: str
    tried: Backtest
    exhaustion: Exhaustion | None

    @property
    def days(self) -> float:
        """Return how far it reaches."""
        return len(self.fan.mean) * self.series.step / DAY


@dataclass(frozen=True)
class Refusal:
    """A series that cannot be forecast, and why."""

    series: Series
    reason: str
    tried: Backtest | None = None


def outlook(series: Series, scenario: Scenario = Scenario()) -> Forecast | Refusal:
    """Return a forecast of a series, or why there is none.

    It reaches a third as far as the history: no model says what lies beyond what it has seen.
    """
    short = _too_short(series)
    if short:
        return Refusal(series, short)
    if float(numpy.nanmin(series.values)) == float(numpy.nanmax(series.values)):
        return Refusal(series, "it has never changed: the last value is all there is to say")
    horizon = min(len(series.values) // 3, _FARTHEST)
    periods = seasons(series.step)
    try:
        tried = backtest(series.values, horizon, periods)
    except ValueError as error:
        return Refusal(series, str(error))
    if not tried.beats_naive:
        return Refusal(series, _no_better(tried), tried)
    model = fitted(series.values, periods)
    fan = model.fan(horizon)
    if not scenario.is_as_is:
        fan = fan.scaled(scenario.growth, scenario.jump, scenario.jump_at)
    return Forecast(series, fan, model.says, tried, exhaustion(series, fan))


def seasons(step: timedelta) -> tuple[int, ...]:
    """Return the seasons to look for at a step, in steps: a week of days, a day of hours."""
    return {DAY: (7,), HOUR: (24,)}.get(step, ())


def exhaustion(series: Series, fan: Fan) -> Exhaustion | None:
    """Return when the limit of a series is reached; None for a series without a limit."""
    if series.limit is None:
        return None
    low, high = fan.band(0.8)
    return Exhaustion(
        *(_reached(series, edge, series.limit) for edge in (high, fan.mean, low)),
    )


def _reached(series: Series, edge: Numbers, limit: float) -> float | None:
    if series.last >= limit:
        return 0.0
    there = numpy.flatnonzero(edge >= limit)
    return float((there[0] + 1) * (series.step / DAY)) if len(there) else None


def _too_short(series: Series) -> str:
    if series.seen < _FEWEST:
        return f"{series.seen} steps of {_words(series.step)} were seen, and {_FEWEST} are needed"
    missing = 1 - series.seen / len(series.values)
    if missing > _MOST_MISSING:
        return f"{missing:.0%} of its steps have no sample, and {_MOST_MISSING:.0%} is the most"
    return ""


def _no_better(tried: Backtest) -> str:
    others = {"the last value": tried.naive}
    if tried.seasonal_naive is not None:
        others["the last season"] = tried.seasonal_naive
    best = min(others, key=lambda name: others[name])
    return (
        f"over {tried.cuts} cuts of its past the model was off by {tried.model:.4g} on average, "
        f"and {best} by {others[best]:.4g}: it does not beat saying that nothing changes"
    )


def _words(step: timedelta) -> str:
    return {DAY: "a day", HOUR: "an hour"}.get(step, f"{step.total_seconds() / 60:g} min")
