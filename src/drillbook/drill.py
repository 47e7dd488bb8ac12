"""A drill: one run of one scenario on one target, recorded as it happens.

Every record is appended to ``<id>.jsonl``, as the next of the run's chain, the moment it is made,
so that a killed run leaves what it saw; ``finish`` writes the whole document beside it.
"""

import dataclasses
import threading
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from drillbook.clock import Seen, describe, now
from drillbook.errors import Blocked, CheckFailed, DrillbookError, Unobservable, UsageError
from drillbook.evidence.canonical import canonical, digest
from drillbook.evidence.chain import Chain, open_records
from drillbook.evidence.model import (
    EventRecord,
    Evidence,
    JudgementRecord,
    LedgerRecord,
    LogRecord,
    ObservationRecord,
    PhaseRecord,
    RunRecord,
    ScenarioRecord,
    StepRecord,
    TargetRecord,
)
from drillbook.evidence.plain import plain
from drillbook.observation import Observation
from drillbook.redaction import Redactor
from drillbook.verdict import Judgement, Verdict, merge_judgements

EventKind = Literal["fault", "effect", "phase", "recovered", "procedure", "ledger", "undo", "note"]

current: ContextVar["Drill | None"] = ContextVar("current drill", default=None)


@dataclasses.dataclass(frozen=True)
class Budget:
    """How long something may take, and who says so ('runbook' or 'target file')."""

    limit: timedelta
    source: str


