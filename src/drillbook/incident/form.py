"""The form of an incident's report: filled in from a drill's record, and read again. Pure.

(Neo Service Layer, Incident Report Template.) What only a person can write is left open and marked,
so that nobody takes it for forgotten.
"""

import re
from datetime import datetime

from drillbook.clock import describe
from drillbook.evidence.model import EventRecord, PhaseRecord

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


def known(
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


def written(record: dict[str, str]) -> str:
    """Return the form, filled in with what is known of its parts."""
    full = dict.fromkeys(BY_HAND, OPEN) | record
    lines = [f"**{part}**: {full.get(part, '')}" for part in LINES]
    lines += ["## Timeline", *(f"- {part}: {full.get(part, '')}" for part in MOMENTS)]
    for part in SECTIONS:
        lines += [f"## {part}", full.get(part, "")]
    return "\n".join(lines)


def read(text: str, part: str) -> str:
    """Return what the written report says of a part, "" for nothing."""
    pattern = rf"^(?:\*\*{part}\*\*: |- {part}: |## {part}\n)(.*)$"
    found = re.search(pattern, text, re.MULTILINE)
    return found[1].strip() if found else ""
