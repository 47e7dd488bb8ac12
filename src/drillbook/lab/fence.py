"""A fence: what is sent to a lab that is not there goes nowhere.

Without a lab, its addresses would follow the machine's default route, and a ledger that still
writes would write to strangers. While a target is open, unreachable routes of the least weight lie
under the lab's own; they take over at the moment when those go. Each process has routes of its
own, so that the first of two that ends takes only its own away; those of a process that was killed
go with the next fence, or with the lab.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drillbook.errors import UsageError
from drillbook.lab.address import Addresses

# Heavier than any route that a lab or a person sets, so that it only wins when there is no other.
# A process's routes have this and its own number, at most 2^22, which is still below 2^32.
_METRIC = 4_000_000_000


@contextmanager
def fence(number: int) -> Iterator[None]:
    """Keep traffic for a lab on this machine. Raises UsageError when that cannot be had."""
    remove_abandoned(number)
    own = _METRIC + os.getpid()
    ranges = () if any(metric == own for _, metric in _routes(number)) else _ranges(number)
    for addresses in ranges:
        done = _ip("replace", "unreachable", addresses, "metric", str(own))
        if done.returncode != 0:
            raise UsageError(
                f"lab {number}: no unreachable route for {addresses} ({done.stderr.strip()}); "
                "run as root, or end what keeps routes from being set. Nothing was changed."
            )
    try:
        yield
    finally:
        for addresses in ranges:
            _delete(addresses, own)


def remove_abandoned(number: int) -> None:
    """Remove the routes of fences around a lab whose processes are gone."""
    for addresses, metric in _routes(number):
        process = metric - _METRIC
        if process >= 0 and not Path(f"/proc/{process}").exists():
            _delete(addresses, metric)


def _ranges(number: int) -> tuple[str, ...]:
    lab = Addresses(number)
    return tuple(map(str, (lab.pods, lab.services, lab.links)))


def _routes(number: int) -> list[tuple[str, int]]:
    shown = _ip("show", "type", "unreachable")
    found = json.loads(shown.stdout or "[]")
    ranges = _ranges(number)
    return [(r["dst"], r.get("metric", 0)) for r in found if r["dst"] in ranges]


def _delete(addresses: str, metric: int) -> None:
    _ip("delete", "unreachable", addresses, "metric", str(metric))


def _ip(*words: str) -> subprocess.CompletedProcess[str]:
    command = ("ip", "-json", "route", *words)
    return subprocess.run(command, capture_output=True, text=True, check=False)
