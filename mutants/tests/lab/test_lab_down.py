"""A lab that is taken down, in whatever way, leaves the machine as it was."""

import os
import signal
import subprocess
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


def killed_at(lab: Layout, moment: str) -> None:
    """Start ``up`` and kill it when a file of the lab appears."""
    command = subprocess.Popen(
        [*machine.LAB, "up", "--bare", "--number", str(NUMBER)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    eventually(
        (lab.directory / moment).exists,
        bool,
        within=SOON,
        what=f"{moment} appears",
        every=timedelta(milliseconds=1),
    )
    command.kill()
    assert command.wait() == -signal.SIGKILL


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
    first = subprocess.Popen(
        [*machine.LAB, "up", "--bare", "--number", str(NUMBER)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    eventually(lab.directory.exists, bool, within=SOON, what="the first up is at work")
    first.send_signal(
        signal.SIGSTOP
    )  # so that it is at work still, however slowly the second begins
    second = subprocess.run(
        [*machine.LAB, "down", "--number", str(NUMBER)], capture_output=True, text=True, check=False
    )
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 2
    assert "another process is bringing lab 6 up or down" in second.stderr
    assert first.wait() == 0
