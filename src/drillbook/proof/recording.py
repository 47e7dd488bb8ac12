"""Recordings: what a drill that passed saw of the world, call by call, so that it can be played.

A recording is made by ``drillbook run --record`` while the drill runs, redacted as its evidence
is, and kept as one small file a scenario.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drillbook.clock import now
from drillbook.drill import Drill
from drillbook.errors import DrillbookError, UsageError
from drillbook.evidence.files import write_atomically
from drillbook.evidence.model import Evidence, ScenarioRecord
from drillbook.proof import boundary
from drillbook.proof.boundary import Key
from drillbook.proof.values import encode

DIRECTORY = Path("recordings")
_LOOKS_KEPT = 2
#: Chaos Toolkit's own account of an experiment; phrases do not look at it.
_OF_NO_USE = frozenset({"drillbook.experiment.run"})


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Call(_Part):
    """One call through a door: what came back, or was raised, and when; values as typed JSON."""

    step: int
    name: str
    key: Key = ()
    at: datetime
    value: Any = None
    raised: Any = None
    effect: Any = Field(default=None, description="what was seen of the fault that it brought")


class Step(_Part):
    """One step as it ran."""

    text: str
    started: datetime


class RecordedDrill(_Part):
    """What one drill saw of the world, in order."""

    schema_: Literal["drillbook/recording/1"] = Field(
        alias="schema", default="drillbook/recording/1"
    )
    scenario: ScenarioRecord
    run: str
    drill: str
    target: str
    steps: tuple[Step, ...] = Field(min_length=1)
    calls: tuple[Call, ...]


class Recorder:
    """The tape of a drill that runs: lets every call through and keeps what came back."""

    def __init__(self, running: Drill) -> None:
        self._running = running
        self._calls: list[Call] = []

    def called(self, name: str, key: Key, call: Callable[[], Any]) -> Any:
        """Make a call; keep what it gave. What it calls in turn is part of it."""
        before = self._running.effect
        step = self._running.ended_steps() + 1
        kept: dict[str, Any] = {}
        try:
            value = self.connected(call)
            kept["value"] = None if name in _OF_NO_USE else encode(value)
        except DrillbookError as error:
            kept["raised"] = encode(error)
            raise
        finally:
            if self._running.effect is not before:
                kept["effect"] = encode(self._running.effect)
            self._calls.append(Call(step=step, name=name, key=key, at=now(), **kept))
        return value

    def connected(self, call: Callable[[], Any]) -> Any:
        """Make a call of which nothing is kept."""
        return boundary.untaped(call)

    def recording(self, evidence: Evidence) -> RecordedDrill:
        """Return what was seen in a drill that has ended."""
        return RecordedDrill(
            scenario=evidence.scenario,
            run=evidence.run.id,
            drill=evidence.id,
            target=evidence.target.name,
            steps=tuple(Step(text=one.text, started=one.started) for one in evidence.steps),
            calls=tuple(_last_looks(self._calls)),
        )


def store(
    recording: RecordedDrill, directory: Path, redact: Callable[[Any], Any] = lambda value: value
) -> Path:
    """Write a recording, a line a call; return its file, named after drill and scenario."""
    body: Mapping[str, Any] = redact(
        recording.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        | {"schema": recording.schema_}
    )
    parts = []
    for name, value in sorted(body.items(), key=lambda item: item[0] == "calls"):
        if name in ("calls", "steps"):
            lines = ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in value)
            parts.append(f'"{name}": [\n  {lines}\n]')
        else:
            parts.append(f'"{name}": {json.dumps(value, ensure_ascii=False)}')
    file = directory / recording.scenario.system / f"{slug(recording.scenario.name)}.json"
    write_atomically(file, "{" + ",\n".join(parts) + "}\n")
    return file


def load(directory: Path) -> tuple[RecordedDrill, ...]:
    """Read a system's recordings, one a scenario.

    Raises UsageError that names the file that is no recording, or that is of the same scenario as
    another.
    """
    found: dict[str, tuple[Path, RecordedDrill]] = {}
    for file in sorted(directory.glob("*.json")):
        try:
            recording = RecordedDrill.model_validate_json(file.read_bytes())
        except ValidationError as error:
            said = error.errors()[0]["msg"]
            raise UsageError(f"{file}: not readable as a recording: {said}; record again") from None
        name = recording.scenario.name
        if name in found:
            raise UsageError(
                f"{found[name][0]} and {file} are both recordings of {name!r}; remove one"
            )
        found[name] = file, recording
    return tuple(recording for _, recording in found.values())


def slug(name: str) -> str:
    """Return a scenario's name as the name of a file."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())[:100]


def _last_looks(calls: Iterable[Call]) -> Iterable[Call]:
    """Return the calls without most looks that were taken again and again in one step."""
    several = list(calls)
    seen: dict[tuple[int, str, Key], int] = {}
    kept = []
    for call in reversed(several):
        where = (call.step, call.name, call.key)
        seen[where] = seen.get(where, 0) + 1
        if seen[where] <= _LOOKS_KEPT or call.effect is not None or call.name == "uuid.uuid4":
            kept.append(call)
    return reversed(kept)
