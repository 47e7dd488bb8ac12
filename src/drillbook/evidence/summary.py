"""The summary of a run: ``summary.json`` for machines, a table for the terminal.

Everything in it is taken from the evidence; a number that the evidence does not have is null.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from drillbook.evidence.files import write_atomically
from drillbook.evidence.model import Evidence, PhaseRecord
from drillbook.evidence.reading import Run
from drillbook.verdict import Verdict, merge

SCHEMA = "drillbook/summary/1"
UNDO_INCOMPLETE = 4
EXIT_CODES = {Verdict.PASS: 0, Verdict.BLOCKED: 0, Verdict.FAIL: 1, Verdict.UNKNOWN: 3}
_SLOWEST = 10


def summary(
    run: Run,
    *,
    undo_incomplete: str | None = None,
    problems: Sequence[str] = (),
    parts: Mapping[str, float] | None = None,
    evidence: Mapping[str, Any] | None = None,
    proof: Mapping[str, int] | None = None,
    covering: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the summary of a run as JSON has it.

    ``drills[]`` has ``id, system, scenario, claims, verdict, reason, rto_seconds`` (by phase),
    ``rpo_seconds, acked, lost, undo_seconds, overhead_seconds`` (the suite's own: outside of steps
    and undo) and more; beside it are the run's totals with its share of the drills' time, the
    merged verdict and the exit code (0 pass or blocked for a stated reason, 1 fail, 3 unknown,
    4 undo incomplete). ``undo_incomplete`` says what could not be put back. ``problems`` are
    reports that could not be made: with one, the exit code is not 0. ``parts`` are seconds of work
    outside of the drills, such as bringing the lab up; they only join the list of the slowest.
    ``evidence`` is what the bundle is worth: its ``status``, ``signed_by`` and ``remarks``.
    ``covering`` are the scenarios' fingerprints by name, with their phrases' code, as they ran.
    ``proof`` is how many scenarios are ``proven`` to be able to fail, ``of`` how many, and how many
    were made to fail on a cluster of late (``live``).
    """
    return {
        "schema": SCHEMA,
        "run": {
            **run.record.model_dump(mode="json"),
            "ended": run.ended.isoformat(),
            "seconds": _round((run.ended - run.drills[0].started).total_seconds()),
        },
        "target": run.target.model_dump(mode="json"),
        "verdict": run.verdict.value,
        "undo_incomplete": undo_incomplete,
        "problems": list(problems),
        "evidence": dict(evidence) if evidence is not None else None,
        "proof": dict(proof) if proof is not None else None,
        "exit_code": _exit_code(run.verdict, undo_incomplete, problems),
        "totals": _totals(run.drills),
        "systems": {
            system: _totals([drill for drill in run.drills if drill.scenario.system == system])
            for system in sorted({drill.scenario.system for drill in run.drills})
        },
        "drills": [_drill(drill, covering or {}) for drill in run.drills],
        "slowest": _slowest(run.drills, parts or {}),
    }


def write_summary(run_summary: Mapping[str, Any], file: Path) -> None:
    """Write the summary as JSON, whole or not at all."""
    write_atomically(file, json.dumps(run_summary, indent=1, ensure_ascii=False) + "\n")


def _exit_code(verdict: Verdict, undo_incomplete: str | None, problems: Sequence[str]) -> int:
    if undo_incomplete:
        return UNDO_INCOMPLETE
    # Whoever reads only the exit code must learn that a report is missing.
    return EXIT_CODES[verdict] or (EXIT_CODES[Verdict.UNKNOWN] if problems else 0)


def phase_names(phases: Iterable[PhaseRecord]) -> list[tuple[str, PhaseRecord]]:
    """Return each phase with a name of its own: a second one of a name is ``name (2)``."""
    seen: Counter[str] = Counter()
    named = []
    for phase in phases:
        seen[phase.name] += 1
        again = seen[phase.name]
        named.append((phase.name if again == 1 else f"{phase.name} ({again})", phase))
    return named


