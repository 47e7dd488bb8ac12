"""Versions rolled out and back (Neo Service Layer, Service Updates; P0 playbook)."""

from drillbook.clients.answers import Json
from drillbook.errors import Unobservable
from drillbook.guard import Change
from drillbook.probes import rollouts
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session

_HASH = "pod-template-hash"


@needs("patch deployments.apps", "list replicasets.apps")
def roll_back(session: Session, namespace: str, deployment: str) -> int:
    """Go back to the revision before the present one; return its number.

    Raises Unobservable without an earlier revision, Refused, or NotDone.
    """
    session.permit(Change("workload.image", namespace, (f"deployments/{deployment}",)))
    found = rollouts.replica_sets(session, namespace, deployment)
    if len(found) < 2:
        raise Unobservable(f"{deployment} has no revision before the present one")
    number, template = found[-2]
    path = f"/apis/apps/v1/namespaces/{namespace}/deployments/{deployment}"
    change = {"op": "replace", "path": "/spec/template", "value": _plain(template)}
    session.cluster.json_patch(path, [change])
    note(f"{deployment} goes back to revision {number}")
    return number


def _plain(template: Json) -> Json:
    metadata = template["metadata"]
    labels = {name: value for name, value in metadata["labels"].items() if name != _HASH}
    return template | {"metadata": metadata | {"labels": labels}}
