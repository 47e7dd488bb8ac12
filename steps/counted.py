"""What a panel asks, and how the same is counted apart from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drillbook.observation import Observation
from drillbook.session import Session

#: A figure that has no parts.
ALL = ""

Counted = Observation[dict[str, float]]


@dataclass(frozen=True)
class Figure:
    """What a panel asks, by which label its parts are told apart, and how they are counted."""

    query: str
    label: str
    count: Callable[[Session, str], Counted]
    off: float = 0.001


def as_counted(seen: Observation[Any], parts: dict[str, float]) -> Counted:
    """Return what was seen as a count of parts."""
    return Observation(seen.name, parts, seen.source, seen.query, seen.started, seen.ended)