class Drill:
    """The record of one drill while it runs; without a directory, none of it is kept."""

    def __init__(
        self,
        identity: str,
        run: RunRecord,
        target: TargetRecord,
        scenario: ScenarioRecord,
        directory: Path | None,
        redactor: Redactor,
        why_not: DrillbookError | None = None,
        chain: Chain | None = None,
        attempt: int | None = None,
    ) -> None:
        self.id = identity
        self.scenario = scenario
        self.why_not = why_not
        self.started = now()
        self.faulted_at: datetime | None = None
        self.effect: Seen[Any] | None = None
        self._run, self._target, self._redactor = run, target, redactor
        self._directory = directory
        self._steps: list[StepRecord] = []
        self._timeline: list[EventRecord] = []
        self._observations: list[ObservationRecord] = []
        self._judgements: list[JudgementRecord] = []
        self._phases: list[PhaseRecord] = []
        self._ledgers: list[LedgerRecord] = []
        self._logs: list[LogRecord] = []
        self._writing = threading.Lock()
        self._in_steps = timedelta(0)
        self._step_started = self.started
        self._attempt = attempt
        if directory is not None:
            self._chain = chain or Chain(directory)
            self._stream = open_records(directory / f"{identity}.jsonl")
        opening = {"id": identity, "run": run, "target": target, "scenario": scenario}
        self._write("started", opening | {"attempt": attempt})

    def observe(self, observation: Observation[Any]) -> str:
        """Record an observation and return its id."""
        identity = f"o{len(self._observations) + 1}"
        record = ObservationRecord(
            id=identity,
            step=len(self._steps) + 1,
            name=observation.name,
            value=plain(observation.value),
            source=observation.source,
            query=observation.query,
            parameters={key: plain(value) for key, value in observation.parameters.items()},
            started=observation.started,
            ended=observation.ended,
        )
        self._observations.append(record)
        self._write("observation", record)
        return identity

    def judge(self, judgement: Judgement, observations: Iterable[Observation[Any]]) -> None:
        """Record what a check made of observations; raise unless it is a pass.

        Raises CheckFailed, Unobservable or Blocked by the verdict, so that the step ends with it.
        """
        identities = tuple(self.observe(observation) for observation in observations)
        record = JudgementRecord(
            step=len(self._steps) + 1,
            verdict=judgement.verdict,
            reason=judgement.reason,
            observations=identities,
        )
        self._judgements.append(record)
        self._write("judgement", record)
        if judgement.verdict is Verdict.FAIL:
            raise CheckFailed(judgement.reason)
        if judgement.verdict is Verdict.BLOCKED:
            raise Blocked(judgement.reason)
        # A pass that looked at nothing is no pass.
        if judgement.verdict is Verdict.UNKNOWN or not identities:
            raise Unobservable(judgement.reason or "a check looked at nothing")

    def event(
        self, kind: EventKind, text: str, *, at: datetime | None = None, **details: object
    ) -> None:
        """Put a moment on the timeline (now, unless ``at`` says when)."""
        record = EventRecord(
            at=at or now(), kind=kind, text=text, details={k: plain(v) for k, v in details.items()}
        )
        self._timeline.append(record)
        self._write("event", record)

    def fault_took_effect(self, text: str, seen: Seen[Any]) -> None:
        """Start the clock of recovery: the fault's effect was seen."""
        self.faulted_at, self.effect = seen.at, seen
        self.event("effect", f"seen: {text}", at=seen.at, detection=seen.detection)

    def since_fault(self) -> datetime:
        """Return when the effect of the last fault was seen. Raises Unobservable if none was."""
        if self.faulted_at is None:
            raise Unobservable("no fault has taken effect in this drill")
        return self.faulted_at

    def phase(
        self,
        name: str,
        started: datetime,
        seen: "Seen[Any] | datetime",
        budget: Budget | None = None,
    ) -> timedelta:
        """Record a phase of recovery, from ``started`` to when it was seen; return its length."""
        ended = seen.at if isinstance(seen, Seen) else seen
        detection = seen.detection if isinstance(seen, Seen) else timedelta(0)
        record = PhaseRecord(
            name=name,
            started=started,
            ended=ended,
            seconds=(ended - started).total_seconds(),
            detection_seconds=min(detection, ended - started).total_seconds(),
            budget_seconds=budget.limit.total_seconds() if budget else None,
            budget_source=budget.source if budget else "",
        )
        self._phases.append(record)
        self._write("phase", record)
        self.event("phase", f"{name} after {describe(ended - started)}", at=ended)
        return ended - started

    def account(self, ledger: LedgerRecord) -> None:
        """Record the account of a ledger."""
        self._ledgers.append(ledger)
        self._write("ledger", ledger)

    def log(self, component: str, lines: Iterable[str]) -> None:
        """Keep log lines of a component (bounded by who calls; redacted here)."""
        # Together, since a key or a base64 text can go over several lines.
        whole = self._redactor.redact("\n".join(lines))
        record = LogRecord(component=component, lines=tuple(whole.splitlines()))
        self._logs.append(record)
        self._write("log", record)

    def begin_step(self) -> None:
        """Note that the next step begins."""
        self._step_started = now()

    def judged_in_this_step(self) -> bool:
        """Return whether the running step has judged anything."""
        return any(record.step == len(self._steps) + 1 for record in self._judgements)

    def step(self, keyword: str, text: str, judgement: Judgement) -> None:
        """Record that the step that was begun has ended."""
        record = StepRecord(
            number=len(self._steps) + 1,
            keyword=keyword,
            text=text,
            started=self._step_started,
            ended=now(),
            verdict=judgement.verdict,
            reason=judgement.reason,
        )
        self._in_steps += record.ended - record.started
        self._steps.append(record)
        self._write("step", record)

    def ended_steps(self) -> int:
        """Return how many steps have ended."""
        return len(self._steps)

    def passed_so_far(self) -> bool:
        """Return whether every step that ended has passed."""
        return all(step.verdict is Verdict.PASS for step in self._steps)

    def phases(self) -> tuple[PhaseRecord, ...]:
        """Return the phases of recovery so far."""
        return tuple(self._phases)

    @property
    def directory(self) -> Path | None:
        """Return where the evidence of this drill is kept, and of those before it in its run."""
        return self._directory

    def timeline(self) -> tuple[EventRecord, ...]:
        """Return what has happened so far, as it was put on the timeline."""
        return tuple(self._timeline)

    def involved(self) -> tuple[str, ...]:
        """Return the objects that the drill's faults named."""
        faults = (event for event in self._timeline if event.kind == "fault")
        return tuple(str(name) for event in faults for name in event.details.get("objects", ()))

    def finish(self, *more: Judgement, undo: timedelta = timedelta(0)) -> Evidence:
        """Merge the steps' verdicts and ``more``, write the document, and return it.

        ``undo`` is how long all took to be put back, which is the system's time, not the suite's.
        """
        if self._directory is None:
            raise UsageError("nothing is kept of this drill, so there is no evidence to write")
        steps = (Judgement(step.verdict, step.reason) for step in self._steps)
        outcome = merge_judgements((*steps, *more))
        ended = now()
        evidence = Evidence(
            id=self.id,
            run=self._run,
            attempt=self._attempt,
            target=self._target,
            scenario=self.scenario,
            verdict=outcome.verdict,
            reason="" if outcome.verdict is Verdict.PASS else outcome.reason,
            started=self.started,
            ended=ended,
            undo_seconds=undo.total_seconds(),
            overhead_seconds=max(
                0.0, (ended - self.started - self._in_steps - undo).total_seconds()
            ),
            steps=tuple(self._steps),
            timeline=tuple(sorted(self._timeline, key=lambda event: event.at)),
            observations=tuple(self._observations),
            judgements=tuple(self._judgements),
            phases=tuple(self._phases),
            ledgers=tuple(self._ledgers),
            logs=tuple(self._logs),
        )
        body = evidence.model_dump(mode="json", by_alias=True)
        written = canonical(self._redactor.redact_value(body))
        whole = self._directory / f"{self.id}.json"
        partial = whole.with_suffix(".partial")
        partial.write_bytes(written)
        partial.replace(whole)
        document = {"name": whole.name, "sha256": digest(written)}
        verdict = {"verdict": outcome.verdict, "reason": outcome.reason}
        self._write("finished", verdict | {"document": document})
        self._stream.close()
        return Evidence.model_validate_json(written)

    def _write(self, kind: str, record: object) -> None:
        if self._directory is None:
            return
        # An undo that a stop condition has begun writes from a thread of its own.
        with self._writing:
            self._chain.append(self._stream, kind, self._redactor.redact_value(plain(record)))


def required() -> Drill:
    """Return the drill that is running. Raises Unobservable outside of one."""
    running = current.get()
    if running is None:
        raise Unobservable("no drill is running")
    return running
