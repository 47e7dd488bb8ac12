"""How much processor time and memory nodes and containers use, as ``kubectl top`` shows it."""

from dataclasses import dataclass
from datetime import datetime

from drillbook.clients.answers import Json
from drillbook.clients.quantity import quantity
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

_API = "/apis/metrics.k8s.io/v1beta1"
_SOURCE = "Kubernetes API"


@dataclass(frozen=True)
class Use:
    """What a node or a container uses: cores and bytes, as a mean over some seconds."""

    name: str
    cores: float
    memory_bytes: float


@dataclass(frozen=True)
class Known:
    """What is in use, and the nodes or containers that run and of which nothing is known."""

    used: tuple[Use, ...]
    unknown: tuple[str, ...]


@needs("list nodes", "list nodes.metrics.k8s.io")
def nodes(session: Session) -> Observation[Known]:
    """Look at the use of every node."""
    started = now()
    wanted = [item["metadata"]["name"] for item in session.cluster.items("/api/v1/nodes")]
    path = f"{_API}/nodes"
    found = [_use(item["metadata"]["name"], item) for item in session.cluster.items(path)]
    return _known("use of nodes", wanted, found, path, started)


@needs("list pods", "list pods.metrics.k8s.io")
def containers(session: Session, namespace: str) -> Observation[Known]:
    """Look at the use of every running container of a namespace, as ``POD/CONTAINER``."""
    started = now()
    wanted = [
        f"{pod['metadata']['name']}/{container['name']}"
        for pod in session.cluster.items(f"/api/v1/namespaces/{namespace}/pods")
        for container in pod["status"].get("containerStatuses") or ()
        if "running" in container["state"]
    ]
    path = f"{_API}/namespaces/{namespace}/pods"
    found = [
        _use(f"{item['metadata']['name']}/{container['name']}", container)
        for item in session.cluster.items(path)
        for container in item["containers"]
    ]
    return _known("use of containers", wanted, found, path, started)


def _use(name: str, item: Json) -> Use:
    return Use(name, quantity(item["usage"]["cpu"]), quantity(item["usage"]["memory"]))


def _known(
    name: str, wanted: list[str], found: list[Use], path: str, started: datetime
) -> Observation[Known]:
    # A container that has used no memory was not measured yet.
    measured = {use.name for use in found if use.memory_bytes > 0}
    unknown = tuple(sorted(set(wanted) - measured))
    return Observation(name, Known(tuple(found), unknown), _SOURCE, f"GET {path}", started, now())
