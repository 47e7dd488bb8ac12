"""The report of an incident in the form of the guide, from the record of the drill that is it.

(Neo Service Layer, Incident Report Template.) What the record has is filled in. What only a person
can write is left open and marked, so that nobody takes it for forgotten.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from drillbook import drill
from drillbook.clock import describe, now
from drillbook.evidence.model import EventRecord, PhaseRecord
from drillbook.observation import Observation
from drillbook.session import Session

OPEN = "(open: a person writes this)"
#: The form's parts, in its order. The first four are lines, the next seven moments.
LINES = ("Date", "Duration", "Severity", "Impact")
MOMENTS = (
    "Issue detected",
    "Response team notified",
    "Initial investigation started",
    "Root cause identified",
    "Fix implemented",
    "Service restored",
    "Incident closed",
)
SECTIONS = ("Root Cause", "Resolution", "Lessons Learned", "Action Items", "Prevention")
#: What no record has.
BY_HAND = (
    "Initial investigation started",
    "Root cause identified",
    "Incident closed",
    "Lessons Learned",
    "Action Items",
    "Prevention",
)
_TOLD = " told of "


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
    known = _known(running.phases(), running.timeline(), running.faulted_at)
    known["Severity"] = severity
    known["Impact"] = f"{', '.join(struck)} did not answer" if struck else ""
    text = _written(known)
    parts = (*LINES, *MOMENTS, *SECTIONS)
    found = {part: _read(text, part) for part in parts}
    left = tuple(part for part in parts if found[part] == OPEN)
    missing = tuple(part for part in parts if not found[part])
    value = Form(text, severity, left, missing)
    return Observation("report", value, "the drill's own record", "timeline", started, now())


def _known(
    phases: tuple[PhaseRecord, ...], events: tuple[EventRecord, ...], began: datetime | None
) -> dict[str, str]:
    """Return what the record has, by the form's parts; "" for what it should have and has not."""
    faults = [one.text for one in events if one.kind == "fault"]
    done = [one for one in events if one.kind in ("procedure", "undo")]
    told = [one.ended for one in phases if _TOLD in one.name]
    first, last = (phases[0].ended, phases[-1].ended) if phases else (None, None)
    moments = {
        "Issue detected": first,
        "Response team notified": told[0] if told else None,
        "Fix implemented": done[-1].at if done else None,
        "Service restored": last,
    }
    found = {name: f"{at:%T} UTC" if at else "" for name, at in moments.items()}
    if began is not None and last is not None:
        found["Date"] = f"{began:%Y-%m-%d}"
        found["Duration"] = f"{began:%T} - {last:%T} UTC, {describe(last - began)}"
    found["Root Cause"] = "; ".join(faults)
    found["Resolution"] = "; ".join(one.text for one in done)
    return found


def _written(known: dict[str, str]) -> str:
    full = dict.fromkeys(BY_HAND, OPEN) | known
    lines = [f"**{part}**: {full.get(part, '')}" for part in LINES]
    lines += ["## Timeline", *(f"- {part}: {full.get(part, '')}" for part in MOMENTS)]
    for part in SECTIONS:
        lines += [f"## {part}", full.get(part, "")]
    return "\n".join(lines)


def _read(text: str, part: str) -> str:
    """Return what the written report says of a part, "" for nothing."""
    pattern = rf"^(?:\*\*{part}\*\*: |- {part}: |## {part}\n)(.*)$"
    found = re.search(pattern, text, re.MULTILINE)
    return found[1].strip() if found else ""
