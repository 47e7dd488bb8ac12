"""Workloads scaled by hand (KG RCA, Scaling Procedures / Horizontal Scaling)."""

from datetime import timedelta

from drillbook import drill
from drillbook.clock import Seen, eventually
from drillbook.errors import CheckFailed, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.session import Session


def scale(
    session: Session, namespace: str, name: str, replicas: int, within: timedelta
) -> Seen[Observation[kubernetes.Workload]]:
    """Scale a workload and wait until that many are ready; return when it was seen.

    It is put back to what it was at the end of the drill. Raises Unobservable when the replicas
    do not become ready in time, since then the procedure has not been carried out.
    """
    workload = kubernetes.find_workload(session, namespace, name)
    before = kubernetes.workload(session, namespace, workload).value.wanted
    session.permit(
        Change("workload.scale", namespace, (workload,), taken_down=max(0, before - replicas))
    )
    session.intend(
        "workload.scale_back",
        {"namespace": namespace, "workload": workload, "left_at": replicas},
        {"replicas": before},
    )
    session.cluster.scale(namespace, workload, replicas)
    running = drill.current.get()
    if running:
        running.event("procedure", f"{workload} is scaled from {before} to {replicas}")
    try:
        return eventually(
            lambda: kubernetes.workload(session, namespace, workload),
            lambda seen: seen.value.ready >= replicas,
            within=within,
            what=f"{workload} has {replicas} ready replicas",
        )
    except CheckFailed as error:
        raise Unobservable(str(error)) from error
