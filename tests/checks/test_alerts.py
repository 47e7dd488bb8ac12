"""An alert fires not before its time, not long after it, and is over once its cause is."""

from datetime import timedelta

import pytest

from drillbook.checks import alerts
from drillbook.verdict import Verdict

MINUTE = timedelta(minutes=1)
BY = alerts.latest(MINUTE, 30)


def test_the_latest_is_a_scrape_and_two_evaluations_after_its_time() -> None:
    assert timedelta(seconds=125) == BY


@pytest.mark.parametrize(
    ("held", "took", "verdict"),
    [
        (60.0, 55.0, Verdict.PASS),  # what the fault did was seen a moment after its alert's cause
        (60.0, 125.0, Verdict.PASS),
        (59.9, 70.0, Verdict.FAIL),
        (100.0, 125.1, Verdict.FAIL),
        (None, None, Verdict.FAIL),
        (None, 70.0, Verdict.FAIL),
    ],
)
def test_an_alert_fires_neither_early_nor_late(
    held: float | None, took: float | None, verdict: Verdict
) -> None:
    spans = [None if one is None else timedelta(seconds=one) for one in (held, took)]
    found = alerts.fires_in_time("BrokerDown", "pending", spans[0], spans[1], MINUTE, BY)
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("severity", "for_seconds", "verdict"),
    [
        ("critical", 60, Verdict.PASS),
        ("warning", 60, Verdict.FAIL),
        ("", 60, Verdict.FAIL),
        ("critical", 61, Verdict.FAIL),
        ("critical", 0, Verdict.FAIL),
    ],
)
def test_a_rule_is_what_the_runbook_says(
    severity: str, for_seconds: float, verdict: Verdict
) -> None:
    found = alerts.as_written("BrokerDown", severity, "critical", for_seconds, MINUTE)
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("state", "routed", "verdict"),
    [
        ("inactive", False, Verdict.PASS),
        ("inactive", True, Verdict.FAIL),
        ("pending", False, Verdict.FAIL),
        ("firing", True, Verdict.FAIL),
    ],
)
def test_an_alert_is_over_when_nobody_is_told_of_it(
    state: str, routed: bool, verdict: Verdict
) -> None:
    assert alerts.clear("BrokerDown", state, routed=routed).verdict is verdict


def test_what_is_waited_for_in_place_of_an_alert_asks_the_same() -> None:
    assert alerts.same_cause("BrokerDown", "up == 0", "up == 0").verdict is Verdict.PASS
    assert alerts.same_cause("BrokerDown", "up == 0", "up < 2").verdict is Verdict.FAIL
