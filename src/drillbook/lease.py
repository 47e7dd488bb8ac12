"""The lease: one run at a time on a cluster, whichever machine and target file it comes from.

A Lease (coordination.k8s.io) in drillbook's own namespace names who runs. It is renewed while the
run lasts, and taken over only when it has expired: by the cluster's clock, with both holders'
clocks as far off as is borne. A run whose own journal's file lock was the holder's takes it at
once, since that lock is only free when the holder is gone.
"""

import os
import platform
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from drillbook.clients.answers import Absent, Conflict, Json
from drillbook.clients.kubernetes import Cluster
from drillbook.clock import now
from drillbook.errors import DrillbookError, NotDone, Unobservable, UsageError
from drillbook.target import OWN_NAMESPACE

NAME = "run"
LASTS = timedelta(seconds=15)
_RENEWED_EVERY = timedelta(seconds=4)
_LEASES = f"/apis/coordination.k8s.io/v1/namespaces/{OWN_NAMESPACE}/leases"
_ANNOTATION = "drillbook/"


@dataclass(frozen=True)
class Holder:
    """Who holds the lease. ``journal`` is the identity of the journal whose file lock it has."""

    host: str
    pid: str
    target: str
    journal: str

    def __str__(self) -> str:
        """Return it as a person is told."""
        return f"process {self.pid} on {self.host} (target {self.target})"


def this_process(target: str, journals: Path, journal: str) -> Holder:
    """Return this process as a holder, by the lock that it has in the directory ``journals``."""
    file = journals / "identity"
    # One that a full disk has cut to nothing would be the same everywhere.
    if not file.exists() or not file.read_text(encoding="utf-8").strip():
        new = file.with_name(f"identity.{os.getpid()}")
        new.write_text(str(uuid.uuid4()), encoding="utf-8")
        new.replace(file)
    identity = f"{file.read_text(encoding='utf-8')}/{journal}"
    return Holder(platform.node(), str(os.getpid()), target, identity)


class Lease:
    """The lease while this process holds it."""

    def __init__(
        self,
        cluster: Cluster,
        holder: Holder,
        taken: Json,
        asked: tuple[float, float] | None = None,
    ) -> None:
        self._cluster, self._holder = cluster, holder
        self._lease = taken
        self._renewed = asked or _clocks()
        self._why = ""
        self._taken = False

    def lost(self) -> str | None:
        """Return why it must be taken as lost, or None while it is held."""
        passed = (at - renewed for at, renewed in zip(_clocks(), self._renewed, strict=True))
        silent = timedelta(seconds=max(passed))
        if self._taken:
            return self._why
        if silent < LASTS:
            return None
        return f"the lease could not be renewed for {silent.total_seconds():.0f} s: {self._why}"

    def renew(self) -> None:
        """Renew it. Whatever goes wrong is kept as the reason for its loss."""
        asked = _clocks()
        try:
            self._lease = _write(self._cluster, self._holder, self._lease)
            self._renewed = asked
        except Conflict:
            self._look_who_holds_it()
        except DrillbookError as error:
            self._why = str(error)

    def _look_who_holds_it(self) -> None:
        try:
            found = self._cluster.get(f"{_LEASES}/{NAME}")
        except DrillbookError as error:
            self._why = str(error)
            return
        if _holder(found) == self._holder:
            self._lease = found  # somebody has edited it; the next renewal is of this version
        else:
            self._taken, self._why = True, f"the lease was taken by {_holder(found)}"

    def give_back(self) -> None:
        """Leave it free for the next run."""
        with suppress(DrillbookError):
            _write(self._cluster, None, self._lease)


def require_namespace(cluster: Cluster, *, may_make: bool) -> None:
    """Raise UsageError unless drillbook's own namespace is there, or may be made and is."""
    if cluster.standing(OWN_NAMESPACE).namespace_uid:
        return
    if not may_make:
        raise UsageError(
            f"there is no namespace {OWN_NAMESPACE} for drillbook's own objects; "
            "'drillbook target rbac' prints it with the account that drills need"
        )
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": OWN_NAMESPACE}}
    with suppress(Conflict):  # another run has just made it
        cluster.create("/api/v1/namespaces", body)


