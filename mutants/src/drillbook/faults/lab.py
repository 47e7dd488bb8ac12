"""What only a lab allows: reaching into a pod from the machine. Elsewhere it is blocked."""

from dataclasses import dataclass

from drillbook.errors import Blocked, UsageError
from drillbook.session import Session


@dataclass(frozen=True)
class Container:
    """A running container. ``id`` is the runtime's, without its scheme."""

    name: str
    id: str
    pod_uid: str


def number(session: Session, what: str) -> int:
    """Return which lab the target is. Raises Blocked when it is somebody's cluster."""
    if session.target.lab is None:
        raise Blocked(
            f"{what} is done from the machine that the pod runs on, and drillbook reaches that "
            f"only in a lab of its own; {session.target.file} is of kind {session.target.kind}"
        )
    return session.target.lab


def container(session: Session, namespace: str, pod: str, name: str = "") -> Container:
    """Return a running container of a pod, the first one without a name."""
    item = session.cluster.get(f"/api/v1/namespaces/{namespace}/pods/{pod}")
    names = [spec["name"] for spec in item["spec"]["containers"]]
    wanted = name or names[0]
    for status in item["status"].get("containerStatuses") or []:
        if status["name"] == wanted and "running" in status["state"]:
            identity = status["containerID"].partition("://")[2]
            return Container(wanted, identity, item["metadata"]["uid"])
    raise UsageError(
        f"pod {namespace}/{pod} has no running container {wanted!r}; it has: {', '.join(names)}"
    )
