"""The plugin on scenarios of its own, with a target that is opened without a cluster."""

import json
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["pytester"]

CONFTEST = """
import contextlib, os, signal, time
from datetime import datetime, UTC
from pathlib import Path
import pytest
from pytest_bdd import given, when, then, parsers
from drillbook import opening
from drillbook.errors import (
    Blocked, CheckFailed, CutShort, Refused, Stopped, Unobservable, UndoIncomplete
)
from drillbook.observation import Observation
from drillbook.redaction import Redactor
from drillbook.stopping import Stop
from drillbook.verdict import failed, passed, unknown

class Away:
    error = Unobservable("the API server did not answer")
    def get(self, path, **query):
        raise self.error
    def items(self, path, **query):
        raise self.error

class OpenedWithoutCluster:
    cluster = Away()
    expected_uid = "uid-1"
    def __init__(self, target):
        self.target, self.redactor, self.pending = target, Redactor(["s3cr3t-value"]), []
        self.stuck = False
        self.stop = Stop()
    def system(self, name):
        return self.target.system(name)
    def unwatch(self):
        pass
    def settle(self):
        return self.stop.taken()
    def undo(self):
        Path("undone").touch()
        if self.stuck == "is asked to end":
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0)  # a handler runs between two instructions
            Path("went_on").touch()
            return []
        if self.stuck == "crashes":
            raise KeyError("replicas")
        if self.stuck == "slow":
            time.sleep(0.5)
            return []
        if self.stuck:
            raise UndoIncomplete("web is still down; by hand: start it")
        return []

@contextlib.contextmanager
def opened(target, *, confirmed=None):
    if target.context == "gone":
        raise Unobservable("the API server did not answer")
    if target.context == "foreign":
        raise PermissionError(13, "Permission denied", "/var/lib/drillbook/journal/lab.0.lock")
    yield OpenedWithoutCluster(target)
opening.opened = opened

NOW = datetime.now(UTC)
SEEN = Observation("lag", 7, "kafka", "lag of s3cr3t-value", NOW, NOW)
WORDS = {"pass": passed, "fail": failed, "unknown": unknown}

@given("a system")
def _(system): pass
@when("nothing happens")
def _(): pass
@when("web is taken down")
def _(drill): drill.event("fault", "web is taken down", objects=["web-0"])
@then(parsers.parse("the check says {word}"))
def _(drill, word): drill.judge(WORDS[word](f"lag is 7: {word}"), [SEEN])
@then("nothing is looked at")
def _(drill): pass
@then("a pass is said of nothing")
def _(drill): drill.judge(passed("fine"), [])
@then("the checker crashes")
def _(): raise KeyError("replicas")
@then("the guard refuses")
def _(): raise Refused("not allowed")
@when("too many errors are seen")
def _(session): session.stop.trip(Stopped("stop condition errors: 7 is above 5"))
@when("errors cannot be seen any more")
def _(session): session.stop.trip(CutShort("stop condition errors was not seen for 5 s"))
@given("the run will be ended from outside while events are read")
def _(session): session.cluster.error = KeyboardInterrupt("SIGINT")
@given("the undo will crash")
def _(session): session.stuck = "crashes"
@given("the run will be asked to end during the undo")
def _(session): session.stuck = "is asked to end"
@given("the undo will take half a second")
def _(session): session.stuck = "slow"
@given("the undo will fail")
def _(session): session.stuck = True
"""

TARGET = """
name: lab
kind: lab
lab: 0
context: {context}
systems: {{shop: {{namespace: shop, blocked: [{{claim: leader, reason: one server only}}]}}}}
"""


def run(
    pytester: pytest.Pytester, steps: str, *, tags: str = "", context: str = "here"
) -> tuple[pytest.RunResult, dict[str, Any]]:
    pytester.makeconftest(CONFTEST)
    pytester.makefile(".yaml", target=TARGET.format(context=context))
    lines = "\n    ".join(steps.splitlines())
    pytester.makefile(
        ".feature",
        shop=f"@system:shop\nFeature: shop\n  {tags}\n  Scenario: it works\n    {lines}\n",
    )
    pytester.makepyfile("from pytest_bdd import scenarios\nscenarios('shop.feature')")
    result = pytester.runpytest_subprocess(
        "--target=target.yaml", "--results=out", "--junitxml=junit.xml", "-p", "no:cacheprovider"
    )
    (document,) = sorted(Path(pytester.path, "out", "evidence").glob("*.json"))
    return result, json.loads(document.read_text(encoding="utf-8"))


