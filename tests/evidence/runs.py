"""Runs as drills leave them, recorded for tests by what records real ones."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from drillbook.drill import Budget, Drill
from drillbook.evidence import keys
from drillbook.evidence.bundle import Bundle, Line
from drillbook.evidence.canonical import canonical
from drillbook.evidence.recording import Recording
from drillbook.evidence.trust import Trust, TrustedKey
from drillbook.numbering import Counter, State
from drillbook.observation import Observation
from drillbook.redaction import Redactor
from drillbook.verdict import Judgement, Verdict, failed, merge, passed
from tests.evidence import samples

UID = "6f0f3c1e-5f5b-4a43-9c7b-0d3a2a6b8f11"
SCENARIOS = ("A broker is lost", "A pod is killed", "PostgreSQL is restored")


class InMemory:
    """A count that a test keeps."""

    place = "memory"

    def __init__(self) -> None:
        self.state: State = {}
        self.version = 0

    def read(self) -> tuple[State, object]:
        return json.loads(json.dumps(self.state)), self.version

    def write(self, state: State, version: object) -> bool:
        if version != self.version:
            return False
        self.state, self.version = state, self.version + 1
        return True


def record(
    directory: Path,
    key: keys.RunKey | None = None,
    counter: Counter | None = None,
    *,
    verdicts: Sequence[Verdict] = (Verdict.PASS, Verdict.FAIL, Verdict.PASS),
    close: bool = True,
    authority: str | None = None,
    recovery: timedelta | None = None,
    feature: Path | None = None,
    dr_plan: Path | None = None,
) -> Path:
    """Record a run of three drills, each with that time of recovery; return its directory."""
    recording = Recording(directory / "evidence", Redactor(), key, authority)
    run = samples.RUN.model_copy(update={"id": directory.name})
    recording.opened(run.model_dump(mode="json"), {"name": "lab", "kind": "lab"})
    recording.configuration([Path("pyproject.toml"), *([feature] if feature else [])])
    if dr_plan is not None:
        recording.dr_plan(dr_plan)
    if counter is not None:
        recording.numbered({**counter.next_run(directory.name), "cluster_uid": UID})
    for index, verdict in enumerate(verdicts):
        name = SCENARIOS[index]
        scenario = samples.scenario(name, [f"claim-{index}"], ["Recovery"], index + 1)
        attempt = counter.next_attempt(f"kg_rca: {name}") if counter else None
        drill = Drill(
            f"{index + 1:03d}-drill",
            run,
            samples.TARGET,
            scenario,
            directory / "evidence",
            recording.redactor,
            None,
            recording.chain,
            attempt,
        )
        if recovery is not None:
            budget = Budget(timedelta(seconds=60), "runbook")
            drill.phase("broker back", drill.started, drill.started + recovery, budget)
        act(drill, verdict)
    if not close:
        recording.abandon()
        return directory
    head = recording.close(merge(verdicts), None)
    if counter is not None:
        counter.ended(directory.name, head)
    return directory


def act(drill: Drill, verdict: Verdict) -> None:
    """Go through a drill's steps to its end."""
    at = drill.started
    seen: Observation[Any] = Observation("lag", 7, "kafka", "lag of kg-builder", at, at)
    drill.begin_step()
    drill.step("Given", "the system is healthy", passed("5 pods ready"))
    drill.begin_step()
    drill.event("fault", "broker 3 taken down", objects=["kafka-3"])
    drill.step("When", "broker 3 is taken down", passed(""))
    drill.begin_step()
    drill.observe(seen)
    ended = passed("7") if verdict is Verdict.PASS else failed("1 message lost")
    drill.step("Then", "no message is lost", ended)
    drill.finish(Judgement(Verdict.PASS, ""))


def trusting(*several: keys.RunKey) -> Trust:
    """Return a trust file's content that lists these keys."""
    return Trust(keys=tuple(TrustedKey(name="nightly", public=key.public) for key in several))


def changed(bundle: Bundle, **files: bytes | None) -> Bundle:
    """Return a bundle with other files in place of some; None takes one away."""
    kept = {**bundle.files, **files}
    return Bundle(bundle.name, {name: w for name, w in kept.items() if w is not None})


def lines_of(bundle: Bundle) -> list[Line]:
    """Return all lines in the order of their numbers."""
    return sorted(bundle.lines(), key=number)


def number(line: Line) -> int:
    assert line.record is not None
    return int(line.record["number"])


def rewritten(bundle: Bundle, lines: Sequence[Line]) -> Bundle:
    """Return a bundle whose record files hold these lines, each in its file, in this order."""
    files: dict[str, bytes | None] = dict.fromkeys(bundle.records_files(), b"")
    for line in lines:
        files[line.file] = (files[line.file] or b"") + line.written + b"\n"
    return changed(bundle, **files)


def edited(line: Line, **fields: Any) -> Line:
    """Return a record with other fields, written as drillbook writes it."""
    assert line.record is not None
    record = {**line.record, **fields}
    return Line(line.file, line.number, canonical(record), record)
