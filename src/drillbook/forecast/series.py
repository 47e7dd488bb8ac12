"""Series at even steps, from samples as they come: gaps stay gaps, counters become rates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy
from numpy.typing import NDArray

Numbers = NDArray[numpy.float64]
Samples = Sequence[tuple[datetime, float]]

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
_STEPS = (timedelta(minutes=1), timedelta(minutes=5), HOUR, DAY)
_FEWEST_STEPS = 60  # a coarser step is taken when it still leaves so many


@dataclass(frozen=True)
class Series:
    """A quantity at even steps. A step without a sample is NaN; nothing is filled in.

    ``limit`` is in the unit of the values, and ``limit_source`` says who set it.
    """

    name: str
    unit: str
    began: datetime
    step: timedelta
    values: Numbers
    limit: float | None = None
    limit_source: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def seen(self) -> int:
        """Return how many steps have a value."""
        return int(numpy.isfinite(self.values).sum())

    @property
    def last(self) -> float:
        """Return the last value that was seen; NaN if none was."""
        finite = self.values[numpy.isfinite(self.values)]
        return float(finite[-1]) if len(finite) else float("nan")

    @property
    def ended(self) -> datetime:
        """Return the moment of the last step."""
        return self.began + (len(self.values) - 1) * self.step

    def limited(self, limit: float, source: str) -> "Series":
        """Return the same with a limit."""
        return replace(self, limit=limit, limit_source=source)


def fitting_step(samples: Samples) -> timedelta:
    """Return the step to look at samples in: days where there are enough of them, else finer.

    It is never finer than the samples are apart, which would make gaps of nothing.
    """
    span = samples[-1][0] - samples[0][0]
    apart = sorted(after[0] - before[0] for before, after in pairwise(samples))
    usual = apart[len(apart) // 2] if apart else timedelta(0)
    steps = [step for step in _STEPS if step >= usual] or [_STEPS[-1]]
    return next((step for step in reversed(steps) if span / step >= _FEWEST_STEPS), steps[0])


def even(name: str, unit: str, samples: Samples, step: timedelta | None = None) -> Series:
    """Return samples at even steps, each the mean of its samples, with a remark on its gaps.

    Raises ValueError without any sample.
    """
    ordered = sorted(samples)
    if not ordered:
        raise ValueError(f"{name} has no sample")
    width = step or fitting_step(ordered)
    began = _floor(ordered[0][0], width)
    count = (ordered[-1][0] - began) // width + 1
    totals, counts = numpy.zeros(count), numpy.zeros(count)
    for at, value in ordered:
        totals[(at - began) // width] += value
        counts[(at - began) // width] += 1
    values = numpy.divide(totals, counts, out=numpy.full(count, numpy.nan), where=counts > 0)
    empty = int((counts == 0).sum())
    remarks = (f"{empty} of {count} steps have no sample",) if empty else ()
    return Series(name, unit, began, width, values, remarks=remarks)


def rates(samples: Samples) -> tuple[list[tuple[datetime, float]], int]:
    """Return what a counter grew by, a second, between samples, and how often it began anew.

    A counter that goes down has been started again. How much it had counted before that is not
    known, so the time between the two samples is left out.
    """
    ordered = sorted(samples)
    grown, resets = [], 0
    for (before, low), (at, high) in pairwise(ordered):
        resets += high < low
        seconds = (at - before).total_seconds()
        if seconds > 0 and high >= low:
            grown.append((at, (high - low) / seconds))
    return grown, resets


def of_counter(name: str, unit: str, samples: Samples, step: timedelta | None = None) -> Series:
    """Return a counter's growth a second at even steps, with a remark on its restarts."""
    grown, resets = rates(samples)
    series = even(name, f"{unit}/s", grown, step)
    said = f"the counter began anew {resets} times" if resets else ""
    return replace(series, remarks=(*series.remarks, said) if said else series.remarks)


def _floor(at: datetime, step: timedelta) -> datetime:
    zero = datetime(1970, 1, 1, tzinfo=UTC)
    return zero + (at - zero) // step * step
