"""Releases of a Deployment: its revisions, how a roll-out stands, which image each pod runs."""

from dataclasses import dataclass

from drillbook.clients.answers import Json
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes.kubernetes import controller
from drillbook.rights import needs
from drillbook.session import Session

_SOURCE = "Kubernetes API"
_REVISION = "deployment.kubernetes.io/revision"
CAUSE = "kubernetes.io/change-cause"
RELEASES = "releases"


@dataclass(frozen=True)
class Revision:
    """A revision that can be rolled back to: its number, image, and why it was made."""

    number: int
    image: str
    cause: str


@dataclass(frozen=True)
class Rollout:
    """How a roll-out stands: replicas wanted, new, ready and old; whether it was given up."""

    wanted: int
    new: int
    ready: int
    old: int
    stuck: bool

    @property
    def complete(self) -> bool:
        """Return whether every pod is new and ready."""
        return self.new == self.ready == self.wanted and not self.old


@needs("get configmaps")
def images(session: Session, namespace: str) -> Observation[dict[str, str]]:
    """Return the image of every version that there is."""
    path = f"/api/v1/namespaces/{namespace}/configmaps/{RELEASES}"
    started = now()
    found = dict(session.cluster.get(path).get("data") or {})
    return Observation("releases", found, _SOURCE, f"GET {path}", started, now())


@needs("list replicasets.apps")
def history(session: Session, namespace: str, name: str) -> Observation[tuple[Revision, ...]]:
    """Return the revisions of a Deployment, the oldest first; none is Unobservable."""
    started = now()
    found = sorted(
        (
            Revision(
                int(item["metadata"]["annotations"][_REVISION]),
                item["spec"]["template"]["spec"]["containers"][0]["image"],
                item["metadata"]["annotations"].get(CAUSE, ""),
            )
            for item in replica_sets(session, namespace, name)
        ),
        key=lambda one: one.number,
    )
    if not found:
        raise Unobservable(f"deployment {name} in {namespace} has no revision")
    path = f"/apis/apps/v1/namespaces/{namespace}/replicasets"
    return Observation(f"history of {name}", tuple(found), _SOURCE, f"GET {path}", started, now())


@needs("get deployments.apps")
def rollout(session: Session, namespace: str, name: str) -> Observation[Rollout]:
    """Return how the roll-out of a Deployment stands."""
    path = f"/apis/apps/v1/namespaces/{namespace}/deployments/{name}"
    started = now()
    item = session.cluster.get(path)
    status = item.get("status") or {}
    current = status.get("observedGeneration", 0) >= item["metadata"]["generation"]
    new = status.get("updatedReplicas", 0) if current else 0
    conditions = {one["type"]: one for one in status.get("conditions") or ()}
    progress = conditions.get("Progressing", {})
    found = Rollout(
        wanted=item["spec"]["replicas"],
        new=new,
        ready=status.get("readyReplicas", 0),
        old=status.get("replicas", 0) - new,
        stuck=current and progress.get("reason") == "ProgressDeadlineExceeded",
    )
    return Observation(f"roll-out of {name}", found, _SOURCE, f"GET {path}", started, now())


@needs("list pods")
def running(session: Session, namespace: str, selector: str) -> Observation[dict[str, str]]:
    """Return by pod the image that its first container runs: its digest, as the node says."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    started = now()
    found = {
        item["metadata"]["name"]: item["status"]["containerStatuses"][0]["image"]
        for item in session.cluster.items(path, labelSelector=selector)
        if item["status"].get("containerStatuses") and "deletionTimestamp" not in item["metadata"]
    }
    if not found:
        raise Unobservable(f"no pod of {selector} runs in {namespace}")
    return Observation(f"images of {selector}", found, _SOURCE, f"GET {path}", started, now())


def replica_sets(session: Session, namespace: str, name: str) -> list[Json]:
    """Return the ReplicaSets of a Deployment."""
    path = f"/apis/apps/v1/namespaces/{namespace}/replicasets"
    return [
        item
        for item in session.cluster.items(path)
        if (owner := controller(item)) and owner["name"] == name
    ]
