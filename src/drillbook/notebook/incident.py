"""Which evidence a postmortem is of: a drill's, or what a target still knows of an incident.

An incident's file says its span and what people know; what the target knows is read, never
changed, and kept beside it in the form of a drill's evidence, marked as an incident.
"""

import platform
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from drillbook import opening, secrets, strict_yaml
from drillbook import target as targets
from drillbook.errors import Unobservable, UsageError
from drillbook.evidence.canonical import canonical
from drillbook.evidence.model import (
    EventRecord,
    Evidence,
    LogRecord,
    RunRecord,
    ScenarioRecord,
    TargetRecord,
)
from drillbook.notebook.exporting import export_run
from drillbook.probes import aftermath
from drillbook.session import Session
from drillbook.verdict import Verdict


class Note(BaseModel):
    """What people did or saw, and when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: AwareDatetime
    text: str


class Incident(BaseModel):
    """A real incident: what it was, of which system, from when until when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1)
    system: str
    began: AwareDatetime = Field(description="when the first harm was done, as far as is known")
    ended: AwareDatetime
    detected: AwareDatetime | None = None
    pods: tuple[str, ...] = Field(default=(), description="pods whose logs are wanted")
    notes: tuple[Note, ...] = ()

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.ended <= self.began:
            raise ValueError("it ends before it began")
        return self


def drill_file(what: str, run: Path) -> Path:
    """Return the evidence of a drill by its file, or by its id or how it begins.

    Raises UsageError when it is none or several.
    """
    file = Path(what)
    if file.suffix in {".json", ".jsonl", ".ipynb"} and file.exists():
        return file.resolve()
    directory = (run / "evidence").resolve()
    if not directory.is_dir():
        raise UsageError(f"{run}: no run with evidence; name one with --run, or an evidence file")
    records = {one.stem: one for one in sorted(directory.glob("[0-9]*.jsonl"))}
    records |= {one.stem: one for one in sorted(directory.glob("[0-9]*.json"))}
    found = [one for name, one in records.items() if name.startswith(what)]
    if len(found) == 1:
        return found[0]
    several = found or list(records.values())
    names = ", ".join(one.stem for one in several)
    many = "several drills begin" if found else "no drill begins"
    raise UsageError(f"{run}: {many} with {what!r}; there are {names or 'none'}")


def read(file: Path) -> Incident:
    """Return an incident from its YAML file. Raises UsageError that names what is wrong."""
    try:
        return Incident.model_validate(strict_yaml.read(file, "incident"))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "it"
        raise UsageError(f"{file}: {where}: {first['msg']}") from error


def collect(file: Path, target_file: Path, out: Path) -> Path:
    """Read what a target still knows of an incident into a directory; return its evidence.

    Nothing on the target is changed. Metrics and alerts are there as long as its Prometheus keeps
    them, events for an hour by Kubernetes' default, logs as long as their pods.
    """
    incident = read(file)
    directory = out / f"incident-{file.stem}"
    evidence = directory / "evidence" / f"{file.stem}.json"
    if evidence.exists():
        raise UsageError(f"{evidence} is there already; name another place with --out")
    target = targets.load(target_file)
    target.system(incident.system)
    with opening.opened(target) as opened:
        namespace = opened.system(incident.system).namespace
        secrets.learn(opened, namespace)
        logs = tuple(
            LogRecord(component=component, lines=tuple(lines))
            for component, lines in aftermath.collect(
                opened, namespace, incident.began, incident.pods
            )
        )
        document = as_evidence(incident, file, _target(opened, incident.system), logs)
        body = opened.redactor.redact_value(document.model_dump(mode="json", by_alias=True))
        evidence.parent.mkdir(parents=True, exist_ok=True)
        try:
            began = incident.began - (incident.ended - incident.began) / 2
            export_run(opened, incident.system, began, incident.ended, directory)
        except Unobservable as error:
            (directory / "prometheus.txt").write_text(f"{error}\n", encoding="utf-8")
    evidence.write_bytes(canonical(body))
    return evidence


def as_evidence(
    incident: Incident, file: Path, target: TargetRecord, logs: tuple[LogRecord, ...]
) -> Evidence:
    """Return an incident in the form of a drill's evidence; it judges nothing, so it is unknown."""
    began = EventRecord(at=incident.began, kind="fault", text=f"{incident.title}, as people say")
    told = [EventRecord(at=note.at, kind="note", text=note.text) for note in incident.notes]
    if incident.detected is not None:
        detected = "detected, as people say"
        told.append(EventRecord(at=incident.detected, kind="effect", text=detected))
    return Evidence(
        id=file.stem,
        run=_run(incident.began),
        target=target,
        scenario=ScenarioRecord(
            system=incident.system,
            name=incident.title,
            feature="Incident",
            file=file.name,
            line=1,
            tags=("incident",),
            claims=(),
            sections=(),
        ),
        verdict=Verdict.UNKNOWN,
        reason="an incident is no drill: nothing was judged",
        started=incident.began,
        ended=incident.ended,
        overhead_seconds=0.0,
        steps=(),
        timeline=tuple(sorted([began, *told], key=lambda event: event.at)),
        observations=(),
        judgements=(),
        phases=(),
        ledgers=(),
        logs=logs,
    )


def _run(began: datetime) -> RunRecord:
    return RunRecord(
        id="incident",
        started=began,
        drillbook_version=version("drillbook"),
        python_version=platform.python_version(),
    )


def _target(opened: Session, system: str) -> TargetRecord:
    target = opened.target
    return TargetRecord(
        name=target.name,
        kind=target.kind.value,
        cluster_uid=opened.expected_uid,
        scale=target.scale,
        compression=target.compression,
        stand_ins=opened.system(system).stand_ins,
    )
