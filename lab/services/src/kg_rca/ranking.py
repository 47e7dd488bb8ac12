"""Which earlier events may have caused an error, and how sure: three facts of a candidate, multiplied.

What kind of event it is (a change causes more than a reading), how many dependencies lie between, how long ago it was.
A confidence is strictly between 0 and 1; what has no weight is no candidate.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

KIND_WEIGHT = {
    "deploy": 0.95,
    "config_change": 0.95,
    "disk_full": 0.9,
    "out_of_memory": 0.9,
    "node_lost": 0.9,
    "certificate_expired": 0.9,
    "latency_high": 0.35,
    "errors_high": 0.35,
}
SEVERITY_WEIGHT = {"warning": 0.2, "error": 0.4}  # a mere reading (info) is no cause of anything
HOP_DECAY = 0.75
MOST_HOPS = 2
AGE_AT_WINDOW = 0.35  # what is left of the confidence of a candidate as old as the window


@dataclass(frozen=True)
class Candidate:
    """An event before the effect, on the effect's resource (0 hops) or on one that it depends on."""

    effect_id: str
    cause_id: str
    kind: str
    severity: str
    hops: int
    age_ms: int


@dataclass(frozen=True)
class Link:
    """A POTENTIAL_CAUSE relationship: rank 1 is the likeliest."""

    effect_id: str
    cause_id: str
    confidence: float
    rank: int


def confidence(candidate: Candidate, window: timedelta) -> float:
    """How likely the candidate is the cause: below 1, higher for nearer, later, weightier ones; 0 is no cause."""
    weight = KIND_WEIGHT.get(candidate.kind, SEVERITY_WEIGHT.get(candidate.severity, 0.0))
    window_ms = window.total_seconds() * 1000
    age = math.exp(math.log(AGE_AT_WINDOW) * candidate.age_ms / window_ms)
    return float(round(weight * HOP_DECAY**candidate.hops * age, 6))


def rank(candidates: Iterable[Candidate], window: timedelta, most_causes: int) -> list[Link]:
    """The best `most_causes` of each effect; of one cause reached twice the shorter way; ties by the cause's id.

    Candidates after the effect or older than the window are no candidates.
    """
    window_ms = window.total_seconds() * 1000
    nearest: dict[tuple[str, str], Candidate] = {}
    for candidate in candidates:
        if not 0 <= candidate.age_ms <= window_ms or candidate.cause_id == candidate.effect_id:
            continue
        key = (candidate.effect_id, candidate.cause_id)
        if key not in nearest or candidate.hops < nearest[key].hops:
            nearest[key] = candidate
    by_effect: dict[str, list[tuple[float, str]]] = {}
    for candidate in nearest.values():
        sure = confidence(candidate, window)
        if sure > 0:
            by_effect.setdefault(candidate.effect_id, []).append((-sure, candidate.cause_id))
    return [
        Link(effect_id, cause_id, -negative, place)
        for effect_id, scores in sorted(by_effect.items())
        for place, (negative, cause_id) in enumerate(sorted(scores)[:most_causes], start=1)
    ]


@dataclass(frozen=True)
class Quality:
    """How good the links are against known true causes: `accuracy[k]` and the mean rank of those found at all."""

    effects: int
    accuracy: dict[int, float]
    mean_rank: float | None


def quality(ranks: Iterable[int | None], at: tuple[int, ...] = (1, 3, 5, 10)) -> Quality | None:
    """Judge the ranks at which true causes were found (None: not among the links); None without any effect."""
    all_ranks = list(ranks)
    if not all_ranks:
        return None
    found = [one for one in all_ranks if one is not None]
    return Quality(
        len(all_ranks),
        {k: sum(one <= k for one in found) / len(all_ranks) for k in at},
        sum(found) / len(found) if found else None,
    )
