"""Walks through scenarios of a small project, with a target that is opened without a cluster."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from drillbook.cli import app
from drillbook.clock import eventually
from drillbook.errors import UndoIncomplete, Unobservable, UsageError
from drillbook.runbook import claims
from drillbook.walkthrough import sections, stepper
from tests.walkthrough.walks import FEATURE, MINUTE, ROOT, begin, evidence, notes, stepped

pytest_plugins = ["pytester"]


def test_only_the_next_step_is_run(project: Path) -> None:
    walk = begin(project, "it works")
    with pytest.raises(UsageError, match="step 1 is next: a system; nothing was run"):
        walk.step(2, "When nothing happens")
    with pytest.raises(UsageError, match="the feature was changed"):
        walk.step(1, "Given another system")
    with pytest.raises(UsageError, match="another walk is not ended"):
        begin(project, "it works")
    walk.step(1, "Given a system")
    with pytest.raises(UsageError, match="step 1 has been run already"):
        walk.step(1, "Given a system")


def test_a_step_that_fails_is_the_last_and_can_be_looked_at_before_the_undo(project: Path) -> None:
    walk = begin(project, "it does not")
    (project / "undone").unlink()
    walk.step(1, "Given a system")
    failed = walk.step(2, "Then the check says fail").text
    assert "fail" in failed.splitlines()[0]
    assert "lag | 7 | kafka | lag of" in failed
    assert walk.step(3, "And the checker crashes").text == (
        "Not run: the scenario ended with its step 2."
    )
    assert not (project / "undone").exists()
    assert "The drill: fail, lag is 7: fail\n" in walk.end().text
    assert (project / "undone").exists()


def test_what_could_not_be_put_back_is_an_error(project: Path) -> None:
    walk = begin(project, "it cannot be put back")
    walk.step(1, "Given the undo will fail")
    walk.step(2, "Then the check says pass")
    with pytest.raises(UndoIncomplete, match="web is still down; by hand: start it; 'drillbook un"):
        walk.end()


def test_recovery_with_a_pause_in_it_measures_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stepper, "PLUGIN", "impatient")
    (project / "impatient.py").write_text(
        "from datetime import timedelta\nfrom drillbook.walkthrough import pauses\n"
        "from drillbook.walkthrough.pauses import *\npauses._NO_PAUSE = timedelta(0)\n",
        "utf-8",
    )
    walk = begin(project, "it comes back")
    walk.step(1, "When web is taken down")
    assert walk.step(2, "Then the check says pass").text.startswith(
        "2. Then the check says pass: pass"
    )
    walk.end()
    assert evidence(project)["verdict"] == "unknown"
    assert "with pauses of" in evidence(project)["reason"]
    assert notes(project)[0] == "walked through, step by step"
    assert notes(project)[1].startswith("walked through: paused for")


def test_a_walk_that_nobody_goes_on_with_is_undone(project: Path) -> None:
    walk = begin(project, "it works", idle_seconds=0.01)
    walk._process.wait()
    with pytest.raises(Unobservable, match=r"step 1 was not run: not run: nobody went on for"):
        walk.step(1, "Given a system")
    assert walk.over
    assert "nobody went on" in evidence(project)["reason"]


def test_a_kernel_that_is_killed_leaves_the_target_undone(project: Path) -> None:
    code = f"""
    import os, signal
    from drillbook.walkthrough import stepper
    place = stepper.Place({str(project)!r}, "target.yaml")
    walk = stepper.begin("shop", "it works", place)
    os.unlink("undone")
    walk.step(1, "Given a system")
    os.killpg(0, signal.SIGKILL)
    """
    kernel = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], start_new_session=True, cwd=project
    )
    assert kernel.wait() == -signal.SIGKILL

    def document() -> dict[str, Any] | None:
        return evidence(project) if list(project.glob("reports/walks/*/run.json")) else None

    found = eventually(document, bool, within=MINUTE, what="the evidence").value
    assert found is not None
    assert (found["verdict"], found["reason"]) == ("unknown", "not run: who walked through is gone")
    assert (project / "undone").exists()


@pytest.fixture
def _interruptible() -> Iterator[None]:
    # What a shell starts in the background ignores SIGINT.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_a_step_that_hangs_is_interrupted_by_the_end_and_undone(project: Path) -> None:
    walk = begin(project, "it hangs")
    (project / "undone").unlink()

    def interrupt() -> None:
        eventually((project / "under-way").exists, bool, within=MINUTE, what="the step")
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        walk.step(1, "When nothing comes to an end")
    with pytest.raises(UsageError, match="step 1 is next: nothing comes to an end"):
        walk.step(2, "Then the check says pass")
    assert "The drill: unknown, the run was interrupted" in walk.end().text
    assert (project / "undone").exists()


def test_a_terminal_runs_a_step_a_key(project: Path) -> None:
    done = stepped("\nwhat\na\n", "-k", "it works")
    assert done.exit_code == 0
    assert "1 of 3  Given a system" in done.stderr
    assert "2. When nothing happens: pass" in done.stderr
    assert done.stderr.count("[Enter: run it") == 3
    assert json.loads(done.stdout)["verdict"] == "pass"
    assert evidence(project)["timeline"][0]["details"] == {"interactive": True}


def test_a_terminal_that_is_closed_ends_the_walk_and_has_it_undone(project: Path) -> None:
    done = stepped("\n", "-k", "it comes back")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["reason"] == "not run: the walk was ended before it"
    assert [step["verdict"] for step in evidence(project)["steps"]] == ["pass", "unknown"]
    assert (project / "undone").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch.feature"], "nosuch.feature: no such feature file; nothing was run"),
        (["shop.feature"], "shop.feature: not below features/SYSTEM/ here; nothing was run"),
        (["features/shop/shop.feature"], "several scenarios; name one with -k: it works; it do"),
        (["features/shop/shop.feature", "-k", "sky"], "no scenario with 'sky' in the name; name"),
    ],
)
def test_a_terminal_is_told_in_a_sentence_what_there_is_to_walk(
    project: Path, arguments: list[str], said: str
) -> None:
    (project / "shop.feature").write_text(FEATURE, "utf-8")
    done = CliRunner().invoke(app, ["step", *arguments, "--target", "target.yaml"])
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)
    assert not (project / "reports").exists()


def test_an_outlines_examples_are_scenarios_of_their_own(project: Path) -> None:
    known = claims.load(project / "runbooks/shop.yaml")
    assert [
        (one.name, one.example, one.steps[1]) for one in sections.scenarios(known, "Shop / Says")
    ] == [
        ("one word", 0, "Then the check says pass"),
        ("one word", 1, "Then the check says unknown"),
    ]


@pytest.mark.parametrize(
    ("scenario", "more", "said"),
    [
        ("it work", {}, "features/shop: no scenario 'it work'; the nearest is 'it works'. Nothing"),
        ("one word", {"example": 2}, "scenario 'one word' has no example 2. Nothing was run"),
        ("it works", {"target": "nosuch.yaml"}, "nosuch.yaml: no such target file"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence_and_nothing_is_run(
    project: Path, scenario: str, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        begin(project, scenario, **more)
    assert not (project / "reports").exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("shop", "several sections are called 'shop'; name one of: Shop / Works; Shop / Says"),
        ("Nothing", "no section that scenarios cover is called 'Nothing'; name one of: Shop / Wo"),
    ],
)
def test_a_section_that_is_not_one_is_told_with_those_that_are(
    project: Path, asked: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        sections.section_of(claims.load(project / "runbooks/shop.yaml"), asked)


def test_every_scenario_that_covers_a_claim_can_be_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for catalogue in sorted(Path("runbooks").glob("*.yaml")):
        known = claims.load(catalogue)
        for section in {claim.section for claim in known if claim.covered_by}:
            for one in sections.scenarios(known, section):
                assert one.steps, one.name
                assert one.steps[0].startswith(("Given ", "When ")), one.name
