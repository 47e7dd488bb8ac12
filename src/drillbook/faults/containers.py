"""Containers frozen: their processes are there, hold their connections, and do nothing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clock import eventually, now
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults import lab
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import LAB, Needs, described
from drillbook.guard import Change
from drillbook.lab import pods
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.probes import kubernetes
from drillbook.session import Session, undo_step

_FROZEN_WITHIN = timedelta(seconds=30)
_BACK_WITHIN = timedelta(minutes=2)


@action
@described(
    changes="container.freeze",
    effect="the kernel says that every process of the container's cgroup is frozen",
    undo="container.thaw",
    needs=Needs(rights=("get pods",), target=LAB, on_machine=("root", "the cgroup freezer")),
)
def freeze(namespace: str, pod: str, container: str = "") -> str:
    """Freeze a container (the pod's first, by default) with the cgroup freezer.

    Unlike a killed one it keeps its connections open and answers nothing. A liveness probe
    restarts it, which ends the fault.
    """
    session = required()
    number = lab.number(session, "freezing a container")
    found = lab.container(session, namespace, pod, container)
    freezer = pods.freezer(number, found.pod_uid, found.id)
    if freezer is None:
        raise UsageError(f"container {found.name} of {namespace}/{pod} has no cgroup freezer")
    if freezer.frozen:
        raise UsageError(f"container {found.name} of {namespace}/{pod} is frozen already")
    return bring(
        Fault(
            text=f"container {found.name} of {pod} is frozen",
            change=Change("container.freeze", namespace, (pod,), taken_down=1),
            undo="container.thaw",
            arguments={"namespace": namespace, "pod": pod, "container_id": found.id},
            before={"uid": found.pod_uid, "frozen": False},
            inject=lambda: _freeze(freezer),
            look=lambda: _look(freezer),
            took_effect=bool,
            effect_within=_FROZEN_WITHIN,
        )
    )


@undo_step("container.thaw")
def _thaw(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Let the container go on, if it is still there, and wait until its pod is ready."""
    namespace, pod = arguments["namespace"], arguments["pod"]
    number = lab.number(session, "freezing a container")
    freezer = pods.freezer(number, before["uid"], arguments["container_id"])
    if freezer is None:
        return f"the container of {pod} that was frozen is gone"
    try:
        freezer.thaw()
    except OSError as error:
        raise UndoIncomplete(f"{error}; by hand: echo THAWED > {freezer.file}") from error
    try:
        eventually(
            lambda: kubernetes.pod(session, namespace, pod).value,
            lambda seen: seen is None or seen.uid != before["uid"] or seen.healthy,
            within=_BACK_WITHIN,
            what=f"pod {pod} is ready again",
        )
    except (CheckFailed, Unobservable) as error:
        raise UndoIncomplete(f"{error}; see 'kubectl describe pod -n {namespace} {pod}'") from error
    return f"{pod} goes on"


def _freeze(freezer: pods.Freezer) -> None:
    try:
        freezer.freeze()
    except OSError as error:
        raise NotDone(f"{freezer.file} cannot be written: {error.strerror}") from error


def _look(freezer: pods.Freezer) -> Observation[bool]:
    started = now()
    return Observation(
        "container frozen", freezer.frozen, "the kernel", f"read {freezer.file}", started, now()
    )


ACTIONS = {"freeze": freeze}
