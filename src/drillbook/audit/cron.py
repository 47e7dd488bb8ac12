"""Schedules of cron: whether one is right, and how often it comes."""

import re
from datetime import timedelta

_FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of the month", 1, 31),
    ("month", 1, 12),
    ("day of the week", 0, 7),
)
_NAMES = {
    "month": ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    "day of the week": ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
}
_WORDS = ("@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually")
_DAYS = (31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # by month, from 1 on
_ZONE = re.compile(r"^(CRON_TZ|TZ)=\S+\s+")
NICKNAME = re.compile(r"^\s*(@\w+)\s+(\S.*)$")
LINE = re.compile(
    r"^\s*((?:[\d*][\d*/,\-]*\s+){2}[\d*?L][\d*/,\-?L]*\s+[\w*][\w*/,\-]*\s+[\w*?][\w*/,\-?]*)\s+(?!\d+(?:\s|$))(\S.*)$"
)


def wrong(schedule: str, *, kubernetes: bool = False) -> str:
    """Return what is wrong with a schedule, or nothing.

    Kubernetes (robfig/cron v3, spec.go) takes no 7 for Sunday, no range that goes backwards and no
    @reboot; crontab(5) takes no question mark and no @every.
    """
    text = schedule.strip()
    if text in _WORDS or text.startswith("@every" if kubernetes else "@reboot"):
        return ""
    if text.startswith("@"):
        return f"cron has no {text.split()[0]}"
    fields = _ZONE.sub("", text).split()
    if len(fields) != len(_FIELDS):
        return f"it has {len(fields)} fields and not 5"
    for written, (name, low, high) in zip(fields, _FIELDS, strict=True):
        highest = 6 if kubernetes and high == 7 else high
        for part in written.split(","):
            if not _part(part, name, low, highest) or ("?" in part and not kubernetes):
                return f"{part!r} is no {name}"
            if kubernetes and _backwards(part, name):
                return f"{part!r} ends before it begins"
    return _never(fields)


def _never(fields: list[str]) -> str:
    """Return that no month of a schedule has its day, or nothing."""
    _, _, day, month, week = fields
    if not day.isdigit() or month == "*" or week not in ("*", "?") or re.search(r"[-/]", month):
        return ""
    months = [_number(one, "month") or 0 for one in month.split(",")]
    if all(int(day) > _DAYS[one] for one in months):
        return f"no month of {month} has a day {day}, so it never comes"
    return ""


def _backwards(part: str, name: str) -> bool:
    ends = [_number(end, name) or 0 for end in part.partition("/")[0].split("-")]
    return len(ends) == 2 and ends[0] > ends[1]


def _part(part: str, name: str, low: int, high: int) -> bool:
    whole, _, step = part.partition("/")
    if "/" in part and not (step.isdigit() and int(step) > 0):
        return False
    if whole in ("*", "?"):
        return True
    ends = [_number(end, name) for end in whole.split("-")]
    return len(ends) <= 2 and all(end is not None and low <= end <= high for end in ends)


def _number(text: str, name: str) -> int | None:
    if text.isdigit():
        return int(text)
    names = _NAMES.get(name, [])
    first = 1 if name == "month" else 0
    return names.index(text.lower()) + first if text.lower() in names else None


def longest_gap(schedule: str) -> timedelta | None:
    """Return the longest time between two runs of an everyday schedule; None: not known."""
    if schedule.strip() in ("@hourly", "@daily", "@midnight", "@weekly"):
        return {"@hourly": timedelta(hours=1), "@weekly": timedelta(weeks=1)}.get(
            schedule.strip(), timedelta(days=1)
        )
    text = _ZONE.sub("", schedule.strip())
    if text.startswith("@") or (wrong(text) and wrong(text, kubernetes=True)):
        return None
    minute, hour, day, month, week = text.split()
    if month != "*" or day not in ("*", "?"):
        return timedelta(days=28) if month == "*" and day.isdigit() else None
    minutes, hours = _values(minute, 60), _values(hour, 24)
    days = _values(week, 7) if week not in ("*", "?") else list(range(7))
    times = sorted({d % 7 * 1440 + h * 60 + m for d in days for h in hours for m in minutes})
    if not times:
        return None
    gaps = [b - a for a, b in zip(times, [*times[1:], times[0] + 7 * 1440], strict=True)]
    return timedelta(minutes=max(gaps))


def _values(text: str, size: int) -> list[int]:
    found: set[int] = set()
    for part in text.split(","):
        whole, _, step = part.partition("/")
        by = int(step) if step else 1
        if whole in ("*", "?"):
            found.update(range(0, size, by))
            continue
        ends = [_number(end, "day of the week") or 0 for end in whole.split("-")]
        last = ends[-1] if len(ends) > 1 else (size - 1 if step else ends[0])
        found.update(range(ends[0], last + 1, by))
    return sorted(found)
