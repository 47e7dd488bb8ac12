"""Replicas that are down: what ``allow.max_down`` is held against."""

from collections.abc import Collection

from drillbook.clients.kubernetes import Cluster
from drillbook.journal import Intent, Journal

# The undo step of whatever scales a workload down. Kubernetes wants no more than are left then,
# and so misses none.
_SCALE_BACK = "workload.scale_back"


def down(
    cluster: Cluster, journal: Journal, namespaces: Collection[str], written: Intent | None
) -> int:
    """Return how many replicas are down now: not ready in a namespace, or scaled away by drills.

    ``written`` is the undo step of the change that is asked for, which has not been made yet.
    """
    away = (
        int(intent.before["replicas"]) - int(intent.arguments["left_at"])
        for intent in journal.pending()
        if intent.undo == _SCALE_BACK and intent != written
    )
    not_ready = sum(cluster.down(namespace) for namespace in namespaces)
    return not_ready + sum(max(0, replicas) for replicas in away)