def test_a_scenario_whose_checks_hold_passes_and_leaves_evidence(
    pytester: pytest.Pytester,
) -> None:
    result, evidence = run(pytester, "Given a system\nThen the check says pass")
    result.assert_outcomes(passed=1)
    assert evidence["verdict"] == "pass"
    assert evidence["target"]["cluster_uid"] == "uid-1"
    (observation,) = evidence["observations"]
    assert observation["value"] == 7
    assert evidence["judgements"][0]["observations"] == [observation["id"]]


def test_a_violated_claim_is_a_failure(pytester: pytest.Pytester) -> None:
    result, evidence = run(pytester, "Given a system\nThen the check says fail")
    result.assert_outcomes(failed=1)
    assert (evidence["verdict"], evidence["reason"]) == ("fail", "lag is 7: fail")
    assert 'failures="1"' in Path(pytester.path, "junit.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ("the check says unknown", "lag is 7: unknown"),
        ("nothing is looked at", "this step judged nothing that was observed"),
        ("a pass is said of nothing", "fine"),
        ("the checker crashes", "KeyError: 'replicas'"),
        ("the guard refuses", "not allowed"),
    ],
)
def test_what_was_not_seen_is_an_error_and_never_a_pass(
    pytester: pytest.Pytester, step: str, reason: str
) -> None:
    result, evidence = run(pytester, f"Given a system\nThen {step}")
    result.assert_outcomes(errors=1)
    assert (evidence["verdict"], evidence["reason"]) == ("unknown", reason)
    junit = Path(pytester.path, "junit.xml").read_text(encoding="utf-8")
    assert 'errors="1" failures="0"' in junit


def test_a_blocked_claim_is_skipped_with_the_targets_reason(pytester: pytest.Pytester) -> None:
    result, evidence = run(
        pytester, "Given a system\nThen the check says pass", tags="@claim:leader"
    )
    result.assert_outcomes(skipped=1)
    assert (evidence["verdict"], evidence["reason"]) == ("blocked", "one server only")


def test_a_target_that_cannot_be_opened_makes_every_drill_unknown(
    pytester: pytest.Pytester,
) -> None:
    result, evidence = run(pytester, "Given a system\nThen the check says pass", context="gone")
    result.assert_outcomes(errors=1)
    assert evidence["verdict"] == "unknown"
    assert "the API server did not answer" in evidence["reason"]


def test_a_journal_that_is_somebody_elses_makes_every_drill_unknown(
    pytester: pytest.Pytester,
) -> None:
    result, evidence = run(pytester, "Given a system\nThen the check says pass", context="foreign")
    result.assert_outcomes(errors=1)
    assert evidence["verdict"] == "unknown"
    assert "the target cannot be opened: [Errno 13] Permission denied" in evidence["reason"]
    assert "lab.0.lock" in evidence["reason"]


def test_a_drill_that_cannot_restore_its_target_fails_and_stops_the_run(
    pytester: pytest.Pytester,
) -> None:
    result, evidence = run(
        pytester, "Given a system\nAnd the undo will fail\nThen the check says pass"
    )
    assert evidence["verdict"] == "fail"
    assert "undo incomplete: web is still down; by hand: start it" in evidence["reason"]
    result.stdout.fnmatch_lines(["*undo incomplete*"])
    noted = json.loads(Path(pytester.path, "out", "run.json").read_text(encoding="utf-8"))
    assert noted["undo_incomplete"].startswith("web is still down")


def test_an_undo_that_crashes_is_incomplete_and_stops_the_run(pytester: pytest.Pytester) -> None:
    steps = "Given a system\nAnd the undo will crash\nThen the check says pass"
    _, evidence = run(pytester, steps)
    assert evidence["verdict"] == "fail"
    assert "the undo crashed with KeyError('replicas')" in evidence["reason"]
    outcome = json.loads(Path(pytester.path, "out", "run.json").read_text(encoding="utf-8"))
    assert "drillbook undo" in outcome["undo_incomplete"]


