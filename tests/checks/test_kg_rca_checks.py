"""KG RCA's checks: each passes for what the claim says, and fails for each way to violate it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.checks import (
    autoscaling,
    backups,
    capacity,
    kg_clients,
    maintenance,
    monitoring,
    recovery,
    settings,
)
from drillbook.procedures.kafka_settings import steps
from drillbook.verdict import Judgement, failed, passed

LINE = ("pro", 10, 5, 3)
ACTIVE = {"a": "pro", "b": "basic"}
LINES = {"a": LINE, "b": ("basic", 1, 1, 1)}


@pytest.mark.parametrize(
    ("judge", "wanted"),
    [
        (
            lambda: kg_clients.stands("a", ("pro", "active"), "pro", "active"),
            passed("billing has a as active with plan pro"),
        ),
        (
            lambda: kg_clients.stands("a", ("pro", "suspended"), "pro", "active"),
            failed("billing has a as suspended with plan pro, not as active with plan pro"),
        ),
        (
            lambda: kg_clients.stands("a", None, "pro", "active"),
            failed("billing has no client a"),
        ),
        (lambda: kg_clients.answered("a", [403, 403], 403), passed("a was answered 403, 2 times")),
        (lambda: kg_clients.answered("a", [403, 200], 403), failed("a was answered 200, not 403")),
        (lambda: kg_clients.answered("a", [], 403), failed("no request of a was answered")),
        (lambda: kg_clients.may_write("a", "t", ""), passed("a may write to t")),
        (lambda: kg_clients.may_write("a", "t", "no"), failed("a may not write to t: no")),
        (
            lambda: kg_clients.shut_out("a", "t", {"read": "no", "write": "no"}),
            passed("a is refused to read and to write t"),
        ),
        (
            lambda: kg_clients.shut_out("a", "t", {"read": "", "write": "no"}),
            failed("a may read t"),
        ),
        (lambda: kg_clients.shut_out("a", "t", {}), failed("nothing was tried of a on t")),
        (lambda: kg_clients.kept("a", "events", 5, 5), passed("all 5 events of a are there")),
        (lambda: kg_clients.kept("a", "events", 4, 5), failed("4 events of a are there, not 5")),
        (
            lambda: kg_clients.kept("a", "events", None, 5),
            failed("there is nothing that holds events of a"),
        ),
        (
            lambda: kg_clients.gone("a", 0, None),
            passed("nothing of a is in the graph, and it has no topic"),
        ),
        (
            lambda: kg_clients.gone("a", 7, 0),
            failed("of a there is still: 7 nodes in the graph and its topic"),
        ),
        (
            lambda: kg_clients.exported("a", 9, 9, whole=True),
            passed("the export of a has all 9 nodes"),
        ),
        (
            lambda: kg_clients.exported("a", 8, 9, whole=True),
            failed("the export of a has 8 of 9 nodes"),
        ),
        (
            lambda: kg_clients.exported("a", 9, 9, whole=False),
            failed("the export of a is not what was written"),
        ),
        (
            lambda: kg_clients.exported("a", 0, 0, whole=True),
            failed("the graph held nothing of a that could be exported"),
        ),
        (
            lambda: kg_clients.summed_up(LINES, ACTIVE),
            passed("2 active clients with 11 events"),
        ),
        (
            lambda: kg_clients.summed_up({"a": ("basic", 0, 5, 0), "c": LINE}, ACTIVE),
            failed(
                "b is missing; c is not active; a has plan pro, not basic; a has no events; "
                "a has no RCA links"
            ),
        ),
        (lambda: kg_clients.summed_up({}, {}), failed("billing has no active client")),
        (
            lambda: kg_clients.in_summary("a", ("pro", 0, 0, 0), "pro"),
            passed("a is in the summary with plan pro, without events"),
        ),
        (
            lambda: kg_clients.in_summary("a", LINE, "pro"),
            failed("a is in the summary as ('pro', 10, 5, 3), not with plan pro and nothing else"),
        ),
        (lambda: kg_clients.in_summary("a", None, "pro"), failed("a is not in the summary")),
        (
            lambda: kg_clients.not_in_summary("c", LINES),
            passed("c is not among the 2 clients of the summary"),
        ),
        (lambda: kg_clients.not_in_summary("a", LINES), failed("a is in the summary")),
        (lambda: kg_clients.not_in_summary("a", {}), failed("the summary is empty")),
    ],
)
def test_a_client_is_judged_by_what_is_seen_of_it(
    judge: Callable[[], Judgement], wanted: Judgement
) -> None:
    assert judge() == wanted


@pytest.mark.parametrize(
    ("judge", "wanted"),
    [
        (
            lambda: capacity.same_clients(["a"], ["a"], "the graph"),
            passed("1 clients are active, and the same are in the graph"),
        ),
        (
            lambda: capacity.same_clients(["a"], ["b"], "the graph"),
            failed("a missing in the graph; b in the graph, and not active"),
        ),
        (lambda: capacity.same_clients([], [], "x"), failed("no client is active in billing")),
        (
            lambda: capacity.all_read(1000, 1000),
            passed("the topics keep 1,000 events, and the graph has read them all"),
        ),
        (
            lambda: capacity.all_read(1000, 999),
            failed("the topics keep 1,000 events, and the graph has read 999 of them"),
        ),
        (lambda: capacity.all_read(0, 0), failed("no topic keeps an event")),
        (
            lambda: capacity.agree("bytes", {"a": 110}, {"a": 100}, 0.1),
            passed("bytes: 100, of 1 parts, as said"),
        ),
        (
            lambda: capacity.agree("bytes", {"a": 111}, {"a": 100}, 0.1),
            failed("bytes: a: 111 said, 100 counted"),
        ),
        (
            lambda: capacity.agree("bytes", {"a": 0}, {"a": 0}, 0.1),
            failed("nothing was counted of bytes"),
        ),
        (
            lambda: capacity.agree("bytes", {"a": 0, "b": 1}, {"a": 0, "b": 1}, 0.1),
            passed("bytes: 1, of 2 parts, as said"),
        ),
        (
            lambda: capacity.agree("bytes", {"a": 1, "b": 1}, {"a": 0, "b": 1}, 0.1),
            failed("bytes: a: 1 said, 0 counted"),
        ),
        (
            lambda: capacity.agree("bytes", {"a": 1}, {"b": 1}, 0.1),
            failed("bytes of a, b is known once"),
        ),
        (lambda: capacity.agree("bytes", {}, {}, 0.1), failed("nothing was counted of bytes")),
        (
            lambda: capacity.no_errors("brokers", {"k": ()}),
            passed("brokers: 1 without an error"),
        ),
        (
            lambda: capacity.no_errors("brokers", {"k": ("KAFKA_STORAGE_ERROR",)}),
            failed("brokers: k: KAFKA_STORAGE_ERROR"),
        ),
        (lambda: capacity.no_errors("brokers", {}), failed("no brokers were seen")),
        (lambda: capacity.use_known(3, []), passed("the use of all 3 is known")),
        (lambda: capacity.use_known(3, ["b", "a"]), failed("the use of a, b is not known")),
        (lambda: capacity.use_known(0, []), failed("the use of nothing is known")),
        (
            lambda: autoscaling.ready({"a": ([45], [])}),
            passed("all may scale: a at 45 %"),
        ),
        (lambda: autoscaling.ready({"a": ([], [])}), failed("a: reads nothing")),
        (lambda: autoscaling.ready({"a": ([45], ["Gone"])}), failed("a: Gone")),
        (lambda: autoscaling.ready({}), failed("there is no autoscaler")),
        (
            lambda: autoscaling.waits("a", 600, 600),
            passed("a waits 600 s before it scales down"),
        ),
        (
            lambda: autoscaling.waits("a", 300, 600),
            failed("a waits 300 s before it scales down, not 600 s"),
        ),
        (
            lambda: autoscaling.waits("a", None, 600),
            failed("a waits as long as the cluster says before it scales down"),
        ),
        (
            lambda: settings.in_effect({"x": "1"}, {"a": {"x": "1"}}),
            passed("1 settings are in effect on a"),
        ),
        (
            lambda: settings.in_effect({"x": "1", "y": "2"}, {"a": {"x": "3"}}),
            failed("a has x 3, not 1; a has y not set, not 2"),
        ),
        (lambda: settings.in_effect({"x": "1"}, {}), failed("there is nothing to compare")),
    ],
)
def test_capacity_autoscalers_and_settings_are_judged_by_their_figures(
    judge: Callable[[], Judgement], wanted: Judgement
) -> None:
    assert judge() == wanted


MORNING, MOMENT = datetime(2026, 11, 21, 8, tzinfo=UTC), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("judge", "wanted"),
    [
        (
            lambda: backups.copied_whole("", 1000, "0123456789abcdef", "0123456789abcdef"),
            passed("the copy of 1,000 bytes is what was copied"),
        ),
        (
            lambda: backups.copied_whole("", 1000, "0123456789abcdef", "fedcba9876543210"),
            failed("the copy's sha256 is fedcba987654…, the backup's 0123456789ab…"),
        ),
        (
            lambda: backups.copied_whole("end of file", 10, "a", "a"),
            failed("it cannot be read to its end: end of file"),
        ),
        (lambda: backups.copied_whole("", 0, "a", "a"), failed("the copy is empty (0 bytes)")),
        (
            lambda: backups.scheduled({"a": "0 2 * * *"}, {"a": "0 2 * * *", "b": ""}),
            passed("a at 0 2 * * *"),
        ),
        (
            lambda: backups.scheduled({"a": "0 2 * * *", "b": "x", "c": "x"}, {"a": "1", "b": ""}),
            failed("a is 1, not 0 2 * * *; b is suspended, not x; c is not there, not x"),
        ),
        (lambda: backups.scheduled({}, {}), failed("there is no schedule to compare")),
        (
            lambda: maintenance.looked_after({"t": (MORNING, MORNING)}, MORNING),
            passed("all 1 tables were vacuumed and analysed"),
        ),
        (
            lambda: maintenance.looked_after({"t": (None, MORNING - MOMENT)}, MORNING),
            failed("t was not vacuumed; t was not analysed"),
        ),
        (lambda: maintenance.looked_after({}, MORNING), failed("there is no table")),
        (lambda: maintenance.compacted(5, 4), passed("4 bytes of the disk, 5 before")),
        (lambda: maintenance.compacted(5, 5), failed("5 bytes of the disk, 5 before")),
        (lambda: maintenance.compacted(5, 0), failed("0 bytes of the disk, 5 before")),
        (lambda: monitoring.shows("it is up", 1, 1), passed("monitoring shows that it is up")),
        (
            lambda: monitoring.shows("it is up", 0, 1),
            failed("monitoring does not show that it is up: 0, not 1"),
        ),
        (
            lambda: monitoring.no_critical(["A"], {"B": "warning"}),
            passed("none of 1 critical alerts is firing"),
        ),
        (lambda: monitoring.no_critical(["A"], {"A": "critical"}), failed("firing: A")),
        (
            lambda: monitoring.no_critical([], {}),
            failed("no alert could fire: there is no critical rule"),
        ),
        (
            lambda: monitoring.shows_counted("lag", {"a": 110}, {"a": 100}, 0.1),
            passed("lag as counted: a 100"),
        ),
        (
            lambda: monitoring.shows_counted("lag", {"a": 111, "c": 1}, {"a": 100, "b": 2}, 0.1),
            failed("b is not shown; c is shown alone; a is shown as 111, and counted as 100"),
        ),
        (
            lambda: monitoring.shows_counted("lag", {}, {"": 1}, 0.1),
            failed("lag is not shown"),
        ),
        (
            lambda: monitoring.shows_counted("lag", {"": 0}, {"": 0}, 0.1),
            passed("lag as counted: 0"),
        ),
        (
            lambda: monitoring.shows_counted("lag", {"a": 1}, {}, 0.1),
            failed("nothing was counted of lag"),
        ),
        (
            lambda: recovery.has_replicas("api", 10, 10, 10),
            passed("api has 10 of 10 replicas"),
        ),
        (
            lambda: recovery.has_replicas("api", 9, 10, 10),
            failed("api has 9 of 10 replicas, not 10"),
        ),
        (
            lambda: recovery.has_replicas("api", 11, 11, 10),
            failed("api has 11 of 11 replicas, not 10"),
        ),
        (
            lambda: kg_clients.all_answered({"a": 200}, 200),
            passed("all 1 clients were answered 200"),
        ),
        (
            lambda: kg_clients.all_answered({"a": 0, "b": 503, "c": 200}, 200),
            failed("answered a by nobody, b by 503, not 200"),
        ),
        (lambda: kg_clients.all_answered({}, 200), failed("no client asked")),
        (
            lambda: kg_clients.none_served({"a": 0, "b": 503}),
            passed("none of 2 clients is served"),
        ),
        (
            lambda: kg_clients.none_served({"a": 200, "b": 503}),
            failed("a is answered 200"),
        ),
        (
            lambda: kg_clients.none_served({"b": 401, "a": 200}),
            failed("a is answered 200, b is answered 401"),
        ),
        (lambda: kg_clients.none_served({}), failed("no client asked")),
    ],
)
def test_backups_maintenance_monitoring_and_answers_are_judged_by_what_is_seen(
    judge: Callable[[], Judgement], wanted: Judgement
) -> None:
    assert judge() == wanted


THREADS = "num.network.threads"


@given(st.integers(1, 200), st.integers(1, 200))
def test_threads_are_changed_in_steps_that_a_broker_takes(found: int, wanted: int) -> None:
    before = found
    for taken in steps({THREADS: str(found)}, {THREADS: str(wanted)}):
        assert before / 2 <= int(taken[THREADS]) <= 2 * before
        before = int(taken[THREADS])
    assert before == wanted
