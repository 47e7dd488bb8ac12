"""What a ledger's writer knows of its own writes, and what was found when reading them back.

Both are pure bookkeeping: eight bytes a write and one a write read back, in blocks; a history
with a ``spill`` directory keeps settled blocks in a file there, so that its memory stays bounded
however long it runs. Times are ticks of 100 µs since the history began, on a clock that never
goes back.
"""

import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy
import numpy.typing

from drillbook.clock import now

Ticks = numpy.typing.NDArray[numpy.uint32]
Counts = numpy.typing.NDArray[numpy.uint8]

TICKS_PER_SECOND = 10_000
_NANOSECONDS_PER_TICK = 100_000
_BLOCK = 1 << 16

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

    def __init__(
        self, clock: Callable[[], int] = time.monotonic_ns, spill: Path | None = None
    ) -> None:
        self.started = now()
        self._clock, self._zero = clock, clock()
        self._count = 0
        self._blocks: dict[int, tuple[array[int], array[int]]] = {}
        self._spilled: dict[int, int] = {}
        # An unnamed file: it is gone with the process, however that ends.
        self._file = tempfile.TemporaryFile(dir=spill) if spill else None  # noqa: SIM115

    def __len__(self) -> int:
        return self._count

    @property
    def blocks_in_memory(self) -> int:
        """Return how many blocks of 65,536 writes are held in memory."""
        return len(self._blocks)

    def invoke(self) -> int:
        """Note that a write is sent now, and return its number."""
        number = self._count
        if number % _BLOCK == 0:
            self._spill_settled()
            self._blocks[number // _BLOCK] = (array("I"), array("I"))
        invoked, outcome = self._blocks[number // _BLOCK]
        invoked.append(self._now())
        outcome.append(PENDING)
        self._count += 1
        return number

    def acknowledge(self, number: int) -> None:
        """Note that a write is acknowledged now. It may have been unanswered before."""
        self._settle(number, self._now(), replaces=(PENDING, UNANSWERED))

    def fail(self, number: int) -> None:
        """Note that a write was refused for sure, or never sent."""
        self._settle(number, FAILED, replaces=(PENDING,))

    def unanswered(self, number: int) -> None:
        """Note that nobody can say what became of a write."""
        self._settle(number, UNANSWERED, replaces=(PENDING,))

    def close(self) -> None:
        """Let go of the file of settled blocks."""
        if self._file:
            self._file.close()

    def at(self, ticks: int) -> datetime:
        """Return the moment of a tick, in UTC."""
        return self.started + timedelta(seconds=ticks / TICKS_PER_SECOND)

    def ticks(self) -> int:
        """Return the present tick."""
        return self._now()

    def columns(self) -> Iterator[tuple[int, Ticks, Ticks]]:
        """Yield blocks in order: number of the first write, ticks of invocation, outcomes."""
        for block in range(-(-self._count // _BLOCK)):
            if block in self._blocks:
                invoked, outcome = self._blocks[block]
                yield block * _BLOCK, _as_ticks(invoked), _as_ticks(outcome)
            elif self._file:
                self._file.seek(self._spilled[block])
                both = numpy.frombuffer(self._file.read(2 * 4 * _BLOCK), dtype=numpy.uint32)
                yield block * _BLOCK, both[:_BLOCK], both[_BLOCK:]

    def _settle(self, number: int, outcome: int, replaces: tuple[int, ...]) -> None:
        if not 0 <= number < self._count:
            raise ValueError(f"write {number} was never invoked")
        block, index = divmod(number, _BLOCK)
        held = self._blocks.get(block)
        if held is None or held[1][index] not in replaces:
            raise ValueError(f"write {number} has an outcome already")
        held[1][index] = outcome

    def _spill_settled(self) -> None:
        if not self._file:
            return
        for block, (invoked, outcome) in list(self._blocks.items()):
            if _as_ticks(outcome).max() < UNANSWERED:
                self._spilled[block] = self._file.seek(0, 2)
                invoked.tofile(self._file)
                outcome.tofile(self._file)
                del self._blocks[block]

    def _now(self) -> int:
        return min((self._clock() - self._zero) // _NANOSECONDS_PER_TICK, LATEST)


def _as_ticks(column: "array[int]") -> Ticks:
    # A copy: a view would forbid the array to grow while somebody looks at it.
    return numpy.frombuffer(column.tobytes(), dtype=numpy.uint32)


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
    _counts: bytearray = field(default_factory=bytearray)
    _highest: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make room for a count of every write."""
        if not self._counts:
            self._counts = bytearray(self.writes)

    def saw(self, number: int, lane: int = 0, times: int = 1) -> None:
        """Note that a write was found, in the order in which its lane holds it."""
        ordered = self.lanes > 0
        if not 0 <= number < self.writes or (ordered and number % self.lanes != lane):
            self.unexpected += times
            return
        first = not self._counts[number]
        self._counts[number] = min(self._counts[number] + times, _MANY)
        if not ordered or not first:
            return
        if number < self._highest.get(lane, -1):
            self.reordered += 1
        else:
            self._highest[lane] = number

    def merged(self, other: "ReadBack") -> "ReadBack":
        """Return what two readings found together; each lane must be in one of them alone."""
        if (self.writes, self.lanes) != (other.writes, other.lanes):
            raise ValueError("readings of different ledgers cannot be merged")
        if shared := self._highest.keys() & other._highest.keys():
            raise ValueError(f"both readings hold lane {min(shared)}; its order would be lost")
        counts = self.counts().astype(numpy.uint16) + other.counts()
        return ReadBack(
            self.writes,
            self.lanes,
            min(self.begun, other.begun),
            self.unexpected + other.unexpected,
            self.reordered + other.reordered,
            bytearray(numpy.minimum(counts, _MANY).astype(numpy.uint8).tobytes()),
            self._highest | other._highest,
        )

    def counts(self) -> Counts:
        """Return how often each write was found, by number (255 stands for more, too)."""
        return numpy.frombuffer(bytes(self._counts), dtype=numpy.uint8)
