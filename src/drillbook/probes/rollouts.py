"""Which revisions a Deployment has, and what its pods are told to run."""

from drillbook.clients.answers import Json
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

_REVISION = "deployment.kubernetes.io/revision"


@needs("list replicasets.apps")
def replica_sets(session: Session, namespace: str, deployment: str) -> list[tuple[int, Json]]:
    """Return the number and the template of each revision, the newest last."""
    path = f"/apis/apps/v1/namespaces/{namespace}/replicasets"
    found = [
        (int(item["metadata"]["annotations"][_REVISION]), item["spec"]["template"])
        for item in session.cluster.items(path)
        if any(one["name"] == deployment for one in item["metadata"].get("ownerReferences") or ())
    ]
    return sorted(found, key=lambda one: one[0])


def revisions(session: Session, namespace: str, deployment: str) -> Observation[dict[str, str]]:
    """Look at the image of every revision, the newest last; none is Unobservable."""
    started = now()
    found = {
        str(number): str(template["spec"]["containers"][0]["image"])
        for number, template in replica_sets(session, namespace, deployment)
    }
    if not found:
        raise Unobservable(f"{namespace}/{deployment} has no revision")
    query = f"ReplicaSets of {deployment}"
    return Observation("revisions", found, "Kubernetes API", query, started, now())


@needs("list pods")
def versions(session: Session, namespace: str, app: str) -> Observation[dict[str, str]]:
    """Look at the version that every pod of an app is told to run ("" for none)."""
    path, started = f"/api/v1/namespaces/{namespace}/pods", now()
    found = {}
    for item in session.cluster.items(path, labelSelector=f"app={app}"):
        if "deletionTimestamp" not in item["metadata"]:
            told = item["spec"]["containers"][0].get("env") or []
            given = [one.get("value", "") for one in told if one["name"] == "VERSION"]
            found[item["metadata"]["name"]] = given[0] if given else ""
    return Observation("versions", found, "Kubernetes API", f"GET {path}", started, now())
