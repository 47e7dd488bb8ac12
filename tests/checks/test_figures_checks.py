"""Checks of figures, lists and times: each passes where it should, and fails where it must."""

from datetime import UTC, datetime, timedelta

import pytest

from drillbook.checks import figures, maintenance
from drillbook.procedures.objects import inverse
from drillbook.verdict import Judgement, Verdict

THEN = datetime(2026, 11, 22, tzinfo=UTC)
FIRST, SECOND, THIRD = (THEN + timedelta(seconds=n) for n in (1, 2, 3))

PASSING = [
    figures.none_listed("errors", {"a": []}),
    figures.each_is("version", {"a": "1", "b": "1"}, "1"),
    figures.each_lists("receivers", {"alert": ["pager", "slack"]}, ["slack", "pager"]),
    figures.each_has("metrics", {"a": ["x", "y"]}, ["x"]),
    figures.under("percent", 0.99, 1),
    figures.over("milliseconds", 501, 500),
    figures.near("rate", 12, 10, 0.2),
    figures.is_first("service", ["backend", "frontend"], "backend"),
    figures.newer("certificates", {"a": THEN}, THEN),
    figures.equal("code", 200, 200),
    figures.crashed(1, 2, "CrashLoopBackOff", 1),
    figures.names("the log", "FATAL: no such Database", "database"),
    figures.alone_differs("settings", {"a": "1", "b": "1"}, {"a": "2", "b": "1"}, "a"),
    maintenance.in_order({"a": (FIRST, FIRST), "b": (SECOND, SECOND)}, THEN, monthly=False),
    maintenance.in_order({"a": (FIRST, THIRD), "b": (SECOND, THIRD)}, THEN, monthly=True),
]
FAILING = [
    maintenance.in_order({"a": (FIRST, FIRST), "b": (SECOND, SECOND)}, THEN, monthly=True),
    maintenance.in_order({"a": (FIRST, THIRD), "b": (SECOND, THIRD)}, THEN, monthly=False),
    maintenance.in_order({"a": (FIRST, THIRD), "b": (SECOND, THIRD)}, SECOND, monthly=True),
    maintenance.in_order({}, THEN, monthly=False),
    figures.none_listed("errors", {}),
    figures.none_listed("errors", {"a": ["ERROR"]}),
    figures.each_is("version", {}, "1"),
    figures.each_is("version", {"a": "1", "b": "2"}, "1"),
    figures.each_lists("receivers", {"alert": ["pager", "slack"]}, ["slack"]),
    figures.each_lists("receivers", {"alert": []}, []),
    figures.each_has("metrics", {"a": ["x"]}, ["x", "y"]),
    figures.each_has("metrics", {}, ["x"]),
    figures.under("percent", 1, 1),
    figures.under("percent", float("nan"), 1),
    figures.over("milliseconds", 500, 500),
    figures.over("milliseconds", float("nan"), 500),
    figures.near("rate", 12.1, 10, 0.2),
    figures.near("rate", 0, 0, 0.2),
    figures.is_first("service", [], "backend"),
    figures.is_first("service", ["frontend", "backend"], "backend"),
    figures.newer("certificates", {"a": THEN - timedelta(seconds=1)}, THEN),
    figures.newer("certificates", {}, THEN),
    figures.equal("code", 503, 200),
    figures.crashed(0, 2, "CrashLoopBackOff", 1),
    figures.crashed(1, 2, "CrashLoopBackOff", 0),
    figures.crashed(1, 2, "", 1),
    figures.names("the log", "", "database"),
    figures.alone_differs("settings", {"a": "1"}, {"a": "1"}, "a"),
    figures.alone_differs("settings", {"a": "1", "b": "1"}, {"a": "2", "b": "2"}, "a"),
]


@pytest.mark.parametrize("judgement", PASSING, ids=lambda one: one.reason[:30])
def test_what_is_as_it_should_be_passes(judgement: Judgement) -> None:
    assert judgement.verdict is Verdict.PASS


@pytest.mark.parametrize("judgement", FAILING, ids=lambda one: one.reason[:30])
def test_what_is_not_or_was_not_seen_fails(judgement: Judgement) -> None:
    assert judgement.verdict is Verdict.FAIL


def test_a_patch_taken_back_puts_back_what_was_there_and_removes_what_was_not() -> None:
    item = {"data": {"threshold": "0.85", "other": "kept"}, "spec": {"args": ["a"]}}
    patch = {"data": {"threshold": "0.90", "new": "x"}, "spec": {"args": ["a", "b"]}}
    assert inverse(patch, item) == {
        "data": {"threshold": "0.85", "new": None},
        "spec": {"args": ["a"]},
    }
