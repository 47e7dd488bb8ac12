"""Whether the guard would allow maintenance, asked with a clock of the question's own.

Neo Operational, Scheduled Maintenance: announced 72 hours before, from 02:00 to 04:00 UTC, two
hours at most. Nothing is changed: the very guard of every change is asked.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from drillbook import guard
from drillbook.clock import now
from drillbook.errors import Refused
from drillbook.guard import Change, Situation
from drillbook.observation import Observation
from drillbook.session import Session
from drillbook.windows import Window

CHANGE = "postgresql.vacuum"
_SAME = "the same"


@dataclass(frozen=True)
class Answer:
    """Whether maintenance is allowed, and if not, why."""

    allowed: bool
    why: str


def asked(
    session: Session, namespace: str, announced_hours: int, at: str, minutes: int
) -> Observation[Answer]:
    """Ask for maintenance that begins at a time of the day after tomorrow, and takes so long."""
    started = now()
    hour, _, minute = at.partition(":")
    day = (started + timedelta(days=2)).date()
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    begins = midnight + timedelta(hours=int(hour), minutes=int(minute))
    window = Window.model_validate(
        {
            "from": "02:00",
            "to": "04:00",
            "at_most": "2 h",
            "notice": "72 h",
            "announced": {day: midnight + timedelta(hours=2 - announced_hours)},
        }
    )
    allow = session.target.allow.model_copy(update={"windows": (window,)})
    target = session.target.model_copy(update={"allow": allow})
    change = Change(CHANGE, namespace, ("postgres",), undo_within=timedelta(minutes=minutes))
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
    query = f"announced {announced_hours} h before, at {at}, {minutes} min"
    return Observation("maintenance", found, "the guard", query, started, now())


def with_way_back(seen: Observation[Answer], why: str) -> Observation[Answer]:
    """Return the guard's answer, or a refusal for want of a way back."""
    return replace(seen, value=Answer(allowed=False, why=why)) if why else seen
