"""Pods that a live proof plants: one that no kubelet has, one that says nothing, events lost."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Json
from drillbook.clock import eventually
from drillbook.errors import NotDone, UndoIncomplete
from drillbook.guard import Change
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session, undo_step

BILLING = "billing-service"
#: More than the workload's own: what shows a pod's limits shows them.
MORE = {"cpu": "2", "memory": "1Gi"}

_WITHIN = timedelta(minutes=1)
_UNMEASURED, _SILENT = "drillbook-unmeasured", "drillbook-silent"
_AT_ONCE = {"gracePeriodSeconds": 0}
# It ends by itself, if nobody undoes it.
_SILENCE = ["/usr/bin/python3", "-c", "import time; time.sleep(900)"]
_LOST = "ScalingReplicaSet"
_EXISTS = 409


@needs("create pods", "patch pods/status")
def leave_unmeasured(
    labels: Mapping[str, str],
    session: Session,
    namespace: str,
    *,
    container: str = _UNMEASURED,
    limits: Mapping[str, str] | None = None,
) -> None:
    """Have a container said to run that no kubelet has, so that nobody measures its use."""
    session.permit(Change("workload.change", namespace, (_UNMEASURED,), undo_within=_WITHIN))
    session.intend("pod.unmeasured_away", {"namespace": namespace}, {})
    of = {"name": container, "image": _UNMEASURED}
    session.cluster.create(
        f"/api/v1/namespaces/{namespace}/pods",
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": _UNMEASURED, "labels": dict(labels)},
            # No scheduler of this name, so no node ever has it.
            "spec": {
                "schedulerName": _UNMEASURED,
                "containers": [of | {"resources": {"limits": dict(limits or {})}}],
            },
        },
    )
    status = {"ready": True, "restartCount": 0, "imageID": "", "state": {"running": {}}}
    session.cluster.merge_patch(
        f"/api/v1/namespaces/{namespace}/pods/{_UNMEASURED}/status",
        {
            "status": {
                "phase": "Running",
                "conditions": [{"type": "Ready", "status": "True"}],
                "containerStatuses": [of | status],
            }
        },
    )


@undo_step("pod.unmeasured_away")
def _unmeasured_away(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    return _away(session, str(arguments["namespace"]), _UNMEASURED)


@needs("get deployments.apps", "create pods", "get pods")
def leave_silent(session: Session, namespace: str) -> None:
    """Have a pod of billing-service run that writes no line of a log, and is asked nothing."""
    session.permit(Change("workload.change", namespace, (_SILENT,), undo_within=_WITHIN))
    session.intend("pod.silent_away", {"namespace": namespace}, {})
    path = f"/apis/apps/v1/namespaces/{namespace}/deployments/{BILLING}"
    own = session.cluster.get(path)["spec"]["template"]["spec"]["containers"][0]
    container = {
        "name": BILLING,
        "image": own["image"],
        "imagePullPolicy": own.get("imagePullPolicy", "IfNotPresent"),
        "command": _SILENCE,
    }
    spec = {
        "containers": [container],
        # Nobody makes this so, and requests go to pods alone that are ready.
        "readinessGates": [{"conditionType": "drillbook.dev/never"}],
        "automountServiceAccountToken": False,
    }
    about = {"name": _SILENT, "labels": {"app": BILLING}}
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": about, "spec": spec}
    session.cluster.create(f"/api/v1/namespaces/{namespace}/pods", body)
    eventually(
        lambda: kubernetes.pod(session, namespace, _SILENT).value,
        lambda seen: seen is not None and seen.phase == "Running",
        within=_WITHIN,
        what=f"{_SILENT} runs",
    )


@undo_step("pod.silent_away")
def _silent_away(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    return _away(session, str(arguments["namespace"]), _SILENT)


@needs("delete pods")
def _away(session: Session, namespace: str, name: str) -> str:
    try:
        was = session.cluster.discard(f"/api/v1/namespaces/{namespace}/pods/{name}", _AT_ONCE)
    except NotDone as error:
        by_hand = f"by hand: kubectl delete pod -n {namespace} {name}"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"{name} is gone" if was else f"{name} was not there"


@needs("list events", "delete events")
def lose_events(session: Session, namespace: str) -> None:
    """Lose the events that tell of billing-service's scaling; the undo makes the same again."""
    path = f"/api/v1/namespaces/{namespace}/events"
    found = [
        item
        for item in session.cluster.items(path)
        if item.get("reason") == _LOST and BILLING in item["involvedObject"].get("name", "")
    ]
    if not found:
        raise NotDone(f"{namespace} has no event {_LOST} of {BILLING} that could be lost")
    session.permit(Change("workload.change", namespace, (f"events of {BILLING}",)))
    kept = [_as_made(item) for item in found]
    session.intend("events.make_again", {"namespace": namespace}, {"events": kept})
    for item in found:
        session.cluster.delete(f"{path}/{item['metadata']['name']}")


@undo_step("events.make_again")
@needs("create events")
def _make_again(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace = str(arguments["namespace"])
    for item in before["events"]:
        try:
            session.cluster.create(f"/api/v1/namespaces/{namespace}/events", item)
        except NotDone as error:
            if error.status != _EXISTS:
                by_hand = "they would have ended by themselves within an hour"
                raise UndoIncomplete(f"an event of {BILLING}: {error}; {by_hand}") from error
    return f"{len(before['events'])} events of {BILLING} are there again"


def _as_made(item: Json) -> Json:
    """Return an event as it can be made: without what the API server adds."""
    about = {key: item["metadata"][key] for key in ("name", "namespace")}
    return {"apiVersion": "v1", "kind": "Event", **item, "metadata": about}
