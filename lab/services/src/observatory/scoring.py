"""How unusual an observed value is: 0 for the mean, towards 1 the further away."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Baseline:
    """What is usual of a service: mean and standard deviation, and when that was learnt (seconds since 1970)."""

    mean: float
    deviation: float
    trained_at: float


def score(value: float, usual: Baseline) -> float:
    """`z / (1 + z)` for a value `z` standard deviations away: 0.85 at 5.7 of them, 0.90 at 9."""
    away = abs(value - usual.mean) / max(usual.deviation, 1e-9)
    return away / (1 + away)


def anomalies(values: list[float], usual: Baseline, threshold: float) -> list[tuple[float, float]]:
    """The values that score at least the threshold, each with its score."""
    return [(value, found) for value in values if (found := score(value, usual)) >= threshold]
