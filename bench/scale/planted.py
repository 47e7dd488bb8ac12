"""The states that are planted among 10,000 running pods: each as a kubelet or controller writes it.

Broken are those that the runbooks look for (or would miss with grep); sound are those that look
like them and are well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

#: More restarts than this within an hour are too many (kg_rca, overview dashboard's alerts).
MOST_RESTARTS = 5
RESTARTS_WITHIN = timedelta(hours=1)
LOST_NODE = "lost"


@dataclass(frozen=True)
class Planted:
    """A pod's state: what makes it (``spec`` over a sound pod's), and what is said of it."""

    name: str
    status: Json
    spec: Mapping[str, Any] = field(default_factory=dict)
    deleted: bool = False


def ago(minutes: float) -> str:
    """Return a moment in the past as Kubernetes writes it."""
    return (datetime.now(UTC) - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def waiting(reason: str) -> Json:
    """Return the state of a container that waits."""
    return {"waiting": {"reason": reason}}


def ended(reason: str, code: int, minutes: float = 1) -> Json:
    """Return the state of a container that has ended."""
    times = {"startedAt": ago(minutes + 5), "finishedAt": ago(minutes)}
    return {"terminated": {"reason": reason, "exitCode": code, **times}}


def container(
    state: Json, *, ready: bool = False, restarts: int = 0, last: Json | None = None
) -> Json:
    """Return the status of a container."""
    said = {"name": "app", "image": "shop/app:1", "imageID": "", "ready": ready}
    return said | {"restartCount": restarts, "state": state, "lastState": last or {}}


def status(phase: str, *containers: Json, ready: bool = False, **more: Any) -> Json:
    """Return the status of a pod; its conditions follow from ``ready``."""
    said = "True" if ready else "False"
    conditions = [
        {"type": kind, "status": value, "lastTransitionTime": ago(1)}
        for kind, value in (("Initialized", "True"), ("Ready", said), ("ContainersReady", said))
    ]
    return {
        "phase": phase,
        "startTime": ago(60),
        "conditions": conditions,
        "containerStatuses": list(containers),
    } | more


RUNNING: Json = {"running": {"startedAt": ago(30)}}
KILLED = ended("OOMKilled", 137)
CRASHED = ended("Error", 1)
GATE = {"readinessGates": [{"conditionType": "shop.example/warm"}]}
TWO = ("app", "proxy")


def two(*, ready: bool) -> list[Json]:
    """Return the statuses of two running containers, of which the second may not be ready."""
    first, second = container(RUNNING, ready=True), container(RUNNING, ready=ready)
    return [first, second | {"name": "proxy"}]


def pending(reason: str) -> Json:
    """Return what a pod says whose container cannot be started."""
    return status("Pending", container(waiting(reason)))


def init(state: Json) -> Json:
    """Return what a pod says whose init container is in this state."""
    waits = container(waiting("PodInitializing"))
    return status("Pending", waits, initContainerStatuses=[container(state) | {"name": "prepare"}])


PREPARE = {"initContainers": [{"name": "prepare", "image": "shop/prepare:1"}]}


def broken() -> tuple[Planted, ...]:
    """Return the states that the health verdict must find; named in kubectl's or our words."""
    again = waiting("CrashLoopBackOff")
    well = container(RUNNING, ready=True)
    often = container(RUNNING, ready=True, restarts=MOST_RESTARTS + 2, last=CRASHED)
    nowhere = {"nodeName": None, "nodeSelector": {"disk": "none-has-it"}}
    evicted = {"phase": "Failed", "reason": "Evicted", "message": "low on memory"}
    stopped = container(ended("Completed", 0), restarts=1)
    return (
        Planted("crash-loop", status("Running", container(again, restarts=5, last=CRASHED))),
        Planted("environment-missing", pending("CreateContainerConfigError")),
        Planted("environment-wrong", status("Running", container(CRASHED, restarts=1))),
        Planted("pending", {}, nowhere),
        Planted("container-creating", pending("ContainerCreating")),
        Planted("image-pull-back-off", pending("ImagePullBackOff")),
        Planted("err-image-pull", pending("ErrImagePull")),
        Planted("oom-killed", status("Running", container(KILLED, restarts=2, last=KILLED))),
        Planted("oom-killed-in-loop", status("Running", container(again, restarts=4, last=KILLED))),
        Planted("not-ready", status("Running", container(RUNNING))),
        Planted("one-of-two-ready", status("Running", *two(ready=False)), {"containers": TWO}),
        Planted("gate-shut", status("Running", well), GATE),
        Planted("evicted", evicted),
        Planted("error", status("Failed", container(CRASHED))),
        Planted("ended-and-should-run", status("Running", stopped)),
        Planted("init-crash-loop", init(again), PREPARE),
        Planted("init-error", init(CRASHED), PREPARE),
        Planted("restarts-too-often", status("Running", often, ready=True)),
        Planted("terminating", status("Running", well, ready=True), deleted=True),
        Planted("node-lost", status("Running", well), {"nodeName": LOST_NODE}),
    )


def sound() -> tuple[Planted, ...]:
    """Return states that look like broken ones and are well."""
    rarely = container(RUNNING, ready=True, restarts=MOST_RESTARTS - 1, last=CRASHED)
    once = ended("Error", 1, minutes=600)
    long_ago = container(RUNNING, ready=True, restarts=MOST_RESTARTS + 2, last=once)
    done = status("Succeeded", container(ended("Completed", 0)))
    gated = status("Running", container(RUNNING, ready=True), ready=True)
    gated["conditions"].append(
        {"type": "shop.example/warm", "status": "True", "lastTransitionTime": ago(1)}
    )
    return (
        Planted("completed", done, {"restartPolicy": "Never"}),
        Planted("restarted-rarely", status("Running", rarely, ready=True)),
        Planted("restarted-long-ago", status("Running", long_ago, ready=True)),
        Planted(
            "two-of-two-ready", status("Running", *two(ready=True), ready=True), {"containers": TWO}
        ),
        Planted("gate-open", gated, GATE),
    )
