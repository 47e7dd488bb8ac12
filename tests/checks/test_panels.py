"""What panels show is held against what was driven, and times against what is possible."""

import pytest

from drillbook.checks.panels import shows_at_least, shows_driven, times_possible
from drillbook.verdict import Verdict


@pytest.mark.parametrize(
    ("shown", "verdict", "of_several"),
    [
        (100.0, Verdict.PASS, Verdict.PASS),
        (90.0, Verdict.PASS, Verdict.PASS),
        (110.0, Verdict.PASS, Verdict.PASS),
        (89.9, Verdict.FAIL, Verdict.FAIL),
        (110.1, Verdict.FAIL, Verdict.PASS),  # others may have added to it
        (0.0, Verdict.FAIL, Verdict.FAIL),
        (float("nan"), Verdict.FAIL, Verdict.FAIL),
    ],
)
def test_a_rate_that_is_shown_is_the_one_that_was_driven(
    shown: float, verdict: Verdict, of_several: Verdict
) -> None:
    assert shows_driven("the rate", shown, 100.0, 0.1).verdict is verdict
    assert shows_at_least("the rate", shown, 100.0, 0.1).verdict is of_several


def test_a_load_that_was_not_there_shows_nothing() -> None:
    assert shows_driven("the rate", 0.0, 0.0, 0.1).verdict is Verdict.FAIL
    assert shows_at_least("the rate", 5.0, 0.0, 0.1).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [
        ({"P50": 0.01, "P95": 0.02, "P99": 0.02}, Verdict.PASS),
        ({"P50": 0.01, "P95": 0.02, "P99": 75.0}, Verdict.PASS),
        ({"P50": 0.01, "P95": 0.02, "P99": 75.1}, Verdict.FAIL),
        ({"P50": 0.03, "P95": 0.02, "P99": 0.04}, Verdict.FAIL),
        ({"P50": 0.0, "P95": 0.02, "P99": 0.04}, Verdict.FAIL),
        ({"P50": float("nan"), "P95": 0.02, "P99": 0.04}, Verdict.FAIL),
        ({}, Verdict.FAIL),
    ],
)
def test_percentiles_are_in_order_and_no_longer_than_the_load_went_on(
    shown: dict[str, float], verdict: Verdict
) -> None:
    assert times_possible("the answers", shown, 75.0).verdict is verdict
