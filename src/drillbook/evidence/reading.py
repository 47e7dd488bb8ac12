"""Reading the evidence of a run back: every drill that started is there, aborted ones too.

A run directory holds ``evidence/<id>.json`` for each drill that ended and ``evidence/<id>.jsonl``
with its records as they were made. A drill whose document is missing or damaged is built from its
records, as ``aborted`` and never better than unknown, so that a killed run leaves no gap.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from drillbook.clock import describe
from drillbook.errors import UsageError
from drillbook.evidence.bundle import Bundle
from drillbook.evidence.chain import OF_THE_RUN
from drillbook.evidence.model import (
    EventRecord,
    Evidence,
    JudgementRecord,
    LedgerRecord,
    LogRecord,
    ObservationRecord,
    PhaseRecord,
    RunRecord,
    StartedRecord,
    StepRecord,
    TargetRecord,
)
from drillbook.verdict import Verdict, merge

SCHEMA = "drillbook/evidence/1"


@dataclass(frozen=True)
class Run:
    """All drills of one run, in the order in which they started."""

    directory: Path
    record: RunRecord
    target: TargetRecord
    drills: tuple[Evidence, ...]

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict of the drills."""
        return merge(drill.verdict for drill in self.drills)

    @property
    def ended(self) -> datetime:
        """Return when the last drill ended, in UTC."""
        return max(drill.ended for drill in self.drills)


class _Line(BaseModel):
    record: Literal[
        "started",
        "observation",
        "judgement",
        "event",
        "phase",
        "ledger",
        "log",
        "step",
        "finished",
    ]
    at: datetime
    body: dict[str, Any]


@dataclass(frozen=True)
class _Records:
    """The readable records of a drill that left no document, and how many were not readable."""

    file: Path
    lines: tuple[_Line, ...]
    damaged: int

    def all(self, kind: str) -> Iterable[dict[str, Any]]:
        return (line.body for line in self.lines if line.record == kind)


def read_run(directory: Path) -> Run:
    """Read and check all evidence of a run.

    ``directory`` is a run's own, ``reports/<run>``. Raises UsageError that names the file when
    there is no evidence, when a drill can be built neither from its document nor from its records,
    or when the evidence is of several runs.
    """
    evidence = directory / "evidence"
    files = (*evidence.glob("*.json"), *evidence.glob("*.jsonl"))
    names = _drills((file.name, file.read_bytes()) for file in files)
    if not names:
        raise UsageError(
            f"{evidence}: no evidence here; name a run's directory, e.g. reports/latest, "
            "or make one with 'drillbook run'"
        )
    drills = sorted(
        (_read_drill(evidence, name) for name in names), key=lambda drill: (drill.started, drill.id)
    )
    _refuse_several(evidence, "run", {drill.run.id for drill in drills})
    _refuse_several(evidence, "target", {drill.target.name for drill in drills})
    stand_ins = dict.fromkeys(name for drill in drills for name in drill.target.stand_ins)
    target = drills[0].target.model_copy(update={"stand_ins": tuple(stand_ins)})
    return Run(directory, drills[0].run, target, tuple(drills))


