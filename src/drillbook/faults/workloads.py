"""Workloads scaled, and a server stopped inside a pod that goes on running."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults import servers
from drillbook.faults.bringing import Fault, NotBegun, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import autoscalers, kubernetes
from drillbook.session import Session, undo_step

_WITHIN = timedelta(minutes=2)
BACK_WITHIN = timedelta(minutes=5)
# What the API server answers when a patch's test does not hold.
_NOT_AS_SEEN = 422


SCALE = Needs(
    rights=(
        *kubernetes.WHOLE,
        "patch deployments.apps/scale",
        "patch statefulsets.apps/scale",
        "list horizontalpodautoscalers.autoscaling",
    )
)


@action
@described(
    changes="workload.scale",
    effect="the workload wants that many replicas, and as many are ready",
    undo="workload.scale_back",
    needs=SCALE,
)
def scale(namespace: str, workload: str, replicas: int) -> str:
    """Scale a Deployment or StatefulSet by its name; the undo scales it back."""
    return bring(scaling(required(), namespace, workload, int(replicas)))


def scaling(session: Session, namespace: str, workload: str, replicas: int) -> Fault:
    """Return the fault that scales a workload; its effect is that many ready replicas.

    Raises UsageError for less than none, and when it wants as many already: the effect would be
    there without a change.
    """
    if replicas < 0:
        raise UsageError(f"{workload} cannot have {replicas} replicas. Nothing was changed.")
    workload = kubernetes.find_workload(session, namespace, workload)
    wanted = kubernetes.workload(session, namespace, workload).value.wanted
    if wanted == replicas:
        raise UsageError(f"{workload} in {namespace} wants {replicas} replicas already")
    return Fault(
        text=f"{workload} is scaled from {wanted} to {replicas}",
        change=Change(
            "workload.scale",
            namespace,
            (workload,),
            taken_down=max(0, wanted - replicas),
            scaled_to=replicas,
        ),
        undo="workload.scale_back",
        arguments={"namespace": namespace, "workload": workload, "left_at": replicas},
        before={"replicas": wanted},
        inject=lambda: scale_from(session, namespace, workload, wanted, replicas),
        look=lambda: kubernetes.workload(session, namespace, workload),
        took_effect=lambda seen: seen.wanted == replicas and seen.ready == replicas,
        effect_within=_WITHIN,
        undo_within=BACK_WITHIN,
    )


def scale_from(session: Session, namespace: str, workload: str, was: int, replicas: int) -> None:
    """Scale from what the guard and the journal were told of. Raises NotBegun if it is another."""
    try:
        session.cluster.scale(namespace, workload, replicas, was=was)
    except NotDone as error:
        if error.status != _NOT_AS_SEEN:
            raise
        raise NotBegun(
            f"{workload} no longer has {was} replicas: somebody has scaled it since it was looked "
            "at. Nothing was changed."
        ) from error


@undo_step("workload.scale_back")
def _scale_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Scale back, unless somebody has scaled it since, and wait until all replicas are ready."""
    namespace, workload = arguments["namespace"], arguments["workload"]
    found = kubernetes.workload(session, namespace, workload).value
    was, left = before["replicas"], arguments["left_at"]
    by_hand = f"kubectl scale -n {namespace} {workload} --replicas={was}"
    if found.wanted not in (was, left):
        said = f"{workload} has {found.wanted} replicas, neither {was} as before nor {left} as left"
        if autoscalers.of_workload(session, namespace, workload) is None:
            raise UndoIncomplete(f"{said}: somebody else has set them; by hand: {by_hand}")
        return f"{said}: its autoscaler's; {require_whole(session, namespace, workload)}"
    if found.wanted != was:
        try:
            session.cluster.scale(namespace, workload, was, was=left)
        except NotDone as error:
            if error.status == _NOT_AS_SEEN:
                raise Unobservable(f"{workload} was scaled since it was looked at") from error
            raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    return require_whole(session, namespace, workload)


@action
@described(
    changes="server.stop",
    effect="the pod runs and is not ready",
    undo="server.start",
    needs=Needs(rights=("get pods", "create pods/exec"), in_container=("SERVER-service",)),
)
def stop_server(namespace: str, pod: str, server: str) -> str:
    """Stop a server inside its pod, so that the pod runs on but is not ready.

    The container must bring a command ``SERVER-service stop|start|status`` (the lab's do).
    """
    session = required()
    found = kubernetes.pod(session, namespace, pod).value
    if found is None or not found.healthy:
        raise UsageError(f"pod {namespace}/{pod} is not there, or not healthy as it is")

    return bring(
        Fault(
            text=f"{server} is stopped in pod {pod}",
            change=Change("server.stop", namespace, (pod,), taken_down=1),
            undo="server.start",
            arguments={"namespace": namespace, "pod": pod, "server": server},
            before={"uid": found.uid},
            inject=lambda: servers.tell(session, namespace, pod, server, "stop"),
            look=lambda: kubernetes.pod(session, namespace, pod),
            took_effect=lambda seen: seen is not None and not seen.ready,
            effect_within=_WITHIN,
            undo_within=servers.WITHIN + BACK_WITHIN,
        )
    )


@undo_step("server.start")
def _start_server(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Start the server again if the pod is still the same one, and wait until it is ready."""
    namespace, pod, server = arguments["namespace"], arguments["pod"], arguments["server"]
    found = kubernetes.pod(session, namespace, pod).value
    # A pod that replaced it starts its server by itself. That it is ready says nothing: readiness
    # is looked at every few seconds, and the server may have been stopped since.
    if found is not None and found.uid == before["uid"]:
        try:
            if not servers.runs(session, namespace, pod, server):
                servers.tell(session, namespace, pod, server, "start")
        except (NotDone, Unobservable) as error:
            by_hand = f"kubectl exec -n {namespace} {pod} -- {server}-service start"
            raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    try:
        eventually(
            lambda: kubernetes.pod(session, namespace, pod).value,
            lambda seen: seen is not None and seen.healthy,
            within=BACK_WITHIN,
            what=f"pod {pod} is ready again",
        )
    except (CheckFailed, Unobservable) as error:
        raise UndoIncomplete(f"{error}; see 'kubectl logs -n {namespace} {pod}'") from error
    return f"{server} runs in {pod}"


def require_whole(session: Session, namespace: str, workload: str) -> str:
    """Wait until a workload has all its replicas again; UndoIncomplete when it has not in time."""
    try:
        kubernetes.whole(session, namespace, workload, BACK_WITHIN)
    except (CheckFailed, Unobservable) as error:
        raise UndoIncomplete(
            f"{error}; see 'kubectl describe -n {namespace} {workload}'"
        ) from error
    return f"{workload}: all replicas ready"


ACTIONS = {"scale": scale, "stop_server": stop_server}
