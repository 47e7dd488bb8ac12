"""Windows of time in which a target may be changed, all in UTC.

A maintenance window as operators agree on one (announced 72 h before, from 02:00 to 04:00 UTC,
two hours at most) is

    {from: "02:00", to: "04:00", at_most: 2 h, notice: 72 h,
     announced: {2026-11-24: 2026-11-20T09:00:00Z}}

and is open on the announced days alone. Nothing here reads a clock.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from pydantic import Field, model_validator

from drillbook.fields import Clock, Day, Moment, Span, Strict

_DAY = timedelta(days=1)
_LOOK_AHEAD_DAYS = 400


class Weekday(StrEnum):
    """A day of the week, in the order of ``date.weekday``."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


_WEEK = tuple(Weekday)


class Window(Strict):
    """A stretch of the day, on some days. One that ends past midnight counts as its first day's.

    ``at_most`` is how long one run may use it. With ``notice`` it is open only on days that were
    ``announced`` (day: when) at least that long before it begins.
    """

    days: frozenset[Weekday] = frozenset()
    dates: frozenset[Day] = frozenset()
    begins: Clock = Field(alias="from")
    ends: Clock = Field(alias="to")
    at_most: Span | None = None
    notice: Span | None = None
    announced: dict[Day, Moment] = Field(default_factory=dict)

    @property
    def length(self) -> timedelta:
        """Return how long it is open."""
        return (self.ends - self.begins) % _DAY or _DAY

    @property
    def left_empty(self) -> list[str]:
        """Return which of days and dates was written down without any in it."""
        return [n for n in ("dates", "days") if n in self.model_fields_set and not getattr(self, n)]

    @model_validator(mode="after")
    def _it_can_be_meant(self) -> "Window":
        if self.begins in (_DAY, self.ends):
            raise ValueError("'from' is 'to'; the whole day is from \"00:00\" to \"24:00\"")
        if self.at_most is not None and not timedelta(0) < self.at_most <= self.length:
            raise ValueError("at_most must be more than nothing, and no more than 'from' to 'to'")
        if self.announced and self.notice is None:
            raise ValueError("announced needs notice: how long before it must be announced")
        stray = sorted(day for day in self.announced if not self._on(day))
        if stray:
            raise ValueError(f"announced {stray[0]} is none of the window's days or dates")
        return self

    def beginning(self, day: date) -> datetime | None:
        """Return when it opens on a day, or None when it stays shut that day."""
        if not self._on(day):
            return None
        begins = datetime.combine(day, time(), UTC) + self.begins
        if self.notice is not None:
            announced = self.announced.get(day)
            if announced is None or begins - announced < self.notice:
                return None
        return begins

    def _on(self, day: date) -> bool:
        any_day = not self.days and not self.dates
        return any_day or day in self.dates or _WEEK[day.weekday()] in self.days


def open_until(windows: Iterable[Window], at: datetime, since: datetime) -> datetime | None:
    """Return until when a run that began at ``since`` may change things, or None if not at all."""
    ends = []
    for window in windows:
        for day in (at.date() - _DAY, at.date()):
            begins = window.beginning(day)
            if begins is None:
                continue
            end = begins + window.length
            if window.at_most is not None:
                end = min(end, max(begins, since) + window.at_most)
            if begins <= at < end:
                ends.append(end)
    return max(ends, default=None)


def next_opening(windows: Iterable[Window], at: datetime) -> datetime | None:
    """Return when one of the windows opens next, or None if none does within a year."""
    return min((begins for window in windows for begins in _after(window, at)), default=None)


def _after(window: Window, at: datetime) -> Iterator[datetime]:
    for ahead in range(_LOOK_AHEAD_DAYS):
        begins = window.beginning(at.date() + ahead * _DAY)
        if begins is not None and begins > at:
            yield begins
            return
