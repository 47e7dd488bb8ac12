"""How large a persistent volume is: by its claim, and by the file system in the container."""

from dataclasses import dataclass

from drillbook.clients.quantity import quantity
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes.storage import size_and_used
from drillbook.rights import needs
from drillbook.session import Session


@dataclass(frozen=True)
class Volume:
    """A claim's volume in bytes: what its claim has, and what the file system holds in all."""

    claim: str
    capacity_bytes: int
    size_bytes: int


@needs("get persistentvolumeclaims", "create pods/exec")
def volume(
    session: Session, namespace: str, claim: str, pod: str, path: str
) -> Observation[Volume]:
    """Look at a claim, and at its file system in a pod that has it mounted at a path."""
    where = f"/api/v1/namespaces/{namespace}/persistentvolumeclaims/{claim}"
    started = now()
    capacity = session.cluster.get(where).get("status", {}).get("capacity", {}).get("storage")
    if capacity is None:
        raise Unobservable(f"claim {claim} has no capacity yet")
    size_kib, _ = size_and_used(session.cluster, namespace, pod, path)
    found = Volume(claim, int(quantity(capacity)), size_kib * 1024)
    source = f"Kubernetes API, df in pod {namespace}/{pod}"
    return Observation(f"volume of {claim}", found, source, f"GET {where}; df -Pk", started, now())
