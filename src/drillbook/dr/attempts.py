"""Attempts: the drills of a quarter as an auditor reads them, each number with its source.

Plain data that goes into a notebook as JSON, and comes back the same.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from drillbook.dr.files import ControlMap, Objective, Plan, SignOff
from drillbook.evidence.model import Evidence, LedgerRecord, ObservationRecord, PhaseRecord
from drillbook.verdict import Verdict


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Data):
    """Where a number comes from: an observation of a drill, with its query and time."""

    observation: str
    source: str
    query: str
    parameters: Mapping[str, Any]
    at: datetime


class Clock(_Data):
    """A phase of recovery. Seconds; ``late`` is by how much earlier it may have ended."""

    phase: str
    started: datetime
    seconds: float
    late: float
    budget: float | None
    budget_source: str
    sources: tuple[Source, ...]


class Account(_Data):
    """What became of a ledger's writes. ``rpo`` in seconds."""

    ledger: str
    of: str
    acked: int
    present: int
    lost: int
    duplicated: int
    rpo: float | None
    sources: tuple[Source, ...]


class Check(_Data):
    """A step that says what must hold, and what was made of it."""

    text: str
    verdict: Verdict
    reason: str
    sources: tuple[Source, ...]


class Attempt(_Data):
    """One drill. ``of`` names it: run and drill."""

    of: str
    run: str
    file: str
    sha256: str
    system: str
    scenario: str
    claims: tuple[str, ...]
    number: int | None
    started: datetime
    ended: datetime
    verdict: Verdict
    reason: str
    aborted: bool
    clocks: tuple[Clock, ...]
    accounts: tuple[Account, ...]
    checks: tuple[Check, ...]

    def rto(self, objective: Objective | None) -> Clock | None:
        """Return the phase that an objective is about: the named one, or the longest."""
        if objective is not None and objective.phase:
            named = (clock for clock in self.clocks if clock.phase == objective.phase)
            return next(named, None)
        return max(self.clocks, key=lambda clock: clock.seconds, default=None)

    def rpo(self) -> Account | None:
        """Return the account that lost most, in seconds; None where nothing was measured."""
        measured = [account for account in self.accounts if account.rpo is not None]
        return max(measured, key=lambda account: account.rpo or 0.0, default=None)


class PlanSeen(_Data):
    """A plan's hash as a run recorded it."""

    name: str
    sha256: str
    at: datetime


class RunSeen(_Data):
    """A run of the quarter. ``place`` is what counted it; ``remarks``: what nobody vouches for."""

    id: str
    bundle: str
    target: str
    kind: str
    scale: str
    stand_ins: tuple[str, ...]
    started: datetime
    ended: datetime
    status: str
    signed_by: str
    runner: str
    number: int | None
    place: str
    head: str
    plans: tuple[PlanSeen, ...]
    broken: tuple[str, ...]
    remarks: tuple[str, ...]
    drills: int


class Exercise(_Data):
    """Everything that a quarter's report says, before anything is concluded."""

    quarter: str
    read: datetime
    history: str
    plan: Plan
    plan_sha256: str
    sign_off: SignOff
    controls: ControlMap
    runs: tuple[RunSeen, ...]
    attempts: tuple[Attempt, ...]
    others: int
    gaps: tuple[str, ...]
    absent: tuple[str, ...]

    def of(self, system: str, scenario: str) -> list[Attempt]:
        """Return the attempts of a scenario, in order."""
        return [a for a in self.attempts if (a.system, a.scenario) == (system, scenario)]


def attempt(drill: Evidence, file: str, sha256: str) -> Attempt:
    """Return a drill as an attempt. ``file`` and ``sha256`` are its document's."""
    return Attempt(
        of=f"{drill.run.id}/{drill.id}",
        run=drill.run.id,
        file=file,
        sha256=sha256,
        system=drill.scenario.system,
        scenario=drill.scenario.name,
        claims=drill.scenario.claims,
        number=drill.attempt,
        started=drill.started,
        ended=drill.ended,
        verdict=drill.verdict,
        reason=drill.reason,
        aborted=drill.aborted,
        clocks=tuple(_clock(drill, phase) for phase in drill.phases),
        accounts=tuple(_account(drill, ledger) for ledger in drill.ledgers),
        checks=tuple(_checks(drill)),
    )


def _clock(drill: Evidence, phase: PhaseRecord) -> Clock:
    """Return a phase, with what was observed in the step in which it ended."""
    step = next((s.number for s in drill.steps if s.started <= phase.ended <= s.ended), None)
    judged = {seen for one in drill.judgements if one.step == step for seen in one.observations}
    return Clock(
        phase=phase.name,
        started=phase.started,
        seconds=phase.seconds,
        late=phase.detection_seconds,
        budget=phase.budget_seconds,
        budget_source=phase.budget_source,
        sources=_sources(drill, judged or _of_step(drill, step)),
    )


def _account(drill: Evidence, ledger: LedgerRecord) -> Account:
    named = (
        seen.id for seen in drill.observations if seen.name == f"account of ledger {ledger.name}"
    )
    return Account(
        ledger=ledger.name,
        of=ledger.system_under_write,
        acked=ledger.acked,
        present=ledger.present,
        lost=ledger.lost,
        duplicated=ledger.duplicated,
        rpo=ledger.rpo_seconds,
        sources=_sources(drill, list(named)[:1]),
    )


def _checks(drill: Evidence) -> Iterable[Check]:
    for step in drill.steps:
        judged = [one for one in drill.judgements if one.step == step.number]
        if judged or step.verdict is not Verdict.PASS:
            seen = {name for one in judged for name in one.observations}
            reasons = [one.reason for one in judged if one.reason]
            yield Check(
                text=f"{step.keyword} {step.text}",
                verdict=step.verdict,
                reason=step.reason or "; ".join(reasons),
                sources=_sources(drill, seen or _of_step(drill, step.number)),
            )


def _of_step(drill: Evidence, step: int | None) -> set[str]:
    return {seen.id for seen in drill.observations if seen.step == step}


def _sources(drill: Evidence, names: Iterable[str]) -> tuple[Source, ...]:
    wanted = set(names)
    return tuple(_source(drill, seen) for seen in drill.observations if seen.id in wanted)


def _source(drill: Evidence, seen: ObservationRecord) -> Source:
    return Source(
        observation=f"{drill.run.id}/{drill.id}#{seen.id}",
        source=seen.source,
        query=seen.query,
        parameters=seen.parameters,
        at=seen.ended,
    )
