"""How a target stands: can it be recovered, what got worse, what is not proven. Pure.

Everything is judged from the newest drill of each scenario, and nothing is taken together over
several targets.
"""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drillbook.runbook.claims import Claim
from drillbook.verdict import SEVERITY, Verdict, merge

#: A recovery is slower when it takes longer than the median before by more than this share of it,
#: than its error bar, and than a second.
SLOWER = 0.25
_FEWEST = 3  # times before, or a median says nothing
#: A drill older than this says nothing of tonight.
FRESH = timedelta(hours=36)


@dataclass(frozen=True)
class Phase:
    """A phase of recovery. Seconds."""

    name: str
    seconds: float
    detection_seconds: float
    budget_seconds: float | None


@dataclass(frozen=True)
class Result:
    """One drill, as far as the site's questions need it."""

    run: str
    drill: str
    target: str
    system: str
    scenario: str
    claims: tuple[str, ...]
    sections: tuple[str, ...]
    verdict: Verdict
    reason: str
    started: datetime
    recovers: bool
    phases: tuple[Phase, ...]
    lost: int | None

    @property
    def worst(self) -> Phase | None:
        """Return the longest phase."""
        return max(self.phases, key=lambda phase: phase.seconds, default=None)


@dataclass(frozen=True)
class Worse:
    """Something that got worse with the newest drill of a scenario."""

    result: Result
    how: str


@dataclass(frozen=True)
class Proof:
    """How a claim stands on a target: its verdict, or why it has none; the newest drills of it."""

    claim: Claim
    system: str
    verdict: Verdict | None
    why: str
    results: tuple[Result, ...]

    @property
    def proven(self) -> bool:
        """Return whether the newest drills of it all passed."""
        return self.verdict is Verdict.PASS


@dataclass(frozen=True)
class Standing:
    """What the first screen says of a target."""

    target: Mapping[str, Any]
    answer: str
    why: str
    verdict: Verdict
    newest: datetime
    run: str
    worse: tuple[Worse, ...]
    proofs: tuple[Proof, ...]


def results(runs: Iterable[Mapping[str, Any]]) -> list[Result]:
    """Return all drills of runs as ``compact.run`` makes them, oldest first."""
    found = [_result(run, drill) for run in runs for drill in run["drills"]]
    return sorted(found, key=lambda one: (one.started, one.run, one.drill))


def _result(run: Mapping[str, Any], drill: Mapping[str, Any]) -> Result:
    said = run["scenarios"][drill["s"]]
    ledgers = drill.get("lg", [])
    phases = tuple(
        Phase(name, took, late, budget) for name, _, took, late, budget, _ in drill.get("ph", [])
    )
    return Result(
        run=run["id"],
        drill=drill["i"],
        target=run["target"]["name"],
        system=said["system"],
        scenario=said["name"],
        claims=tuple(said["claims"]),
        sections=tuple(said["sections"]),
        verdict=Verdict(drill["v"]),
        reason=drill.get("r", ""),
        started=datetime.fromisoformat(drill["t"]),
        recovers=bool(phases) or any(kind == "fault" for _, kind, _ in drill.get("ev", [])),
        phases=phases,
        lost=sum(ledger["lost"] for ledger in ledgers) if ledgers else None,
    )


def by_scenario(several: Iterable[Result]) -> dict[tuple[str, str], list[Result]]:
    """Return results by system and scenario, each oldest first."""
    found: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for one in several:
        found[one.system, one.scenario].append(one)
    return dict(found)


