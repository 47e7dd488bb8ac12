"""What an autoscaler reads of requests, and what it made of it."""

from dataclasses import dataclass

from drillbook.clients.answers import Json
from drillbook.clients.quantity import quantity
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import autoscalers
from drillbook.rights import needs
from drillbook.session import Session

METRIC = "requests_per_second"


@dataclass(frozen=True)
class Asked:
    """Requests a second of each pod, those aimed at, whether nothing else counts; replicas."""

    per_pod: float
    aim: float
    alone: bool
    replicas: int
    least: int
    most: int


@needs("get horizontalpodautoscalers.autoscaling")
def asked(session: Session, namespace: str, name: str) -> Observation[Asked]:
    """Look at an autoscaler that goes by requests. Raises Unobservable when it reads none."""
    where, started = autoscalers.path(namespace, f"horizontalpodautoscalers/{name}"), now()
    item = session.cluster.get(where)
    spec, status = item["spec"], item.get("status") or {}
    aims = _values(spec["metrics"], "target")
    read = _values(status.get("currentMetrics") or [], "current")
    if not aims or not read:
        raise Unobservable(f"{name} reads no {METRIC}")
    found = Asked(
        read[0],
        aims[0],
        len(spec["metrics"]) == len(aims),
        status.get("currentReplicas", 0),
        spec.get("minReplicas", 1),
        spec["maxReplicas"],
    )
    query = f"GET {where}"
    return Observation(f"requests of {name}", found, "Kubernetes API", query, started, now())


def _values(metrics: list[Json], of: str) -> list[float]:
    several = [one["pods"] for one in metrics if one["type"] == "Pods"]
    return [
        quantity(str(one[of]["averageValue"]))
        for one in several
        if one["metric"]["name"] == METRIC and "averageValue" in one[of]
    ]
