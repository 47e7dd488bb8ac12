from datetime import timedelta

import pytest

from drillbook.checks.health import Assessment, Level, brokers, disk, is_at, key_metrics, lag, pods
from drillbook.checks.recovery import whole_again
from drillbook.verdict import Verdict

LIMIT = timedelta(minutes=2)


@pytest.mark.parametrize(
    ("ready", "wanted", "seconds", "verdict"),
    [
        (5, 5, 119.9, Verdict.PASS),
        (5, 5, 120, Verdict.PASS),
        (5, 5, 120.1, Verdict.FAIL),
        (4, 5, 30, Verdict.FAIL),
        (5, 5, None, Verdict.FAIL),
        (0, 0, 1, Verdict.FAIL),
    ],
)
def test_replicas_are_back_only_when_all_are_and_in_time(
    ready: int, wanted: int, seconds: float | None, verdict: Verdict
) -> None:
    took = None if seconds is None else timedelta(seconds=seconds)
    assert whole_again("kg-api", ready, wanted, took, LIMIT).verdict is verdict


@pytest.mark.parametrize(
    ("messages", "level"),
    [(0, "ok"), (999, "ok"), (1000, "warning"), (9999, "warning"), (10000, "critical")],
)
def test_lag_has_the_runbooks_levels_to_the_message(messages: int, level: str) -> None:
    assert lag(messages).level == level


@pytest.mark.parametrize(("online", "level"), [(5, "ok"), (4, "warning"), (6, "warning")])
def test_any_number_of_brokers_but_the_runbooks_is_a_warning(online: int, level: str) -> None:
    assert brokers(online).level == level


def test_one_unhealthy_pod_is_a_warning_and_named() -> None:
    assert pods(7, []).level is Level.OK
    assessment = pods(6, ["web-1"])
    assert assessment.level is Level.WARNING
    assert "web-1" in assessment.text


@pytest.mark.parametrize(("share", "level"), [(0.89, "ok"), (0.9, "warning"), (1.0, "critical")])
def test_the_fullest_volume_decides(share: float, level: str) -> None:
    assert disk([("a", 0.1), ("b", share), ("c", 0.2)]).level == level


@pytest.mark.parametrize(("accuracy", "level"), [(0.85, "ok"), (0.8499, "warning")])
def test_accuracy_is_good_from_the_alerts_limit_on(accuracy: float, level: str) -> None:
    assert key_metrics(accuracy, 10.0).level == level


def test_a_level_that_is_not_the_one_made_fails_and_says_both() -> None:
    judgement = is_at(Assessment("pods", Level.OK, "all 9 healthy"), Level.WARNING)
    assert judgement.verdict is Verdict.FAIL
    assert judgement.reason == "pods: all 9 healthy; found ok, not warning"
    assert is_at(Assessment("pods", Level.OK, ""), Level.OK).verdict is Verdict.PASS