def test_what_an_undo_takes_is_not_the_suites_own_time(pytester: pytest.Pytester) -> None:
    steps = "Given a system\nAnd the undo will take half a second\nThen the check says pass"
    _, evidence = run(pytester, steps)
    assert evidence["undo_seconds"] >= 0.5
    assert evidence["overhead_seconds"] < evidence["undo_seconds"]


def test_a_run_that_is_asked_to_end_during_an_undo_ends_after_it(
    pytester: pytest.Pytester,
) -> None:
    steps = "Given a system\nAnd the run will be asked to end during the undo\n"
    result, evidence = run(pytester, steps + "Then the check says pass")
    assert evidence["verdict"] == "pass", "the drill was over"
    assert Path(pytester.path, "went_on").exists()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    outcome = json.loads(Path(pytester.path, "out", "run.json").read_text(encoding="utf-8"))
    assert outcome["undo_incomplete"] is None
    assert outcome["interrupted"]


@pytest.mark.parametrize(
    ("step", "verdict", "reason"),
    [
        ("too many errors are seen", "fail", "stop condition errors: 7 is above 5"),
        ("errors cannot be seen any more", "unknown", "stop condition errors was not seen for 5 s"),
    ],
)
def test_a_drill_that_was_stopped_ends_with_the_reason_and_without_its_other_steps(
    pytester: pytest.Pytester, step: str, verdict: str, reason: str
) -> None:
    _, evidence = run(pytester, f"Given a system\nWhen {step}\nThen the checker crashes")
    assert evidence["verdict"] == verdict
    assert reason in evidence["reason"]
    assert [s["verdict"] for s in evidence["steps"]] == ["pass", "pass", verdict]


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        ("Given a system\nThen the check says pass", []),
        ("When web is taken down\nThen the check says pass", ["Kubernetes events", "pods"]),
        ("Given a system\nThen the check says fail", ["Kubernetes events", "pods"]),
    ],
)
def test_events_are_kept_when_a_fault_was_brought_or_the_drill_did_not_pass(
    pytester: pytest.Pytester, steps: str, kept: list[str]
) -> None:
    _, evidence = run(pytester, steps)
    assert [log["component"] for log in evidence["logs"]] == kept


def test_who_ends_a_run_while_events_are_read_gets_its_undo_all_the_same(
    pytester: pytest.Pytester,
) -> None:
    ended = "Given the run will be ended from outside while events are read"
    result, evidence = run(pytester, f"{ended}\nThen the check says fail")
    assert Path(pytester.path, "undone").exists()
    assert evidence["verdict"] == "fail"
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_no_secret_reaches_the_evidence(pytester: pytest.Pytester) -> None:
    run(pytester, "Given a system\nThen the check says pass")
    for file in Path(pytester.path, "out").rglob("*.json*"):
        assert "s3cr3t-value" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("context", ["here", "gone"])
def test_runs_of_a_target_that_is_only_read_are_counted_in_the_history_be_it_there_or_not(
    pytester: pytest.Pytester, context: str
) -> None:
    only_read = TARGET.replace("kind: lab\nlab: 0", "kind: cluster\ncluster_uid: uid-1")
    pytester.makeconftest(CONFTEST)
    pytester.makefile(".yaml", target=only_read.format(context=context))
    pytester.makefile(".feature", shop="Feature: f\n  Scenario: s\n    Then the check says pass\n")
    pytester.makepyfile("from pytest_bdd import scenarios\nscenarios('shop.feature')")
    said = []
    for name in ("one", "two"):
        arguments = ["--target=target.yaml", f"--results={name}", "-p", "no:cacheprovider"]
        pytester.runpytest_subprocess(*arguments, "--history=h.duckdb")
        written = Path(pytester.path, name, "evidence", "run.jsonl").read_text(encoding="utf-8")
        said += [
            (record["record"], record["body"].get("number"))
            for record in map(json.loads, written.splitlines())
            if "numbered" in record["record"]
        ]
    assert said == [("numbered", 1), ("numbered", 2)]
