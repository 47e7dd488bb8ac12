"""A lab that is taken down, in whatever way, leaves the machine as it was."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drillbook.clock import eventually
from drillbook.lab.layout import Layout, layout
from drillbook.lab.node import init_pid
from tests.lab import machine

pytestmark = pytest.mark.lab

NUMBER, OTHER = 6, 5
UP = ("up", "--bare", "--number", str(NUMBER))
SOON = timedelta(seconds=60)


@pytest.fixture
def lab() -> Iterator[Layout]:
    machine.down(NUMBER)
    yield layout(NUMBER)
    machine.down(NUMBER)


def test_down_after_up_leaves_the_machine_as_it_was(lab: Layout) -> None:
    before = machine.traces(NUMBER)
    machine.up(NUMBER, "--nodes", "2")
    during = machine.traces(NUMBER)
    assert f"dbk{NUMBER}" in during.links - before.links
    assert len(during.routes - before.routes) == 4
    assert len(during.processes) > 10
    assert during.cgroups
    machine.down(NUMBER)
    assert not machine.changes(before, NUMBER)
    assert not lab.directory.exists()


def test_down_after_kill_9_of_pid_1_leaves_the_machine_as_it_was(lab: Layout) -> None:
    before = machine.traces(NUMBER)
    machine.up(NUMBER, "--bare")
    os.kill(init_pid(lab.node(1)), signal.SIGKILL)
    eventually(
        lambda: machine.traces(NUMBER).processes,
        lambda alive: not alive,
        within=SOON,
        what="everything in the lab ends with its PID 1",
    )
    eventually(  # the kernel takes a namespace's links away a moment after its last process
        lambda: machine.traces(NUMBER).links,
        lambda links: links == before.links,
        within=SOON,
        what="the lab's links end with it",
    )
    machine.down(NUMBER)
    assert not machine.changes(before, NUMBER)


@pytest.mark.parametrize("moment", ["pki", "node-1/plan.json", "node-1/init.pid", "nodes-ready"])
def test_kill_9_of_up_at_any_moment_is_cleaned_up_by_down(lab: Layout, moment: str) -> None:
    before = machine.traces(NUMBER)
    killed_at(lab, moment)
    machine.down(NUMBER)
    assert not machine.changes(before, NUMBER)
    assert not lab.directory.exists()


def test_kill_9_of_up_is_cleaned_up_by_the_next_up(lab: Layout) -> None:
    before = machine.traces(NUMBER)
    killed_at(lab, "node-1/init.pid")
    machine.up(NUMBER, "--bare")
    assert "Ready" in machine.kubectl(lab, "get", "node", "node-1")
    machine.down(NUMBER)
    assert not machine.changes(before, NUMBER)


# Python tells a hook of all that it opens, makes or starts: there is no moment to be missed.
SIGNALLED = """
import os, runpy, sys
file, number = sys.argv.pop(1), int(sys.argv.pop(1))
sent = []
def look(*_):
    if not sent and os.path.exists(file):
        sent.append(number)
        os.kill(os.getpid(), number)
sys.addaudithook(look)
runpy.run_module("drillbook.lab", run_name="__main__", alter_sys=True)
"""


def up_until(lab: Layout, moment: str, number: signal.Signals) -> "subprocess.Popen[bytes]":
    """Start ``up``, which sends itself a signal as soon as it finds a file of the lab there."""
    file = str(lab.directory / moment)
    return subprocess.Popen(
        [sys.executable, "-c", SIGNALLED, file, str(int(number)), *UP],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def killed_at(lab: Layout, moment: str) -> None:
    """Kill ``up`` when a file of the lab has appeared."""
    assert up_until(lab, moment, signal.SIGKILL).wait() == -signal.SIGKILL


def test_down_detaches_loop_devices_on_files_of_the_lab(lab: Layout) -> None:
    before = machine.traces(NUMBER)
    machine.up(NUMBER, "--bare")
    volume = lab.volumes / "loop.img"
    with volume.open("wb") as file:
        file.truncate(1 << 20)
    machine.said("losetup", "--find", str(volume))
    assert any(str(volume) in backing for backing in machine.traces(NUMBER).loop_devices)
    machine.down(NUMBER)
    assert not machine.changes(before, NUMBER)


def test_down_removes_the_link_though_a_strange_process_is_in_the_labs_network(lab: Layout) -> None:
    before = machine.traces(NUMBER)
    machine.up(NUMBER, "--bare")
    network = f"--net=/proc/{init_pid(lab.node(1))}/ns/net"
    stranger = subprocess.Popen(["nsenter", network, "sleep", "60"])
    try:
        eventually(
            lambda: Path(f"/proc/{stranger.pid}/comm").read_text().strip(),
            lambda name: name == "sleep",
            within=SOON,
            what="the process is in the network",
        )
        machine.down(NUMBER)
        assert stranger.poll() is None
        assert not machine.changes(before, NUMBER)
    finally:
        stranger.kill()
        stranger.wait()


def test_two_labs_live_side_by_side_and_go_one_by_one(lab: Layout) -> None:
    before = machine.traces(NUMBER)
    machine.up(NUMBER, "--bare")
    try:
        machine.up(OTHER, "--bare")
        identity = ("get", "namespace", "kube-system", "-o", "jsonpath={.metadata.uid}")
        assert machine.kubectl(lab, *identity) != machine.kubectl(layout(OTHER), *identity)
        machine.down(NUMBER)
        assert not machine.changes(before, NUMBER)
        assert "Ready" in machine.kubectl(layout(OTHER), "get", "node", "node-1")
    finally:
        machine.down(OTHER)


def test_a_lab_that_is_being_changed_is_left_alone(lab: Layout) -> None:
    # Stopped, it is at work still, however slowly the second begins.
    first = up_until(lab, "", signal.SIGSTOP)
    _, status = os.waitpid(first.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    second = subprocess.run(
        [*machine.LAB, "down", "--number", str(NUMBER)], capture_output=True, text=True, check=False
    )
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 2
    assert "another process is bringing lab 6 up or down" in second.stderr
    assert first.wait() == 0
