"""What Kubernetes says of a system's pods and workloads."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drillbook.clients.answers import Absent, Json
from drillbook.clock import Change, Seen, arrives, eventually, now
from drillbook.errors import Unobservable, UsageError
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

#: The annotation of a workload that has no replicas until somebody scales it.
AT_REST = "drillbook.dev/at-rest"
_SOURCE = "Kubernetes API"
_KINDS = ("deployments", "statefulsets")
#: What ``whole`` needs: a watch is begun from a list.
WHOLE = (
    *(f"{verb} {kind}.apps" for kind in _KINDS for verb in ("get", "list", "watch")),
    "list pods",
)
_REQUIREMENTS = {
    "In": "{key} in ({values})",
    "NotIn": "{key} notin ({values})",
    "Exists": "{key}",
    "DoesNotExist": "!{key}",
}
_USE = re.compile(r"\s(\d+)%\s")


@dataclass(frozen=True)
class Pod:
    """A pod as the API server knows it. ``ready`` is its Ready condition."""

    name: str
    uid: str
    phase: str
    ready: bool
    restarts: int
    address: str | None
    terminating: bool

    @property
    def healthy(self) -> bool:
        """Return whether it does its work, or has done it."""
        if self.phase == "Succeeded":
            return True
        return self.phase == "Running" and self.ready and not self.terminating


@dataclass(frozen=True)
class Workload:
    """A Deployment or StatefulSet: how many replicas are wanted and how many are ready.

    ``at_rest``: it is none of what serves until somebody scales it (the annotation ``AT_REST``).
    """

    name: str
    wanted: int
    ready: int
    at_rest: bool = False

    @property
    def whole(self) -> bool:
        """Return whether all replicas that are wanted are ready; none wanted is whole, too."""
        return self.ready >= self.wanted

    @property
    def down(self) -> bool:
        """Return whether no replica is ready; none is meant to be of one that is at rest."""
        return not self.ready and not (self.at_rest and not self.wanted)


@needs("list pods")
def pods(session: Session, namespace: str, selector: str = "") -> Observation[tuple[Pod, ...]]:
    """Look at the pods that a label selector picks; none is Unobservable, never healthy."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    started = now()
    query = {"labelSelector": selector} if selector else {}
    found = tuple(pod_of(item) for item in session.cluster.items(path, **query))
    if not found:
        raise Unobservable(f"no pod in {namespace} matches {selector or 'anything'}")
    return Observation("pods", found, _SOURCE, f"GET {path}", started, now(), query)


@needs("list pods")
def ready_pods(session: Session, namespace: str, selector: str) -> tuple[Pod, ...]:
    """Return the pods that a label selector picks and that are ready; none is Unobservable."""
    found = tuple(one for one in pods(session, namespace, selector).value if one.healthy)
    if not found:
        raise Unobservable(f"no pod of {selector} is ready in {namespace}")
    return found


@needs("get pods")
def pod(session: Session, namespace: str, name: str) -> Observation[Pod | None]:
    """Look at one pod; None when there is no such pod right now."""
    path = f"/api/v1/namespaces/{namespace}/pods/{name}"
    started = now()
    try:
        found = pod_of(session.cluster.get(path))
    except Absent:
        found = None
    return Observation(f"pod {name}", found, _SOURCE, f"GET {path}", started, now())


@needs("get deployments.apps", "get statefulsets.apps")
def workload(session: Session, namespace: str, kind_and_name: str) -> Observation[Workload]:
    """Look at ``deployments/NAME`` or ``statefulsets/NAME``."""
    path = f"/apis/apps/v1/namespaces/{namespace}/{kind_and_name}"
    started = now()
    item = session.cluster.get(path)
    found = _workload(kind_and_name, item)
    return Observation(f"workload {kind_and_name}", found, _SOURCE, f"GET {path}", started, now())


@needs(*WHOLE)
def whole(
    session: Session, namespace: str, kind_and_name: str, within: timedelta
) -> Seen[Observation[Workload]]:
    """Wait until a workload has all its replicas. Raises as ``eventually`` does.

    A watch of its status tells the moment. But a status may be older than the loss of a pod, so
    its pods have to be healthy, too; if they are not yet, they tell the moment.
    """
    deadline = now() + within
    what = f"{kind_and_name.rpartition('/')[2]} has all its replicas again"
    told = arrives(
        lambda left: _changes(session, namespace, kind_and_name, left),
        lambda seen: seen.value.whole,
        within=within,
        what=what,
    )
    seen = eventually(
        lambda: _by_its_pods(session, namespace, kind_and_name),
        lambda found: found.value.whole,
        within=max(deadline - now(), timedelta(0)),
        what=what,
    )
    return seen if seen.not_before else told


def _by_its_pods(session: Session, namespace: str, kind_and_name: str) -> Observation[Workload]:
    path = f"/api/v1/namespaces/{namespace}/pods"
    started = now()
    spec = session.cluster.get(f"/apis/apps/v1/namespaces/{namespace}/{kind_and_name}")["spec"]
    selector = ",".join(_requirements(spec["selector"]))
    found = [pod_of(item) for item in session.cluster.items(path, labelSelector=selector)]
    ready = sum(pod.healthy and pod.phase == "Running" for pod in found)
    return Observation(
        f"workload {kind_and_name}",
        Workload(kind_and_name, spec["replicas"], ready),
        _SOURCE,
        f"GET {path}",
        started,
        now(),
        {"labelSelector": selector},
    )


def _requirements(selector: Json) -> Iterator[str]:
    """Yield a workload's selector, requirement by requirement, as a query has it."""
    yield from (f"{key}={value}" for key, value in (selector.get("matchLabels") or {}).items())
    for one in selector.get("matchExpressions") or []:
        key, values = one["key"], ",".join(one.get("values") or ())
        yield _REQUIREMENTS[one["operator"]].format(key=key, values=values)


