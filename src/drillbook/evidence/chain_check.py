"""Whether the records of a bundle are those that were written: none changed, gone, doubled, moved.

The hash of a record is vouched for by the record after it, that of the last by the head.
Pure: from what was read to findings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drillbook.evidence.bundle import Line
from drillbook.evidence.chain import NOTHING_BEFORE, RUN_KINDS, RUN_RECORDS

_MOST = 1000  # numbers of a gap that are named; a forger can claim any


@dataclass(frozen=True)
class Finding:
    """What is wrong with a bundle, and where. ``record`` is None where no one record has it."""

    record: int | None
    what: str


def order(lines: Iterable[Line]) -> tuple[dict[int, Line], list[Finding]]:
    """Return the records by number, and what is missing, damaged, doubled or out of its place."""
    several: dict[int, list[Line]] = {}
    damaged: list[tuple[Line, int]] = []
    findings: list[Finding] = []
    file, before = "", 0
    for line in lines:
        if line.file != file:
            file, before = line.file, 0
        if line.record is None:
            damaged.append((line, before))
            continue
        number = int(line.record["number"])
        if number < before:
            findings.append(Finding(number, f"record {number} ({line.place}) is out of its place"))
        several.setdefault(number, []).append(line)
        before = number
    # A line that cannot be read is most likely the next number of its file.
    unreadable = {before + 1: line for line, before in damaged if before + 1 not in several}
    findings += [_damaged(line, before + 1, unreadable) for line, before in damaged]
    findings += _doubled(several)
    findings += _missing(several, unreadable)
    return {number: found[0] for number, found in sorted(several.items())}, findings


def linked(records: Mapping[int, Line], head: tuple[int, str] | None) -> Iterator[Finding]:
    """Yield each record whose hash is not the one that is vouched for."""
    for number, line in records.items():
        assert line.record is not None
        if number == 1 and line.record["previous"] != NOTHING_BEFORE:
            yield Finding(1, f"record 1 ({line.place}) was changed: it says one came before it")
        if _vouched(records, number, head) in {None, line.sha256}:
            continue
        after = records.get(number + 1)
        if after is not None and _vouched(records, number + 1, head) not in {None, after.sha256}:
            continue  # the next was changed: what it says of this one counts for nothing
        yield Finding(number, f"record {number} ({line.place}) was changed")


def ends(
    records: Mapping[int, Line], head: tuple[int, str] | None, *, closed: bool
) -> Iterator[Finding]:
    """Yield what the head says against the records that there are."""
    if head is None or not records:
        return
    last = max(records)
    for number in range(last + 1, min(head[0], last + _MOST) + 1):
        yield Finding(number, f"record {number} is missing: the head names {head[0]} records")
    # A run that was killed between a record and its head has one more than the head says.
    allowed = head[0] if closed else head[0] + 1
    for number in (one for one in records if one > allowed):
        place = records[number].place
        yield Finding(number, f"record {number} ({place}) was added after the head was written")


def filed(records: Mapping[int, Line]) -> Iterator[Finding]:
    """Yield each record that is in the file of another drill, or in the run's, or not in it.

    Drills follow one another: a drill's records are those from its first to the next drill's.
    """
    before, belongs = 0, ""
    for number, line in records.items():
        assert line.record is not None
        kind = line.record["record"]
        if number != before + 1:
            belongs = ""  # the first record of this drill may be one of those that are missing
        before = number
        if kind == "started":
            belongs = f"{line.record['body'].get('id')}.jsonl"
        expected = RUN_RECORDS if kind in RUN_KINDS else belongs
        if expected and line.file != expected:
            yield Finding(number, f"record {number} ({line.place}) belongs into {expected}")
        elif not expected and line.file == RUN_RECORDS:
            yield Finding(number, f"record {number} ({line.place}) is of a drill, not of the run")


def times(records: Mapping[int, Line]) -> Iterator[Finding]:
    """Yield each record that says it was made before the one before it."""
    before: datetime | None = None
    for number, line in sorted(records.items()):
        assert line.record is not None
        try:
            at = datetime.fromisoformat(line.record["at"])
            late = before is not None and at < before
        except (ValueError, TypeError):
            yield Finding(number, f"record {number} ({line.place}) has no time that can be read")
            continue
        if late:
            assert before is not None
            yield Finding(
                number,
                f"record {number} ({line.place}) says {at:%F %T} UTC, {_seconds(before - at)} "
                "before the record before it: the clock was set back, or the time changed",
            )
        before = at


def _vouched(records: Mapping[int, Line], number: int, head: tuple[int, str] | None) -> str | None:
    after = records.get(number + 1)
    if after is not None:
        assert after.record is not None
        return str(after.record["previous"])
    return head[1] if head is not None and head[0] == number else None


def _damaged(line: Line, number: int, unreadable: Mapping[int, Line]) -> Finding:
    if unreadable.get(number) is line:
        return Finding(number, f"record {number} ({line.place}) was changed: {line.why_not}")
    return Finding(None, f"{line.place} is no record: {line.why_not}")


def _doubled(several: Mapping[int, Sequence[Line]]) -> Iterator[Finding]:
    for number, lines in several.items():
        if len(lines) > 1:
            places = " and ".join(line.place for line in lines)
            yield Finding(number, f"record {number} is there {len(lines)} times: {places}")


def _missing(
    several: Mapping[int, Sequence[Line]], unreadable: Mapping[int, Line]
) -> Iterator[Finding]:
    present = sorted(several)
    for before, after in zip([0, *present], present, strict=False):
        for number in range(before + 1, min(after, before + _MOST)):
            if number not in unreadable:
                yield Finding(
                    number,
                    f"record {number} is missing, before record {after} "
                    f"({several[after][0].place})",
                )


def _seconds(span: timedelta) -> str:
    return f"{span.total_seconds():.3f} s"
