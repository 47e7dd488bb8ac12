"""The account of a ledger: what became of every write.

After Jepsen's ``set-full`` and Kafka checkers, over a whole reading taken once the writer has
stopped. A write without an answer may be there or not; either is right. Histories are read block
by block, so that the account of a long run takes no more memory than that of a short one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy
import numpy.typing

from drillbook.evidence.model import GapRecord, LedgerRecord, RateRecord
from drillbook.ledger.gaps import gaps
from drillbook.ledger.history import (
    FAILED,
    LATEST,
    PENDING,
    TICKS_PER_SECOND,
    UNANSWERED,
    Counts,
    History,
    ReadBack,
    Ticks,
)
from drillbook.ledger.looks import Looks

_EXAMPLES = 10
_MOST_GAPS = 1_000

Bools = numpy.typing.NDArray[numpy.bool_]


@dataclass(frozen=True)
class _Block:
    """A run of writes: the first one's number, outcomes, and how often each was found."""

    first: int
    outcome: Ticks
    counts: Counts

    @property
    def acked(self) -> Bools:
        return self.outcome <= LATEST

    @property
    def unknown(self) -> Bools:
        return numpy.isin(self.outcome, (UNANSWERED, PENDING))

    @property
    def failed(self) -> Bools:
        return numpy.isin(self.outcome, FAILED)

    @property
    def present(self) -> Bools:
        return self.counts > 0

    @property
    def lost(self) -> Bools:
        return self.acked & ~self.present


_COUNTED = (
    *("acked", "present", "lost", "duplicated"),
    *("unknown", "unknown_present", "failed", "failed_present"),
)


