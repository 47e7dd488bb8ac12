"""Figures that stand in one paragraph, or in the block below it, and do not agree.

The other rules on numbers look over the whole runbook, where one objective must be the only one.
Here both figures are said in one breath, so that each speaks of the same thing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drillbook.audit import cron, quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.document import Block, Sentence
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.waits import paragraphs
from drillbook.audit.runbook import Runbook

DAY = 86400.0  # seconds
# With bounds, so that text beyond reason ends soon.
_SPAN = rf"(?<![\d.])(\d{{1,6}}(?:\.\d{{1,3}})?)[\s-]{{0,3}}{quantities.UNIT}"
_LONGEST = 5000  # characters; no paragraph that anybody reads is longer
# What is lost between two backups is not all that is lost where changes are kept, too.
_KEPT_ALL = re.compile(
    r"(?i)\b(continuous\w*|WAL|binlogs?|binary logs?|oplog|archive_command|point[- ]in[- ]time|"
    r"PITR|replica\w*|streaming|standby|incremental\w*|differential|transaction logs?|wal-g|"
    r"pgbackrest|translog|commit ?logs?)\b"
)
_LOSS = r"RPO|recovery point objective|(?:maximum|accepted|acceptable|allowed) data loss"
_SCHEDULE = re.compile(
    r"""schedule["']?(?::|=|\s)\s*["']?((?:[\d*/,-]+\s+){4}[\w*/,-]+|@\w+)["'\n]"""
)
# Quartz's, with seconds first, as Elasticsearch has them
_QUARTZ = re.compile(
    r"""schedule"?:\s*"\d+\s+((?:[\d*/,-]+\s+){2}[\d*/,?-]+\s+[\d*/,-]+\s+[\w*/,?-]+)\""""
)
_LINE = re.compile(r"^\s*((?:[\d*/,-]+\s+){4}[\w*/,-]+)\s+\S", re.MULTILINE)
_COPIES = re.compile(
    r"(?i)\b(back(?:ed|s|ing)?[ -]?ups?|velero|SLM|dump(?:s|ed)?|snapshots?|export(?:s|ed)?)\b"
)
_REACH = re.compile(
    r"(?i)(?:\b(?:restor\w*|recover\w*|brought back|set back|go(?:es)? back|roll(?:ed)? back|"
    r"rewind\w*|replay\w*|re-?read|search\w*|look\w* (?:at|up|back)|quer(?:y|ied)|"
    r"reproduce\w*|available)\b"
    r"[^.;]{0,60}?\b(?:for|by(?: up to)?|up to|(?:of|in|from|within|over|to) the (?:last|past)|"
    rf"as far as)\s+(?:up to )?{_SPAN}"
    rf"|\b(?:any|each|every|all)\b[^.;]{{0,40}}?\b(?:last|past)\s+{_SPAN}[^.;]{{0,60}}?"
    r"\b(?:restor\w*|recover\w*|brought back|reproduc\w*|available|search\w*)"
    rf"|\bthe (?:last|past) {_SPAN} (?:can|must|may) be (?:restored|recovered|brought back))"
)
_KEEPS = re.compile(
    r"(?i)\b(?:kept|keeps?|retain(?:s|ed)?|retention|expires?|expired|removed|deleted|deletes?|"
    r"pruned?|purged|dropped|stored)\b[^.;]{0,60}?\b(?:for|after|is|of|older than|beyond)\s+"
    rf"(?:at most )?{_SPAN}"
)
_OPTION = re.compile(
    r"--(?:ttl|noncurrent-expire-days|expire-days|keep-within|keep-days)[= ]\"?(\d+)(h|d|m|)\b"
    r"|expire_after\"?:\s*\"(\d+)(d|h)"
)
_LAST_KEPT = re.compile(
    r"(?i)\b(?:last|latest|newest)\s+(\d+|two|three|four|five|six|seven)\b[^.;\d]{0,30}?\b(?:kept|retained)\b"
    r"|\bkeep(?:s|ing)?\s+(?:the\s+)?(?:last|latest|newest)\s+(\d+|two|three|four|five|six|seven)\b"
)
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
           "ten": 10, "twelve": 12}  # fmt: skip
# What is there for a while only says nothing of what is kept.
PASSING = re.compile(r"(?i)\b(temporary|tmp|temp|caches?|scratch|staging|locally|local|hot)\b")
_TESTED = re.compile(r"(?i)\b(test\w*|drill\w*|rehears\w*|verif\w*|review\w*|audit of)\b")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, and the block that it introduces."""

    line: int
    text: str
    below: Block | None

    @property
    def both(self) -> str:
        """The text of both."""
        return f"{self.text}\n{self.below.text if self.below else ''}"


