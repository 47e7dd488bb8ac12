"""An alert fires not before its time, not long after it, and is over once its cause is."""

from datetime import timedelta

import pytest

from drillbook.checks import alerts
from drillbook.verdict import Judgement, Verdict, failed, passed

MINUTE = timedelta(minutes=1)
BY = timedelta(seconds=125)


def test_the_latest_is_a_scrape_and_two_evaluations_after_its_time() -> None:
    assert alerts.latest(MINUTE, every_seconds=30) == BY


@pytest.mark.parametrize(
    ("held", "took", "judged"),
    [
        # What the fault did was seen a moment after its alert's cause.
        (60.0, 55.0, passed("It fires after 55 s of waiting, and is passed on")),
        (60.0, 125.0, passed("It fires after 125 s of waiting, and is passed on")),
        (59.9, 70.0, failed("It fires when its cause has held 59.9 s, too early")),
        (99.0, 126.0, failed("It fires after 126 s of waiting, later than 125 s")),
        (None, None, failed("It is not told within 125 s: it is pending")),
        (None, 70.0, failed("It is not told within 125 s: it is pending")),
        (70.0, None, failed("It is not told within 125 s: it is pending")),
    ],
)
def test_an_alert_fires_neither_early_nor_late(
    held: float | None, took: float | None, judged: Judgement
) -> None:
    spans = [None if one is None else timedelta(seconds=one) for one in (held, took)]
    assert alerts.fires_in_time("It", "pending", spans[0], spans[1], MINUTE, BY) == judged


@pytest.mark.parametrize(
    ("severity", "for_seconds", "judged"),
    [
        ("critical", 60, passed("It is critical after 60 s")),
        ("warning", 60, failed("It is warning, not critical")),
        ("", 60, failed("It is of no severity, not critical")),
        ("critical", 61, failed("It waits for 61 s, not 60 s")),
        ("critical", 0, failed("It waits for 0 s, not 60 s")),
    ],
)
def test_a_rule_is_what_the_runbook_says(
    severity: str, for_seconds: float, judged: Judgement
) -> None:
    assert alerts.as_written("It", severity, "critical", for_seconds, MINUTE) == judged


@pytest.mark.parametrize(
    ("state", "routed", "judged"),
    [
        ("inactive", False, passed("It is over")),
        ("inactive", True, failed("It is over, and still passed on")),
        ("pending", False, failed("It is still pending")),
        ("firing", True, failed("It is still firing")),
    ],
)
def test_an_alert_is_over_when_nobody_is_told_of_it(
    state: str, routed: bool, judged: Judgement
) -> None:
    assert alerts.clear("It", state, routed=routed) == judged


@pytest.mark.parametrize(
    ("drilled", "waits", "judged"),
    [
        ("critical", 60, passed("what is waited for is critical after 60 s")),
        ("critical", 6, passed("what is waited for is critical after 6 s")),
        ("warning", 6, failed("It is critical; what is waited for in its place is warning")),
        (
            "critical",
            0,
            failed("what is waited for in place of It waits for 0 s, not a tenth of 60 s"),
        ),
    ],
)
def test_what_is_waited_for_has_a_tenth_of_the_time(
    drilled: str, waits: float, judged: Judgement
) -> None:
    found = alerts.tenth("It", "critical", drilled, MINUTE, timedelta(seconds=waits))
    assert found == judged


def test_what_is_waited_for_in_place_of_an_alert_asks_the_same() -> None:
    same = passed("what is waited for asks what It asks")
    assert alerts.same_cause("It", "up == 0", "up == 0") == same
    other = failed("It asks up == 0; what is waited for in its place asks up < 2")
    assert alerts.same_cause("It", "up == 0", "up < 2") == other


def test_an_alert_that_fires_at_its_latest_is_in_time() -> None:
    a_moment_more = BY + timedelta(milliseconds=1)
    assert alerts.fires_in_time("It", "", BY, BY, MINUTE, BY).verdict is Verdict.PASS
    assert alerts.fires_in_time("It", "", BY, a_moment_more, MINUTE, BY).verdict is Verdict.FAIL
