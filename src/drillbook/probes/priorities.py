"""What of a system is down, by its workloads, and what was changed of them lately."""

from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

_SOURCE = "Kubernetes API"
_CHANGES = frozenset({"ScalingReplicaSet", "SuccessfulCreate", "SuccessfulDelete", "Killing"})


def down(session: Session, namespace: str) -> Observation[tuple[str, ...]]:
    """Return the names of workloads of which no replica is ready."""
    seen = kubernetes.workloads(session, namespace)
    found = tuple(sorted(one.name.rpartition("/")[2] for one in seen.value if one.down))
    return Observation(
        "workloads that are down", found, seen.source, seen.query, seen.started, seen.ended
    )


@needs("list events")
def changes(session: Session, namespace: str) -> Observation[tuple[str, ...]]:
    """Return what was changed of workloads, as their events say, the newest first."""
    path = f"/api/v1/namespaces/{namespace}/events"
    started = now()
    items = [one for one in session.cluster.items(path) if one.get("reason") in _CHANGES]
    items.sort(key=lambda one: str(one.get("lastTimestamp") or one.get("eventTime")), reverse=True)
    found = tuple(f"{one['involvedObject']['name']}: {one['message']}" for one in items)
    return Observation("changes", found, _SOURCE, f"GET {path}", started, now())
