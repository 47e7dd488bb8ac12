"""The report of an incident, from the record of the drill that is it (NeuralLog, Documentation)."""

from dataclasses import dataclass
from datetime import datetime

from drillbook import drill
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.session import Session


@dataclass(frozen=True)
class Report:
    """When an incident began and ended, what was seen and what was done; and what is missing."""

    began: datetime | None
    ended: datetime | None
    seen: tuple[str, ...]
    done: tuple[str, ...]
    missing: tuple[str, ...]


def report(_session: Session) -> Observation[Report]:
    """Write the report of what the running drill has recorded so far."""
    started, running = now(), drill.required()
    phases, events = running.phases(), running.timeline()
    seen = tuple(f"{one.ended:%T} {one.name}" for one in phases)
    done = tuple(f"{one.at:%T} {one.text}" for one in events if one.kind == "procedure")
    began, ended = running.faulted_at, phases[-1].ended if phases else None
    parts: dict[str, object] = {"when it began": began, "when it ended": ended}
    parts |= {"what was seen": seen or None, "what was done": done or None}
    missing = tuple(name for name, part in parts.items() if part is None)
    found = Report(began, ended, seen, done, missing)
    return Observation("report", found, "the drill's own record", "timeline", started, now())
