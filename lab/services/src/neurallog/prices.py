"""What a plan costs: a month's price, and one by the million of logs beyond what is free. Money is in cents."""

from __future__ import annotations

from dataclasses import dataclass

MILLION = 1_000_000


@dataclass(frozen=True)
class Plan:
    """A plan: its monthly price, the logs in it, the price of a further million, and the pods that it may have."""

    monthly_cents: int
    logs_included: int
    million_cents: int
    pods: int


PLANS = {
    "free": Plan(0, 100_000, 0, 2),
    "pro": Plan(19_900, 1_000_000, 250, 5),
    "enterprise": Plan(149_900, 10_000_000, 150, 20),
}


def charged_cents(plan: Plan, logs: int) -> int:
    """What a month costs: each million that is begun beyond what is included counts whole."""
    beyond = max(0, logs - plan.logs_included)
    return plan.monthly_cents + -(-beyond // MILLION) * plan.million_cents
