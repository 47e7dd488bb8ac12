"""Schedules of cron against what is said of them."""

import re
from collections.abc import Iterator
from datetime import timedelta

from drillbook.audit import cron, quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.document import Block, lines_of
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import SHELLS, Runbook

_TIME = re.compile(
    r"\b(?:at\s+)?(\d{1,2})(?::(\d\d))?\s*(AM|PM)\b|\bat\s+(\d{1,2}):(\d\d)", re.IGNORECASE
)
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
# ``0 3 * * *`` in a sentence or a table's cell
_INLINE = re.compile(r"`((?:[\d*/,?-]+ +){3}[\w*/,-]+ +[\w*/,?-]+)`")
_PIPED = re.compile(r"\becho\s+([\"'])(.*?)\1.*\|\s*(?:sudo\s+)?crontab\b")
# With these a sentence speaks of another time than that at which something begins.
_OTHERWISE = re.compile(
    r"(?i:\b(?:was|were|formerly|previously|instead|not|never|moved|changed?|except|unless|example|"
    r"default|finish\w*|ends?|completed?|done|local time|(?:by|until|before|after|from) \d)\b)"
    r"|\b(?!UTC)[A-Z]{2,4}T\b|\b[A-Z][a-z]+/[A-Z][a-z]+\b"
)


def cron_lines(runbook: Runbook) -> Iterator[tuple[int, str, str, str]]:
    """Yield the lines of crontabs in blocks: line, schedule, command, and the comment above."""
    for block in runbook.document.blocks:
        if block.language in (*SHELLS, "", "cron", "crontab", "text"):
            yield from _lines(block)


def _lines(block: Block) -> Iterator[tuple[int, str, str, str]]:
    note = ""
    for offset, line in enumerate(lines_of(block.text)):
        piped = _PIPED.search(line)
        text = piped[2] if piped else line
        if piped and piped[1] == '"':
            text = re.sub(r"\$\([^)]*\)|`[^`]*`", "now", text)  # which the shell replaces first
        if found := cron.LINE.match(text):
            yield block.line + offset, re.sub(r"\s+", " ", found[1]), found[2], note
        note = line.lstrip("# ") if line.lstrip().startswith("#") else note if found is None else ""


def words(runbook: Runbook) -> Iterator[Finding]:
    """Schedules and what is said of them."""
    for line, schedule, _, note in cron_lines(runbook):
        if wrong := cron.wrong(schedule):
            yield finding(
                "cron-schedule",
                line,
                f"{schedule!r} is no schedule: {wrong}",
                "minute hour day-of-month month day-of-week",
                ShownBy.SCHEMA,
            )
        elif odd := _disagrees(schedule, note):
            yield _said(line, schedule, odd)
    for manifest in runbook.manifests:
        spec = manifest.yaml.data.get("spec")
        if (
            manifest.kind == "CronJob"
            and isinstance(spec, dict)
            and not cron.wrong(str(spec.get("schedule", "")), kubernetes=True)
        ):
            line = manifest.yaml.line("spec", "schedule")
            text = runbook.document.lines[line - 1]
            schedule = str(spec["schedule"])
            odd = _disagrees(schedule, text.partition("#")[2])
            block = manifest.block
            alone = not spec.get("timeZone") and block.text.count("schedule:") == 1
            if not odd and alone and _is_directly_above(runbook, block):
                odd = _other_time_above(block.before, schedule)
            if odd:
                yield _said(line, schedule, odd)


def above(runbook: Runbook) -> Iterator[Finding]:
    """The one line of a crontab, and the sentence above its block."""
    for block in runbook.document.blocks:
        lines = list(_lines(block)) if block.language != "inline" else []
        if len(lines) == 1:
            line, schedule, _, note = lines[0]
            plain = not note and not cron.wrong(schedule) and _is_directly_above(runbook, block)
            if plain and (odd := _other_time_above(block.before, schedule)):
                yield _said(line, schedule, odd)


