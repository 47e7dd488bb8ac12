"""What a ledger's writer knows of its own writes, and what was found when reading them back.

Both are pure bookkeeping: eight bytes a write and one a write read back, in columns whose older
blocks are on disk, so that their memory stays bounded however long a ledger runs. Times are ticks
of 100 µs since the history began, on a clock that never goes back.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy
import numpy.typing

from drillbook.clock import now
from drillbook.ledger.column import Column

Ticks = numpy.typing.NDArray[numpy.uint32]
Counts = numpy.typing.NDArray[numpy.uint8]

TICKS_PER_SECOND = 10_000
_NANOSECONDS_PER_TICK = 100_000

# Outcomes share a column with acknowledgement times: the highest values are none.
PENDING = 0xFFFFFFFF
UNANSWERED = 0xFFFFFFFE
FAILED = 0xFFFFFFFD
LATEST = 0xFFFFFFF0  # 119 hours
_MANY = 255


class History:
    """Every write of one ledger by number, from 0: when it was invoked and what came back.

    A write that timed out, or whose connection broke, is ``unanswered``: neither acknowledged
    nor failed. ``failed`` is only for a write that the system refused for sure, or that was
    never sent. Writes still without an outcome count as unanswered. For one thread.
    """

    def __init__(self, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self.started = now()
        self._clock, self._zero = clock, clock()
        self._invoked, self._outcome = Column("I"), Column("I")
        self._acked = 0

    def __len__(self) -> int:
        return len(self._outcome)

    @property
    def acked(self) -> int:
        """Return how many writes are acknowledged."""
        return self._acked

    def invoke(self) -> int:
        """Note that a write is sent now, and return its number."""
        number = len(self._outcome)
        self._invoked.append(self.ticks())
        self._outcome.append(PENDING)
        return number

    def acknowledge(self, number: int) -> None:
        """Note that a write is acknowledged now. It may have been unanswered before."""
        self._settle(number, self.ticks(), replaces=(PENDING, UNANSWERED))
        self._acked += 1

    def fail(self, number: int) -> None:
        """Note that a write was refused for sure, or never sent."""
        self._settle(number, FAILED, replaces=(PENDING,))

    def unanswered(self, number: int) -> None:
        """Note that nobody can say what became of a write."""
        self._settle(number, UNANSWERED, replaces=(PENDING,))

    def acked_at(self, number: int) -> int | None:
        """Return the tick at which a write was acknowledged, or None while it is not."""
        outcome = self._outcome[number]
        return outcome if outcome <= LATEST else None

    def at(self, ticks: int) -> datetime:
        """Return the moment of a tick, in UTC."""
        return self.started + timedelta(seconds=ticks / TICKS_PER_SECOND)

    def ticks(self) -> int:
        """Return the present tick."""
        return min((self._clock() - self._zero) // _NANOSECONDS_PER_TICK, LATEST)

    def columns(self) -> Iterator[tuple[int, Ticks, Ticks]]:
        """Yield blocks in order: number of the first write, ticks of invocation, outcomes.

        Invocations never go back, and an acknowledgement is never before its invocation.
        """
        both = zip(self._invoked.blocks(), self._outcome.blocks(), strict=True)
        for (first, invoked), (_, outcome) in both:
            yield first, invoked, outcome

    def _settle(self, number: int, outcome: int, replaces: tuple[int, ...]) -> None:
        if not 0 <= number < len(self._outcome):
            raise ValueError(f"write {number} was never invoked")
        if self._outcome[number] not in replaces:
            raise ValueError(f"write {number} has an outcome already")
        self._outcome[number] = outcome


@dataclass
class ReadBack:
    """Everything of one ledger that was found in the system by reading all of it once.

    ``lanes`` is how many orders the system keeps (the partitions of a topic), 0 where it keeps
    none; write ``n`` belongs to lane ``n % lanes``. ``begun`` is the tick at which the reading
    began. ``unexpected`` counts what carries this ledger's name but was never written: a number
    too high, or in a lane that is not its own. ``reordered`` counts the writes that a lane holds
    after a later one; a second copy is a duplicate, wherever it stands.
    """

    writes: int
    lanes: int
    begun: int
    unexpected: int = 0
    reordered: int = 0
    _counts: Column = field(init=False)
    _highest: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make room for a count of every write."""
        self._counts = Column("B", self.writes)

    def saw(self, number: int, lane: int = 0, times: int = 1) -> None:
        """Note that a write was found, in the order in which its lane holds it."""
        ordered = self.lanes > 0
        if not 0 <= number < self.writes or (ordered and number % self.lanes != lane):
            self.unexpected += times
            return
        before = self._counts[number]
        self._counts[number] = min(before + times, _MANY)
        if not ordered or before:
            return
        if number < self._highest.get(lane, -1):
            self.reordered += 1
        else:
            self._highest[lane] = number

    def times(self, number: int) -> int:
        """Return how often a write was found; 255 may be more."""
        return self._counts[number]

    def blocks(self) -> Iterator[tuple[int, Counts]]:
        """Yield (first number, how often each write was found) in order; 255 may be more."""
        yield from self._counts.blocks()
