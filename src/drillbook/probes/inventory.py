"""What Kubernetes has: nodes, what containers may use, volumes, events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drillbook.clients.answers import Json
from drillbook.clients.quantity import quantity
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

_SOURCE = "Kubernetes API"
_BOUNDS = ("cpu", "memory")


@dataclass(frozen=True)
class Node:
    """A node: whether it is ready, and its capacity (cores, bytes)."""

    ready: bool
    cores: float
    memory_bytes: float


@dataclass(frozen=True)
class Bounds:
    """What a container asks for and may use at most, by resource; memory in bytes."""

    requests: Mapping[str, float]
    limits: Mapping[str, float]


@dataclass(frozen=True)
class Event:
    """An event: what it is about, why, and when it was last seen."""

    about: str
    kind: str
    reason: str
    at: datetime


@needs("list nodes")
def nodes(session: Session) -> Observation[dict[str, Node]]:
    """Look at every node; none is Unobservable."""
    path, started = "/api/v1/nodes", now()
    found = {item["metadata"]["name"]: _node(item) for item in session.cluster.items(path)}
    if not found:
        raise Unobservable("the cluster has no node")
    return Observation("nodes", found, _SOURCE, f"GET {path}", started, now())


@needs("list pods")
def bounds(session: Session, namespace: str) -> Observation[dict[str, Bounds]]:
    """Look at what every container of a namespace's running pods asks for and may use."""
    path, started = f"/api/v1/namespaces/{namespace}/pods", now()
    found = {
        f"{pod['metadata']['name']}/{container['name']}": _bounds(container)
        for pod in session.cluster.items(path)
        if pod["status"].get("phase") == "Running"
        for container in pod["spec"]["containers"]
    }
    if not found:
        raise Unobservable(f"no pod runs in {namespace}")
    return Observation("bounds of containers", found, _SOURCE, f"GET {path}", started, now())


@needs("list persistentvolumeclaims")
def volumes(session: Session, namespace: str) -> Observation[dict[str, float]]:
    """Look at the size (bytes) of every volume claim of a namespace; none is Unobservable."""
    path, started = f"/api/v1/namespaces/{namespace}/persistentvolumeclaims", now()
    found = {
        item["metadata"]["name"]: quantity(item["status"]["capacity"]["storage"])
        for item in session.cluster.items(path)
        if (item.get("status") or {}).get("capacity")
    }
    if not found:
        raise Unobservable(f"no volume in {namespace}")
    return Observation("volumes", found, _SOURCE, f"GET {path}", started, now())


@needs("list events")
def events(session: Session, namespace: str) -> Observation[tuple[Event, ...]]:
    """Look at a namespace's events, the newest last, by whichever time each of them has."""
    path, started = f"/api/v1/namespaces/{namespace}/events", now()
    found = tuple(sorted(map(_event, session.cluster.items(path)), key=lambda one: one.at))
    return Observation("events", found, _SOURCE, f"GET {path}", started, now())


def _node(item: Json) -> Node:
    conditions = {one["type"]: one["status"] for one in item["status"].get("conditions") or ()}
    capacity = item["status"].get("capacity") or {}
    return Node(
        conditions.get("Ready") == "True",
        quantity(capacity.get("cpu", "0")),
        quantity(capacity.get("memory", "0")),
    )


def _bounds(container: Json) -> Bounds:
    given = container.get("resources") or {}
    asked, most = (
        {name: quantity(text) for name, text in (given.get(part) or {}).items() if name in _BOUNDS}
        for part in ("requests", "limits")
    )
    return Bounds(asked, most)


def _event(item: Json) -> Event:
    # Events of the newer API have no lastTimestamp.
    series = (item.get("series") or {}).get("lastObservedTime")
    times = (series, item.get("lastTimestamp"), item.get("eventTime"))
    at = next((one for one in times if one), item["metadata"]["creationTimestamp"])
    about = item["involvedObject"]
    return Event(
        f"{about['kind']} {about['name']}",
        item.get("type", ""),
        item.get("reason", ""),
        datetime.fromisoformat(at),
    )
