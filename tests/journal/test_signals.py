"""Signals to real runs: what was changed is put back, and the exit code says what is so."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from drillbook import signals
from drillbook.clients.kubernetes import Cluster
from drillbook.clock import eventually
from tests.world import client
from tests.world.client import ROOT, World
from tests.world.seed import NAMESPACE, UID

_WEB = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/web"
_STEPS = """
import threading
from pytest_bdd import then, when
from drillbook.faults import workloads


@when("most of web is taken away")
def taken(system):
    workloads.scale(system.namespace, "web", 1)


@when("somebody waits")
def waits():
    threading.Event().wait()


@then("nobody gets here")
def gets_here():
    raise AssertionError
"""
_FEATURE = """
@system:kg_rca @claim:put-back
Feature: Signals
  Scenario: A run is ended from outside
    When most of web is taken away
    And somebody waits
    Then nobody gets here
"""
_PYTEST = """
[tool.pytest.ini_options]
bdd_features_base_dir = "features"
pythonpath = ["."]
"""
_DRILLBOOK = (sys.executable, "-c", "from drillbook.cli import main; main()")


@pytest.fixture
def project(world: World, tmp_path: Path) -> Path:
    """A project with one drill that changes something and then waits for ever."""
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "__init__.py").write_text("")
    (tmp_path / "steps" / "waiting.py").write_text(_STEPS)
    (tmp_path / "features" / "kg_rca").mkdir(parents=True)
    (tmp_path / "features" / "kg_rca" / "signals.feature").write_text(_FEATURE)
    collected = ROOT / "features" / "kg_rca" / "test_scenarios.py"
    shutil.copy(collected, tmp_path / "features" / "kg_rca")
    shutil.copy(ROOT / "conftest.py", tmp_path)
    (tmp_path / "pyproject.toml").write_text(_PYTEST)
    written = {
        "name": "world",
        "kind": "cluster",
        "context": client.CONTEXT,
        "kubeconfig": str(world.kubeconfig),
        "cluster_uid": UID,
        "allow": {"changes": ["workload.scale"], "namespaces": [NAMESPACE], "max_down": 5},
        "systems": {"kg_rca": {"namespace": NAMESPACE}},
    }
    (tmp_path / "world.yaml").write_text(yaml.safe_dump(written))
    return tmp_path


def environment(project: Path) -> dict[str, str]:
    source = os.environ | {"XDG_STATE_HOME": str(project / "state")}
    return source | {"PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "ignore"}


@contextmanager
def running(project: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    command = (*_DRILLBOOK, *words, "--target", "world.yaml", "--confirm", "world")
    process = subprocess.Popen(
        command,
        cwd=project,
        env=environment(project),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        # What it started holds its output open, and would be waited for.
        for pid in children(process.pid) if process.poll() is None else ():
            os.kill(pid, signal.SIGKILL)
        process.kill()
        process.communicate()


def until(what: Callable[[], bool]) -> None:
    """Wait for something that a process does that has just been started, on a busy machine."""
    eventually(what, bool, within=timedelta(minutes=3), what="what the test waits for")


def replicas(cluster: Cluster) -> int:
    return int(cluster.get(_WEB)["spec"]["replicas"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_asked_to_end_undoes_first_and_does_not_pass(
    project: Path, cluster: Cluster, number: signal.Signals
) -> None:
    with running(project, "run", "kg_rca") as run:
        until(lambda: replicas(cluster) == 1)
        run.send_signal(number)
        said, _ = run.communicate(timeout=300)
    assert replicas(cluster) == 3, said
    assert run.returncode == 3, said
    summary = json.loads((project / "reports/latest/summary.json").read_text())
    assert summary["exit_code"] == 3
    assert summary["drills"][0]["verdict"] == "unknown"


def test_a_run_whose_undo_is_interrupted_too_says_that_it_is_incomplete(
    project: Path, cluster: Cluster, world: World
) -> None:
    with running(project, "run", "kg_rca") as run:
        until(lambda: replicas(cluster) == 1)
        world.control("away", requests=100_000)
        (drills,) = children(run.pid)

        def ended() -> bool:
            # The first ends the drill, the first one in the undo ends that, all others nothing.
            if there := drills in children(run.pid):
                os.kill(drills, signal.SIGINT)
            return not there

        until(ended)
        said, _ = run.communicate(timeout=300)
    world.control("away", requests=0)
    assert run.returncode == 4, said
    with running(project, "undo") as undo:
        said, _ = undo.communicate(timeout=300)
    assert "1 put back" in said
    assert undo.returncode == 0
    assert replicas(cluster) == 3


def test_an_undo_that_is_ended_says_how_much_is_pending(project: Path, cluster: Cluster) -> None:
    with running(project, "run", "kg_rca") as run:
        until(lambda: replicas(cluster) == 1)
        os.kill(children(run.pid)[0], signal.SIGKILL)
        run.communicate(timeout=300)
    assert run.returncode == 3
    # With an image that does not exist its pods are not ready, and the undo waits for them.
    containers = [{"name": "web", "image": "nowhere/web:1"}]
    cluster.merge_patch(_WEB, {"spec": {"template": {"spec": {"containers": containers}}}})
    with running(project, "undo") as undo:
        until(lambda: replicas(cluster) == 3)
        undo.send_signal(signal.SIGTERM)
        said, _ = undo.communicate(timeout=300)
    assert "1 changes are still pending" in said
    assert undo.returncode == 4


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_only_the_first_signal_interrupts_until_what_follows_may_be_ended_too() -> None:
    before = signal.getsignal(signal.SIGINT)
    with signals.as_interrupts():
        with pytest.raises(KeyboardInterrupt, match="SIGTERM"):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
        signals.again()
        with pytest.raises(KeyboardInterrupt, match="SIGINT"):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGHUP)
    assert signal.getsignal(signal.SIGINT) is before
    signals.again()
    assert signal.getsignal(signal.SIGINT) is before, "who has not asked for it is left alone"


def test_an_undo_goes_on_at_a_first_signal_and_ends_at_a_second() -> None:
    before = signal.getsignal(signal.SIGINT)
    with signals.as_interrupts():
        with signals.first_waits() as noted:
            signal.raise_signal(signal.SIGTERM)
        assert noted == ["SIGTERM"]
        signal.raise_signal(signal.SIGINT)  # the run ends anyway
    with signals.as_interrupts(), signals.first_waits():
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt, match="SIGINT"):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_undo_of_a_drill_that_was_interrupted_ends_at_the_next_signal() -> None:
    with signals.as_interrupts():
        with pytest.raises(KeyboardInterrupt, match="SIGINT"):
            signal.raise_signal(signal.SIGINT)
        with signals.first_waits() as noted, pytest.raises(KeyboardInterrupt, match="SIGINT"):
            signal.raise_signal(signal.SIGINT)
        assert noted == []


def test_a_signal_that_did_not_come_leaves_the_next_one_as_it_was() -> None:
    with signals.as_interrupts():
        with signals.first_waits() as noted:
            pass
        assert noted == []
        with pytest.raises(KeyboardInterrupt, match="SIGHUP"):
            signal.raise_signal(signal.SIGHUP)
