"""Nodes closed to new pods, and emptied of those they have."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Any
from uuid import uuid4

from drillbook.clients.answers import Absent, Conflict
from drillbook.clock import eventually, now
from drillbook.errors import NotDone, UndoIncomplete, UsageError
from drillbook.faults.bringing import Fault, NotBegun, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.faults.workloads import require_whole
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.probes import kubernetes, nodes
from drillbook.session import Session, undo_step

#: Says on the node itself that it was closed by drillbook, and for which fault.
MARK = "drillbook.dev/cordoned"

_MOST_CONFLICTS = 10
_CORDONED_WITHIN = timedelta(seconds=30)
# A pod's grace period is 30 s by default; a disruption budget may let them go one at a time.
_EVICTED_WITHIN = timedelta(minutes=2)
_EMPTY_WITHIN = timedelta(minutes=2)

_CORDON = Needs(rights=("get nodes", "patch nodes"))
_DRAIN = Needs(
    rights=(
        *_CORDON.rights,
        *kubernetes.WHOLE,
        "get pods",
        "create pods/eviction",
        "get replicasets.apps",
    )
)


@action
@described(
    changes="node.cordon",
    effect="the node controller has put the taint node.kubernetes.io/unschedulable on the node",
    undo="node.uncordon",
    needs=_CORDON,
)
def cordon(node: str) -> str:
    """Close a node to new pods; those that it has go on running."""
    session = required()
    found = _open(session, node)
    mark = uuid4().hex
    return bring(
        Fault(
            text=f"node {node} is closed to new pods",
            change=Change("node.cordon", "", (node,)),
            undo="node.uncordon",
            arguments={"node": node, "mark": mark, "owners": []},
            before={"uid": found.uid},
            inject=lambda: _close(session, node, mark),
            look=lambda: nodes.node(session, node),
            took_effect=lambda seen: seen.closed and seen.tainted,
            effect_within=_CORDONED_WITHIN,
        )
    )


@action
@described(
    changes="node.drain",
    effect="none of the pods that had to leave is on the node any more, and it is closed",
    undo="node.uncordon",
    needs=_DRAIN,
)
def drain(node: str, lose_empty_dirs: bool = False) -> str:  # noqa: FBT001, FBT002 (a YAML argument)
    """Close a node and evict its pods, as ``kubectl drain --ignore-daemonsets`` does.

    Every namespace that has a pod there must be allowed. Pods without a workload are not evicted
    but refused, since nothing would bring them back; so are pods with an emptyDir, unless
    ``lose_empty_dirs``. Disruption budgets hold. The undo opens the node again; where the
    scheduler put the pods, they stay.
    """
    session = required()
    found = _open(session, node)
    leaving = nodes.pods_to_leave(session, node).value
    if not leaving:
        raise UsageError(f"no pod would have to leave node {node}, so draining it shows nothing")
    _require_replaceable(leaving, lose_empty_dirs=lose_empty_dirs)
    owners = sorted(
        {(p.namespace, kubernetes.owner(session, p.namespace, p.name)) for p in leaving}
    )
    _permit(session, leaving)
    mark = uuid4().hex
    return bring(
        Fault(
            text=f"node {node} is drained of {len(leaving)} pods",
            change=Change("node.drain", "", (node,), taken_down=len(leaving)),
            undo="node.uncordon",
            arguments={"node": node, "mark": mark, "owners": owners},
            before={"uid": found.uid},
            inject=lambda: _drain(session, node, mark, leaving),
            look=lambda: _left(session, node, {pod.uid for pod in leaving}),
            took_effect=lambda left: not left,
            effect_within=_EMPTY_WITHIN,
        )
    )


@undo_step("node.uncordon")
def _uncordon(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Open the node if it still has our mark, and wait until evicted workloads are whole."""
    node, mark = arguments["node"], arguments["mark"]
    said = [_open_again(session, node, mark, before["uid"])]
    said += [require_whole(session, namespace, owner) for namespace, owner in arguments["owners"]]
    return "; ".join(said)


