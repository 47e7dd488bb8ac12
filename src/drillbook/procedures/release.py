"""The release upgraded in the maintenance window (KG RCA, Scheduled Maintenance).

The runbook upgrades a Helm chart that it does not give. What an upgrade comes to is done here: each
of the release's own programs gets the new release on its pods, and is rolled out.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clock import now
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.procedures import environment
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

#: What the release is made of, beside the stores, which it does not change.
PROGRAMS = ("graph-builder", "kg-api", "kafka-exporter", "graph-exporter")
_ANNOTATION = "drillbook.dev/release"
_WITHIN = timedelta(minutes=5)


def upgrade(session: Session, namespace: str) -> str:
    """Roll out a new release of every program; return its name. The undo rolls all back.

    Raises Refused, NotDone, or CheckFailed when a program's pods do not become ready.
    """
    release = f"drill-{now():%H%M%S}"
    names = tuple(f"deployments/{one}" for one in PROGRAMS)
    session.permit(Change("workload.change", namespace, names, undo_within=_WITHIN))
    session.intend("release.back", {"namespace": namespace}, {"release": None})
    _roll_out(session, namespace, release)
    note(f"release {release} is rolled out to {', '.join(PROGRAMS)}")
    return release


@needs("list pods")
def releases(session: Session, namespace: str) -> Observation[dict[str, str]]:
    """Return the release of every pod of the programs that is not on its way out; "" for none."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    selector = f"app in ({','.join(PROGRAMS)})"
    started = now()
    found = {
        item["metadata"]["name"]: str(
            (item["metadata"].get("annotations") or {}).get(_ANNOTATION, "")
        )
        for item in session.cluster.items(path, labelSelector=selector)
        if "deletionTimestamp" not in item["metadata"]
    }
    source = "Kubernetes API"
    return Observation("releases of pods", found, source, f"GET {path}", started, now())


@undo_step("release.back")
def _back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace = str(arguments["namespace"])
    try:
        _roll_out(session, namespace, before["release"])
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = f"kubectl rollout undo -n {namespace} deployment/… of {', '.join(PROGRAMS)}"
        raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    return "every program is of the release that it was"


@needs("patch deployments.apps")
def _roll_out(session: Session, namespace: str, release: str | None) -> None:
    template = {"metadata": {"annotations": {_ANNOTATION: release}}}
    for name in PROGRAMS:
        path = environment.path_of(namespace, name)
        session.cluster.merge_patch(path, {"spec": {"template": template}})
    for name in PROGRAMS:
        environment.await_rolled_out(session, environment.path_of(namespace, name))
