"""The guard: nothing is changed that the target does not allow.

It is asked immediately before each change, with the identity that the cluster itself has just
given, so that a context that was pointed elsewhere or a cluster that was made anew is noticed.
"""

from dataclasses import dataclass

from drillbook.errors import Refused
from drillbook.target import Kind, Target


@dataclass(frozen=True)
class Change:
    """What is about to be changed.

    ``kind`` is the fault's or procedure's name (``pod.kill``), ``objects`` are the names as the
    cluster knows them, ``taken_down`` counts the replicas that this change takes away at once.
    A change of nodes has no namespace, and the nodes as ``objects``.
    """

    kind: str
    namespace: str
    objects: tuple[str, ...]
    taken_down: int = 0


@dataclass(frozen=True)
class Situation:
    """What the cluster says of itself right now.

    ``expected_uid`` is the UID that the target file, or the lab that drillbook made, promises.
    ``confirmed`` is the name that a person typed for this run, or None.
    """

    cluster_uid: str
    expected_uid: str
    confirmed: str | None


def permit(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace or 'the cluster'} refused"
    tail = "Nothing was changed."
    if situation.cluster_uid != situation.expected_uid:
        raise Refused(
            f"{head}: this is cluster {situation.cluster_uid}, and {target.file} names "
            f"{situation.expected_uid}. {tail}"
        )
    if not change.objects:
        raise Refused(f"{head}: it selects nothing. {tail}")
    if change.kind not in target.allow.changes:
        raise Refused(f"{head}: {target.file} does not list it under allow.changes. {tail}")
    of_nodes = not change.namespace and change.kind.startswith("node.")
    strange = sorted(set(change.objects) - target.allow.nodes) if of_nodes else []
    if strange:
        raise Refused(
            f"{head}: {target.file} does not list {', '.join(strange)} under allow.nodes. {tail}"
        )
    if not of_nodes and change.namespace not in target.allow.namespaces:
        raise Refused(
            f"{head}: {target.file} does not list the namespace under allow.namespaces. {tail}"
        )
    if change.taken_down > target.allow.max_down:
        raise Refused(
            f"{head}: it takes down {change.taken_down} at once, and {target.file} allows "
            f"{target.allow.max_down} (allow.max_down). {tail}"
        )
    if target.kind is not Kind.LAB and situation.confirmed != target.name:
        raise Refused(
            f"{head}: reading only until this run is confirmed with --confirm {target.name}. {tail}"
        )
