"""When recovery times changed: change points in a series of nights. Pure.

Optimal partitioning of the logarithms (Jackson et al. 2005) by least squares, with a penalty like
that of the Schwarz criterion; each change that it finds is confirmed by Mann and Whitney's test
between its two sides, and by a difference that matters. The library `ruptures` has the first of
these; importing it takes 1.5 s, of the 5 s that a whole report may take.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy
from numpy.typing import NDArray

Floats = NDArray[numpy.float64]

#: Nights on each side without which no change is claimed.
FEWEST = 5
_PENALTY = 5.0  # variances a change, times log n: of the steady series of 20 nights, 2 in 100 alarm
_CONFIRMED = 2.576  # 99 %, two-sided
_MATTERS = 0.10  # of the median before
_CLIPPED = 5.0  # deviations from the median; one odd night is no change
_LEAST_NOISE = 0.01  # of the logarithm: 1 %, finer than any night repeats


@dataclass(frozen=True)
class Change:
    """A change: the first night after it, and the medians of both sides, in seconds."""

    index: int
    before: float
    after: float

    @property
    def factor(self) -> float:
        """Return how many times as long it takes since."""
        return self.after / self.before


def changes(seconds: Sequence[float], error: float = 0.0) -> list[Change]:
    """Return the changes in a series of times, the oldest first; none when it is too short.

    ``error`` is how exactly a time was measured, in seconds: less than that is no change.
    """
    if len(seconds) < 2 * FEWEST:
        return []
    times = numpy.maximum(numpy.asarray(seconds, dtype=float), 1e-3)
    bounds = [0, *_partition(_clipped(numpy.log(times))), len(times)]
    found, begin = [], 0
    for at, end in pairwise(bounds[1:]):
        before, after = times[begin:at], times[at:end]
        change = Change(at, float(numpy.median(before)), float(numpy.median(after)))
        differs = abs(change.after - change.before)
        if differs > max(error, _MATTERS * change.before) and _separate(before, after):
            found.append(change)
            begin = at  # what was not confirmed is one side of the next
    return found


def _clipped(values: Floats) -> Floats:
    middle = numpy.median(values)
    spread = max(1.4826 * float(numpy.median(numpy.abs(values - middle))), _LEAST_NOISE)
    clipped: Floats = numpy.clip(values, middle - _CLIPPED * spread, middle + _CLIPPED * spread)
    return clipped


def _partition(values: Floats) -> list[int]:
    """Return where segments begin, without the first, so that squares and penalties are least."""
    count = len(values)
    # From one night to the next, so that changes of level do not count as noise.
    jumps = numpy.abs(numpy.diff(values))
    noise = max(float(numpy.median(jumps)) / (0.6745 * math.sqrt(2)), _LEAST_NOISE)
    penalty = _PENALTY * noise**2 * math.log(count)
    sums = numpy.concatenate([[0.0], numpy.cumsum(values)])
    squares = numpy.concatenate([[0.0], numpy.cumsum(values**2)])
    best = numpy.full(count + 1, numpy.inf)
    best[0] = -penalty
    begins = numpy.zeros(count + 1, dtype=int)
    for end in range(FEWEST, count + 1):
        start = numpy.arange(end - FEWEST + 1)
        total = sums[end] - sums[start]
        cost = squares[end] - squares[start] - total**2 / (end - start)
        whole = best[start] + cost + penalty
        begins[end] = int(numpy.argmin(whole))
        best[end] = whole[begins[end]]
    found, at = [], int(begins[count])
    while at > 0:
        found.append(at)
        at = int(begins[at])
    return found[::-1]


def _separate(before: Floats, after: Floats) -> bool:
    """Return whether Mann and Whitney's test tells both sides apart, at 99 %."""
    greater = (after[:, None] > before[None, :]).sum() + 0.5 * (
        after[:, None] == before[None, :]
    ).sum()
    pairs = len(before) * len(after)
    deviation = math.sqrt(pairs * (len(before) + len(after) + 1) / 12)
    return abs(float(greater) - pairs / 2) / deviation > _CONFIRMED