def _drill(drill: Evidence, covering: Mapping[str, str]) -> dict[str, Any]:
    losses = [ledger.rpo_seconds for ledger in drill.ledgers if ledger.rpo_seconds is not None]
    phases = phase_names(drill.phases)
    return {
        "id": drill.id,
        "system": drill.scenario.system,
        "feature": drill.scenario.feature,
        "scenario": drill.scenario.name,
        "claims": list(drill.scenario.claims),
        "sections": list(drill.scenario.sections),
        "verdict": drill.verdict.value,
        "reason": drill.reason,
        "covering": covering.get(drill.scenario.name),
        "aborted": drill.aborted,
        "started": drill.started.isoformat(),
        "seconds": _round((drill.ended - drill.started).total_seconds()),
        "rto_seconds": {name: _round(phase.seconds) for name, phase in phases},
        "budget_seconds": {name: phase.budget_seconds for name, phase in phases},
        "detection_seconds": {name: _round(phase.detection_seconds) for name, phase in phases},
        "rpo_seconds": max(losses) if losses else None,
        "acked": sum(ledger.acked for ledger in drill.ledgers) if drill.ledgers else None,
        "lost": sum(ledger.lost for ledger in drill.ledgers) if drill.ledgers else None,
        # What an aborted drill spent was not counted up.
        "undo_seconds": None if drill.aborted else _rounded(drill.undo_seconds),
        "overhead_seconds": None if drill.aborted else _round(drill.overhead_seconds),
        "evidence": f"evidence/{drill.id}.{'jsonl' if drill.aborted else 'json'}",
    }


def _totals(drills: Iterable[Evidence]) -> dict[str, Any]:
    several = tuple(drills)
    ledgers = [ledger for drill in several for ledger in drill.ledgers]
    counted = Counter(drill.verdict for drill in several)
    return {
        "verdict": merge(drill.verdict for drill in several).value,
        "drills": len(several),
        **{verdict.value: counted[verdict] for verdict in Verdict},
        "aborted": sum(drill.aborted for drill in several),
        "acked": sum(ledger.acked for ledger in ledgers) if ledgers else None,
        "lost": sum(ledger.lost for ledger in ledgers) if ledgers else None,
        **_times(drill for drill in several if not drill.aborted),
    }


def _times(drills: Iterable[Evidence]) -> dict[str, float | None]:
    """Return how long drills put back, how long the suite itself took, and its share of all."""
    several = tuple(drills)
    overhead = sum(drill.overhead_seconds for drill in several)
    seconds = sum((drill.ended - drill.started).total_seconds() for drill in several)
    undos = [drill.undo_seconds for drill in several if drill.undo_seconds is not None]
    apart = len(undos) == len(several) and seconds > 0
    return {
        "undo_seconds": _round(sum(undos)) if apart else None,
        "overhead_seconds": _round(overhead),
        "overhead_share": round(overhead / seconds, 4) if apart else None,
    }


def _slowest(drills: Iterable[Evidence], parts: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return the ten longest of: steps, undo, a drill's time outside of both, and ``parts``."""
    spans: list[tuple[float, str, str | None]] = [
        (seconds, name, None) for name, seconds in parts.items()
    ]
    for drill in drills:
        undo = drill.undo_seconds or 0.0
        spans.append((undo, "putting back", drill.id))
        spans.append((_outside_of_steps(drill) - undo, "outside of steps and undo", drill.id))
        for step in drill.steps:
            seconds = (step.ended - step.started).total_seconds()
            spans.append((seconds, f"{step.keyword} {step.text}", drill.id))
    longest = sorted(spans, key=lambda span: span[0], reverse=True)[:_SLOWEST]
    return [
        {"part": part, "drill": identity, "seconds": _round(seconds)}
        for seconds, part, identity in longest
    ]


def _outside_of_steps(drill: Evidence) -> float:
    begins = [*(step.started for step in drill.steps), drill.ended]
    ends = [drill.started, *(step.ended for step in drill.steps)]
    return sum(
        max(0.0, (begin - end).total_seconds()) for end, begin in zip(ends, begins, strict=True)
    )


def _rounded(number: float | None) -> float | None:
    return None if number is None else _round(number)


def _round(seconds: float) -> float:
    """Return seconds to the millisecond; finer than that no probe sees."""
    return round(seconds, 3)
