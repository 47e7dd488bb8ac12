"""What is deployed, held against a commit of the repository that configuration is kept in."""

import json
from pathlib import Path
from typing import Any

from drillbook import directories
from drillbook.clients import git
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

_KINDS = {
    "configmaps": "/api/v1/namespaces/{}/configmaps",
    "deployments": "/apis/apps/v1/namespaces/{}/deployments",
    "statefulsets": "/apis/apps/v1/namespaces/{}/statefulsets",
}
_CLUSTERS_OWN = "kube-root-ca.crt"
_RESTARTED = "kubectl.kubernetes.io/restartedAt"


def repository() -> Path:
    """Return where the repository is, on this machine."""
    return directories.state() / "copies" / "configuration"


@needs("list configmaps", "list deployments.apps", "list statefulsets.apps")
def deployed(session: Session, namespace: str) -> dict[str, str]:
    """Return what is wanted of each object, as text, by ``kind/name``. Raises Unobservable."""
    found = {
        f"{kind}/{item['metadata']['name']}": as_text(wanted(item))
        for kind, path in _KINDS.items()
        for item in session.cluster.items(path.format(namespace))
        if item["metadata"]["name"] != _CLUSTERS_OWN
    }
    if not found:
        raise Unobservable(f"nothing is deployed in {namespace}")
    return found


def drifted(session: Session, namespace: str, commit: str) -> Observation[tuple[str, ...]]:
    """Return the objects that are not as a commit says, those that only one of both has among them.

    Raises Unobservable when the commit is not there, or nothing is deployed.
    """
    started = now()
    said, is_now = git.files(repository(), commit), deployed(session, namespace)
    found = tuple(name for name in sorted({*said, *is_now}) if said.get(name) != is_now.get(name))
    source = f"Kubernetes API, and {repository()}"
    return Observation("drifted", found, source, f"compared with {commit}", started, now())


def wanted(item: dict[str, Any]) -> dict[str, Any]:
    """Return what somebody wants of an object; when it was restarted is none of that."""
    if "spec" not in item:
        return {"data": item.get("data") or {}}
    spec = json.loads(json.dumps(item["spec"]))
    annotations = spec["template"]["metadata"].get("annotations", {})
    annotations.pop(_RESTARTED, None)
    if not annotations:
        spec["template"]["metadata"].pop("annotations", None)
    return {"spec": spec}


def as_text(value: Any) -> str:
    """Return a value as the same text each time."""
    return json.dumps(value, indent=2, sort_keys=True) + "\n"
