"""Which pods are ailing, from the API's Table form: thousands of pods in a fraction of a second.

A table says of a pod what ``kubectl get pods -o wide`` says. It does not say that a pod is down
because its node is, so the nodes are read, too.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drillbook.clients.answers import Forbidden
from drillbook.clients.tables import Row, Table
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

_SOURCE = "Kubernetes API"
_MANY = 500
_NODES = "/api/v1/nodes"
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "y": 365 * 86400}
_AGO = re.compile(r"(\d+)([smhdy])")
_NONE = "<none>"
# A CronJob names its jobs by their minute since 1970, and a job its pods by five letters more.
_OF_CRONJOB = re.compile(r"(?P<cronjob>.+)-(?P<minute>\d{8,})-\w{5}")
_ENDED = "Completed"


@dataclass(frozen=True)
class Ailing:
    """A pod that does not do its work, and why, in kubectl's words."""

    namespace: str
    name: str
    why: str


@dataclass(frozen=True)
class Health:
    """How many pods do their work (or have done it), and which do not."""

    healthy: int
    ailing: tuple[Ailing, ...]


@dataclass(frozen=True)
class Restarts:
    """More restarts than ``most`` make a pod ailing, if the last one is at most ``within`` old.

    A table gives the restarts of a pod's whole life and the time of the last one only, so this
    finds every pod that restarted more often within that time, and maybe one that did over longer.
    """

    most: int
    within: timedelta


def health(
    session: Session, *namespaces: str, restarts: Restarts | None = None
) -> Observation[Health]:
    """Look at the pods of some namespaces; none at all is Unobservable, never healthy.

    The pod of a CronJob's job that failed is made good by a later job of it that succeeded.

    Up to 500 pods of a namespace are read from the API server's store. More come from its watch
    cache, which follows the store by milliseconds; the nodes do not, so an API server that has
    lost its store is Unobservable in any case.
    """
    if not namespaces:
        raise Unobservable("no namespace was named, so no pod can be looked at")
    started = now()
    try:
        down = _nodes_down(session)
    except Forbidden:
        if restarts is not None:
            raise  # whole objects do not say when a pod restarted last
        return _of_objects(session, namespaces, started)
    ailing: list[Ailing] = []
    seen = 0
    versions: dict[str, str] = {}
    for namespace in namespaces:
        table = _table(session, namespace)
        seen += len(table.rows)
        versions[namespace] = table.resource_version
        ailing += _ailing(namespace, table.rows, down, restarts)
    query = ", ".join(f"GET {path}" for path in (_NODES, *map(_path, namespaces)))
    return _observed(
        Health(seen - len(ailing), tuple(ailing)), namespaces, query, started, versions
    )


@needs("list namespaces")
def all_namespaces(session: Session) -> tuple[str, ...]:
    """Return the names of all namespaces, for a look at the whole cluster."""
    rows = session.cluster.table("/api/v1/namespaces").rows
    return tuple(str(row.cells["Name"]) for row in rows)


def why_ailing(
    row: Row, down: Collection[str] = (), restarts: Restarts | None = None
) -> str | None:
    """Return why the pod of a row does not do its work; None when it does, or has done it."""
    cells = row.cells
    status = str(cells["Status"])
    if _ENDED in row.conditions and status == _ENDED:
        return None  # Succeeded; the container of a pod that goes on may have "Completed", too
    if status != "Running":
        return status
    if not _all_of(cells["Ready"]):
        return f"Running, and {cells['Ready']} containers are ready"
    if (gates := cells["Readiness Gates"]) != _NONE and not _all_of(gates):
        return f"Running, and {gates} readiness gates are open"
    if cells["Node"] in down:
        return f"its node {cells['Node']} is down"
    if restarts is not None and _too_often(str(cells["Restarts"]), restarts):
        return f"{cells['Restarts']} restarts"
    return None


@needs("list pods")
def _of_objects(
    session: Session, namespaces: Sequence[str], started: datetime
) -> Observation[Health]:
    pods = [
        (namespace, kubernetes.pod_of(item))
        for namespace in namespaces
        for item in session.cluster.items(_path(namespace))
    ]
    ailing = tuple(
        Ailing(namespace, pod.name, f"{pod.phase}, and not ready")
        for namespace, pod in pods
        if not pod.healthy
    )
    query = ", ".join(f"GET {_path(namespace)}" for namespace in namespaces)
    return _observed(Health(len(pods) - len(ailing), ailing), namespaces, query, started, {})


def _observed(
    value: Health,
    namespaces: Sequence[str],
    query: str,
    started: datetime,
    versions: Mapping[str, str],
) -> Observation[Health]:
    if not value.healthy and not value.ailing:
        raise Unobservable(f"no pod in {', '.join(namespaces)}")
    parameters = {"resource_versions": dict(versions)}
    return Observation("health of pods", value, _SOURCE, query, started, now(), parameters)


@needs("list pods")
def _table(session: Session, namespace: str) -> Table:
    table = session.cluster.table(_path(namespace), resourceVersion="0")
    if len(table.rows) > _MANY:
        return table
    return session.cluster.table(_path(namespace))


@needs("list nodes")
def _nodes_down(session: Session) -> frozenset[str]:
    rows = session.cluster.table(_NODES).rows
    if not rows:
        raise Unobservable("the cluster has no node")
    # A cordoned node that is well is "Ready,SchedulingDisabled".
    states = {str(row.cells["Name"]): str(row.cells["Status"]).split(",") for row in rows}
    return frozenset(name for name, state in states.items() if "Ready" not in state)


def _ailing(
    namespace: str, rows: Iterable[Row], down: Collection[str], restarts: Restarts | None
) -> list[Ailing]:
    several = tuple(rows)
    made_good = _succeeded(several)
    reasons = ((row, why_ailing(row, down, restarts)) for row in several)
    return [
        Ailing(namespace, str(row.cells["Name"]), why)
        for row, why in reasons
        if why and not _made_good(row, made_good)
    ]


def _succeeded(rows: Iterable[Row]) -> Mapping[str, int]:
    """Return by CronJob the minute of its newest job that has a pod which succeeded."""
    newest: dict[str, int] = {}
    for row in rows:
        named = _OF_CRONJOB.fullmatch(str(row.cells["Name"]))
        if named and _ENDED in row.conditions and row.cells["Status"] == _ENDED:
            newest[named["cronjob"]] = max(newest.get(named["cronjob"], 0), int(named["minute"]))
    return newest


def _made_good(row: Row, succeeded: Mapping[str, int]) -> bool:
    named = _OF_CRONJOB.fullmatch(str(row.cells["Name"]))
    over = _ENDED in row.conditions  # also of a pod that failed for good
    return bool(named and over and succeeded.get(named["cronjob"], 0) >= int(named["minute"]))


def _all_of(share: object) -> bool:
    part, _, whole = str(share).partition("/")
    return part == whole


def _too_often(cell: str, restarts: Restarts) -> bool:
    """Judge a cell such as ``7 (3m5s ago)``."""
    count, _, ago = cell.partition(" ")
    seconds = sum(int(number) * _UNITS[unit] for number, unit in _AGO.findall(ago))
    return int(count) > restarts.most and seconds <= restarts.within.total_seconds()


def _path(namespace: str) -> str:
    return f"/api/v1/namespaces/{namespace}/pods"
