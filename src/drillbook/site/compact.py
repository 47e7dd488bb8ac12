"""A drill in a few hundred bytes: what the site draws, from evidence alone. Pure.

Times are seconds from the drill's start, to the hundredth. What a scenario says is kept once for
all of its drills. The evidence itself stays where it is, and the site leads to it.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from drillbook.evidence import text
from drillbook.evidence.model import Evidence, LedgerRecord, ScenarioRecord
from drillbook.evidence.reading import Run
from drillbook.evidence.summary import phase_names

Json = dict[str, Any]

#: Rates are drawn a few hundred pixels wide; more points than this show nothing.
_MOST_RATES = 90
_LONGEST_TEXT = 400


def run(found: Run, status: str, bundle: str | None) -> Json:
    """Return a run with its drills, and the scenarios that they name, by key.

    ``status`` is what its evidence is worth; ``bundle`` is the way to it from the site.
    """
    scenarios: dict[str, Json] = {}
    drills = []
    for one in found.drills:
        said = scenario(one.scenario, [f"{step.keyword} {step.text}" for step in one.steps])
        key = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:10]
        scenarios[key] = said
        drills.append({"s": key, **drill(one)})
    return {
        "id": found.record.id,
        "number": found.record.number,
        "target": found.target.model_dump(mode="json"),
        "started": found.record.started.isoformat(),
        "verdict": found.verdict.value,
        "status": status,
        "bundle": bundle,
        "version": found.record.drillbook_version,
        "scenarios": scenarios,
        "drills": drills,
    }


def scenario(record: ScenarioRecord, steps: Sequence[str]) -> Json:
    """Return what a scenario says: where it is, what it stands for, and its steps as they ran."""
    return {
        "system": record.system,
        "name": record.name,
        "file": f"{record.file}:{record.line}",
        "claims": list(record.claims),
        "sections": list(record.sections),
        "steps": list(steps),
    }


def drill(one: Evidence) -> Json:
    """Return a drill without what its scenario says. What is empty is left out."""
    zero = one.started

    def at(moment: datetime) -> float:
        return round((moment - zero).total_seconds(), 2)

    found: Json = {
        "i": one.id,
        "v": one.verdict.value,
        "r": text.cut(one.reason, _LONGEST_TEXT) if one.verdict != "pass" else "",
        "a": one.attempt,
        "x": one.aborted,
        "t": one.started.isoformat(timespec="seconds"),
        "d": at(one.ended),
        "st": [_step(s.verdict.value, at(s.started), at(s.ended), s.reason) for s in one.steps],
        "ev": [
            [at(event.at), event.kind, text.cut(event.text, _LONGEST_TEXT)]
            for event in one.timeline
            if event.kind != "phase"
        ],
        "ph": [
            [
                name,
                at(phase.started),
                round(phase.seconds, 2),
                round(phase.detection_seconds, 2),
                phase.budget_seconds,
                phase.budget_source,
            ]
            for name, phase in phase_names(one.phases)
        ],
        "lg": [_ledger(ledger, at) for ledger in one.ledgers],
        "al": _alerts(one, at),
    }
    return {key: value for key, value in found.items() if value not in ("", [], False, None)}


def _step(verdict: str, begin: float, end: float, reason: str) -> list[Any]:
    return [
        verdict,
        begin,
        end,
        *([text.cut(reason, _LONGEST_TEXT)] if reason and verdict != "pass" else []),
    ]


def _ledger(ledger: LedgerRecord, at: Callable[[datetime], float]) -> Json:
    step, counts = _rates(ledger)
    return {
        "n": ledger.name,
        "w": ledger.system_under_write,
        "acked": ledger.acked,
        "present": ledger.present,
        "lost": ledger.lost,
        "duplicated": ledger.duplicated,
        "unknown": ledger.unknown,
        "rpo": ledger.rpo_seconds,
        "gap": round(ledger.longest_gap_seconds, 2),
        "gaps": [[at(gap.started), round(gap.seconds, 2)] for gap in ledger.gaps],
        "from": at(ledger.rates[0].at) if ledger.rates else 0,
        "step": step,
        "rates": counts,
    }


def _rates(ledger: LedgerRecord) -> tuple[int, list[int]]:
    """Return acknowledgements for each so many seconds from the first, zeros included."""
    if not ledger.rates:
        return 1, []
    first = min(rate.at for rate in ledger.rates)
    last = max(rate.at for rate in ledger.rates)
    step = int((last - first).total_seconds() // _MOST_RATES) + 1
    counts = [0] * (int((last - first).total_seconds() // step) + 1)
    for rate in ledger.rates:
        counts[int((rate.at - first).total_seconds() // step)] += rate.acked
    return step, counts


def _alerts(one: Evidence, at: Callable[[datetime], float]) -> list[list[Any]]:
    """Return each alert that a step saw pending or firing: since when, name, state, when seen."""
    seen: dict[tuple[str, str, str], list[Any]] = {}
    for observation in one.observations:
        if observation.name == "alerts" and isinstance(observation.value, list):
            for alert in observation.value:
                since = datetime.fromisoformat(str(alert["since"]))
                key = alert["name"], alert["state"], str(alert["since"])
                seen.setdefault(
                    key, [at(since), alert["name"], alert["state"], at(observation.ended)]
                )
    return list(seen.values())
