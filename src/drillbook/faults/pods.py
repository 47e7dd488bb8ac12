"""Pods killed: one by name, or some of a role."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from drillbook.clients.kubernetes import NotDone
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.session import Session, required, undo_step

_GONE_WITHIN = timedelta(seconds=30)
_BACK_WITHIN = timedelta(minutes=5)


@action
def kill(namespace: str, pod: str) -> str:
    """Kill one pod without notice (deleted with a grace period of zero, by its UID)."""
    session = required()
    found = kubernetes.pod(session, namespace, pod).value
    if found is None:
        raise UsageError(f"there is no pod {namespace}/{pod} to kill")
    return bring(killing(session, namespace, (found,), f"pod {pod} is killed"))


@action
def kill_some(namespace: str, selector: str, count: int) -> str:
    """Kill this many of the ready pods that a label selector picks, first by name."""
    session = required()
    ready = [p for p in kubernetes.pods(session, namespace, selector).value if p.healthy]
    if len(ready) < int(count):
        raise UsageError(f"{selector} has {len(ready)} ready pods, not {count} to kill")
    chosen = tuple(sorted(ready, key=lambda p: p.name)[: int(count)])
    return bring(killing(session, namespace, chosen, f"{len(chosen)} of {selector} are killed"))


def killing(session: Session, namespace: str, pods: tuple[kubernetes.Pod, ...], text: str) -> Fault:
    """Return the fault that kills pods; its effect is that none of their UIDs is left."""
    names = [pod.name for pod in pods]

    def inject() -> None:
        for pod in pods:
            session.cluster.delete(
                f"/api/v1/namespaces/{namespace}/pods/{pod.name}",
                # The UID keeps a pod that took the name meanwhile from being hit.
                {"gracePeriodSeconds": 0, "preconditions": {"uid": pod.uid}},
            )

    return Fault(
        text=text,
        change=Change("pod.kill", namespace, tuple(names), taken_down=len(names)),
        undo="pods.are_back",
        arguments={"namespace": namespace, "owners": _owners(session, namespace, names)},
        before={"pods": names},
        inject=inject,
        look=partial(_left, session, namespace, {pod.uid for pod in pods}),
        took_effect=lambda left: not left,
        effect_within=_GONE_WITHIN,
    )


def _left(session: Session, namespace: str, uids: set[str]) -> Observation[tuple[str, ...]]:
    seen = kubernetes.pods(session, namespace)
    return Observation(
        "killed pods that are still there",
        tuple(sorted({pod.uid for pod in seen.value} & uids)),
        seen.source,
        seen.query,
        seen.started,
        seen.ended,
        {"uids": tuple(sorted(uids))},
    )


@undo_step("pods.are_back")
def _are_back(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Nothing of a killed pod is put back by hand: its workload must have replaced it."""
    namespace, owners = arguments["namespace"], arguments["owners"]
    for owner in owners:
        try:
            eventually(
                partial(_replicas, session, namespace, owner),
                lambda workload: workload.ready >= workload.wanted,
                within=_BACK_WITHIN,
                what=f"{owner} has all its replicas again",
            )
        except (CheckFailed, Unobservable) as error:
            raise UndoIncomplete(
                f"{error}; see 'kubectl describe pods -n {namespace}' for what holds them back"
            ) from error
    return f"{', '.join(owners)}: all replicas ready"


def _replicas(session: Session, namespace: str, owner: str) -> kubernetes.Workload:
    return kubernetes.workload(session, namespace, owner).value


def _owners(session: Session, namespace: str, names: list[str]) -> list[str]:
    """Return the workloads of pods as ``statefulsets/NAME`` or ``deployments/NAME``."""
    found = set()
    for name in names:
        path = f"/api/v1/namespaces/{namespace}/pods/{name}"
        reference = _controller(session.cluster.get(path))
        if reference and reference["kind"] == "ReplicaSet":
            path = f"/apis/apps/v1/namespaces/{namespace}/replicasets/{reference['name']}"
            reference = _controller(session.cluster.get(path))
        if reference is None:
            raise NotDone(f"pod {namespace}/{name} has no workload that would replace it")
        found.add(f"{reference['kind'].lower()}s/{reference['name']}")
    return sorted(found)


def _controller(item: dict[str, Any]) -> dict[str, Any] | None:
    owners = item["metadata"].get("ownerReferences") or []
    return next((owner for owner in owners if owner.get("controller")), None)


ACTIONS = {"kill": kill, "kill_some": kill_some}
