"""How a role's containers fare: what they wait for, how they ended, and what was said of it."""

from dataclasses import dataclass
from typing import Any

from drillbook.clients.quantity import quantity
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

_ERRORS = ("ERROR", "CRITICAL", "Error")


@dataclass(frozen=True)
class Crash:
    """A pod's container: ready containers of all, what it waits for, restarts, how it ended last.

    ``said`` is the last line of error of its run before, ``events`` the reasons of its events.
    """

    pod: str
    ready: int
    of: int
    waiting: str
    restarts: int
    ended: str
    said: str
    events: tuple[str, ...]


@needs("list pods", "list events")
def crashed(session: Session, namespace: str, app: str, container: str) -> Observation[Crash]:
    """Return the newest pod of a role whose container has ended and is not ready again.

    While there is none, it is the newest pod of all, and nothing is said of how it ended. Raises
    Unobservable when the role has no such container.
    """
    listed = f"/api/v1/namespaces/{namespace}/pods"
    started = now()
    known = [
        (status, item)
        for item in session.cluster.items(listed, labelSelector=f"app={app}")
        for status in (item.get("status") or {}).get("containerStatuses") or ()
        if status["name"] == container
    ]
    if not known:
        raise Unobservable(f"{app} has no pod with a container {container}")
    down = [one for one in known if not one[0]["ready"] and _ended(one[0])]
    # The newest pods are those of the change that is looked for.
    status, item = max(down or known, key=lambda one: one[1]["metadata"]["creationTimestamp"])
    name = str(item["metadata"]["name"])
    everyone = _all_containers(item["status"])
    crash = Crash(
        pod=name,
        ready=sum(bool(one["ready"]) for one in everyone),
        of=len(everyone),
        waiting=str(((status.get("state") or {}).get("waiting") or {}).get("reason", "")),
        restarts=int(status["restartCount"]),
        # One that serves again may have ended long before what is looked for.
        ended=str(_ended(status).get("reason", "")) if down else "",
        said=_said(session, namespace, name, container) if down else "",
        events=_events(session, namespace, name) if down else (),
    )
    return Observation(f"crash of {app}", crash, "Kubernetes API", listed, started, now())


def _all_containers(status: dict[str, Any]) -> list[dict[str, Any]]:
    inits = status.get("initContainerStatuses") or ()
    sides = [one for one in inits if one.get("started") and one["name"] == "istio-proxy"]
    return [*status["containerStatuses"], *sides]


def _ended(status: dict[str, Any]) -> dict[str, Any]:
    state: dict[str, Any] = (
        (status.get("state") or {}).get("terminated")
        or (status.get("lastState") or {}).get("terminated")
        or {}
    )
    return state


def _said(session: Session, namespace: str, pod: str, container: str) -> str:
    for query in ({"previous": "true"}, {}):
        try:
            lines = session.cluster.log(namespace, pod, container=container, **query).splitlines()
        except Unobservable:
            continue  # there is no run before, or its log is gone
        errors = [line for line in lines if any(word in line for word in _ERRORS)]
        if errors:
            return errors[-1][:300]
    return ""


def _events(session: Session, namespace: str, pod: str) -> tuple[str, ...]:
    listed = f"/api/v1/namespaces/{namespace}/events"
    only = f"involvedObject.name={pod}"
    found = session.cluster.items(listed, fieldSelector=only)
    return tuple(sorted({str(one["reason"]) for one in found}))


@needs("list pods")
def memory(
    session: Session, namespace: str, app: str, container: str
) -> Observation[dict[str, dict[str, str]]]:
    """Return the memory limit and request that a container of each running pod of a role has."""
    listed = f"/api/v1/namespaces/{namespace}/pods"
    started = now()
    found = {
        str(item["metadata"]["name"]): {
            "limit": str(one["resources"]["limits"]["memory"]),
            "request": str(one["resources"]["requests"]["memory"]),
        }
        for item in session.cluster.items(listed, labelSelector=f"app={app}")
        for one in item["spec"]["containers"]
        if one["name"] == container and "deletionTimestamp" not in item["metadata"]
    }
    return Observation(f"memory of {app}", found, "Kubernetes API", listed, started, now())


def gibibytes(
    session: Session, namespace: str, app: str, container: str
) -> Observation[dict[str, dict[str, float]]]:
    """Return the same as ``memory`` in GiB."""
    seen = memory(session, namespace, app, container)
    found = {
        pod: {what: quantity(said) / 2**30 for what, said in one.items()}
        for pod, one in seen.value.items()
    }
    return Observation(seen.name, found, seen.source, seen.query, seen.started, seen.ended)
