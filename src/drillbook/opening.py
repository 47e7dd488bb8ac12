"""Opening a target: the session of this process, on the cluster that is meant."""

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path

from drillbook import clock, directories, gate
from drillbook import journal as journals
from drillbook import target as targets
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import UsageError
from drillbook.lab import cgroups
from drillbook.lab.fence import fence
from drillbook.session import Session
from drillbook.storage import shared
from drillbook.target import Kind, Target

current: ContextVar[Session | None] = ContextVar("current session", default=None)


@contextmanager
def opened(target: Target, *, confirmed: str | None = None) -> Iterator[Session]:
    """Open a target for this process alone and check that it is the one that is meant.

    Raises UsageError when it is another cluster, or when another run holds it.
    """
    kubeconfig = kubeconfig_of(target)
    with ExitStack() as held:
        cluster = Cluster(kubeconfig, target.context, account=target.account)
        found = _uid_of(target, cluster)
        # Any machine can put back what one has left changed on a cluster; a lab is on this one.
        directory = directories.state() / "journal"
        book = held.enter_context(
            journals.opened(directory, target.journal_name, shared(target, cluster, confirmed))
        )
        session = Session(target, cluster, book, found, confirmed)
        for namespace in sorted(target.allow.namespaces):
            uid = cluster.standing(namespace).namespace_uid
            if uid:
                session.namespaces[namespace] = uid
        pending = bool(book.pending())
        lease = held.enter_context(
            gate.leased(target, confirmed, session.stop, kubeconfig, directory, pending=pending)
        )
        if lease is not None:
            book.read()  # until now another machine may have put back what was pending
        if target.lab is not None:
            cgroups.weigh_runner(
                cgroups.machine(), target.lab, Path("/proc/self/cgroup").read_text()
            )
            held.enter_context(fence(target.lab))
        cluster.gate = partial(gate.require_open, target, confirmed, session.stop, lease)
        token = current.set(session)
        interrupted = clock.interruption.set(session.stop.check)
        try:
            yield session
        finally:
            clock.interruption.reset(interrupted)
            current.reset(token)
            session.settle()


def _uid_of(target: Target, cluster: Cluster) -> str:
    """Return the cluster's UID. Raises UsageError when it is another cluster than is meant."""
    found = cluster.uid()
    # A lab's kubeconfig trusts one certificate authority, made for that lab when it came up,
    # so whatever answers through it is that lab.
    anew = target.kind is Kind.LAB and target.cluster_uid is None
    expected = found if anew else target.cluster_uid
    if found != expected:
        raise UsageError(
            f"{target.file}: context {target.context} leads to cluster {found}, not to "
            f"{expected}. Nothing was changed."
        )
    return found


def required() -> Session:
    """Return the open session; under the stock ``chaos run``, open the one that is asked for.

    There DRILLBOOK_TARGET names the target file, and DRILLBOOK_CONFIRM the cluster to change.
    """
    session = current.get()
    if session is not None:
        return session
    file = os.environ.get("DRILLBOOK_TARGET")
    if not file:
        raise UsageError("no target is open; set DRILLBOOK_TARGET to a target file")
    stay_open = ExitStack()
    atexit.register(stay_open.close)
    confirmed = os.environ.get("DRILLBOOK_CONFIRM")
    return stay_open.enter_context(opened(targets.load(Path(file)), confirmed=confirmed))


def kubeconfig_of(target: Target) -> Path | None:
    """Return the kubeconfig of a target. Raises UsageError when it is a lab that is not up."""
    if target.kind is Kind.CLUSTER:
        return target.kubeconfig
    kubeconfig = directories.state() / f"lab-{target.lab}" / "admin.conf"
    if not kubeconfig.exists():
        raise UsageError(
            f"{target.file}: lab {target.lab} is not up; 'drillbook lab up --number {target.lab}'"
        )
    return kubeconfig
