"""How evidence is written out: numbers with their units, moments in UTC, a drill in plain text."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from drillbook.evidence.model import (
    Evidence,
    LedgerRecord,
    PhaseRecord,
    RunRecord,
    TargetRecord,
)

_FEW = 8


def moment(at: datetime) -> str:
    """Return a moment as reports show it: ``2026-11-21 03:00:14.250 UTC``."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + " UTC"


def span(seconds: float) -> str:
    """Return seconds as people read them: ``0.35 s``, ``12.4 s``, ``3 min 05 s``."""
    if seconds < 0:
        return f"-{span(-seconds)}"
    if seconds < 0.005:
        return "<0.01 s" if seconds else "0 s"
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 99.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3600:
        rest = f" {whole % 60:02} s" if whole % 60 else ""
        return f"{whole // 60} min{rest}"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def own_time(totals: Mapping[str, Any]) -> str:
    """Return what share of the drills' time was the suite's own, and how long was put back.

    Evidence of earlier versions does not tell the two apart; then it is said to be both.
    """
    if totals["undo_seconds"] is None:
        return "putting back among it"
    share = f"{100 * totals['overhead_share']:.1f} % of the drills'"
    return f"{share}; putting back {span(totals['undo_seconds'])}"


def count(number: int | float | None, unit: str = "") -> str:
    """Return a count with thousands set apart, ``not measured`` for None."""
    if number is None:
        return "not measured"
    digits = f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
    return f"{digits} {unit}".strip()


def value(seen: Any) -> str:
    """Return an observed value as text: strings as they are, everything else as JSON."""
    return seen if isinstance(seen, str) else json.dumps(seen, ensure_ascii=False)


def cut(said: str, most: int) -> str:
    """Return a text, or its first characters with a sign that there were more."""
    return said if len(said) <= most else f"{said[:most]} …"


def brief(seen: Any) -> str:
    """Return an observed value in a few words: counts for lists, ``name value`` for mappings."""
    if isinstance(seen, dict) and seen:
        return ", ".join(f"{name} {_inner(inner)}" for name, inner in seen.items())
    return _inner(seen)


def _inner(seen: Any) -> str:
    if isinstance(seen, list | dict):
        if not seen:
            return "none"
        scalars = isinstance(seen, list) and not any(isinstance(i, list | dict) for i in seen)
        if scalars and len(seen) <= _FEW:
            return "[" + ", ".join(value(item) for item in seen) + "]"
        return f"({len(seen)} entr{'y' if len(seen) == 1 else 'ies'})"
    return value(seen)


def phase_seconds(phase: PhaseRecord) -> str:
    """Return a phase's length with the time by which it may have ended earlier."""
    earlier = phase.detection_seconds
    return f"{span(phase.seconds)} (-{span(earlier)})" if earlier else span(phase.seconds)


def budget(phase: PhaseRecord) -> str:
    """Return a phase's budget and who set it; ``no budget`` without one."""
    if phase.budget_seconds is None:
        return "no budget"
    return f"{span(phase.budget_seconds)} ({phase.budget_source})"


def target(record: TargetRecord) -> str:
    """Return what a target is, in one line, so that a lab never reads as production."""
    named = record.kind if record.name == record.kind else f"{record.kind} {record.name}"
    parts = [named, f"scale {record.scale}"]
    if record.compression != 1:
        parts.append(f"durations compressed {record.compression:g} times")
    if record.stand_ins:
        parts.append(f"stand-ins: {'; '.join(record.stand_ins)}")
    return ", ".join(parts)


def run(record: RunRecord) -> str:
    """Return which run it is, with its number on the target where it has one."""
    return record.id if record.number is None else f"{record.id}, number {record.number}"


def sealing(evidence: Mapping[str, Any]) -> str:
    """Return who vouches for a run's evidence, by the summary's ``evidence``."""
    signed_by = evidence["signed_by"]
    said = f"signed by key {signed_by[:16]}" if signed_by else ""
    return "; ".join(filter(None, (said, *evidence["remarks"])))


def attempt(record: Evidence) -> str:
    """Return which attempt of its scenario a drill is, to be put after other words."""
    return "" if record.attempt is None else f", attempt {record.attempt} of the scenario"


def drill(record: Evidence) -> str:
    """Return a drill in plain text: target, steps, phases, ledgers, and what was observed."""
    return "\n".join(_lines(record))


def _lines(record: Evidence) -> Iterator[str]:
    yield f"drill {record.id} on {target(record.target)}"
    yield f"claims: {', '.join(record.scenario.claims) or 'none'}"
    for step in record.steps:
        seconds = (step.ended - step.started).total_seconds()
        why = f": {step.reason}" if step.reason else ""
        yield f"{step.verdict.value:>7}  {step.keyword} {step.text} ({span(seconds)}){why}"
    for phase in record.phases:
        yield f"  phase  {phase.name}: {phase_seconds(phase)}, {budget(phase)}"
    for ledger in record.ledgers:
        yield f" ledger  {ledger_account(ledger)}"
    for seen in record.observations:
        yield (
            f"{seen.id:>7}  {seen.name} = {value(seen.value)}"
            f" [{seen.source}; {seen.query}; {moment(seen.started)}]"
        )


def ledger_account(ledger: LedgerRecord) -> str:
    """Return what became of a ledger's writes, in one line."""
    return (
        f"{ledger.name} to {ledger.system_under_write}: acknowledged {count(ledger.acked)}, "
        f"present {count(ledger.present)}, lost {count(ledger.lost)}, "
        f"duplicated {count(ledger.duplicated)}, out of order {count(ledger.reordered)}, "
        f"unanswered {count(ledger.unknown)} (of those found {count(ledger.unknown_present)}), "
        f"refused {count(ledger.failed)} (of those found {count(ledger.failed_present)}), "
        f"unexpected {count(ledger.unexpected)}, stale {count(ledger.stale)}"
    )
