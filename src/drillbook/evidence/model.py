"""Evidence: everything that one drill leaves, as one JSON document.

The JSON Schemas beside this file and ``docs/evidence-schema.md`` are made from these models
(``drillbook schema``); HTML, JUnit and notebooks are drawn from the documents alone.
All times are UTC, ISO 8601; all spans are seconds.
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from drillbook.verdict import Verdict


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunRecord(_Record):
    """The run that a drill was part of."""

    id: str
    started: datetime
    number: int | None = Field(
        default=None, description="which run of the target it is, by the target's own count"
    )
    drillbook_version: str
    python_version: str


class TargetRecord(_Record):
    """Where the drill ran; a result never travels without it."""

    name: str
    kind: Literal["lab", "cluster"]
    cluster_uid: str | None
    scale: str
    compression: float
    stand_ins: tuple[str, ...]


class ScenarioRecord(_Record):
    """Which scenario, of which system, and the claims it stands for."""

    system: str
    name: str
    feature: str
    file: str
    line: int
    tags: tuple[str, ...]
    claims: tuple[str, ...]
    sections: tuple[str, ...] = Field(description="runbook sections of the claims")


class StepRecord(_Record):
    """One step of the scenario as it ran."""

    number: int
    keyword: str
    text: str
    started: datetime
    ended: datetime
    verdict: Verdict
    reason: str = ""


class ObservationRecord(_Record):
    """One observation: the value with source, exact query, parameters and time span."""

    id: str
    step: int
    name: str
    value: Any
    source: str
    query: str
    parameters: dict[str, Any]
    started: datetime
    ended: datetime


class JudgementRecord(_Record):
    """What a check made of observations."""

    step: int
    verdict: Verdict
    reason: str
    observations: tuple[str, ...] = Field(description="ids of the observations that were judged")


class EventRecord(_Record):
    """A moment on the drill's timeline."""

    at: datetime
    kind: Literal["fault", "effect", "phase", "recovered", "procedure", "ledger", "undo", "note"]
    text: str
    details: dict[str, Any] = Field(default_factory=dict)


class PhaseRecord(_Record):
    """A phase of recovery against its budget. ``detection_seconds`` is its error bar."""

    name: str
    started: datetime
    ended: datetime
    seconds: float
    detection_seconds: float
    budget_seconds: float | None
    budget_source: str = Field(description="'runbook', 'target file', or '' without a budget")


class GapRecord(_Record):
    """A time without acknowledgements, longer than the ledger's usual."""

    started: datetime
    ended: datetime
    seconds: float


class RateRecord(_Record):
    """Acknowledged writes in one second of the drill, and those begun in it that were refused."""

    at: datetime
    acked: int
    failed: int | None = None


class LedgerRecord(_Record):
    """What became of every write: the account of the ledger after reading everything back."""

    name: str
    system_under_write: str
    attempted: int
    acked: int
    present: int
    lost: int
    duplicated: int
    reordered: int
    unknown: int = Field(description="writes without an answer")
    unknown_present: int = Field(description="of those, found in the system afterwards")
    failed: int = Field(default=0, description="writes refused for sure, or never sent")
    failed_present: int = Field(default=0, description="of those, found nevertheless")
    unexpected: int = Field(default=0, description="found under this ledger's name, never written")
    stale: int = Field(default=0, description="acknowledged, missed by a later look, found then")
    stale_longest_seconds: float = Field(
        default=0.0,
        description="from the acknowledgement until it was found",
    )
    looks: int = Field(default=0, description="how often it was looked while the ledger wrote")
    lost_examples: tuple[str, ...]
    started: datetime
    ended: datetime
    rate_per_second: float
    rpo_seconds: float | None
    p95_seconds: float | None = Field(
        default=None, description="95th percentile of the time to an acknowledgement, of requests"
    )
    p99_seconds: float | None = Field(default=None, description="99th percentile of it")
    longest_gap_seconds: float
    gaps: tuple[GapRecord, ...]
    rates: tuple[RateRecord, ...]


class LogRecord(_Record):
    """Log lines or cluster events, kept when a fault was brought or a drill did not pass."""

    component: str
    lines: tuple[str, ...]


class StartedRecord(_Record):
    """What a drill's first record says: which it is."""

    id: str
    run: RunRecord
    attempt: int | None = None
    target: TargetRecord
    scenario: ScenarioRecord


class ChainedRecord(_Record):
    """One line of a ``.jsonl`` file: a record in the chain of its run."""

    number: int = Field(ge=1, description="counted through all files of the run")
    previous: str = Field(
        pattern="^[0-9a-f]{64}$", description="SHA-256 of the line before it; of the first, zeros"
    )
    record: str = Field(description="its kind, which says what is in the body")
    at: datetime
    body: dict[str, Any]


#: What the body of a drill's record is, by the record's kind; "finished" names the document.
BODIES: dict[str, type[BaseModel]] = {
    "started": StartedRecord,
    "observation": ObservationRecord,
    "judgement": JudgementRecord,
    "event": EventRecord,
    "phase": PhaseRecord,
    "ledger": LedgerRecord,
    "log": LogRecord,
    "step": StepRecord,
}


class Evidence(_Record):
    """One drill."""

    schema_: Literal["drillbook/evidence/1"] = Field(alias="schema", default="drillbook/evidence/1")
    id: str
    run: RunRecord
    attempt: int | None = Field(
        default=None, description="how often the target has had this scenario, by its own count"
    )
    target: TargetRecord
    scenario: ScenarioRecord
    verdict: Verdict
    reason: str
    aborted: bool = False
    started: datetime
    ended: datetime
    undo_seconds: float | None = Field(
        default=None, description="until all was put back and the system was as before"
    )
    overhead_seconds: float = Field(
        description="the suite's own: outside of steps and undo; where that is nothing, with it"
    )
    steps: tuple[StepRecord, ...]
    timeline: tuple[EventRecord, ...]
    observations: tuple[ObservationRecord, ...]
    judgements: tuple[JudgementRecord, ...]
    phases: tuple[PhaseRecord, ...]
    ledgers: tuple[LedgerRecord, ...]
    logs: tuple[LogRecord, ...] = ()
