"""Autoscalers told otherwise: a lower least, quicker ways down (Neo Service Layer, Scaling)."""

import copy
from datetime import timedelta

from drillbook.clients.answers import Json
from drillbook.clock import Seen, eventually
from drillbook.errors import CheckFailed, NotDone, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import autoscalers, kubernetes
from drillbook.procedures import objects
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session

_SOON = timedelta(minutes=1)


@needs("patch deployments.apps/scale")
def scale_down(
    session: Session, namespace: str, name: str, replicas: int, within: timedelta
) -> Seen[Observation[kubernetes.Workload]]:
    """Scale a workload that this drill has scaled up down again, its autoscaler's least first.

    Its way back is the one that was written down when it was scaled up. Raises Refused, NotDone,
    or Unobservable when it does not come to that many.
    """
    workload = kubernetes.find_workload(session, namespace, name)
    before = kubernetes.workload(session, namespace, workload).value.wanted
    change = Change(
        "workload.scale", namespace, (workload,), max(0, before - replicas), replicas, _SOON
    )
    session.permit(change)
    autoscaler = autoscalers.of_workload(session, namespace, workload)
    if autoscaler is not None:
        path = autoscalers.path(namespace, autoscaler.name)
        session.cluster.merge_patch(path, {"spec": {"minReplicas": replicas}})
    session.cluster.scale(namespace, workload, replicas)
    note(f"{workload} is scaled from {before} to {replicas}")
    try:
        return eventually(
            lambda: kubernetes.workload(session, namespace, workload),
            lambda seen: seen.value.ready == replicas,
            within=within,
            what=f"{workload} has {replicas} ready replicas",
        )
    except CheckFailed as error:
        raise Unobservable(str(error)) from error


def set_most(session: Session, namespace: str, name: str, replicas: int) -> None:
    """Let an autoscaler make so many replicas at most; undone. Raises Refused or NotDone."""
    what = f"{name} may make {replicas} replicas at most"
    body = {"spec": {"maxReplicas": replicas}}
    objects.patch(session, namespace, f"horizontalpodautoscalers/{name}", body, what)


@needs("get horizontalpodautoscalers.autoscaling", "patch horizontalpodautoscalers.autoscaling")
def quicken(session: Session, namespace: str, name: str, factor: int) -> None:
    """Let an autoscaler go down so many times quicker, by window and periods; undone."""
    where = objects.path(namespace, f"horizontalpodautoscalers/{name}")
    down: Json = copy.deepcopy(session.cluster.get(where)["spec"]["behavior"]["scaleDown"])
    down["stabilizationWindowSeconds"] //= factor
    for policy in down["policies"]:
        policy["periodSeconds"] //= factor
    what = f"{name} goes down {factor} times quicker than it is told to"
    body = {"spec": {"behavior": {"scaleDown": down}}}
    objects.patch(session, namespace, f"horizontalpodautoscalers/{name}", body, what)


@needs("get horizontalpodautoscalers.autoscaling", "patch horizontalpodautoscalers.autoscaling")
def by_pods_alone(session: Session, namespace: str, name: str) -> None:
    """Let an autoscaler go by its metrics of pods alone, and by no resource; undone.

    Raises Refused, or NotDone when it has none.
    """
    where = objects.path(namespace, f"horizontalpodautoscalers/{name}")
    metrics: list[Json] = session.cluster.get(where)["spec"]["metrics"]
    kept = [one for one in metrics if one["type"] == "Pods"]
    if not kept:
        raise NotDone(f"{name} has no metric of pods")
    what = f"{name} goes by {', '.join(one['pods']['metric']['name'] for one in kept)} alone"
    body = {"spec": {"metrics": kept}}
    objects.patch(session, namespace, f"horizontalpodautoscalers/{name}", body, what)