def standing(
    target: Mapping[str, Any],
    several: Sequence[Result],
    claims: Mapping[str, Sequence[Claim]],
    now: datetime,
) -> Standing:
    """Return how a target stands by its results, oldest first, and the claims of each system.

    ``now`` is when the site is made. There must be a result.
    """
    scenarios = by_scenario(several)
    newest = [drills[-1] for drills in scenarios.values()]
    # A scenario recovers when any of its drills did: one that is unknown got nowhere near it.
    recoveries = [d[-1] for d in scenarios.values() if any(one.recovers for one in d)]
    verdict, answer, why = _recovery(recoveries, now)
    worse = [found for drills in scenarios.values() for found in _worse(drills)]
    systems = {one.system for one in newest}
    proofs = [
        _proof(claim, system, [one for one in newest if claim.id in one.claims])
        for system, known in sorted(claims.items())
        if system in systems
        for claim in known
    ]
    return Standing(
        target=target,
        answer=answer,
        why=why,
        verdict=verdict,
        newest=several[-1].started,
        run=several[-1].run,
        worse=tuple(sorted(worse, key=lambda one: -SEVERITY[one.result.verdict])),
        proofs=tuple(proofs),
    )


def _recovery(recoveries: Sequence[Result], now: datetime) -> tuple[Verdict, str, str]:
    """Return whether recovery is shown: yes, no, or not shown, with the count that decides."""
    judged = [one for one in recoveries if one.verdict is not Verdict.BLOCKED]
    bad = [one for one in judged if one.verdict is Verdict.FAIL]
    unseen = [one for one in judged if one.verdict is Verdict.UNKNOWN]
    old = [one for one in judged if now - one.started > FRESH]
    total = f"{len(judged)} drills that recover from something"
    if bad:
        return Verdict.FAIL, "No", f"{len(bad)} of {total} failed."
    if not judged:
        return Verdict.UNKNOWN, "Not shown", "No drill recovers from anything."
    if unseen:
        return Verdict.UNKNOWN, "Not shown", f"{len(unseen)} of {total} could not be seen."
    if old:
        said = f"{len(old)} of {total} passed more than {FRESH / timedelta(hours=1):.0f} h ago."
        return Verdict.UNKNOWN, "Not shown tonight", said
    return Verdict.PASS, "Yes", f"All {total} passed."


def _worse(drills: Sequence[Result]) -> list[Worse]:
    """Return what got worse with the newest drill of a scenario, against those before."""
    newest, before = drills[-1], [one for one in drills if one.run != drills[-1].run]
    if not before:
        return []
    last = before[-1].verdict
    if SEVERITY[newest.verdict] > SEVERITY[last]:
        reason = f": {newest.reason}" if newest.reason else ""
        return [Worse(newest, f"{last.value}, now {newest.verdict.value}{reason}")]
    found = []
    if newest.verdict is Verdict.PASS:
        found += [Worse(newest, how) for phase in newest.phases if (how := slower(phase, before))]
        if newest.lost and not any(one.lost for one in before):
            found.append(Worse(newest, f"{newest.lost:,} acknowledged writes lost, before none"))
    return found


def slower(phase: Phase, before: Sequence[Result]) -> str:
    """Return how much slower a phase was than before, in words; nothing if it was not."""
    times = [
        one.seconds
        for result in before
        if result.verdict is Verdict.PASS
        for one in result.phases
        if one.name == phase.name
    ]
    if len(times) < _FEWEST:
        return ""
    usual = statistics.median(times)
    if phase.seconds - usual <= max(1.0, SLOWER * usual, phase.detection_seconds):
        return ""
    return f"{phase.name} took {phase.seconds:.1f} s, median before {usual:.1f} s"


def _proof(claim: Claim, system: str, newest: Sequence[Result]) -> Proof:
    if newest:
        verdict = merge(one.verdict for one in newest)
        why = "; ".join(
            dict.fromkeys(o.reason for o in newest if o.verdict is verdict and o.reason)
        )
        return Proof(claim, system, verdict, why, tuple(newest))
    if claim.blocked:
        return Proof(claim, system, Verdict.BLOCKED, claim.blocked, ())
    why = "no scenario covers it" if claim.uncovered else "never drilled on this target"
    return Proof(claim, system, None, why, ())
