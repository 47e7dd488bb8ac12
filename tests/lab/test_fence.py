"""Traffic for a lab stays on the machine, whether the lab is there or not."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from drillbook.errors import UsageError
from drillbook.lab.address import Addresses
from drillbook.lab.fence import fence
from tests.lab import machine

NUMBER = 6


# Holds a fence around the lab until its input ends, or until it is killed.
HOLDER = f"""
import sys
from drillbook.lab.fence import fence
with fence({NUMBER}):
    print("stands", flush=True)
    sys.stdin.read()
"""


def _routes() -> set[str]:
    shown = subprocess.run(["ip", "route"], capture_output=True, text=True, check=True).stdout
    ranges = (Addresses(NUMBER).pods, Addresses(NUMBER).services, Addresses(NUMBER).links)
    lines = [line for line in shown.splitlines() if line.startswith("unreachable")]
    return {line.strip() for line in lines if any(str(one) in line for one in ranges)}


@contextmanager
def _another_process() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "stands\n"
        try:
            yield holder
        finally:
            holder.kill()


def _connect(address: str) -> None:
    with socket.create_connection((address, 9), timeout=5):
        pass


@pytest.mark.lab
def test_a_lab_that_is_not_there_cannot_be_written_to() -> None:
    with fence(NUMBER):
        for address in (
            Addresses(NUMBER).pods[7],
            Addresses(NUMBER).dns,
            Addresses(NUMBER).node(2),
        ):
            with pytest.raises(OSError, match="No route to host"):
                _connect(str(address))
    assert _routes() == set()


@pytest.mark.lab
def test_a_fence_stands_until_the_last_of_two_processes_is_done() -> None:
    with _another_process() as other:
        with fence(NUMBER), fence(NUMBER):
            pass
        assert len(_routes()) == 3
        other.communicate()
        assert _routes() == set()


@pytest.mark.lab
def test_the_fence_of_a_killed_process_goes_with_the_next_one() -> None:
    with _another_process() as other:
        other.kill()
        other.wait()
        assert len(_routes()) == 3
        with fence(NUMBER):
            assert len(_routes()) == 3
    assert _routes() == set()


@pytest.mark.lab
def test_the_fence_of_a_killed_process_goes_with_the_lab() -> None:
    with _another_process() as other:
        other.kill()
    assert len(_routes()) == 3
    machine.down(NUMBER)
    assert _routes() == set()


@pytest.mark.lab
def test_a_lab_that_goes_while_it_is_fenced_leaves_unreachable_addresses() -> None:
    machine.up(NUMBER, "--bare")
    address = str(Addresses(NUMBER).node(1))
    with fence(NUMBER):
        with socket.create_connection((address, 6443), timeout=5):
            pass
        machine.down(NUMBER)
        with pytest.raises(OSError, match="No route to host"):
            _connect(address)


def test_a_fence_that_cannot_be_set_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused = subprocess.CompletedProcess((), 2, "", "RTNETLINK answers: Operation not permitted")
    monkeypatch.setattr("drillbook.lab.fence.subprocess.run", lambda *_, **__: refused)
    with pytest.raises(UsageError, match=r"lab 6: no unreachable route .*Nothing was changed"):
        fence(NUMBER).__enter__()