@contextmanager
def held(
    cluster: Cluster, holder: Holder, clock_skew: timedelta, lost: Callable[[str], None]
) -> Iterator[Lease]:
    """Hold the lease, renewing it from a thread; ``lost`` is told when that fails for too long.

    Raises UsageError that says who holds it, or that the namespace is missing.
    """
    lease = _taken(cluster, holder, clock_skew)
    ended = threading.Event()

    def renew() -> None:
        told = False
        while not ended.wait(_RENEWED_EVERY.total_seconds()):
            lease.renew()
            why = lease.lost()
            if why and not told:
                told = True
                lost(why)

    thread = threading.Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        ended.set()
        thread.join()
        lease.give_back()


def _clocks() -> tuple[float, float]:
    """Return the monotonic clock, which nobody sets, and the wall clock, which no sleep stops.

    A lease is lost by whichever shows more: a machine that was suspended has lost it.
    """
    return time.monotonic(), time.time()


def _taken(cluster: Cluster, holder: Holder, clock_skew: timedelta) -> Lease:
    path = f"{_LEASES}/{NAME}"
    try:
        found = cluster.get(path)
    except Absent:
        found = {}
    if found:
        _require_free(found, holder, clock_skew)
    asked = _clocks()
    try:
        return Lease(cluster, holder, _write(cluster, holder, found), asked)
    except NotDone as error:
        # Somebody may have been quicker.
        with suppress(Absent):
            _require_free(cluster.get(path), holder, clock_skew)
        raise Unobservable(f"the lease {OWN_NAMESPACE}/{NAME} cannot be had: {error}") from error


def _require_free(found: Json, holder: Holder, clock_skew: timedelta) -> None:
    spec = found.get("spec") or {}
    there = _holder(found)
    if not spec.get("holderIdentity") or there.journal == holder.journal:
        return
    in_use = f"the cluster is in use by {there}, since {spec.get('acquireTime', '?')}"
    try:
        # It was renewed by its holder's clock, which may be as far off as ours.
        lasts = timedelta(seconds=spec["leaseDurationSeconds"]) + 2 * clock_skew
        expired = now() - datetime.fromisoformat(spec["renewTime"]) > lasts
    except (KeyError, TypeError, ValueError, OverflowError):
        raise UsageError(
            f"{in_use}, and its lease does not say until when; should nobody use it, 'kubectl "
            f"delete lease -n {OWN_NAMESPACE} {NAME}'. Nothing was changed."
        ) from None
    if not expired:
        raise UsageError(
            f"{in_use}; wait for it to end (should it have died, for "
            f"{lasts.total_seconds():.0f} s). Nothing was changed."
        )


def _write(cluster: Cluster, holder: Holder | None, before: Json) -> Json:
    at = now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    spec: dict[str, Any] = dict(before.get("spec") or {})
    if holder is None:
        spec["holderIdentity"] = ""
    elif spec.get("holderIdentity") != str(holder):
        spec |= {
            "holderIdentity": str(holder),
            "acquireTime": at,
            "leaseTransitions": spec.get("leaseTransitions", 0) + 1,
        }
    spec |= {"renewTime": at, "leaseDurationSeconds": int(LASTS.total_seconds())}
    metadata: dict[str, Any] = {"name": NAME}
    if holder is not None:
        metadata["annotations"] = {f"{_ANNOTATION}{k}": v for k, v in asdict(holder).items()}
    if not before:
        body = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease"}
        return cluster.create(_LEASES, body | {"metadata": metadata, "spec": spec})
    # The version keeps two who found it free from both taking it.
    metadata |= {key: before["metadata"][key] for key in ("uid", "resourceVersion")}
    return cluster.merge_patch(f"{_LEASES}/{NAME}", {"metadata": metadata, "spec": spec})


def _holder(found: Json) -> Holder:
    said = found["metadata"].get("annotations") or {}
    names = Holder.__dataclass_fields__
    return Holder(**{name: said.get(f"{_ANNOTATION}{name}", "?") for name in names})
