"""Times without an acknowledgement: the outage that users saw."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy
import numpy.typing

from drillbook.ledger.history import LATEST, History, Ticks

Edges = numpy.typing.NDArray[numpy.int64]

_END = LATEST + 1


@dataclass
class _Lane:
    """The acknowledgements of one lane so far, and those that may still have one before them."""

    previous: int
    open: Ticks = field(default_factory=lambda: numpy.zeros(0, dtype=numpy.uint32))

    def edges(self, moments: Ticks, horizon: int) -> Edges:
        """Take acknowledgements in; return the last settled one and those before the horizon."""
        both = numpy.sort(numpy.concatenate([self.open, moments]))
        ready = int(numpy.searchsorted(both, horizon))
        settled, self.open = both[:ready].astype(numpy.int64), both[ready:]
        before = self.previous
        if ready:
            self.previous = int(settled[-1])
        return numpy.concatenate([numpy.array([before], dtype=numpy.int64), settled])


def gaps(history: History, lanes: int, ended: int, least: int) -> tuple[int, list[tuple[int, int]]]:
    """Return the longest span without acknowledgements of any lane, and all longer than ``least``.

    All in ticks. Spans begin at the first acknowledgement of any lane (before it the writer was
    connecting), or at 0 when there is none, and end where the writer stopped sending. So an outage
    counts that began before a lane's own first acknowledgement, or that never ended.

    No acknowledgement is before its invocation, and invocations are in order. So all that lies
    before the next block's first invocation is complete, and only the rest is kept.
    """
    begin = _first(history)
    known = [_Lane(begin) for _ in range(max(lanes, 1))]
    longest, found = 0, list[tuple[int, int]]()

    def note(edges: Edges) -> None:
        nonlocal longest
        spans = numpy.diff(edges)
        longest = max(longest, int(spans.max(initial=0)))
        found.extend((int(edges[i]), int(edges[i + 1])) for i in numpy.flatnonzero(spans > least))

    for first, outcome, horizon in _with_horizon(history):
        for number, lane in enumerate(known):
            own = outcome[(number - first) % len(known) :: len(known)]
            note(lane.edges(own[own <= LATEST], horizon))
    for lane in known:
        note(numpy.array([lane.previous, max(lane.previous, ended)]))
    return longest, found


def _first(history: History) -> int:
    acked = (outcome[outcome <= LATEST] for _, _, outcome in history.columns())
    return min((int(moments.min()) for moments in acked if len(moments)), default=0)


def _with_horizon(history: History) -> Iterator[tuple[int, Ticks, int]]:
    """Yield each block's first number and outcomes, and the next block's first invocation."""
    held: tuple[int, Ticks] | None = None
    for first, invoked, outcome in history.columns():
        if held is not None:
            yield *held, int(invoked[0])
        held = (first, outcome)
    if held is not None:
        yield *held, _END
