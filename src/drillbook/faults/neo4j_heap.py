"""Neo4j given a heap that is too small to start in."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Json
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults import volumes
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.faults.neo4j import await_writable
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import containers, kubernetes
from drillbook.session import Session, undo_step

# A virtual machine that starts in so little memory may need a minute to find that it cannot.
_ENDS_WITHIN = timedelta(minutes=4)
_BACK_WITHIN = timedelta(minutes=5)

# Java takes this after its command line, whatever that or a configuration file says of the heap.
_VARIABLE = "_JAVA_OPTIONS"
_VALUE = "-Xms{mib}m -Xmx{mib}m -XX:+ExitOnOutOfMemoryError"


@action
@described(
    changes="neo4j.shrink_heap",
    effect="the container of a new pod has ended with an error and is not ready",
    undo="neo4j.heap_back",
    needs=Needs(
        rights=(
            "get statefulsets.apps",
            "patch statefulsets.apps",
            "get pods",
            "get pods/log",
            "delete pods",
            "get secrets",
            "get services",
        )
    ),
)
def shrink(namespace: str, workload: str = "neo4j", mib: int = 24) -> str:
    """Give Neo4j a heap of this many MiB, in which it cannot start; the undo takes it away again.

    The StatefulSet's container gets the variable _JAVA_OPTIONS, and its pod is replaced. The
    effect is that the new pod's container has ended with an error and is not ready. Needs a
    StatefulSet of one replica.
    """
    session = required()
    path = _path(namespace, workload)
    item = session.cluster.get(path)
    if item["spec"]["replicas"] != 1:
        raise UsageError(f"{workload} has {item['spec']['replicas']} replicas, not one")
    if any(entry["name"] == _VARIABLE for entry in _environment(item)):
        raise UsageError(f"{workload} has a variable {_VARIABLE} already, which this would replace")
    pod = f"{workload}-0"
    found = kubernetes.pod(session, namespace, pod).value
    if found is None or not found.healthy:
        raise UsageError(f"pod {namespace}/{pod} is not there, or not healthy as it is")
    value = _VALUE.format(mib=int(mib))
    return bring(
        Fault(
            text=f"Neo4j is given a heap of {mib} MiB",
            change=Change("neo4j.shrink_heap", namespace, (workload,), taken_down=1),
            undo="neo4j.heap_back",
            arguments={"namespace": namespace, "workload": workload, "value": value},
            before={"generation": item["metadata"]["generation"]},
            inject=lambda: _set(session, path, {"name": _VARIABLE, "value": value}),
            look=lambda: containers.ended(session, namespace, pod),
            took_effect=lambda seen: (
                seen.uid != found.uid and not seen.ready and seen.exit_code not in (None, 0)
            ),
            effect_within=_ENDS_WITHIN,
        )
    )


@undo_step("neo4j.heap_back")
def _heap_back(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Take the variable away if it is ours, replace a pod that still has it, wait for Neo4j."""
    namespace, workload, value = (arguments[name] for name in ("namespace", "workload", "value"))
    path, pod = _path(namespace, workload), f"{workload}-0"
    by_hand = f"kubectl set env -n {namespace} statefulset/{workload} {_VARIABLE}-"
    try:
        found = [e for e in _environment(session.cluster.get(path)) if e["name"] == _VARIABLE]
        ours = found == [{"name": _VARIABLE, "value": value}]
        if ours:
            _set(session, path, None)
        # Its controller waits for a pod that never becomes ready before it replaces it.
        if not found or ours:
            _replace_if_old(session, namespace, pod, value)
        await_writable(session, namespace)
        _await_ready(session, namespace, pod)
    except (CheckFailed, NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    if found and not ours:
        return f"{_VARIABLE} was set by somebody else since, and stays; Neo4j is online"
    return "Neo4j has the heap it had, and is online"


def _replace_if_old(session: Session, namespace: str, pod: str, value: str) -> None:
    path = f"/api/v1/namespaces/{namespace}/pods/{pod}"
    found = kubernetes.pod(session, namespace, pod).value
    if found is None:
        return
    entries = session.cluster.get(path)["spec"]["containers"][0].get("env") or []
    if {"name": _VARIABLE, "value": value} in entries:
        volumes.start_anew(session, namespace, pod)


def _await_ready(session: Session, namespace: str, pod: str) -> None:
    eventually(
        lambda: kubernetes.pod(session, namespace, pod).value,
        lambda seen: seen is not None and seen.healthy,
        within=_BACK_WITHIN,
        what=f"pod {pod} is ready",
    )


def _set(session: Session, path: str, entry: Json | None) -> None:
    """Set our variable in the first container, or take it away, if nobody changes it meanwhile."""
    item = session.cluster.get(path)
    first, *others = item["spec"]["template"]["spec"]["containers"]
    kept = [e for e in first.get("env") or [] if e["name"] != _VARIABLE]
    wanted = {**first, "env": [*kept, *([entry] if entry else [])]}
    if not wanted["env"]:
        del wanted["env"]
    # A merge patch replaces a list whole; the version makes it fail where somebody was faster.
    session.cluster.merge_patch(
        path,
        {
            "metadata": {"resourceVersion": item["metadata"]["resourceVersion"]},
            "spec": {"template": {"spec": {"containers": [wanted, *others]}}},
        },
    )


def _environment(item: Json) -> list[Json]:
    return list(item["spec"]["template"]["spec"]["containers"][0].get("env") or [])


def _path(namespace: str, workload: str) -> str:
    return f"/apis/apps/v1/namespaces/{namespace}/statefulsets/{workload}"


ACTIONS = {"shrink": shrink}