def _open_again(session: Session, node: str, mark: str, uid: str) -> str:
    by_hand = f"by hand: kubectl uncordon {node}; kubectl annotate node {node} {MARK}-"
    try:
        found = nodes.node(session, node).value
    except Absent:
        return f"node {node} is gone"
    if found.uid != uid:
        return f"node {node} was made anew meanwhile"
    marked = found.annotations.get(MARK) == mark
    if found.closed and not marked:
        raise UndoIncomplete(
            f"node {node} is closed, and not by this fault (no {MARK}={mark} on it); "
            f"if nobody wants it closed, {by_hand}"
        )
    if marked:
        where = f"/metadata/annotations/{MARK.replace('/', '~1')}"
        patch = [{"op": "test", "path": where, "value": mark}, {"op": "remove", "path": where}]
        if found.closed:
            patch.append({"op": "remove", "path": "/spec/unschedulable"})
        try:
            session.cluster.json_patch(f"/api/v1/nodes/{node}", patch)
        except NotDone as error:
            raise UndoIncomplete(f"{error}; {by_hand}") from error
    eventually(
        lambda: nodes.node(session, node).value,
        lambda seen: not (seen.closed or seen.tainted),
        within=_CORDONED_WITHIN,
        what=f"node {node} takes pods again",
    )
    return f"node {node} takes pods"


def _open(session: Session, node: str) -> nodes.Node:
    found = nodes.node(session, node).value
    if found.closed:
        raise UsageError(f"node {node} is closed to new pods already. Nothing was changed.")
    return found


def _close(session: Session, node: str, mark: str) -> None:
    """Close a node, unless somebody else has closed it meanwhile: it would be theirs to open."""
    path = f"/api/v1/nodes/{node}"
    for _ in range(_MOST_CONFLICTS):
        item = session.cluster.get(path)
        if item["spec"].get("unschedulable"):
            break
        version = item["metadata"]["resourceVersion"]
        metadata = {"resourceVersion": version, "annotations": {MARK: mark}}
        with suppress(Conflict):  # a node's status changes all the time, and its version with it
            session.cluster.merge_patch(
                path, {"metadata": metadata, "spec": {"unschedulable": True}}
            )
            return
    raise NotBegun(
        f"node {node} was changed by somebody since it was looked at. Nothing was changed."
    )


def _require_replaceable(leaving: tuple[nodes.PodOnNode, ...], *, lose_empty_dirs: bool) -> None:
    with_data = [pod.name for pod in leaving if pod.empty_dirs]
    if with_data and not lose_empty_dirs:
        raise UsageError(
            f"{', '.join(with_data)} would lose what is in their emptyDir volumes; "
            "say lose_empty_dirs: true if they may. Nothing was changed."
        )


def _permit(session: Session, leaving: tuple[nodes.PodOnNode, ...]) -> None:
    """Ask for each namespace that has a pod on the node: the fault itself names only the node."""
    by_namespace = sorted(leaving, key=lambda pod: (pod.namespace, pod.name))
    for namespace, pods in groupby(by_namespace, key=lambda pod: pod.namespace):
        names = tuple(pod.name for pod in pods)
        session.permit(Change("node.drain", namespace, names, taken_down=len(names)))


def _drain(session: Session, node: str, mark: str, leaving: tuple[nodes.PodOnNode, ...]) -> None:
    _permit(session, leaving)
    _close(session, node, mark)
    deadline = now() + _EVICTED_WITHIN
    for pod in leaving:
        eventually(
            partial(_evict, session, pod),
            bool,
            within=max(deadline - now(), timedelta(0)),
            what=f"the disruption budget lets {pod.namespace}/{pod.name} go",
        )


def _evict(session: Session, pod: nodes.PodOnNode) -> bool:
    """Evict a pod; False when its disruption budget does not allow it yet."""
    try:
        session.cluster.create(
            f"/api/v1/namespaces/{pod.namespace}/pods/{pod.name}/eviction",
            {
                "apiVersion": "policy/v1",
                "kind": "Eviction",
                "metadata": {"name": pod.name, "namespace": pod.namespace},
                # The UID keeps a pod that took the name meanwhile from being hit.
                "deleteOptions": {"preconditions": {"uid": pod.uid}},
            },
        )
    except NotDone as error:
        if error.status == 404:
            return True
        if error.status == 429:
            return False
        raise
    return True


def _left(session: Session, node: str, uids: set[str]) -> Observation[tuple[str, ...]]:
    seen = nodes.pods_to_leave(session, node)
    return Observation(
        f"pods that had to leave {node} and are still there",
        tuple(sorted(pod.name for pod in seen.value if pod.uid in uids)),
        seen.source,
        seen.query,
        seen.started,
        seen.ended,
        seen.parameters,
    )


ACTIONS = {"cordon": cordon, "drain": drain}
