"""The gate: what a run may send to its target at all, whoever asks for it.

The guard judges each change that a fault or procedure announces. The gate stands before the
client, and stops what nobody announced: any change in a run that may only read, and further
changes once the run was stopped or has lost its lease.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from drillbook import clock, guard
from drillbook import lease as leases
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import CutShort, Refused
from drillbook.lease import Lease
from drillbook.stopping import Stop
from drillbook.target import OWN_NAMESPACE, Kind, Target

# A change of an object there: no command in a container, and no path that only holds its name.
_OWN = re.compile(rf"[A-Z]+ /apis?(/[^/]+){{1,2}}/namespaces/{OWN_NAMESPACE}/.+")

_putting_back: ContextVar[bool] = ContextVar("putting back", default=False)


@contextmanager
def putting_back() -> Iterator[None]:
    """Mark that this thread undoes: it waits to the end, and may change what it once changed."""
    uninterrupted = clock.interruption.set(lambda: None)
    marked = _putting_back.set(True)
    try:
        yield
    finally:
        _putting_back.reset(marked)
        clock.interruption.reset(uninterrupted)


def require_open(
    target: Target, confirmed: str | None, stop: Stop, lease: Lease | None, what: str
) -> None:
    """Raise Refused or Stopped unless a change, or a command in a container, may be sent now."""
    undoing = _putting_back.get()
    why = guard.reading_only(target, confirmed, putting_back=undoing)
    if why:
        raise Refused(f"{what} refused: {why}. Nothing was changed.")
    # What is drillbook's own (the journal, the count of runs) is written whatever happens.
    if undoing or _OWN.fullmatch(what):
        return
    stop.check()
    lost = lease.lost() if lease else "the target was opened for reading"
    if lost:
        raise Refused(f"{what} refused: {lost}. Nothing was changed.")


@contextmanager
def leased(
    target: Target,
    confirmed: str | None,
    stop: Stop,
    kubeconfig: Path | None,
    journals: Path,
    *,
    pending: bool,
) -> Iterator[Lease | None]:
    """Hold the cluster's lease, unless nothing can be changed in this run: then make no object."""
    if guard.reading_only(target, confirmed, putting_back=pending):
        yield None
        return
    # A client of its own, which asks no gate.
    cluster = Cluster(kubeconfig, target.context, account=target.account)
    leases.require_namespace(cluster, may_make=target.kind is Kind.LAB)
    holder = leases.this_process(target.name, journals, target.journal_name)
    with leases.held(
        cluster, holder, target.allow.clock_skew, lambda why: stop.trip(CutShort(why))
    ) as lease:
        yield lease
