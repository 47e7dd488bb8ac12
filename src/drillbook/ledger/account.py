"""The account of a ledger: what became of every write.

After Jepsen's ``set-full`` and Kafka checkers, over a whole reading taken once the writer has
stopped. A write without an answer may be there or not; either is right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy
import numpy.typing

from drillbook.evidence.model import GapRecord, LedgerRecord, RateRecord
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
    def present(self) -> Bools:
        return self.counts > 0

    @property
    def lost(self) -> Bools:
        return self.acked & ~self.present


def account(
    history: History,
    readings: Sequence[ReadBack],
    *,
    name: str,
    system_under_write: str,
    ended: int,
    gap_threshold: timedelta,
) -> LedgerRecord:
    """Return what became of every write of a ledger.

    ``readings`` are whole readings of the system, oldest first, at least one; the last is the
    truth. ``ended`` is the tick at which the writer stopped sending.

    - lost: acknowledged, and not in the last reading.
    - present: acknowledged, and in the last reading. duplicated: found there more than once.
    - unknown: never answered; unknown_present: of those, found.
    - failed: refused for sure, or never sent; failed_present: of those, found nevertheless.
    - stale: acknowledged before an earlier reading began, missing from it, and in the last one.
    - reordered, unexpected: as ``ReadBack`` counts them.
    - rpo_seconds: see ``rpo_ticks``. Rates: acknowledgements in each second.
    - longest_gap_seconds: the longest of any lane, see ``gaps``: who writes to one partition has
      an outage while the others are served. gaps: the times in which at least one lane had a gap
      longer than the threshold.
    """
    last = readings[-1]
    truth = last.counts()
    if any(reading.writes != len(history) for reading in readings):
        raise ValueError(f"a reading of {last.writes} writes for a history of {len(history)}")
    blocks = [
        _Block(first, outcome, truth[first : first + len(outcome)])
        for first, _, outcome in history.columns()
    ]
    moments = numpy.sort(_joined(block.outcome[block.acked] for block in blocks))
    spans = [span for lane in _lanes(blocks, last.lanes) for span in gaps(lane, ended)]
    rpo = rpo_ticks(blocks)
    acked = len(moments)
    unknown = [(b.outcome == UNANSWERED) | (b.outcome == PENDING) for b in blocks]
    failed = [b.outcome == FAILED for b in blocks]
    present = [b.present for b in blocks]
    return LedgerRecord(
        name=name,
        system_under_write=system_under_write,
        attempted=len(history),
        acked=acked,
        present=_sum(b.acked & b.present for b in blocks),
        lost=_sum(b.lost for b in blocks),
        duplicated=_sum(b.counts > 1 for b in blocks),
        reordered=last.reordered,
        unknown=_sum(unknown),
        unknown_present=_sum(u & p for u, p in zip(unknown, present, strict=True)),
        failed=_sum(failed),
        failed_present=_sum(f & p for f, p in zip(failed, present, strict=True)),
        unexpected=last.unexpected,
        stale=_stale(blocks, readings),
        lost_examples=tuple(_examples(history, blocks, last.lanes)),
        started=history.at(0),
        ended=history.at(ended),
        rate_per_second=acked * TICKS_PER_SECOND / ended if ended else 0.0,
        rpo_seconds=None if rpo is None else rpo / TICKS_PER_SECOND,
        longest_gap_seconds=max((end - begin for begin, end in spans), default=0)
        / TICKS_PER_SECOND,
        gaps=_gap_records(history, spans, gap_threshold),
        rates=_rates(history, moments, ended),
    )


def rpo_ticks(blocks: Sequence[_Block]) -> int | None:
    """Return how far back the system went, in ticks of acknowledgement time.

    With F the earliest and L the latest acknowledgement of a lost write, and R the latest
    acknowledgement before F (every write acknowledged up to R is present; the ledger's start
    when there is none), it is L - R: the span over which writes that users were told of are not
    whole. 0 when nothing is lost; None when nothing was acknowledged, since then nothing is known.
    It is never less than the true span, and more by at most the time between two acknowledgements.
    """
    lost = _joined(block.outcome[block.lost] for block in blocks)
    if not len(lost):
        return 0 if any(block.acked.any() for block in blocks) else None
    first, latest = int(lost.min()), int(lost.max())
    earlier = (block.outcome[block.acked & (block.outcome < first)] for block in blocks)
    recovery_point = max((int(times.max()) for times in earlier if len(times)), default=0)
    return latest - recovery_point


def gaps(moments: Ticks, ended: int) -> list[tuple[int, int]]:
    """Return the spans without acknowledgements as (begin, end), in ticks, in order.

    They begin at the first acknowledgement (before it the writer was connecting), or at 0 when
    there is none, and end where the writer stopped sending, so that an outage that never ended
    counts up to there.
    """
    edges = numpy.concatenate([moments.astype(numpy.int64) if len(moments) else [0], [ended]])
    begins, ends = edges[:-1], numpy.maximum(edges[1:], edges[:-1])
    longer = numpy.flatnonzero(ends > begins)
    return [(int(begins[i]), int(ends[i])) for i in longer]


def _joined(parts: Iterator[Ticks]) -> Ticks:
    return numpy.concatenate([numpy.zeros(0, dtype=numpy.uint32), *parts])


def _sum(masks: "Iterator[Bools] | Sequence[Bools]") -> int:
    return sum(int(mask.sum()) for mask in masks)


def _stale(blocks: Sequence[_Block], readings: Sequence[ReadBack]) -> int:
    stale = 0
    earlier = [(reading.begun, reading.counts()) for reading in readings[:-1]]
    for block in blocks:
        part = slice(block.first, block.first + len(block.outcome))
        seen_late = numpy.zeros(len(block.outcome), dtype=numpy.bool_)
        for begun, counts in earlier:
            seen_late |= (block.outcome < begun) & (counts[part] == 0)
        stale += int((seen_late & block.acked & block.present).sum())
    return stale


def _examples(history: History, blocks: Sequence[_Block], lanes: int) -> Iterator[str]:
    left = _EXAMPLES
    for block in blocks:
        for index in numpy.flatnonzero(block.lost)[:left]:
            number, at = block.first + int(index), history.at(int(block.outcome[index]))
            lane = f" in lane {number % lanes}" if lanes else ""
            yield f"write {number}{lane}, acknowledged {at.isoformat(timespec='milliseconds')}"
            left -= 1


def _lanes(blocks: Sequence[_Block], lanes: int) -> Iterator[Ticks]:
    """Yield the acknowledgement times of each lane, in order of time."""
    for lane in range(max(lanes, 1)):
        parts = []
        for block in blocks:
            own = slice((lane - block.first) % max(lanes, 1), None, max(lanes, 1))
            outcome = block.outcome[own]
            parts.append(outcome[outcome <= LATEST])
        yield numpy.sort(_joined(iter(parts)))


def _gap_records(
    history: History, spans: list[tuple[int, int]], threshold: timedelta
) -> tuple[GapRecord, ...]:
    """Return the union of the spans that are longer than the threshold."""
    least = threshold.total_seconds() * TICKS_PER_SECOND
    union: list[tuple[int, int]] = []
    for begin, end in sorted(span for span in spans if span[1] - span[0] > least):
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


def _rates(history: History, moments: Ticks, ended: int) -> tuple[RateRecord, ...]:
    seconds = max(ended, int(moments[-1]) if len(moments) else 0) // TICKS_PER_SECOND + 1
    acked = numpy.bincount(moments // TICKS_PER_SECOND, minlength=seconds)
    return tuple(
        RateRecord(at=history.at(second * TICKS_PER_SECOND), acked=int(count))
        for second, count in enumerate(acked)
    )
