"""A fence: what is sent to a lab that is not there goes nowhere.

Without a lab, its addresses would follow the machine's default route, and a ledger that still
writes would write to strangers. While a target is open, unreachable routes of the least weight lie
under the lab's own; they take over at the moment when those go.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from drillbook.errors import UsageError
from drillbook.lab.address import Addresses

# Heavier than any route that a lab or a person sets, so that it only wins when there is no other.
_METRIC = "4000000000"


@contextmanager
def fence(number: int) -> Iterator[None]:
    """Keep traffic for a lab on this machine. Raises UsageError when that cannot be had."""
    lab = Addresses(number)
    ranges = tuple(map(str, (lab.pods, lab.services, lab.links)))
    for addresses in ranges:
        done = _route("replace", addresses)
        if done.returncode != 0:
            raise UsageError(
                f"lab {number}: no unreachable route for {addresses} ({done.stderr.strip()}); "
                "run as root, or end what keeps routes from being set. Nothing was changed."
            )
    try:
        yield
    finally:
        for addresses in ranges:
            _route("delete", addresses)


def _route(verb: str, addresses: str) -> subprocess.CompletedProcess[str]:
    command = ("ip", "route", verb, "unreachable", addresses, "metric", _METRIC)
    return subprocess.run(command, capture_output=True, text=True, check=False)
