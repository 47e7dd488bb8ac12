"""Whether the guard would allow maintenance, asked with a clock of the question's own.

Neo Operational, Scheduled Maintenance: announced 72 hours before, from 02:00 to 04:00 UTC, two
hours at most. Observatory, Planned Upgrade: announced 7 days before, on Saturdays in the same
hours. Nothing is changed: the very guard of every change is asked.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from drillbook import guard
from drillbook.clock import now
from drillbook.errors import Refused, UsageError
from drillbook.guard import Change, Situation
from drillbook.observation import Observation
from drillbook.session import Session
from drillbook.windows import Window

CHANGE = "postgresql.vacuum"
_SAME = "the same"
_NEO = {"from": "02:00", "to": "04:00", "at_most": "2 h", "notice": "72 h"}
_SATURDAYS = {"days": ["sat"], "from": "02:00", "to": "04:00", "notice": "7 d"}
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SATURDAY = 5


@dataclass(frozen=True)
class Answer:
    """Whether maintenance is allowed, and if not, why."""

    allowed: bool
    why: str


def asked(
    session: Session, namespace: str, announced_hours: int, at: str, minutes: int
) -> Observation[Answer]:
    """Ask for maintenance that begins at a time of the day after tomorrow, and takes so long."""
    day = (now() + timedelta(days=2)).date()
    announced = {day: _at(day, "02:00") - timedelta(hours=announced_hours)}
    window = Window.model_validate(_NEO | {"announced": announced})
    query = f"announced {announced_hours} h before, at {at}, {minutes} min"
    return _asked(session, namespace, window, _at(day, at), timedelta(minutes=minutes), query)


def asked_on(
    session: Session, namespace: str, announced_hours: int, weekday: str, at: str
) -> Observation[Answer]:
    """Ask for a minute of maintenance on a weekday, announced for the Saturday nearest to it.

    Raises UsageError for what is no day of the week.
    """
    if weekday not in _WEEK:
        raise UsageError(f"{weekday!r} is no day of the week; these are: {', '.join(_WEEK)}")
    soon = (now() + timedelta(days=2)).date()
    saturday = soon + timedelta(days=(_SATURDAY - soon.weekday()) % 7)
    # Sunday is the day after it, and all others are before.
    off = _WEEK.index(weekday) - _SATURDAY
    announced = {saturday: _at(saturday, "02:00") - timedelta(hours=announced_hours)}
    window = Window.model_validate(_SATURDAYS | {"announced": announced})
    begins = _at(saturday + timedelta(days=off), at)
    query = f"announced {announced_hours} h before, on {weekday} at {at}"
    return _asked(session, namespace, window, begins, timedelta(minutes=1), query)


def _at(day: date, at: str) -> datetime:
    hour, _, minute = at.partition(":")
    return datetime.combine(day, time(int(hour), int(minute)), UTC)


def _asked(
    session: Session,
    namespace: str,
    window: Window,
    begins: datetime,
    undo_within: timedelta,
    query: str,
) -> Observation[Answer]:
    started = now()
    allow = session.target.allow.model_copy(update={"windows": (window,)})
    target = session.target.model_copy(update={"allow": allow})
    change = Change(CHANGE, namespace, ("the database",), undo_within=undo_within)
    situation = Situation(
        cluster_uid=_SAME,
        expected_uid=_SAME,
        confirmed=target.name,
        namespace_uid=_SAME,
        expected_namespace_uid=_SAME,
        now=begins,
        opened=begins,
        clock_off=timedelta(0),
    )
    try:
        guard.permit(target, change, situation)
        found = Answer(allowed=True, why="")
    except Refused as refused:
        found = Answer(allowed=False, why=str(refused))
    return Observation("maintenance", found, "the guard", query, started, now())


def with_way_back(seen: Observation[Answer], why: str) -> Observation[Answer]:
    """Return the guard's answer, or a refusal for want of a way back."""
    return replace(seen, value=Answer(allowed=False, why=why)) if why else seen