@dataclass
class _Tally:
    """Sums over all blocks, and the span of acknowledgement times of what is lost."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))
    lost_examples: list[int] = field(default_factory=list)
    first_lost: int | None = None
    latest_lost: int = 0
    latest_acked: int | None = None

    def add(self, block: _Block) -> None:
        acked, present, lost = block.acked, block.present, block.lost
        unknown, failed = block.unknown, block.failed
        masks = (
            *(acked, acked & present, lost, block.counts > 1),
            *(unknown, unknown & present, failed, failed & present),
        )
        for name, mask in zip(_COUNTED, masks, strict=True):
            self.counts[name] += int(mask.sum())
        if acked.any():
            self.latest_acked = max(self.latest_acked or 0, int(block.outcome[acked].max()))
        if lost.any():
            times = block.outcome[lost]
            # Tick 0 is a moment like any other, so that "or" would forget it.
            earlier = LATEST if self.first_lost is None else self.first_lost
            self.first_lost = min(int(times.min()), earlier)
            self.latest_lost = max(self.latest_lost, int(times.max()))
            room = _EXAMPLES - len(self.lost_examples)
            self.lost_examples += [block.first + int(i) for i in numpy.flatnonzero(lost)[:room]]


def account(
    history: History,
    reading: ReadBack,
    *,
    name: str,
    system_under_write: str,
    ended: int,
    gap_threshold: timedelta,
    looks: Looks | None = None,
) -> LedgerRecord:
    """Return what became of every write of a ledger.

    ``reading`` is a whole reading of the system, taken last: the truth. ``ended`` is the tick at
    which the writer stopped sending. ``looks`` are what was looked up meanwhile.

    - lost: acknowledged, and not in the reading.
    - present: acknowledged, and in the reading. duplicated: found there more than once.
    - unknown: never answered; unknown_present: of those, found.
    - failed: refused for sure, or never sent; failed_present: of those, found nevertheless.
    - stale: missed by a look that began after its acknowledgement, and in the reading.
    - reordered, unexpected: as ``ReadBack`` counts them.
    - rpo_seconds: see ``_rpo_ticks``. Rates: acknowledgements in each second.
    - longest_gap_seconds: the longest of any lane, see ``gaps``: who writes to one partition has
      an outage while the others are served. gaps: the times in which at least one lane had a gap
      longer than the threshold.
    """
    if reading.writes != len(history):
        raise ValueError(f"a reading of {reading.writes} writes for a history of {len(history)}")
    tally = _Tally()
    for block in _blocks(history, reading):
        tally.add(block)
    least = int(gap_threshold.total_seconds() * TICKS_PER_SECOND)
    longest, spans = gaps(history, reading.lanes, ended, least)
    rpo = _rpo_ticks(history, tally)
    late = looks.stale(reading) if looks else {}
    acked = tally.counts["acked"]
    return LedgerRecord(
        name=name,
        system_under_write=system_under_write,
        attempted=len(history),
        **tally.counts,
        reordered=reading.reordered,
        unexpected=reading.unexpected,
        stale=len(late),
        stale_longest_seconds=max(late.values(), default=0.0),
        looks=looks.taken if looks else 0,
        lost_examples=tuple(_example(history, reading, n) for n in tally.lost_examples),
        started=history.at(0),
        ended=history.at(ended),
        rate_per_second=acked * TICKS_PER_SECOND / ended if ended else 0.0,
        rpo_seconds=None if rpo is None else rpo / TICKS_PER_SECOND,
        longest_gap_seconds=longest / TICKS_PER_SECOND,
        gaps=_gap_records(history, spans),
        rates=_rates(history, max(ended, tally.latest_acked or 0)),
    )


def _blocks(history: History, reading: ReadBack) -> Iterator[_Block]:
    for (first, _, outcome), (_, counts) in zip(history.columns(), reading.blocks(), strict=True):
        yield _Block(first, outcome, counts)


def _rpo_ticks(history: History, tally: _Tally) -> int | None:
    """Return how far back the system went, in ticks of acknowledgement time.

    With F the earliest and L the latest acknowledgement of a lost write, and R the latest
    acknowledgement before F (every write acknowledged up to R is present; the ledger's start
    when there is none), it is L - R: the span over which writes that users were told of are not
    whole. 0 when nothing is lost; None when nothing was acknowledged, since then nothing is known.
    It is never less than the true span, and more by at most the time between two acknowledgements.
    """
    if tally.first_lost is None:
        return None if tally.latest_acked is None else 0
    recovery_point = 0
    for _, _, outcome in history.columns():
        earlier = outcome[outcome < tally.first_lost]
        recovery_point = max(recovery_point, int(earlier.max()) if len(earlier) else 0)
    return tally.latest_lost - recovery_point


def _example(history: History, reading: ReadBack, number: int) -> str:
    lane = f" in lane {number % reading.lanes}" if reading.lanes else ""
    at = history.at(history.acked_at(number) or 0)
    return f"write {number}{lane}, acknowledged {at.isoformat(timespec='milliseconds')}"


def _gap_records(history: History, spans: Sequence[tuple[int, int]]) -> tuple[GapRecord, ...]:
    """Return the union of the spans; of very many, the longest."""
    union: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if union and begin <= union[-1][1]:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((begin, end))
    longest = sorted(union, key=lambda span: span[0] - span[1])[:_MOST_GAPS]
    return tuple(
        GapRecord(
            started=history.at(begin),
            ended=history.at(end),
            seconds=(end - begin) / TICKS_PER_SECOND,
        )
        for begin, end in sorted(longest)
    )


def _rates(history: History, until: int) -> tuple[RateRecord, ...]:
    seconds = until // TICKS_PER_SECOND + 1
    acked, failed = numpy.zeros((2, seconds), dtype=numpy.int64)
    for _, invoked, outcome in history.columns():
        acked += _by_second(outcome[outcome <= LATEST], seconds)
        failed += _by_second(invoked[outcome == FAILED], seconds)
    return tuple(
        RateRecord(at=history.at(second * TICKS_PER_SECOND), acked=int(acks), failed=int(fails))
        for second, (acks, fails) in enumerate(zip(acked, failed, strict=True))
    )


def _by_second(moments: Ticks, seconds: int) -> numpy.typing.NDArray[numpy.int64]:
    return numpy.bincount(moments // TICKS_PER_SECOND, minlength=seconds)
