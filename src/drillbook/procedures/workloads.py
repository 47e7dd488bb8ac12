"""Workloads scaled by hand (KG RCA, Scaling Procedures / Horizontal Scaling)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Absent
from drillbook.clock import Seen, eventually, now
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.faults.bringing import NotBegun
from drillbook.faults.workloads import BACK_WITHIN, scale_from
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import autoscalers, kubernetes
from drillbook.procedures import environment
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_MINIMUM_WITHIN = timedelta(minutes=1)


@needs("patch deployments.apps/scale", "patch statefulsets.apps/scale")
def scale(
    session: Session, namespace: str, name: str, replicas: int, within: timedelta
) -> Seen[Observation[kubernetes.Workload]]:
    """Scale a workload and wait until that many are ready; return when it was seen.

    An autoscaler would take back within seconds what was scaled by hand above its own figure, so
    its minimum is raised as far first. Both are put back at the end of the drill. Raises
    Unobservable when the replicas do not become ready in time, since then the procedure has not
    been carried out, and NotBegun when somebody has scaled it since it was looked at.
    """
    workload = kubernetes.find_workload(session, namespace, name)
    before = kubernetes.workload(session, namespace, workload).value.wanted
    raised = _raise_minimum(session, namespace, workload, replicas)
    session.permit(
        Change(
            "workload.scale",
            namespace,
            (workload,),
            taken_down=max(0, before - replicas),
            scaled_to=replicas,
            undo_within=BACK_WITHIN,
        )
    )
    intent = session.intend(
        "workload.scale_back",
        {"namespace": namespace, "workload": workload, "left_at": replicas},
        {"replicas": before},
    )
    try:
        # An autoscaler whose minimum was raised may have been quicker.
        if raised:
            session.cluster.scale(namespace, workload, replicas)
        else:
            scale_from(session, namespace, workload, before, replicas)
    except NotBegun:
        session.journal.undone(intent)
        raise
    note(f"{workload} is scaled from {before} to {replicas}")
    try:
        return eventually(
            lambda: kubernetes.workload(session, namespace, workload),
            lambda seen: seen.value.ready >= replicas,
            within=within,
            what=f"{workload} has {replicas} ready replicas",
        )
    except CheckFailed as error:
        raise Unobservable(str(error)) from error


def _raise_minimum(session: Session, namespace: str, workload: str, replicas: int) -> bool:
    """Raise the least replicas of a workload's autoscaler; return whether it has one below."""
    autoscaler = autoscalers.of_workload(session, namespace, workload)
    if autoscaler is None or autoscaler.least >= replicas:
        return False
    session.permit(
        Change(
            "workload.scale",
            namespace,
            (autoscaler.name,),
            scaled_to=replicas,
            undo_within=_MINIMUM_WITHIN,
        )
    )
    session.intend(
        "autoscaler.restore_minimum",
        {"namespace": namespace, "autoscaler": autoscaler.name, "left_at": replicas},
        {"least": autoscaler.least},
    )
    _set_minimum(session, namespace, autoscaler.name, replicas)
    note(f"the least replicas of {autoscaler.name} go from {autoscaler.least} to {replicas}")
    return True


@undo_step("autoscaler.restore_minimum")
@needs("get horizontalpodautoscalers.autoscaling")
def _restore_minimum(
    session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]
) -> str:
    namespace, name = str(arguments["namespace"]), str(arguments["autoscaler"])
    try:
        found = session.cluster.get(autoscalers.path(namespace, name))
        least = found["spec"].get("minReplicas", 1)
        if least == before["least"]:
            return f"{name}: at least {least} replicas, as before"
        if least != arguments["left_at"]:
            raise UndoIncomplete(
                f"{name} has a minimum of {least}, which somebody else set; it was "
                f"{before['least']}; by hand: kubectl edit -n {namespace} {name}"
            )
        _set_minimum(session, namespace, name, int(before["least"]))
    except Absent:
        return f"{name} is not there any more"
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: kubectl edit -n {namespace} {name}") from error
    return f"{name}: at least {before['least']} replicas again"


@needs("patch horizontalpodautoscalers.autoscaling")
def _set_minimum(session: Session, namespace: str, name: str, replicas: int) -> None:
    path = autoscalers.path(namespace, name)
    session.cluster.merge_patch(path, {"spec": {"minReplicas": replicas}})


@needs("patch deployments.apps")
def restart(session: Session, namespace: str, deployment: str) -> None:
    """Restart a Deployment's pods a few at a time, as ``kubectl rollout restart`` does.

    There is nothing to put back. Raises Refused, NotDone, or CheckFailed when they do not come.
    """
    session.permit(Change("workload.change", namespace, (f"deployments/{deployment}",)))
    path = environment.path_of(namespace, deployment)
    annotations = {"kubectl.kubernetes.io/restartedAt": now().isoformat(timespec="seconds")}
    template = {"metadata": {"annotations": annotations}}
    session.cluster.merge_patch(path, {"spec": {"template": template}})
    environment.await_rolled_out(session, path)
    note(f"every pod of {deployment} is new")


def wait_to_scale_down(session: Session, namespace: str, workload: str, seconds: int) -> None:
    """Let a workload's autoscaler wait so long before it scales down; the undo puts back its wait.

    Raises Unobservable for a workload without an autoscaler, Refused, or NotDone.
    """
    found = autoscalers.of_workload(
        session, namespace, kubernetes.find_workload(session, namespace, workload)
    )
    if found is None:
        raise Unobservable(f"{workload} has no autoscaler")
    name = found.name
    session.permit(Change("workload.scale", namespace, (name,), undo_within=_MINIMUM_WITHIN))
    behavior = session.cluster.get(autoscalers.path(namespace, name))["spec"].get("behavior")
    session.intend(
        "autoscaler.behavior_back",
        {"namespace": namespace, "autoscaler": name},
        {"behavior": behavior},
    )
    wait = {"scaleDown": {"stabilizationWindowSeconds": seconds}}
    _set_behavior(session, namespace, name, wait)
    note(f"{name} waits {seconds} s before it scales down")


@undo_step("autoscaler.behavior_back")
def _behavior_back(
    session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]
) -> str:
    namespace, name = str(arguments["namespace"]), str(arguments["autoscaler"])
    try:
        # Emptied first: a patch merges what it is given into what is there.
        _set_behavior(session, namespace, name, None)
        if before["behavior"] is not None:
            _set_behavior(session, namespace, name, before["behavior"])
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: kubectl edit -n {namespace} {name}") from error
    return f"{name} scales as it did"


@needs("patch horizontalpodautoscalers.autoscaling")
def _set_behavior(session: Session, namespace: str, name: str, behavior: Any) -> None:
    session.cluster.merge_patch(autoscalers.path(namespace, name), {"spec": {"behavior": behavior}})