def _changes(
    session: Session, namespace: str, kind_and_name: str, left: timedelta
) -> Iterator[Change[Observation[Workload]]]:
    """Yield a workload as it is, and whenever it changes, for at most so long."""
    kind, _, name = kind_and_name.partition("/")
    path = f"/apis/apps/v1/namespaces/{namespace}/{kind}"
    only = {"fieldSelector": f"metadata.name={name}"}
    listed = session.cluster.get(path, **only)
    if not listed["items"]:
        raise Unobservable(f"there is no {kind_and_name} in {namespace}")
    yield _change(kind_and_name, path, listed["items"][0])
    since = listed["metadata"]["resourceVersion"]
    seconds = max(1, math.ceil(left.total_seconds()))
    for event in session.cluster.watch(path, seconds, resourceVersion=since, **only):
        if event["type"] == "ERROR":
            said = event["object"].get("message")
            raise Unobservable(f"the watch of {path} ended: {said}")  # it is begun anew
        if event["type"] in {"ADDED", "MODIFIED"}:
            yield _change(kind_and_name, path, event["object"])


def _change(kind_and_name: str, path: str, item: Json) -> Change[Observation[Workload]]:
    seen = now()
    found = _workload(kind_and_name, item)
    query = f"watch of {path}, {kind_and_name}"
    observation = Observation(f"workload {kind_and_name}", found, _SOURCE, query, seen, seen)
    # Whoever wrote it last noted the second.
    fields = item["metadata"].get("managedFields") or ()
    times = [field["time"] for field in fields if "time" in field]
    return Change(observation, datetime.fromisoformat(max(times)) if times else None)


@needs("list deployments.apps", "list statefulsets.apps")
def workloads(session: Session, namespace: str) -> Observation[tuple[Workload, ...]]:
    """Look at all Deployments and StatefulSets of a namespace; none is Unobservable."""
    paths = [f"/apis/apps/v1/namespaces/{namespace}/{kind}" for kind in _KINDS]
    started = now()
    found = tuple(
        _workload(f"{kind}/{item['metadata']['name']}", item)
        for kind, path in zip(_KINDS, paths, strict=True)
        for item in session.cluster.items(path)
    )
    if not found:
        raise Unobservable(f"no workload in namespace {namespace}")
    query = " and ".join(f"GET {path}" for path in paths)
    return Observation("workloads", found, _SOURCE, query, started, now())


def find_workload(session: Session, namespace: str, name: str) -> str:
    """Return ``deployments/NAME`` or ``statefulsets/NAME``, whichever there is."""
    found = [w.name for w in workloads(session, namespace).value if w.name.endswith(f"/{name}")]
    if len(found) != 1:
        raise Unobservable(f"{len(found)} workloads are named {name} in {namespace}, not one")
    return found[0]


@needs("get pods", "get replicasets.apps")
def owner(session: Session, namespace: str, pod_name: str) -> str:
    """Return the workload that would replace a pod, as ``deployments/NAME``.

    Raises UsageError when nothing that drillbook knows would replace it.
    """
    reference = controller(session.cluster.get(f"/api/v1/namespaces/{namespace}/pods/{pod_name}"))
    if reference and reference["kind"] == "ReplicaSet":
        path = f"/apis/apps/v1/namespaces/{namespace}/replicasets/{reference['name']}"
        reference = controller(session.cluster.get(path))
    kind = f"{reference['kind'].lower()}s" if reference else ""
    if reference is None or kind not in _KINDS:
        raise UsageError(
            f"pod {namespace}/{pod_name} has no Deployment or StatefulSet that would replace it. "
            "Nothing was changed."
        )
    return f"{kind}/{reference['name']}"


def controller(item: Json) -> Json | None:
    """Return the reference to the controller of an object, if it has one."""
    owners: list[Json] = item["metadata"].get("ownerReferences") or []
    return next((owner for owner in owners if owner.get("controller")), None)


@needs("create pods/exec")
def disk_use(session: Session, namespace: str, name: str, path: str) -> Observation[float]:
    """Look at how full the file system at a path in a pod is, as a share from 0 to 1."""
    command = ["df", "-P", path]
    started = now()
    executed = session.cluster.execute(namespace, name, command)
    match = _USE.search(executed.stdout)
    if executed.exit_code != 0 or match is None:
        raise Unobservable(f"{' '.join(command)} in {name}: {executed.stderr or executed.stdout}")
    return Observation(
        f"disk use of {name}:{path}",
        int(match.group(1)) / 100,
        f"df in pod {namespace}/{name}",
        " ".join(command),
        started,
        now(),
    )


def pod_of(item: Json) -> Pod:
    """Return what matters of a pod's object."""
    status: dict[str, Any] = item.get("status") or {}
    conditions = {c["type"]: c["status"] for c in status.get("conditions") or []}
    containers = status.get("containerStatuses") or []
    return Pod(
        name=item["metadata"]["name"],
        uid=item["metadata"]["uid"],
        phase=status.get("phase", "Unknown"),
        ready=conditions.get("Ready") == "True",
        restarts=sum(container["restartCount"] for container in containers),
        address=status.get("podIP"),
        terminating="deletionTimestamp" in item["metadata"],
    )


def _workload(kind_and_name: str, item: Json) -> Workload:
    status = item.get("status") or {}
    # A status that is older than the spec says nothing about what is wanted now.
    current = status.get("observedGeneration", 0) >= item["metadata"]["generation"]
    ready = status.get("readyReplicas", 0) if current else 0
    at_rest = AT_REST in (item["metadata"].get("annotations") or {})
    return Workload(kind_and_name, item["spec"]["replicas"], ready, at_rest)
