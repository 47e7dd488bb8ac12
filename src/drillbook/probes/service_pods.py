"""A service's pods as an operator looks at them: events, logs, limits, what was rolled out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drillbook.clients.quantity import quantity
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

_SOURCE = "Kubernetes API"
#: The lines of each pod's log that the manual reads.
LINES = 100


@dataclass(frozen=True)
class Event:
    """An event of a namespace: about what, why, and when it was last seen."""

    about: str
    reason: str
    message: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """A refused request in a service's access log."""

    status: int
    path: str
    tenant: str
    account: str
    address: str


@dataclass(frozen=True)
class Revision:
    """A version of a workload that was rolled out."""

    workload: str
    number: int
    at: datetime


@needs("list events")
def events(session: Session, namespace: str) -> Observation[tuple[Event, ...]]:
    """Return the events of a namespace, the newest last, whichever API made them."""
    path = f"/api/v1/namespaces/{namespace}/events"
    started = now()
    found = [_event(item) for item in session.cluster.items(path)]
    ordered = tuple(sorted(found, key=lambda one: one.at))
    return Observation("events", ordered, _SOURCE, f"GET {path}", started, now())


@needs("list pods")
def names(session: Session, namespace: str, service: str) -> Observation[tuple[str, ...]]:
    """Return the pods of a service that run, by name."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    started = now()
    items = session.cluster.items(path, labelSelector=f"app={service}")
    # One that ends is Running until it has ended.
    running = [
        one
        for one in items
        if one["status"].get("phase") == "Running" and "deletionTimestamp" not in one["metadata"]
    ]
    found = tuple(sorted(one["metadata"]["name"] for one in running))
    return Observation(f"pods of {service}", found, _SOURCE, f"GET {path}", started, now())


@needs("list pods", "get pods/log")
def lines(session: Session, namespace: str, service: str) -> Observation[dict[str, int]]:
    """Return how many of the last 100 lines of each pod's log were read."""
    started = now()
    found = {}
    for name in names(session, namespace, service).value:
        text = session.cluster.log(namespace, name, tailLines=str(LINES))
        found[name] = len(text.splitlines())
    return Observation(f"logs of {service}", found, _SOURCE, "GET log", started, now())


@needs("list pods", "get pods/log")
def refused(session: Session, namespace: str, service: str) -> Observation[tuple[Line, ...]]:
    """Return the requests that a service refused in the last hour, from its access logs."""
    started = now()
    found = []
    for name in names(session, namespace, service).value:
        text = session.cluster.log(namespace, name, sinceSeconds="3600")
        found += [_line(one) for one in text.splitlines() if '"access": "refused"' in one]
    return Observation(f"access log of {service}", tuple(found), _SOURCE, "log", started, now())


@needs("list replicasets.apps")
def rolled_out(session: Session, namespace: str) -> Observation[tuple[Revision, ...]]:
    """Return the versions of workloads that were rolled out, the newest last."""
    path = f"/apis/apps/v1/namespaces/{namespace}/replicasets"
    started = now()
    found = [_revision(item) for item in session.cluster.items(path)]
    ordered = tuple(sorted(found, key=lambda one: one.at))
    return Observation("rollouts", ordered, _SOURCE, f"GET {path}", started, now())


@needs("get deployments.apps")
def limits(session: Session, namespace: str, service: str) -> Observation[dict[str, float]]:
    """Return the limits of a service's first container: cores and bytes by ``cpu``, ``memory``."""
    path = f"/apis/apps/v1/namespaces/{namespace}/deployments/{service}"
    started = now()
    container = session.cluster.get(path)["spec"]["template"]["spec"]["containers"][0]
    given = container.get("resources", {}).get("limits") or {}
    found = {name: quantity(amount) for name, amount in given.items()}
    return Observation(f"limits of {service}", found, _SOURCE, f"GET {path}", started, now())


@needs("get configmaps", "list configmaps", "list pods", "list secrets", "get pods/log")
def exposed(session: Session, namespace: str) -> Observation[tuple[str, ...]]:
    """Return where a value of one of the namespace's Secrets stands in the open, by name of place.

    Looked at are ConfigMaps, variables of pods, and the last lines of their logs.
    """
    started = now()
    root = f"/api/v1/namespaces/{namespace}"
    secret = {
        value
        for item in session.cluster.items(f"{root}/secrets")
        for value in session.secret(namespace, item["metadata"]["name"]).values()
        if len(value) >= 16
    }
    places = dict(_places(session, namespace, root))
    found = tuple(sorted(n for n, text in places.items() if any(one in text for one in secret)))
    query = f"{len(secret)} values in {len(places)} places"
    return Observation("secrets in the open", found, _SOURCE, query, started, now())


def _places(session: Session, namespace: str, root: str) -> list[tuple[str, str]]:
    found = [
        (f"ConfigMap {item['metadata']['name']}", json.dumps(item.get("data") or {}))
        for item in session.cluster.items(f"{root}/configmaps")
    ]
    for item in session.cluster.items(f"{root}/pods"):
        name = item["metadata"]["name"]
        given = [c.get("env") or [] for c in item["spec"]["containers"]]
        found.append((f"environment of {name}", json.dumps(given)))
        if item["status"].get("phase") == "Running":
            text = session.cluster.log(namespace, name, tailLines=str(LINES))
            found.append((f"log of {name}", text))
    return found


@needs("list clusterrolebindings.rbac.authorization.k8s.io")
def powers(session: Session) -> Observation[dict[str, tuple[str, ...]]]:
    """Return to whom each cluster-wide role is given that is not Kubernetes' own, by role."""
    path = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"
    started = now()
    found: dict[str, list[str]] = {}
    for item in session.cluster.items(path):
        if item["metadata"]["name"].startswith("system:"):
            continue
        for one in item.get("subjects") or []:
            who = f"{one.get('namespace', '')}/{one['name']}".lstrip("/")
            found.setdefault(item["roleRef"]["name"], []).append(who)
    given = {role: tuple(sorted(several)) for role, several in found.items()}
    return Observation("rights", given, _SOURCE, f"GET {path}", started, now())


def _event(item: Mapping[str, Any]) -> Event:
    about = item["involvedObject"]
    at = (
        (item.get("series") or {}).get("lastObservedTime")
        or item.get("lastTimestamp")
        or item.get("eventTime")
        or item["metadata"]["creationTimestamp"]
    )
    return Event(
        f"{about.get('kind', '')}/{about.get('name', '')}",
        str(item.get("reason", "")),
        str(item.get("message", "")),
        datetime.fromisoformat(at),
    )


def _line(text: str) -> Line:
    said = json.loads(text[text.index("{") :])
    return Line(int(said["status"]), said["path"], said["tenant"], said["account"], said["address"])


def _revision(item: Mapping[str, Any]) -> Revision:
    about = item["metadata"]
    owner = (about.get("ownerReferences") or [{"name": ""}])[0]["name"]
    number = int((about.get("annotations") or {}).get("deployment.kubernetes.io/revision", 0))
    return Revision(owner, number, datetime.fromisoformat(about["creationTimestamp"]))
