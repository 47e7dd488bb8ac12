"""The guard: nothing is changed that the target does not allow.

It is asked immediately before each change, with the identity that the cluster itself has just
given, so that a context that was pointed elsewhere or a cluster that was made anew is noticed.
"""

from dataclasses import dataclass

from drillbook.errors import Refused
from drillbook.target import Kind, Target


from mutmut.mutation.trampoline import wrap_in_trampoline as _mutmut_mutated, MutantDict


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
mutants_x_permit__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_permit__mutmut)
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


def x_permit__mutmut_orig(target: Target, change: Change, situation: Situation) -> None:
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


def x_permit__mutmut_1(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = None
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


def x_permit__mutmut_2(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace and 'the cluster'} refused"
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


def x_permit__mutmut_3(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace or 'XXthe clusterXX'} refused"
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


def x_permit__mutmut_4(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace or 'THE CLUSTER'} refused"
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


def x_permit__mutmut_5(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace or 'the cluster'} refused"
    tail = None
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


def x_permit__mutmut_6(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace or 'the cluster'} refused"
    tail = "XXNothing was changed.XX"
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


def x_permit__mutmut_7(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace or 'the cluster'} refused"
    tail = "nothing was changed."
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


def x_permit__mutmut_8(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace or 'the cluster'} refused"
    tail = "NOTHING WAS CHANGED."
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


def x_permit__mutmut_9(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace or 'the cluster'} refused"
    tail = "Nothing was changed."
    if situation.cluster_uid == situation.expected_uid:
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


def x_permit__mutmut_10(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace or 'the cluster'} refused"
    tail = "Nothing was changed."
    if situation.cluster_uid != situation.expected_uid:
        raise Refused(
            None
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


def x_permit__mutmut_11(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace or 'the cluster'} refused"
    tail = "Nothing was changed."
    if situation.cluster_uid != situation.expected_uid:
        raise Refused(
            f"{head}: this is cluster {situation.cluster_uid}, and {target.file} names "
            f"{situation.expected_uid}. {tail}"
        )
    if change.objects:
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


def x_permit__mutmut_12(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused unless the target allows this change, here and now."""
    head = f"{change.kind} in {change.namespace or 'the cluster'} refused"
    tail = "Nothing was changed."
    if situation.cluster_uid != situation.expected_uid:
        raise Refused(
            f"{head}: this is cluster {situation.cluster_uid}, and {target.file} names "
            f"{situation.expected_uid}. {tail}"
        )
    if not change.objects:
        raise Refused(None)
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


def x_permit__mutmut_13(target: Target, change: Change, situation: Situation) -> None:
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
    if change.kind in target.allow.changes:
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


def x_permit__mutmut_14(target: Target, change: Change, situation: Situation) -> None:
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
        raise Refused(None)
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


def x_permit__mutmut_15(target: Target, change: Change, situation: Situation) -> None:
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
    of_nodes = None
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


def x_permit__mutmut_16(target: Target, change: Change, situation: Situation) -> None:
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
    of_nodes = not change.namespace or change.kind.startswith("node.")
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


def x_permit__mutmut_17(target: Target, change: Change, situation: Situation) -> None:
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
    of_nodes = change.namespace and change.kind.startswith("node.")
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


def x_permit__mutmut_18(target: Target, change: Change, situation: Situation) -> None:
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
    of_nodes = not change.namespace and change.kind.startswith(None)
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


def x_permit__mutmut_19(target: Target, change: Change, situation: Situation) -> None:
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
    of_nodes = not change.namespace and change.kind.startswith("XXnode.XX")
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


def x_permit__mutmut_20(target: Target, change: Change, situation: Situation) -> None:
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
    of_nodes = not change.namespace and change.kind.startswith("NODE.")
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


def x_permit__mutmut_21(target: Target, change: Change, situation: Situation) -> None:
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
    strange = None
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


def x_permit__mutmut_22(target: Target, change: Change, situation: Situation) -> None:
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
    strange = sorted(set(change.objects) - target.allow.nodes) if (of_nodes) and False else []
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


def x_permit__mutmut_23(target: Target, change: Change, situation: Situation) -> None:
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
    strange = sorted(set(change.objects) - target.allow.nodes) if (of_nodes) or True else []
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


def x_permit__mutmut_24(target: Target, change: Change, situation: Situation) -> None:
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
    strange = sorted(None) if of_nodes else []
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


def x_permit__mutmut_25(target: Target, change: Change, situation: Situation) -> None:
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
    strange = sorted(set(change.objects) + target.allow.nodes) if of_nodes else []
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


def x_permit__mutmut_26(target: Target, change: Change, situation: Situation) -> None:
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
    strange = sorted(set(None) - target.allow.nodes) if of_nodes else []
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


def x_permit__mutmut_27(target: Target, change: Change, situation: Situation) -> None:
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
            None
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


def x_permit__mutmut_28(target: Target, change: Change, situation: Situation) -> None:
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
            f"{head}: {target.file} does not list {', '.join(None)} under allow.nodes. {tail}"
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


def x_permit__mutmut_29(target: Target, change: Change, situation: Situation) -> None:
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
            f"{head}: {target.file} does not list {'XX, XX'.join(strange)} under allow.nodes. {tail}"
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


def x_permit__mutmut_30(target: Target, change: Change, situation: Situation) -> None:
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
    if not of_nodes or change.namespace not in target.allow.namespaces:
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


def x_permit__mutmut_31(target: Target, change: Change, situation: Situation) -> None:
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
    if of_nodes and change.namespace not in target.allow.namespaces:
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


def x_permit__mutmut_32(target: Target, change: Change, situation: Situation) -> None:
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
    if not of_nodes and change.namespace in target.allow.namespaces:
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


def x_permit__mutmut_33(target: Target, change: Change, situation: Situation) -> None:
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
            None
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


def x_permit__mutmut_34(target: Target, change: Change, situation: Situation) -> None:
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
    if change.taken_down >= target.allow.max_down:
        raise Refused(
            f"{head}: it takes down {change.taken_down} at once, and {target.file} allows "
            f"{target.allow.max_down} (allow.max_down). {tail}"
        )
    if target.kind is not Kind.LAB and situation.confirmed != target.name:
        raise Refused(
            f"{head}: reading only until this run is confirmed with --confirm {target.name}. {tail}"
        )


def x_permit__mutmut_35(target: Target, change: Change, situation: Situation) -> None:
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
            None
        )
    if target.kind is not Kind.LAB and situation.confirmed != target.name:
        raise Refused(
            f"{head}: reading only until this run is confirmed with --confirm {target.name}. {tail}"
        )


def x_permit__mutmut_36(target: Target, change: Change, situation: Situation) -> None:
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
    if target.kind is not Kind.LAB or situation.confirmed != target.name:
        raise Refused(
            f"{head}: reading only until this run is confirmed with --confirm {target.name}. {tail}"
        )


def x_permit__mutmut_37(target: Target, change: Change, situation: Situation) -> None:
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
    if target.kind is Kind.LAB and situation.confirmed != target.name:
        raise Refused(
            f"{head}: reading only until this run is confirmed with --confirm {target.name}. {tail}"
        )


def x_permit__mutmut_38(target: Target, change: Change, situation: Situation) -> None:
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
    if target.kind is not Kind.LAB and situation.confirmed == target.name:
        raise Refused(
            f"{head}: reading only until this run is confirmed with --confirm {target.name}. {tail}"
        )


def x_permit__mutmut_39(target: Target, change: Change, situation: Situation) -> None:
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
            None
        )

mutants_x_permit__mutmut['_mutmut_orig'] = x_permit__mutmut_orig # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_1'] = x_permit__mutmut_1 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_2'] = x_permit__mutmut_2 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_3'] = x_permit__mutmut_3 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_4'] = x_permit__mutmut_4 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_5'] = x_permit__mutmut_5 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_6'] = x_permit__mutmut_6 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_7'] = x_permit__mutmut_7 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_8'] = x_permit__mutmut_8 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_9'] = x_permit__mutmut_9 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_10'] = x_permit__mutmut_10 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_11'] = x_permit__mutmut_11 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_12'] = x_permit__mutmut_12 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_13'] = x_permit__mutmut_13 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_14'] = x_permit__mutmut_14 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_15'] = x_permit__mutmut_15 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_16'] = x_permit__mutmut_16 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_17'] = x_permit__mutmut_17 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_18'] = x_permit__mutmut_18 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_19'] = x_permit__mutmut_19 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_20'] = x_permit__mutmut_20 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_21'] = x_permit__mutmut_21 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_22'] = x_permit__mutmut_22 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_23'] = x_permit__mutmut_23 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_24'] = x_permit__mutmut_24 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_25'] = x_permit__mutmut_25 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_26'] = x_permit__mutmut_26 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_27'] = x_permit__mutmut_27 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_28'] = x_permit__mutmut_28 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_29'] = x_permit__mutmut_29 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_30'] = x_permit__mutmut_30 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_31'] = x_permit__mutmut_31 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_32'] = x_permit__mutmut_32 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_33'] = x_permit__mutmut_33 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_34'] = x_permit__mutmut_34 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_35'] = x_permit__mutmut_35 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_36'] = x_permit__mutmut_36 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_37'] = x_permit__mutmut_37 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_38'] = x_permit__mutmut_38 # type: ignore # mutmut generated
mutants_x_permit__mutmut['x_permit__mutmut_39'] = x_permit__mutmut_39 # type: ignore # mutmut generated
