"""When claims were last drilled and passed: by the evidence of this run and of those beside it."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drillbook import drill
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

_NEVER = 1e12
_PASS = "pass"  # noqa: S105 (a verdict)


@dataclass(frozen=True)
class Drilled:
    """How many seconds ago each claim last passed, the longest, and those that never did."""

    seconds: dict[str, float]
    oldest_seconds: float
    never: tuple[str, ...]


def last_passed(_session: Session, system: str, claims: tuple[str, ...]) -> Observation[Drilled]:
    """Look for the last drill of each claim that passed. Raises Unobservable without evidence."""
    started, directory = now(), drill.required().directory
    if directory is None:
        raise Unobservable("this drill keeps no evidence, so there is none of others beside it")
    last: dict[str, datetime] = {}
    for file in directory.parent.parent.glob(f"*/{directory.name}/*.json"):
        for claim, ended in _passed(file, system):
            last[claim] = max(ended, last.get(claim, ended))
    seconds = {one: (started - last[one]).total_seconds() for one in claims if one in last}
    never = tuple(one for one in claims if one not in last)
    found = Drilled(seconds, max(seconds.values(), default=_NEVER), never)
    source = f"evidence below {directory.parent.parent}"
    return Observation("last drilled", found, source, "verdict: pass", started, now())


def _passed(file: Path, system: str) -> list[tuple[str, datetime]]:
    try:
        found = json.loads(file.read_bytes())
        scenario, ended = found["scenario"], datetime.fromisoformat(found["ended"])
        if found["verdict"] == _PASS and scenario["system"] == system:
            return [(str(claim), ended) for claim in scenario["claims"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # what cannot be read shows nothing
    return []
