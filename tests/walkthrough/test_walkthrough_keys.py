"""What can be done at a pause beside going on: skip a step, run one again, look at something."""

import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drillbook.clock import eventually
from drillbook.errors import UsageError
from drillbook.walkthrough import asked, console_shown, looks
from drillbook.walkthrough.console import Console
from drillbook.walkthrough.sections import scenario_of
from drillbook.walkthrough.stepper import Place
from tests.walkthrough.walks import MINUTE, begin, evidence, notes, stepped

pytest_plugins = ["pytester"]


def steps(project: Path) -> list[tuple[str, str]]:
    return [(step["text"], step["verdict"]) for step in evidence(project)["steps"]]


def test_a_skipped_step_keeps_the_drill_from_passing(project: Path) -> None:
    walk = begin(project, "it works")
    walk.step(1, "Given a system")
    with pytest.raises(UsageError, match="skipped with a reason; nothing was skipped"):
        walk.skip(2, "When nothing happens", " ")
    with pytest.raises(UsageError, match="step 2 is next"):
        walk.skip(3, "Then the check says pass", "why not")
    skipped = walk.skip(2, "When nothing happens", "seen yesterday").text
    assert skipped.startswith("2. When nothing happens: unknown")
    assert walk.step(3, "Then the check says pass").text.startswith(
        "3. Then the check says pass: p"
    )
    assert "unknown, skipped by who walked through: seen yesterday" in walk.end().text
    assert steps(project)[1] == ("nothing happens", "unknown")


def test_a_step_that_is_run_again_is_recorded_with_both_attempts_and_the_worst_counts(
    project: Path,
) -> None:
    walk = begin(project, "the second time counts")
    with pytest.raises(UsageError, match="nothing can be run again now"):
        walk.again()
    walk.step(1, "Given a system")
    assert (
        "2. Then the check holds the second time: fail"
        in walk.step(2, "Then the check holds the second time").text
    )
    assert walk.failed
    again = walk.again().text
    assert again.startswith("2. Then the check holds the second time: pass")
    assert again.endswith("Run 2 times: fail, pass. What counts is the worst: fail.")
    walk.step(3, "And the check says pass")
    assert walk.again().text.startswith("3. And the check says pass: pass")
    assert "The drill: fail, lag is 7" in walk.end().text
    assert [verdict for _, verdict in steps(project)] == ["pass", "fail", "pass", "pass", "pass"]
    assert "walked through: run again, the check holds the second time" in notes(project)
    assert (project / "undone").exists()


def test_what_failed_can_be_gone_past_and_the_drill_stays_failed(project: Path) -> None:
    walk = begin(project, "the second time counts")
    walk.step(1, "Given a system")
    walk.step(2, "Then the check holds the second time")
    assert walk.skip(2, "Then the check holds the second time", "known").text == (
        "Went on past step 2: known"
    )
    assert walk.step(3, "And the check says pass").text.startswith("3. And the check says pass: p")
    assert "The drill: fail" in walk.end().text
    assert "went on past what failed, the check holds the second time: known" in notes(project)


@pytest.fixture
def _interruptible() -> Iterator[None]:
    # What a shell starts in the background ignores SIGINT.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_a_last_step_that_was_interrupted_does_not_pass_by_another_that_was_run_twice(
    project: Path,
) -> None:
    walk = begin(project, "it never ends")
    walk.step(1, "Given a system")
    walk.again()

    def interrupt() -> None:
        eventually((project / "under-way").exists, bool, within=MINUTE, what="the step")
        walk.interrupt()

    threading.Thread(target=interrupt).start()
    walk.step(2, "When nothing comes to an end")
    assert walk.ended
    assert "The drill: unknown, the run was interrupted" in walk.end().text
    assert (project / "undone").exists()


@pytest.mark.usefixtures("_interruptible")
def test_a_step_is_interrupted_and_undone_when_who_walked_is_gone_meanwhile(project: Path) -> None:
    walk = begin(project, "it hangs")
    (project / "undone").unlink()
    walk._link.sendall(b'{"do": "go"}\n')
    eventually((project / "under-way").exists, bool, within=MINUTE, what="the step")
    walk._link.close()
    walk.over = True
    walk._process.wait()
    assert "the run was interrupted" in evidence(project)["reason"]
    assert (project / "undone").exists()


@pytest.fixture
def console() -> Iterator[Console]:
    made = Console()
    yield made
    made.wait()
    if made.under_way:
        made.undo_all()
        made.wait()


