"""Cron's schedules, and what they make due in a span of time: pure, so that any clock can be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def is_due(expression: str, moment: datetime) -> bool:
    """Whether a schedule of five fields names this minute, in UTC.

    Raises:
        ValueError: no schedule of five fields of numbers, ranges, lists and steps.
    """
    fields = expression.split()
    if len(fields) != len(_RANGES):
        raise ValueError(f"{expression!r} has {len(fields)} fields, not five")
    minute, hour, day, month, weekday = (_values(*one) for one in zip(fields, _RANGES, strict=True))
    weekdays = {number % 7 for number in weekday}
    of_month, of_week = moment.day in day, moment.isoweekday() % 7 in weekdays
    # As in cron: with both fields restricted, one of them is enough.
    on_day = of_month or of_week if "*" not in (fields[2], fields[4]) else of_month and of_week
    return moment.minute in minute and moment.hour in hour and moment.month in month and on_day


def due(schedules: Mapping[str, str], since: datetime, until: datetime) -> Iterator[tuple[datetime, str]]:
    """What is due from ``since`` on and before ``until``: moment and name, in their order."""
    moment = since.replace(second=0, microsecond=0)
    while moment < until:
        for name, expression in schedules.items():
            if is_due(expression, moment):
                yield moment, name
        moment += _MINUTE


def _values(field: str, limits: tuple[int, int]) -> set[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, last = limits
        if span != "*":
            low, _, high = span.partition("-")
            first, last = int(low), int(high or low)
        if not limits[0] <= first <= last <= limits[1]:
            raise ValueError(f"{part!r} is not within {limits[0]} to {limits[1]}")
        found.update(range(first, last + 1, int(step or 1)))
    return found
