"""The checks of Neo Operational: levels by the table, who is called, what a release left."""

import pytest

from drillbook.checks import production, releases, table
from drillbook.checks.health import Level
from drillbook.errors import Unobservable
from drillbook.verdict import Verdict

OK, WARNING, CRITICAL = Level.OK, Level.WARNING, Level.CRITICAL
PASS, FAIL = Verdict.PASS, Verdict.FAIL


@pytest.mark.parametrize(
    ("figure", "level"),
    [(499, OK), (500, OK), (501, WARNING), (1000, WARNING), (1001, CRITICAL)],
)
def test_a_response_time_is_at_its_level_below_at_and_above_each_number(
    figure: float, level: Level
) -> None:
    assert table.response_time(figure).level is level


@pytest.mark.parametrize(
    ("failed", "level"), [(1, OK), (2, OK), (3, WARNING), (10, WARNING), (11, CRITICAL)]
)
def test_an_error_rate_is_at_its_level_below_at_and_above_each_number(
    failed: int, level: Level
) -> None:
    assert table.error_rate(failed, 200).level is level


@pytest.mark.parametrize(
    ("used", "level"), [(79, OK), (80, OK), (81, WARNING), (95, WARNING), (96, CRITICAL)]
)
def test_sessions_are_at_their_level_below_at_and_above_each_number(
    used: int, level: Level
) -> None:
    assert table.connections(used, 100).level is level


@pytest.mark.parametrize(
    ("messages", "level"),
    [(999, OK), (1000, OK), (1001, WARNING), (5000, WARNING), (5001, CRITICAL)],
)
def test_a_queue_is_at_its_level_below_at_and_above_each_number(
    messages: int, level: Level
) -> None:
    assert table.queue(messages).level is level


@pytest.mark.parametrize(
    ("share", "of_cpu", "of_memory"),
    [
        (0.70, OK, OK),
        (0.71, WARNING, OK),
        (0.80, WARNING, OK),
        (0.81, WARNING, WARNING),
        (0.90, WARNING, WARNING),
        (0.91, CRITICAL, WARNING),
        (0.95, CRITICAL, WARNING),
        (0.96, CRITICAL, CRITICAL),
    ],
)
def test_processor_and_memory_have_levels_of_their_own(
    share: float, of_cpu: Level, of_memory: Level
) -> None:
    assert (table.cpu(share).level, table.memory(share).level) == (of_cpu, of_memory)


def test_what_is_no_figure_is_at_no_level() -> None:
    with pytest.raises(Unobservable):
        table.response_time(float("nan"))
    with pytest.raises(Unobservable):
        table.error_rate(0, 0)
    with pytest.raises(Unobservable):
        table.connections(0, 0)


def test_the_most_urgent_priority_that_is_down_names_the_incident() -> None:
    assert production.called(["redis", "oracle-service"], "P1").verdict is PASS
    assert production.called(["consul"], "P2").verdict is PASS
    assert production.called(["oracle-service"], "P3").verdict is PASS
    assert production.called([], "P3").verdict is FAIL
    assert production.called(["api-gateway"], "P2").verdict is FAIL


def test_an_incident_is_over_when_nothing_is_down_and_not_before() -> None:
    assert production.nothing_down([]).verdict is PASS
    assert production.nothing_down(["storage-service"]).verdict is FAIL
    assert production.nothing_down(["storage-service"], 1).verdict is PASS


def test_a_diagnosis_names_what_is_down_and_a_change_of_it() -> None:
    changes = ["api-gateway: Scaled down replica set api-gateway-1 from 2 to 0"]
    assert production.diagnosed(["api-gateway"], changes, "api-gateway").verdict is PASS
    assert production.diagnosed(["api-gateway"], [], "api-gateway").verdict is FAIL
    assert production.diagnosed(["redis"], changes, "api-gateway").verdict is FAIL


def test_a_health_address_that_nobody_answers_says_nothing_and_is_not_well() -> None:
    assert production.not_well("it", 503).verdict is PASS
    assert production.not_well("it", 200).verdict is FAIL
    assert production.not_well("it", 0).verdict is FAIL


def test_a_service_leads_to_its_ready_pods_and_to_no_others() -> None:
    assert production.led_to_ready({"api": (["a"], ["a"])}).verdict is PASS
    assert production.led_to_ready({"api": (["a", "b"], ["a"])}).verdict is FAIL
    assert production.led_to_ready({"api": ([], [])}).verdict is FAIL
    assert production.led_to_ready({}).verdict is FAIL


def test_lists_of_the_database_have_an_order_and_lack_nothing() -> None:
    assert production.slowest_first([9.0, 1.0], ["made_slow", "x"], "made_slow").verdict is PASS
    assert production.slowest_first([1.0, 9.0], ["made_slow", "x"], "made_slow").verdict is FAIL
    assert production.largest_first([("a", 9), ("b", 1)], ["a", "b"]).verdict is PASS
    assert production.largest_first([("a", 9)], ["a", "b"]).verdict is FAIL
    whole = {"pid": "1", "role": "r", "application": "a", "address": "h", "state": "idle"}
    assert production.listed_whole([whole]).verdict is PASS
    assert production.listed_whole([whole | {"state": ""}]).verdict is FAIL


def test_a_share_at_the_limit_is_neither_over_nor_under_it() -> None:
    assert production.beside("memory", 0.81, "over", 0.8).verdict is PASS
    assert production.beside("memory", 0.8, "over", 0.8).verdict is FAIL
    assert production.beside("memory", 0.8, "under", 0.8).verdict is FAIL


def test_a_roll_out_is_complete_stopped_or_under_way() -> None:
    assert releases.rollout_is("complete", (2, 2, 2, 0), stuck=False).verdict is PASS
    assert releases.rollout_is("complete", (2, 2, 2, 1), stuck=False).verdict is FAIL
    assert releases.rollout_is("stopped", (2, 1, 2, 1), stuck=True).verdict is PASS
    assert releases.rollout_is("stopped", (2, 1, 2, 1), stuck=False).verdict is FAIL
    assert releases.rollout_is("complete", (0, 0, 0, 0), stuck=False).verdict is FAIL


def test_a_version_answers_alone_or_in_part() -> None:
    assert releases.version_alone({"1": 9}, "1").verdict is PASS
    assert releases.version_alone({"1": 9, "2": 1}, "1").verdict is FAIL
    assert releases.version_in_part({"1": 9, "2": 1}, "2").verdict is PASS
    assert releases.version_in_part({"2": 1}, "2").verdict is FAIL


def test_every_pod_runs_the_image_that_was_meant() -> None:
    assert releases.same_image({"a": "i", "b": "i"}, "i").verdict is PASS
    assert releases.same_image({"a": "i", "b": "j"}, "i").verdict is FAIL
    assert releases.same_image({}, "i").verdict is FAIL
    assert releases.not_run({"a": "i"}, "j").verdict is PASS
    assert releases.not_run({"a": "i", "b": "j"}, "j").verdict is FAIL


def test_the_history_has_a_version_with_its_cause_and_one_before_it() -> None:
    two = [("i", "version 1"), ("j", "version 2")]
    assert releases.in_history(two, "j", "2").verdict is PASS
    assert releases.in_history(two[1:], "j", "2").verdict is FAIL
    assert releases.in_history([("i", "version 1"), ("j", "")], "j", "2").verdict is FAIL
