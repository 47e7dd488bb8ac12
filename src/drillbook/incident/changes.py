"""Changes of metrics, found and not picked.

Change points are those of PELT (Killick and others 2012, here ruptures'), which finds the cuts
into stretches of even level that cost least, each cut for a penalty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy
from numpy.typing import NDArray

_FEWEST = 4  # samples
_PENALTY = 3.0  # of a cut, in 2 ln(n) variances
_LEAST = 0.05  # part of its size that a level has to change by
#: And by how much, in its unit: less than that is at work in any machine that does nothing.
_FLOOR = {"cores": 0.05, "bytes": 1e7, "bytes/s": 2e4}


@dataclass(frozen=True)
class Watched:
    """A series that was watched: of what component it is, and its samples in order.

    ``step`` is the time between samples: a change is seen up to that late. ``state``: it counts
    what stays as it is until something happens, such as pods, so that any other value is a change.
    """

    metric: str
    says: str
    unit: str
    component: str
    points: Sequence[tuple[datetime, float]]
    step: timedelta
    state: bool = False


@dataclass(frozen=True)
class Change:
    """A level that changed; ``part`` is by how much of the larger of both levels, 0 to 1."""

    watched: Watched
    at: datetime
    before: float
    after: float
    noise: float

    @property
    def part(self) -> float:
        """Return how large the change is against the larger of both levels."""
        larger = max(abs(self.before), abs(self.after))
        return abs(self.after - self.before) / larger if larger else 0.0

    @property
    def clear(self) -> float:
        """Return how large the change is against the noise before it, at most 100."""
        size = abs(self.after - self.before)
        return 100.0 if self.noise == 0 else min(size / self.noise, 100.0)


def changes(watched: Watched) -> tuple[Change, ...]:
    """Return the changes of a series. One that began or ended between samples changed from 0."""
    if watched.state:
        return _turns(watched)
    if len(watched.points) < _FEWEST:
        return ()
    values = numpy.array([value for _, value in watched.points])
    cuts = _cuts(values)
    edges = [0, *cuts, len(values)]
    found = []
    for left, cut, right in zip(edges, edges[1:], edges[2:], strict=False):
        before, after = values[left:cut], values[cut:right]
        change = Change(
            watched,
            watched.points[cut][0],
            float(numpy.median(before)),
            float(numpy.median(after)),
            _noise(before),
        )
        size = abs(change.after - change.before)
        if change.part >= _LEAST and size >= _FLOOR.get(watched.unit, 0.0):
            found.append(change)
    return tuple(found)


def _turns(watched: Watched) -> tuple[Change, ...]:
    """Return where a state changed: a pod that is back by the next sample was gone all the same."""
    return tuple(
        Change(watched, at, before, after, 0.0)
        for (_, before), (at, after) in pairwise(watched.points)
        if after != before
    )


def filled(
    points: Sequence[tuple[datetime, float]], start: datetime, end: datetime, step: timedelta
) -> list[tuple[datetime, float]]:
    """Return samples at every step of a span, 0 where there is none: what is gone counts nothing.

    Only for what counts things that are there (replicas, members, requests), where no series is
    none of them; not for what is measured.
    """
    known = {round((at - start) / step): value for at, value in points}
    count = int((end - start) / step) + 1
    return [(start + n * step, known.get(n, 0.0)) for n in range(count)]


def _cuts(values: NDArray[numpy.float64]) -> list[int]:
    # Here, because it takes half a second, which only who looks for changes should pay.
    from ruptures import KernelCPD  # noqa: PLC0415

    noise = _noise(values)
    # A series that is mostly even has no noise to measure: any step of it is one.
    scale = noise or float(numpy.std(values)) / 10
    if scale == 0:
        return []
    signal = (values / scale).reshape(-1, 1)
    penalty = _PENALTY * 2 * float(numpy.log(len(values)))
    return [
        int(cut) for cut in KernelCPD(kernel="linear", min_size=2).fit_predict(signal, pen=penalty)
    ][:-1]


def _noise(values: NDArray[numpy.float64]) -> float:
    """Return the standard deviation of what is left between neighbours, robustly (MAD)."""
    if len(values) < 2:
        return 0.0
    steps = numpy.abs(numpy.diff(values))
    return float(numpy.median(steps)) * 1.4826 / float(numpy.sqrt(2))