def by_buttons(console: Console, project: Path, scenario: str, **more: Any) -> None:
    one = scenario_of(project / "features/shop/shop.feature", scenario)
    console.begin("shop", one, Place(str(project), "target.yaml", **more))
    console.wait()
    assert not console.said


def test_stop_ends_the_step_that_runs_and_undo_all_the_walk(
    console: Console, project: Path
) -> None:
    by_buttons(console, project, "it hangs")
    (project / "undone").unlink()
    console.run_to(2)
    eventually((project / "under-way").exists, bool, within=MINUTE, what="the step")
    assert console.can("stop")
    assert not console.can("go")
    console.stop()
    console.wait()
    assert not (project / "undone").exists()
    console.undo_all()
    console.wait()
    assert "The drill: unknown, the run was interrupted" in console.shown[0][1].text
    assert (project / "undone").exists()


def test_a_walk_that_ended_by_itself_is_told_without_a_key(console: Console, project: Path) -> None:
    by_buttons(console, project, "it never ends", idle_seconds=0.1)
    eventually(lambda: console.ended, bool, within=MINUTE, what="the end")
    console.wait()
    assert "The drill: unknown, not run: nobody went on for 0.1 s" in console.shown[0][1].text
    assert console.can("begin")


def test_buttons_run_up_to_a_step_that_does_not_hold(console: Console, project: Path) -> None:
    by_buttons(console, project, "the second time counts")
    console.run_to(3)
    console.wait()
    assert console.verdicts == {1: "pass", 2: "fail"}
    console.again()
    console.wait()
    console.next()
    console.wait()
    assert console.verdicts == {1: "pass", 2: "fail", 3: "pass"}
    assert "Run 2 times: fail, pass. What counts is the worst: fail." in console_shown.steps(
        console
    )


def test_a_look_is_a_note_and_what_cannot_be_seen_says_why(project: Path) -> None:
    walk = begin(project, "it works")
    with pytest.raises(UsageError, match=r"no probe 'nosuch'; there are: .*autoscalers.standing, "):
        walk.look("nosuch")
    with pytest.raises(UsageError, match=r"it is asked for by: kubernetes.pod name=…. Nothing was"):
        walk.look("kubernetes.pod")
    seen = walk.look("kubernetes.pod", name="web-0").text
    assert seen == "Not seen: the API server did not answer"
    walk.step(1, "Given a system")
    walk.end()
    assert [one for one in notes(project) if one.startswith("looked")] == [
        "looked at kubernetes.pod name=web-0: not seen: the API server did not answer"
    ]


def test_every_probe_that_words_can_ask_for_says_what_it_looks_at() -> None:
    known = looks.catalogue()
    assert len(known) > 50
    assert "postgresql.commit" not in known
    assert all(one.says.endswith(".") or "Raises" in one.says for one in known.values())
    assert known["kafka.lag"].usage == "kafka.lag group=…"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kubernetes.pods", ("kubernetes.pods", {})),
        (
            "prometheus.number query='sum(up) == 1'",
            ("prometheus.number", {"query": "sum(up) == 1"}),
        ),
        ("", ("", {})),
    ],
)
def test_a_look_is_typed_as_name_and_values(typed: str, meant: tuple[str, dict[str, str]]) -> None:
    assert asked.of(typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("kubernetes.pod web-0", "'web-0' is no NAME=VALUE. Nothing was looked at"),
        ("kubernetes.pod name='web", "No closing quotation. Nothing was looked at"),
    ],
)
def test_what_is_typed_wrong_is_said_in_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        asked.of(typed)


def test_a_terminal_skips_runs_again_looks_and_runs_up_to_a_step(project: Path) -> None:
    keys = ["l kubernetes.pods", "s", "s known", "3", "s it is known", "r", "q"]
    done = stepped("\n".join([*keys, ""]), "-k", "the second time counts")
    assert done.exit_code == 1
    said = done.stderr
    assert "Not seen: the API server did not answer" in said
    assert "a step is skipped with a reason; nothing was skipped" in said
    assert "1. Given a system: unknown" in said
    assert "Went on past step 2: it is known" in said
    assert json.loads(done.stdout)["verdict"] == "fail"
    assert steps(project) == [
        ("a system", "unknown"),
        ("the check holds the second time", "fail"),
        ("the check holds the second time", "pass"),
        ("the check says pass", "unknown"),
    ]
