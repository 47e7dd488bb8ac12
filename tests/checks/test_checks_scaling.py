"""Judgements of scaling, growth, retention and use: each passes, and fails on either side."""

from datetime import timedelta

import pytest

from drillbook.checks import alerts, autoscaling, backups, capacity, panels, replication
from drillbook.verdict import Judgement, Verdict

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("judgement", "verdict"),
    [
        (autoscaling.added("a", 13, 10, 100, 3), PASS),
        (autoscaling.added("a", 12, 10, 100, 3), FAIL),
        (autoscaling.added("a", 101, 10, 100, 3), FAIL),
        (autoscaling.came_back("a", 10, 10), PASS),
        (autoscaling.came_back("a", 11, 10), FAIL),
        (capacity.months_until("full", 15, 15), PASS),
        (capacity.months_until("full", 14, 15), FAIL),
        (replication.each_holds(7, 7, 1), PASS),
        (replication.each_holds(7, 7, 0), FAIL),
        (replication.each_holds(7, 6, 1), FAIL),
        (replication.all_in_sync(0, 1), PASS),
        (replication.all_in_sync(1, 1), FAIL),
        (replication.all_in_sync(0, 0), FAIL),
        (backups.kept_by_age(["young"], ["young"], ["old"]), PASS),
        (backups.kept_by_age(["young", "old"], ["young"], ["old"]), FAIL),
        (backups.kept_by_age([], ["young"], ["old"]), FAIL),
        (backups.kept_by_age([], [], []), UNKNOWN),
        (panels.shows_use("cores", 0.9, 1.0, 0.25), PASS),
        (panels.shows_use("cores", 0.7, 1.0, 0.25), FAIL),
        (panels.shows_use("cores", 0.0, 0.0, 0.25), FAIL),
        (alerts.fires_by_count("A", 6, 5, fires=True), PASS),
        (alerts.fires_by_count("A", 5, 5, fires=True), FAIL),
        (alerts.fires_by_count("A", 9, 5, fires=False), FAIL),
    ],
)
def test_a_judgement_is_as_it_must_be(judgement: Judgement, verdict: Verdict) -> None:
    assert judgement.verdict is verdict


def test_an_alert_on_a_rate_may_fire_a_window_later() -> None:
    window = alerts.window("rate(a[1m]) / rate(b[30s]) > 0.8")
    assert window == timedelta(minutes=1)
    assert alerts.window("a > 1") == timedelta(0)
    assert alerts.window("kube_pod_container_status_restarts_total > 1") == timedelta(0)
    assert alerts.window("container_memory_working_set_bytes > 1") == timedelta(seconds=15)
    assert alerts.window("kubelet_volume_stats_used_bytes > 1") == timedelta(seconds=15)
    assert alerts.window('up{job="a:b"} == 0') == timedelta(0)
    assert alerts.window("neo:cpu_share > 0.8") == timedelta(seconds=75)
    assert alerts.latest(timedelta(seconds=30), 3, window) == timedelta(seconds=101)
