"""Pods killed: one by name, some, a share or all of a role, once or again and again."""

import math
import re
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from drillbook.clients.answers import Conflict
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.faults.workloads import BACK_WITHIN, require_whole
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.probes import kubernetes
from drillbook.session import Session, undo_step

KILL = Needs(
    rights=(
        *kubernetes.WHOLE,
        "get pods",
        "delete pods",
        "get replicasets.apps",
    )
)

_GONE_WITHIN = timedelta(seconds=30)
_MOST_CONFLICTS = 10
_EQUALITY = re.compile(r"(^|,)\s*[^\s!=,()]+\s*(==?\s*[^\s!=,()]+\s*(,|$)|\s+in\s*\()")
_described = described(
    changes="pod.kill",
    effect="no pod has the UID of a killed one any more",
    undo="pods.are_back",
    needs=KILL,
)


@action
@_described
def kill(namespace: str, pod: str) -> str:
    """Kill one pod without notice (deleted with a grace period of zero, by its UID)."""
    session = required()
    found = kubernetes.pod(session, namespace, pod).value
    if found is None:
        raise UsageError(f"there is no pod {namespace}/{pod} to kill")
    return bring(killing(session, namespace, (found,), f"pod {pod} is killed"))


@action
@_described
def kill_some(namespace: str, selector: str, count: int) -> str:
    """Kill this many of the ready pods that a label selector picks, first by name."""
    session = required()
    ready = _ready(session, namespace, selector)
    if not 1 <= int(count) <= len(ready):
        raise UsageError(f"{selector} has {len(ready)} ready pods, not {count} to kill")
    chosen = ready[: int(count)]
    text = f"{len(chosen)} of {selector} are killed"
    return bring(killing(session, namespace, chosen, text, selector))


@action
@_described
def kill_share(namespace: str, selector: str, share: float) -> str:
    """Kill a share (0 to 1, rounded up) of the ready pods of a label selector, first by name."""
    if not 0 < float(share) <= 1:
        raise UsageError(f"a share is above 0 and at most 1, not {share}")
    session = required()
    ready = _ready(session, namespace, selector)
    chosen = ready[: math.ceil(len(ready) * float(share))]
    text = f"{len(chosen)} of {len(ready)} pods of {selector} are killed"
    return bring(killing(session, namespace, chosen, text, selector))


@action
@_described
def kill_all(namespace: str, selector: str) -> str:
    """Kill every pod that a label selector picks, ready or not."""
    session = required()
    require_role(selector)
    found = kubernetes.pods(session, namespace, selector).value
    chosen = tuple(pod for pod in found if not pod.terminating and pod.phase != "Succeeded")
    text = f"all {len(chosen)} pods of {selector} are killed"
    return bring(killing(session, namespace, chosen, text, selector))


@action
@_described
def kill_again(namespace: str, selector: str, times: int, count: int = 1) -> str:
    """Kill ready pods of a label selector again and again, each time as soon as all are back.

    Raises Unobservable when the pods are not back in time for the next round.
    """
    if int(times) < 2:
        raise UsageError(f"again and again is at least 2 times, not {times}")
    session = required()
    whole = len(_ready(session, namespace, selector))
    said = []
    for round_number in range(1, int(times) + 1):
        try:
            eventually(
                partial(_ready, session, namespace, selector),
                lambda ready: len(ready) >= whole,
                within=BACK_WITHIN,
                what=f"{whole} pods of {selector} are ready for round {round_number} of {times}",
            )
        except CheckFailed as error:
            raise Unobservable(str(error)) from error
        said.append(kill_some(namespace, selector, count))
    return "; ".join(said)


def require_role(selector: str) -> None:
    """Raise UsageError for a label selector that does not say which pods are meant.

    Without an equality (``app=kg-api``) it picks everything but what it names, if anything.
    """
    if not _EQUALITY.search(selector):
        raise UsageError(
            f"the selector {selector!r} does not say which pods are meant; name a label and its "
            "value, e.g. app=kg-api. Nothing was changed."
        )


def killing(
    session: Session,
    namespace: str,
    pods: tuple[kubernetes.Pod, ...],
    text: str,
    selector: str = "",
) -> Fault:
    """Return the fault that kills pods; its effect is that none of their UIDs is left.

    Pods that were picked by a selector are killed only while it still picks them.
    """
    names = [pod.name for pod in pods]
    owners = sorted({kubernetes.owner(session, namespace, name) for name in names})

    def inject() -> None:
        for pod in pods:
            _delete(session, namespace, pod, selector)

    return Fault(
        text=text,
        change=Change("pod.kill", namespace, tuple(names), taken_down=len(names)),
        undo="pods.are_back",
        arguments={"namespace": namespace, "owners": owners},
        before={"pods": names},
        inject=inject,
        look=partial(_left, session, namespace, {pod.uid for pod in pods}),
        took_effect=lambda left: not left,
        effect_within=_GONE_WITHIN,
        undo_within=BACK_WITHIN,
    )


def _ready(session: Session, namespace: str, selector: str) -> tuple[kubernetes.Pod, ...]:
    require_role(selector)
    found = kubernetes.pods(session, namespace, selector).value
    healthy = [pod for pod in found if pod.healthy and pod.phase == "Running"]
    return tuple(sorted(healthy, key=lambda pod: pod.name))


def _delete(session: Session, namespace: str, pod: kubernetes.Pod, selector: str) -> None:
    path = f"/api/v1/namespaces/{namespace}/pods/{pod.name}"
    # The UID keeps a pod that took the name meanwhile from being hit, and the version one whose
    # labels have changed since they were looked at.
    preconditions = {"uid": pod.uid}
    for _ in range(_MOST_CONFLICTS if selector else 1):
        if selector:
            picked = session.cluster.items(
                f"/api/v1/namespaces/{namespace}/pods",
                labelSelector=selector,
                fieldSelector=f"metadata.name={pod.name}",
            )
            if [item["metadata"]["uid"] for item in picked] != [pod.uid]:
                raise NotDone(f"{selector} does not pick pod {pod.name} any more; it was let live")
            preconditions["resourceVersion"] = picked[0]["metadata"]["resourceVersion"]
        try:
            session.cluster.delete(path, {"gracePeriodSeconds": 0, "preconditions": preconditions})
        except Conflict as error:
            conflict = error
        else:
            return
    raise conflict


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
    """Wait until the workloads of the killed pods have replaced them."""
    owners = arguments["owners"]
    return "; ".join(require_whole(session, arguments["namespace"], owner) for owner in owners)


ACTIONS = {
    "kill": kill,
    "kill_some": kill_some,
    "kill_share": kill_share,
    "kill_all": kill_all,
    "kill_again": kill_again,
}
