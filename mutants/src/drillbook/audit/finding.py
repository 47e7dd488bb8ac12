"""A finding: a defect of a runbook, why it is one, how that was shown, and a repair."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much it matters, in SARIF's levels."""

    ERROR = "error"  # it cannot work, or it destroys
    WARNING = "warning"  # it works, and says or does something else than is meant
    NOTE = "note"


class ShownBy(StrEnum):
    """How a finding was shown."""

    EXECUTED = "executed"  # a real program was run on it and said so
    SCHEMA = "schema"  # a published schema or the language's own parser refuses it
    REFERENCE = "reference"  # what the tool or server of the named version says of itself
    REASONED = "reasoned"  # it follows from what the runbook itself says


@dataclass(frozen=True)
class Edit:
    """A change of one line: ``old`` within it becomes ``new``, which may have several lines."""

    line: int
    old: str
    new: str


@dataclass(frozen=True, order=True)
class Finding:
    """One defect. ``line`` counts from 1; ``edits`` are the repair, where it is mechanical."""

    line: int
    rule: str
    severity: Severity
    shown_by: ShownBy
    message: str
    repair: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, order=True)
class NotLookedAt:
    """Something that a finding would have needed, and why nobody looked."""

    what: str
    why: str
