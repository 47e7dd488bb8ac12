"""NeuralLog's money: what tenants are charged, and how the business stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from drillbook.verdict import Judgement, failed, passed

MILLION = 1_000_000
#: How revenue has to grow in a month, and what a customer has to pay (Business Metrics).
GROWTH, DOLLARS = 0.10, 150.0
#: Plans as the price list has them: cents a month, logs included, cents for a further million.
PRICES = {
    "free": (0, 100_000, 0),
    "pro": (19_900, 1_000_000, 250),
    "enterprise": (149_900, 10_000_000, 150),
}


def charged_as_used(charged: Mapping[str, Mapping[str, Any]]) -> Judgement:
    """Judge that each tenant is charged what it used at its plan's price, to the cent."""
    if not charged:
        return failed("nobody is charged anything")
    wrong = []
    for name, one in sorted(charged.items()):
        monthly, included, million = PRICES[one["plan"]]
        beyond = max(0, one["logs"] - included)
        due = monthly + -(-beyond // MILLION) * million
        if due != one["cents"]:
            wrong.append(f"{name} owes {due / 100:.2f} and is charged {one['cents'] / 100:.2f}")
    if wrong:
        return failed("; ".join(wrong))
    return passed(f"{len(charged)} tenants are charged what they used")


def growth(months: Sequence[Mapping[str, Any]], limit: float) -> Judgement:
    """Judge that revenue grew by more than a share from the last but one month to the last."""
    if len(months) < 2 or not months[-2]["revenue_cents"]:
        return failed("there are no two months with revenue")
    share = months[-1]["revenue_cents"] / months[-2]["revenue_cents"] - 1
    said = f"revenue grew by {share:.1%} in {months[-1]['month']}"
    return passed(said) if share > limit else failed(f"{said}, not by more than {limit:.0%}")


def churn(months: Sequence[Mapping[str, Any]], limit: float) -> Judgement:
    """Judge that less than a share of the customers of the month before left in the last."""
    if not months or not months[-1]["customers_before"]:
        return failed("there were no customers who could leave")
    share = months[-1]["left"] / months[-1]["customers_before"]
    said = f"{share:.1%} of customers left in {months[-1]['month']}"
    return passed(said) if share < limit else failed(f"{said}, not less than {limit:.0%}")


def revenue_per_user(months: Sequence[Mapping[str, Any]], limit: float) -> Judgement:
    """Judge that the mean revenue of a customer in the last month is above some dollars."""
    if not months or not months[-1]["customers"]:
        return failed("there are no customers")
    dollars = months[-1]["revenue_cents"] / months[-1]["customers"] / 100
    said = f"a customer pays {dollars:.2f} dollars a month"
    return passed(said) if dollars > limit else failed(f"{said}, not more than {limit:g}")
