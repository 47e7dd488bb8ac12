"""A judgement of several parts names them all, in order, and is right at the least count."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from drillbook.checks import (
    autoscaling,
    backups,
    capacity,
    kg_clients,
    maintenance,
    monitoring,
    settings,
)
from drillbook.verdict import Judgement, failed, passed

NEVER = (None, None)
SINCE = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("judge", "wanted"),
    [
        (
            lambda: autoscaling.ready({"b": ([], []), "a": ([4], ["Gone", "Away"])}),
            failed("a: Gone, Away; b: reads nothing"),
        ),
        (
            lambda: autoscaling.ready({"b": ([5], []), "a": ([4], [])}),
            passed("all may scale: a at 4 %, b at 5 %"),
        ),
        (
            lambda: backups.scheduled({"b": "y", "a": "x"}, {"a": "x", "b": "y"}),
            passed("a at x; b at y"),
        ),
        (
            lambda: capacity.agree("bytes", {"a": 1}, {"a": 1}, 0.1),
            passed("bytes: 1, of 1 parts, as said"),
        ),
        (
            lambda: capacity.agree("bytes", {"b": 7, "a": 8}, {"a": 1, "b": 2}, 0.1),
            failed("bytes: a: 8 said, 1 counted; b: 7 said, 2 counted"),
        ),
        (
            lambda: capacity.all_read(1, 1),
            passed("the topics keep 1 events, and the graph has read them all"),
        ),
        (
            lambda: capacity.no_errors("files", {"b": ["z"], "a": ["x", "y"]}),
            failed("files: a: x, y; b: z"),
        ),
        (
            lambda: capacity.same_clients(["b", "a"], ["d", "c"], "the graph"),
            failed("a, b missing in the graph; c, d in the graph, and not active"),
        ),
        (
            lambda: kg_clients.answered("a", [200, 503, 401], 200),
            failed("a was answered 401, 503, not 200"),
        ),
        (
            lambda: kg_clients.shut_out("a", "t", {"write to": "", "read": ""}),
            failed("a may read and write to t"),
        ),
        (
            lambda: kg_clients.summed_up({"a": ("pro", 0, 0, 0)}, {"a": "pro"}),
            failed("a has no events; a has no resources; a has no RCA links"),
        ),
        (
            lambda: maintenance.looked_after({"b": NEVER, "a": (SINCE, None)}, SINCE),
            failed("a was not analysed; b was not vacuumed; b was not analysed"),
        ),
        (
            lambda: monitoring.no_critical(["x"], {"b": "critical", "a": "critical"}),
            failed("firing: a, b"),
        ),
        (
            lambda: monitoring.shows_counted("lag", {"a": 1, "b": 2}, {"b": 2, "a": 1}, 0),
            passed("lag as counted: a 1, b 2"),
        ),
        (
            lambda: settings.in_effect({"x": "1"}, {"b": {"x": "1"}, "a": {"x": "1"}}),
            passed("1 settings are in effect on a, b"),
        ),
    ],
)
def test_every_part_is_named_in_order(judge: Callable[[], Judgement], wanted: Judgement) -> None:
    assert judge() == wanted
