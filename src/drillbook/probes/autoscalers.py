"""What Kubernetes says of horizontal pod autoscalers."""

from dataclasses import dataclass

from drillbook.rights import needs
from drillbook.session import Session

_PLURAL = "horizontalpodautoscalers"
_KINDS = {"Deployment": "deployments", "StatefulSet": "statefulsets"}


@dataclass(frozen=True)
class Autoscaler:
    """An autoscaler: ``horizontalpodautoscalers/NAME``, and its least and most replicas."""

    name: str
    least: int
    most: int


@needs("list horizontalpodautoscalers.autoscaling")
def of_workload(session: Session, namespace: str, workload: str) -> Autoscaler | None:
    """Return the autoscaler of ``deployments/NAME`` or ``statefulsets/NAME``, if it has one."""
    items = session.cluster.items(f"/apis/autoscaling/v2/namespaces/{namespace}/{_PLURAL}")
    for item in items:
        scaled = item["spec"]["scaleTargetRef"]
        if f"{_KINDS.get(scaled['kind'])}/{scaled['name']}" == workload:
            least = item["spec"].get("minReplicas", 1)
            return Autoscaler(
                f"{_PLURAL}/{item['metadata']['name']}", least, item["spec"]["maxReplicas"]
            )
    return None


def path(namespace: str, name: str) -> str:
    """Return the API's path of ``horizontalpodautoscalers/NAME``."""
    return f"/apis/autoscaling/v2/namespaces/{namespace}/{name}"
