"""What Kubernetes says of a node, and of the pods on it."""

from dataclasses import dataclass

from drillbook.clients.answers import Json
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes.kubernetes import controller
from drillbook.rights import needs
from drillbook.session import Session

_SOURCE = "Kubernetes API"
_CORDONED = "node.kubernetes.io/unschedulable"


@dataclass(frozen=True)
class Node:
    """A node. ``closed`` is its spec, ``tainted`` what the node controller made of it."""

    name: str
    uid: str
    closed: bool
    tainted: bool
    annotations: dict[str, str]


@dataclass(frozen=True)
class PodOnNode:
    """A pod that would have to leave the node when it is drained."""

    namespace: str
    name: str
    uid: str
    empty_dirs: tuple[str, ...]


@needs("get nodes")
def node(session: Session, name: str) -> Observation[Node]:
    """Look at a node; Absent when there is none of that name."""
    path = f"/api/v1/nodes/{name}"
    started = now()
    item = session.cluster.get(path)
    spec, metadata = item["spec"], item["metadata"]
    found = Node(
        name,
        metadata["uid"],
        bool(spec.get("unschedulable")),
        any(taint["key"] == _CORDONED for taint in spec.get("taints") or []),
        metadata.get("annotations") or {},
    )
    return Observation(f"node {name}", found, _SOURCE, f"GET {path}", started, now())


@needs("list pods in all namespaces")
def pods_to_leave(session: Session, name: str) -> Observation[tuple[PodOnNode, ...]]:
    """Look at the pods that a drain would evict: not those of DaemonSets, static or ended ones."""
    query = {"fieldSelector": f"spec.nodeName={name}"}
    started = now()
    items = session.cluster.items("/api/v1/pods", **query)
    found = tuple(_pod(item) for item in items if _has_to_leave(item))
    return Observation(f"pods on {name}", found, _SOURCE, "GET /api/v1/pods", started, now(), query)


def _has_to_leave(item: Json) -> bool:
    owner = controller(item)
    return not (
        item["status"].get("phase") in ("Succeeded", "Failed")
        or (owner is not None and owner["kind"] in ("DaemonSet", "Node"))
        or "kubernetes.io/config.mirror" in (item["metadata"].get("annotations") or {})
    )


def _pod(item: Json) -> PodOnNode:
    metadata = item["metadata"]
    return PodOnNode(
        metadata["namespace"],
        metadata["name"],
        metadata["uid"],
        tuple(v["name"] for v in item["spec"].get("volumes") or [] if "emptyDir" in v),
    )
