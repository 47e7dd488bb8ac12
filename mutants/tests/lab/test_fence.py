"""Traffic for a lab stays on the machine, whether the lab is there or not."""

import socket
import subprocess

import pytest

from drillbook.errors import UsageError
from drillbook.lab.address import Addresses
from drillbook.lab.fence import fence
from tests.lab import machine

NUMBER = 6


def _routes() -> set[str]:
    shown = subprocess.run(["ip", "route"], capture_output=True, text=True, check=True).stdout
    return {line.strip() for line in shown.splitlines() if line.startswith("unreachable")}


def _connect(address: str) -> None:
    with socket.create_connection((address, 9), timeout=5):
        pass


@pytest.mark.lab
def test_a_lab_that_is_not_there_cannot_be_written_to() -> None:
    before = _routes()
    with fence(NUMBER):
        for address in (
            Addresses(NUMBER).pods[7],
            Addresses(NUMBER).dns,
            Addresses(NUMBER).node(2),
        ):
            with pytest.raises(OSError, match="No route to host"):
                _connect(str(address))
    assert _routes() == before


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
