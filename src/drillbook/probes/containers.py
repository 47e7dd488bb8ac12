"""How a pod's container ended last, and what it said."""

from dataclasses import dataclass
from typing import Any

from drillbook.clients.answers import Absent
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

_LINES = "20"


@dataclass(frozen=True)
class Ended:
    """A pod's first container: whether it is ready, and the exit code with which it ended last.

    ``uid`` is the pod's. ``exit_code`` is None when it has not ended since the pod was made.
    """

    uid: str
    ready: bool
    restarts: int
    exit_code: int | None
    reason: str
    said: str


def ended(session: Session, namespace: str, pod: str) -> Observation[Ended]:
    """Look at how the container of a pod ended. Raises Unobservable while it has not been made."""
    path = f"/api/v1/namespaces/{namespace}/pods/{pod}"
    started = now()
    item = session.cluster.get(path)
    statuses = (item.get("status") or {}).get("containerStatuses") or []
    if not statuses:
        raise Unobservable(f"pod {namespace}/{pod} has no container yet")
    status = statuses[0]
    last: dict[str, Any] = (
        status["state"].get("terminated") or (status.get("lastState") or {}).get("terminated") or {}
    )
    found = Ended(
        uid=item["metadata"]["uid"],
        ready=bool(status["ready"]),
        restarts=int(status["restartCount"]),
        exit_code=int(last["exitCode"]) if last else None,
        reason=str(last.get("reason", "")),
        said=_last_words(session, namespace, pod) if last else "",
    )
    return Observation(
        f"container of {pod}", found, "Kubernetes API", f"GET {path} and its log", started, now()
    )


def _last_words(session: Session, namespace: str, pod: str) -> str:
    for query in ({"previous": "true"}, {}):
        try:
            lines = session.cluster.log(namespace, pod, tailLines=_LINES, **query).splitlines()
        except Absent:
            continue
        except Unobservable:
            continue  # there is no earlier container, or its log is gone
        if lines:
            return lines[-1]
    return ""
