"""Schedules of cron against what is said of them."""

import re
from collections.abc import Iterator
from datetime import timedelta

from drillbook.audit import cron, quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import SHELLS, Manifest, Runbook

_TIME = re.compile(
    r"\b(?:at\s+)?(\d{1,2})(?::(\d\d))?\s*(AM|PM)\b|\bat\s+(\d{1,2}):(\d\d)", re.IGNORECASE
)
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def cron_lines(runbook: Runbook) -> Iterator[tuple[int, str, str, str]]:
    """Yield the lines of crontabs in blocks: line, schedule, command, and the comment above."""
    for block in runbook.document.blocks:
        if block.language not in (*SHELLS, "", "cron", "crontab", "text"):
            continue
        note = ""
        for offset, line in enumerate(lines_of(block.text)):
            if found := cron.LINE.match(line):
                yield block.line + offset, re.sub(r"\s+", " ", found[1]), found[2], note
            note = (
                line.lstrip("# ")
                if line.lstrip().startswith("#")
                else note
                if found is None
                else ""
            )


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
            and not cron.wrong(str(spec.get("schedule", "")))
        ):
            line = manifest.yaml.line("spec", "schedule")
            text = runbook.document.lines[line - 1]
            schedule = str(spec["schedule"])
            odd = _disagrees(schedule, text.partition("#")[2])
            if odd or (odd := _other_time_above(manifest, schedule)):
                yield _said(line, schedule, odd)


def _other_time_above(manifest: Manifest, schedule: str) -> str:
    """Return the time that the sentence above a CronJob's block says, if it is another one.

    It must say that something runs then, name no other time, and stand above this one job alone.
    """
    block, spec = manifest.block, manifest.yaml.data["spec"]
    if spec.get("timeZone") or block.text.count("schedule:") != 1:
        return ""
    said = block.before
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
        and re.search(r"(?i)\bevery \d+ ?(min|hour)|\b(hourly|weekly)\b", note)
        and gap != said
    ):
        return f"every {quantities.written(said)}"
    named = [at for at, name in enumerate(_DAYS) if re.search(rf"(?i)\b{name}s?\b", note)]
    if len(named) == 1 and not re.search(r"(?i)except|first|last|second", note):
        other = re.fullmatch(r"\d", week) is not None and int(week) % 7 != named[0]
        if other or week == day == "*":
            return _DAYS[named[0]].capitalize()
    daily = re.search(r"(?i)\b(daily|nightly|every day|every night)\b", note)
    return "daily" if daily and (day not in ("*", "?") or hour == "*") else ""


LOOKS = (words,)
