"""Replicas that are down: what ``allow.max_down`` is held against."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from drillbook.clients.answers import Json
from drillbook.clients.kubernetes import Cluster
from drillbook.guard import Change
from drillbook.journal import Intent, Journal

# The undo step of whatever scales a workload down. Kubernetes wants no more than are left then,
# and so misses none.
_SCALE_BACK = "workload.scale_back"


def down(
    cluster: Cluster,
    journal: Journal,
    namespaces: Collection[str],
    made: Mapping[Change, Intent],
    written: Intent | None,
) -> int:
    """Return how many replicas are down now.

    They are those not ready in a namespace, those scaled away by drills, and pods that a change of
    this run (``made``, with its undo step) has taken down while Kubernetes still has them as ready.
    ``written`` is the undo step of the change that is asked for, which has not been made yet.
    """
    pending = [intent for intent in journal.pending() if intent != written]
    away = (
        int(intent.before["replicas"]) - int(intent.arguments["left_at"])
        for intent in pending
        if intent.undo == _SCALE_BACK
    )
    not_ready = sum(cluster.down(namespace) for namespace in namespaces)
    lasting = {change: intent.at for change, intent in made.items() if intent in pending}
    unnoticed = len(set(_unnoticed(cluster, lasting)))
    return not_ready + sum(max(0, replicas) for replicas in away) + unnoticed


def _unnoticed(cluster: Cluster, lasting: Mapping[Change, datetime]) -> Iterator[str]:
    """Yield the UIDs of pods that are ready as they were before they were taken down."""
    for change, at in lasting.items():
        if not change.taken_down or not change.namespace:
            continue
        for pod in cluster.items(f"/api/v1/namespaces/{change.namespace}/pods"):
            if pod["metadata"]["name"] in change.objects and _ready_since_before(pod, at):
                yield pod["metadata"]["uid"]


def _ready_since_before(pod: Json, at: datetime) -> bool:
    return any(
        condition["status"] == "True"
        and datetime.fromisoformat(condition["lastTransitionTime"]) <= at
        for condition in pod.get("status", {}).get("conditions", ())
        if condition["type"] == "Ready"
    )