def read(runbook: Runbook) -> Iterator[Paragraph]:
    """Yield the paragraphs of a runbook, each with the block right below it."""
    lines = runbook.document.lines
    blocks = {one.line: one for one in runbook.document.blocks if one.language != "inline"}
    for one in paragraphs(runbook):
        if one.cells or len(one.text) > _LONGEST:
            continue
        yield Paragraph(one.line, one.text, _below(one, lines, blocks))


def _below(one: Sentence, lines: tuple[str, ...], blocks: dict[int, Block]) -> Block | None:
    """Return the block that begins with nothing but empty lines between."""
    at = one.line + one.text.count("\n")
    while at < len(lines) and not lines[at].strip():
        at += 1
    return blocks.get(at + 2) or blocks.get(at + 1)


def _spans(pattern: re.Pattern[str], text: str) -> list[float]:
    """Return the times that a pattern's groups of a number and a unit hold, in seconds."""
    found = []
    for one in pattern.finditer(text):
        number, unit = [group for group in one.groups() if group][:2]
        found.append(quantities.seconds(number, unit))
    return found


def losses(runbook: Runbook) -> Iterator[Finding]:
    """``RPO is 15 minutes. Its snapshots are made by this job:`` and a schedule of six hours."""
    for one in read(runbook):
        allowed = quantities.promised(one.text, _LOSS)
        stated = [part for part in re.split(r"(?<=[.;])\s+", one.text)
                  if re.search(rf"(?i)\b(?:{_LOSS})\b", part)]  # fmt: skip
        once = len(stated) == 1 and len(set(quantities.DURATION.findall(stated[0]))) <= 1
        if allowed is None or not once or _KEPT_ALL.search(one.both):
            continue
        apart, where = _apart(one)
        if apart > allowed:
            yield finding(
                "rpo",
                one.line,
                f"{quantities.written(allowed)} of data may be lost, and backups are "
                f"{quantities.written(apart)} apart (line {where})",
                f"back up at least every {quantities.written(allowed)}",
                ShownBy.REASONED,
            )


def _apart(one: Paragraph) -> tuple[float, int]:
    """Return how far apart the copies are that a paragraph or its block speaks of; 0: unknown."""
    said = [
        spaced
        for part in re.split(r"(?<=[.;])\s+|,\s+(?=and|but)", one.text)
        if _COPIES.search(part) and not _TESTED.search(part)
        and not re.search(rf"(?i)\b(?:{_LOSS})\b", part)
        and (spaced := quantities.interval(part))
    ]  # fmt: skip
    if said:
        return (said[0], one.line) if len(said) == 1 else (0, one.line)
    about = _COPIES.search(one.text) or (one.below and _COPIES.search(one.below.text))
    if one.below is None or not about or _TESTED.search(one.text):
        return 0, one.line
    text = one.below.text
    found = [*_SCHEDULE.finditer(text), *_LINE.finditer(text), *_QUARTZ.finditer(text)]
    schedules = [each[1].replace("?", "*") for each in found]
    gaps = {gap.total_seconds() for each in schedules if (gap := cron.longest_gap(each))}
    line = one.below.line + (text.count("\n", 0, found[0].start()) if found else 0)
    return (gaps.pop(), line) if len(gaps) == 1 else (0, line)


def reaches(runbook: Runbook) -> Iterator[Finding]:
    """``Any state of the last 30 days can be restored. Snapshots are removed after 7 days.``"""
    for one in read(runbook):
        wanted = _spans(_REACH, one.text)
        if len(wanted) != 1 or re.search(r"(?i)\b(not|no longer|cannot|never|only)\b", one.text):
            continue
        kept = [
            value
            for part in re.split(r"(?<=[.;])\s+|,\s+(?:so that|so|and|but)\s+", one.text)
            if not _REACH.search(part) and not PASSING.search(part)
            for value in [*_spans(_KEEPS, part)]
        ]
        kept += _options(one.below.text if one.below else "") + _last_kept(one.text)
        if kept and min(kept) < wanted[0]:
            yield finding(
                "retention",
                one.line,
                f"{quantities.written(wanted[0])} back are promised, and what that needs is kept "
                f"{quantities.written(min(kept))}",
                f"keep it {quantities.written(wanted[0])}",
                ShownBy.REASONED,
            )


def _options(text: str) -> list[float]:
    found = []
    for one in _OPTION.finditer(text):
        count, unit, days, of = one.groups()
        if days:
            found.append(quantities.seconds(days, of))
        else:
            found.append(quantities.seconds(count, unit or "d"))
    return found


def _last_kept(text: str) -> list[float]:
    """``Full backups are weekly and the last 2 are kept``: that is two weeks."""
    found, spaced = _LAST_KEPT.search(text), quantities.interval(text)
    if found is None or spaced is None:
        return []
    word = (found[1] or found[2]).lower()
    return [spaced * (COUNTS.get(word) or float(word))]


LOOKS = (losses, reaches)
