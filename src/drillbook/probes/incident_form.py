"""The report of an incident in the form of the guide, from the record of the drill that is it.

(Neo Service Layer, Incident Report Template.)
"""

from collections.abc import Collection
from dataclasses import dataclass

from drillbook import drill
from drillbook.clock import now
from drillbook.incident.form import LINES, MOMENTS, OPEN, SECTIONS, known, read, written
from drillbook.observation import Observation
from drillbook.session import Session


@dataclass(frozen=True)
class Form:
    """The report as it is written, its severity, the parts left open, and those not there."""

    text: str
    severity: str
    open: tuple[str, ...]
    missing: tuple[str, ...]


def form(_session: Session, services: Collection[str]) -> Observation[Form]:
    """Write the report of what the running drill has recorded so far, and read it again.

    All of the services struck is P0, some of them P1 (Incident Classification).
    """
    started, running = now(), drill.required()
    struck = [one for one in services if any(name.endswith(one) for name in running.involved())]
    severity = "P0" if len(struck) == len(services) else "P1"
    record = known(running.phases(), running.timeline(), running.faulted_at)
    record["Severity"] = severity
    record["Impact"] = f"{', '.join(struck)} did not answer" if struck else ""
    text = written(record)
    parts = (*LINES, *MOMENTS, *SECTIONS)
    found = {part: read(text, part) for part in parts}
    left = tuple(part for part in parts if found[part] == OPEN)
    missing = tuple(part for part in parts if not found[part])
    value = Form(text, severity, left, missing)
    return Observation("report", value, "the drill's own record", "timeline", started, now())
