"""Series whose future is known, because it is made by the same rule as their past."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy

from drillbook.forecast.series import Numbers, Series, even, of_counter

BEGAN = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)
DAYS = 100
AHEAD = 28
NOISE = 2.0


def days(count: int) -> Numbers:
    return numpy.arange(count, dtype=float)


def noise(chance: numpy.random.Generator) -> Numbers:
    made: Numbers = chance.normal(0, NOISE, DAYS + AHEAD)
    return made


def linear(chance: numpy.random.Generator) -> Numbers:
    return 100 + 0.5 * days(DAYS + AHEAD) + noise(chance)


def seasonal(chance: numpy.random.Generator) -> Numbers:
    week: Numbers = numpy.sin(2 * numpy.pi * days(DAYS + AHEAD) / 7)
    return linear(chance) + 8 * week


def step_change(chance: numpy.random.Generator) -> Numbers:
    return linear(chance) + 40 * (days(DAYS + AHEAD) >= 60)


def gap(chance: numpy.random.Generator) -> Numbers:
    values = linear(chance)
    values[45:65] = numpy.nan
    return values


def saturating(chance: numpy.random.Generator) -> Numbers:
    return 200 * (1 - numpy.exp(-days(DAYS + AHEAD) / 60)) + noise(chance)


def counter_reset(chance: numpy.random.Generator) -> Numbers:
    """Return growth a second, read from a counter that began anew three times."""
    growth = linear(chance)  # a second, each day
    counter = numpy.concatenate([[0.0], numpy.cumsum(growth * 86400)])
    for restart in (20, 55, 90):
        # Half a day before the sample: half of that day's growth is gone with it.
        counter[restart:] -= (counter[restart - 1] + counter[restart]) / 2
    samples = [(BEGAN + n * DAY, float(value)) for n, value in enumerate(counter)]
    return of_counter("messages", "messages", samples, DAY).values


KINDS: dict[str, Callable[[numpy.random.Generator], Numbers]] = {
    "linear": linear,
    "seasonal": seasonal,
    "step change": step_change,
    "gap": gap,
    "counter reset": counter_reset,
    "saturating": saturating,
}


def series(values: Numbers, name: str = "disk") -> Series:
    points = [
        (BEGAN + n * DAY, float(value)) for n, value in enumerate(values) if numpy.isfinite(value)
    ]
    return even(name, "GiB", points, DAY)