def _is_directly_above(runbook: Runbook, block: Block) -> bool:
    """Return whether nothing stands between a block and the sentence before it."""
    lines = [line.strip() for line in runbook.document.lines[: block.line - 2]]
    last = next((one for one in reversed(lines) if one and not one.startswith("<!--")), "")
    return bool(block.before) and last.endswith(block.before.split("\n")[-1].strip())


def beside(runbook: Runbook) -> Iterator[Finding]:
    """A sentence or a row that has both a schedule and its words."""
    for one in runbook.document.sentences:
        schedules = _INLINE.findall(one.text)
        if len(schedules) != 1 or cron.wrong(schedules[0], kubernetes=True):
            continue
        said = re.sub(r"`[^`]*`", "", one.text)
        times = re.findall(r"\d{1,2}:\d\d|\d\s*[AP]M\b", said, re.IGNORECASE)
        if len(times) > 1 or _OTHERWISE.search(said):
            continue
        if odd := _disagrees(
            schedules[0], re.sub(r"(?i)\b(daily|nightly) (?=\d)", r"\1 at ", said)
        ):
            yield _said(one.line, schedules[0], odd)


def _other_time_above(said: str, schedule: str) -> str:
    """Return the time that the sentence above a block says, if it is another one.

    It must say that something runs then, name no other time, and stand above this one job alone.
    """
    once = len(_TIME.findall(said)) == 1 and not re.search(r"\b(?!AM|PM|UTC)[A-Z]{2,4}T\b", said)
    runs = re.search(r"(?i)\b(runs?|starts?|scheduled|backed up|taken|made)\b.*\bat \d", said)
    fields = schedule.split()
    return _other_time(fields, said) if once and runs and len(fields) == 5 else ""


def _said(line: int, schedule: str, odd: str) -> Finding:
    return finding(
        "schedule-words",
        line,
        f"the words say {odd}, and {schedule!r} is another time",
        "make them one",
        ShownBy.REASONED,
    )


def _disagrees(schedule: str, note: str) -> str:
    """Return the words of a note that a schedule does not keep, or nothing."""
    fields = schedule.split()
    if len(fields) != 5 or not note:
        return ""
    nth = re.search(r"(?i)\b(?:first|second|third|fourth|last) (?:\w+ )?(\w+day)\b", note)
    if nth and nth[1].lower() in _DAYS and "*" not in (fields[2], fields[4]):
        return f"{nth[0]} (cron takes each day that one of the two fields names)"
    return _other_time(fields, note) or _other_days(schedule, fields, note)


def _other_time(fields: list[str], note: str) -> str:
    minute, hour = fields[:2]
    found = _TIME.search(note)
    if found is None or not hour.isdigit():
        return ""
    of = int(found[1]) % 12 + 12 * (found[3].upper() == "PM") if found[3] else int(found[4])
    minutes = int(found[2] or found[5] or 0)
    same = of == int(hour) and (not minute.isdigit() or minutes == int(minute))
    return "" if same else found[0].strip()


def _other_days(schedule: str, fields: list[str], note: str) -> str:
    _, hour, day, _, week = fields
    gap = (cron.longest_gap(schedule) or timedelta()).total_seconds()
    said = quantities.interval(note)
    if (
        said
        and gap
        and re.search(r"(?i)\bevery (\d+ ?)?(min|hour)|\b(hourly|weekly)\b", note)
        and gap != said
    ):
        return f"every {quantities.written(said)}"
    named = [at for at, name in enumerate(_DAYS) if re.search(rf"(?i)\b{name}s?\b", note)]
    if len(named) == 1 and not re.search(r"(?i)except|first|last|second", note):
        other = re.fullmatch(r"\d", week) is not None and int(week) % 7 != named[0]
        if other or week == day == "*":
            return _DAYS[named[0]].capitalize()
    daily = re.search(r"(?i)\b(daily|nightly|every day|every night)\b", note)
    once = day not in ("*", "?") or hour == "*" or re.fullmatch(r"(?i)[0-7]|[a-z]{3}", week)
    return "daily" if daily and once else ""


LOOKS = (words, above, beside)
