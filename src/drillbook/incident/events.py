"""Kubernetes' events, as the evidence keeps them: one line each, collapsed by object and reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from drillbook.incident.templates import moment_of

#: Of the normal ones, those that say what was taken away, not how it came back.
_TAKEN = frozenset(
    {"Killing", "ScalingReplicaSet", "SuccessfulDelete", "SuccessfulRescale", "Preempting",
     "NodeNotReady", "NodeNotSchedulable", "Evicted", "TaintManagerEviction"}
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Events of one object for one reason: the first moment, the last message, how many."""

    at: datetime
    kind: str
    reason: str
    object: str
    message: str
    count: int = 1

    @property
    def matters(self) -> bool:
        """Return whether it warns, or says that something was taken away."""
        return self.kind == "Warning" or self.reason in _TAKEN

    @property
    def name(self) -> str:
        """Return the object's name without its kind."""
        return self.object.rpartition("/")[2]


def parsed(line: str) -> Event | None:
    """Return the event of a line ``<time> <type> <reason> <Kind/name>: <message>``."""
    head, _, message = line.partition(": ")
    parts = head.split()
    at = moment_of(line)
    if at is None or len(parts) != 4 or "/" not in parts[3]:
        return None
    return Event(at, parts[1], parts[2], parts[3], message)


def collapsed(lines: Iterable[str]) -> tuple[Event, ...]:
    """Return the events of lines, those of one object and reason as one, in order of the first."""
    found: dict[tuple[str, str], Event] = {}
    for event in (parsed(line) for line in lines):
        if event is None:
            continue
        key = (event.object, event.reason)
        known = found.get(key)
        first = event.at if known is None else min(event.at, known.at)
        count = 1 if known is None else known.count + 1
        found[key] = Event(first, event.kind, event.reason, event.object, event.message, count)
    return tuple(sorted(found.values(), key=lambda event: event.at))