def read_document(file: Path) -> Evidence:
    """Read one evidence document. Raises UsageError that names the file, the field and the rule."""
    try:
        written = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(
            f"{file}: no such evidence; 'ls {file.parent}' shows which there is"
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: damaged, not readable as JSON: {error}") from error
    schema = written.get("schema") if isinstance(written, dict) else None
    if schema != SCHEMA:
        raise UsageError(
            f"{file}: schema is {schema!r}, and this drillbook reads {SCHEMA!r}; "
            "read it with the drillbook that wrote it"
        )
    try:
        return Evidence.model_validate(written)
    except ValidationError as error:
        raise UsageError(f"{file}: does not follow {SCHEMA}: {_first(error)}") from error


def read_aborted(file: Path, why: str = "") -> Evidence:
    """Build the drill of which only the records ``<id>.jsonl`` are left.

    Its verdict is unknown, or fail if one of its steps had failed by then: being killed makes
    nothing better. Raises UsageError if not even the drill's first record can be read.
    """
    # A killed run may have ended in the middle of a character.
    return _aborted(_records(file, file.read_text(encoding="utf-8", errors="replace")), why)


def _aborted(records: _Records, why: str) -> Evidence:
    file = records.file
    started = next(iter(records.all("started")), None)
    try:
        if started is None:
            raise UsageError(
                f"{file}: its first record cannot be read, so it is not known which drill this was;"
                " move the file away, note the gap, and run the drill again"
            )
        return _aborted_from(records, StartedRecord.model_validate(started), why)
    except ValidationError as error:
        raise UsageError(f"{file}: a record is not as drillbook writes it: {_first(error)}") from (
            error
        )


def drills_of(bundle: Bundle) -> tuple[Evidence, ...]:
    """Return all drills of a bundle that was verified, in the order in which they started.

    Raises UsageError that names the file when a drill cannot be built.
    """
    drills = (_of_bundle(bundle, name) for name in _drills(bundle.files.items()))
    return tuple(sorted(drills, key=lambda drill: (drill.started, drill.id)))


def _drills(files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Return the names of the drills that began, sorted."""
    names = set()
    for name, written in files:
        # Killed before its first record was whole: nothing was done yet, and nothing says what.
        if name not in OF_THE_RUN and (name.endswith(".json") or b"\n" in written):
            names.add(Path(name).stem)
    return sorted(names)


def _of_bundle(bundle: Bundle, name: str) -> Evidence:
    document, records = f"{name}.json", f"{name}.jsonl"
    if document not in bundle.files:
        written = bundle.files[records].decode("utf-8", errors="replace")
        return _aborted(_records(Path(bundle.name, records), written), "")
    try:
        return Evidence.model_validate_json(bundle.files[document])
    except ValidationError as error:
        raise UsageError(
            f"{bundle.name}: {document} does not follow {SCHEMA}: {_first(error)}"
        ) from error


def _read_drill(evidence: Path, name: str) -> Evidence:
    document, records = evidence / f"{name}.json", evidence / f"{name}.jsonl"
    if not document.exists():
        return read_aborted(records)
    try:
        return read_document(document)
    except UsageError as error:
        if not records.exists():
            raise
        return read_aborted(records, why=str(error))


def _records(file: Path, written: str) -> _Records:
    lines: list[_Line] = []
    damaged = 0
    for text in written.splitlines():
        try:
            lines.append(_Line.model_validate_json(text))
        except ValidationError:
            damaged += 1
    return _Records(file, tuple(lines), damaged)


def _aborted_from(records: _Records, started: StartedRecord, why: str) -> Evidence:
    steps = tuple(StepRecord.model_validate(body) for body in records.all("step"))
    ended = records.lines[-1].at
    return Evidence(
        id=started.id,
        run=started.run,
        attempt=started.attempt,
        target=started.target,
        scenario=started.scenario,
        verdict=merge((Verdict.UNKNOWN, *(step.verdict for step in steps))),
        reason=_aborted_reason(records, steps, ended, why),
        aborted=True,
        started=records.lines[0].at,
        ended=ended,
        overhead_seconds=0.0,
        steps=steps,
        timeline=tuple(
            sorted(
                (EventRecord.model_validate(body) for body in records.all("event")),
                key=lambda event: event.at,
            )
        ),
        observations=tuple(
            ObservationRecord.model_validate(body) for body in records.all("observation")
        ),
        judgements=tuple(JudgementRecord.model_validate(body) for body in records.all("judgement")),
        phases=tuple(PhaseRecord.model_validate(body) for body in records.all("phase")),
        ledgers=tuple(LedgerRecord.model_validate(body) for body in records.all("ledger")),
        logs=tuple(LogRecord.model_validate(body) for body in records.all("log")),
    )


def _aborted_reason(
    records: _Records, steps: tuple[StepRecord, ...], ended: datetime, why: str
) -> str:
    after = describe(ended - records.lines[0].at)
    moment = ended.astimezone(UTC).strftime("%H:%M:%S UTC")
    done = f"{len(steps)} step{'' if len(steps) == 1 else 's'} had ended"
    parts = [f"aborted: last record {after} into the drill ({moment}), {done}"]
    parts += [f"step {s.number} failed: {s.reason}" for s in steps if s.verdict is Verdict.FAIL]
    if records.damaged:
        parts.append(f"{records.damaged} record(s) of {records.file.name} could not be read")
    if why:
        parts.append(why)
    return "; ".join(parts)


def _refuse_several(evidence: Path, what: str, names: set[str]) -> None:
    if len(names) > 1:
        raise UsageError(
            f"{evidence}: evidence of more than one {what} ({', '.join(sorted(names))}); "
            "a run directory holds one, so move the others to their own"
        )


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "document"
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{place}: {first['msg']}{more}"
