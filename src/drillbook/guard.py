"""The guard: nothing is changed that the target does not allow.

It is asked immediately before each change, with what the cluster itself has just said: who it is,
who the namespace is, what its clock shows, how many replicas are down. So a context that was
pointed elsewhere, a cluster or namespace that was made anew, and a window that has shut since the
target was opened are all noticed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from drillbook.clock import describe
from drillbook.errors import Refused
from drillbook.target import Kind, Target
from drillbook.windows import next_opening, open_until

_NOTHING_CHANGED = "Nothing was changed."


@dataclass(frozen=True)
class Change:
    """What is about to be changed.

    ``kind`` is the fault's or procedure's name (``pod.kill``), ``objects`` are the names as the
    cluster knows them, ``taken_down`` counts the replicas that this change takes away at once,
    ``scaled_to`` is how many replicas a workload wants after it, if it scales one,
    ``undo_within`` is the time that putting it back may take. A change of nodes has no namespace,
    and the nodes as ``objects``.
    """

    kind: str
    namespace: str
    objects: tuple[str, ...]
    taken_down: int = 0
    scaled_to: int = 0
    undo_within: timedelta = timedelta(0)

    @property
    def of_nodes(self) -> bool:
        """Return whether it is nodes that are changed, which are in no namespace."""
        return not self.namespace and self.kind.startswith("node.")


@dataclass(frozen=True)
class Situation:
    """What is so right now.

    ``expected_uid`` is the UID that the target file, or the lab that drillbook made, promises;
    ``expected_namespace_uid`` the one that the namespace had when the target was opened, at
    ``opened``. ``clock_off`` is the most that the cluster's clock may differ from ours, by its
    own word. ``down`` counts the replicas that are down already, wherever this run
    has changed anything. ``confirmed`` is the name that a person typed for this run, or None.
    """

    cluster_uid: str
    expected_uid: str
    confirmed: str | None
    namespace_uid: str
    expected_namespace_uid: str
    now: datetime
    opened: datetime
    clock_off: timedelta
    down: int = 0


def permit(target: Target, change: Change, situation: Situation) -> None:
    """Raise Refused, with every reason, unless the target allows this change, here and now."""
    reasons = [
        *_wrong_place(target, change, situation),
        *_not_allowed(target, change, situation),
        *_wrong_time(target, change, situation),
    ]
    only_reading = reading_only(target, situation.confirmed)
    if only_reading and target.allow.changes:
        reasons.append(only_reading)
    if reasons:
        head = f"{change.kind} in {change.namespace or 'the cluster'} refused"
        raise Refused(f"{head}: {'; '.join(reasons)}. {_NOTHING_CHANGED}")


def reading_only(
    target: Target, confirmed: str | None, *, putting_back: bool = False
) -> str | None:
    """Return why a target may only be read in this run, or None when it may be changed.

    What a run has left changed may be put back after the target file has stopped to allow more.
    """
    if target.kind is not Kind.LAB and confirmed != target.name:
        return f"reading only until this run is confirmed with --confirm {target.name}"
    if not target.allow.changes and not putting_back:
        return f"{target.file} allows no change (allow.changes)"
    return None


def may_change_until(target: Target, now: datetime, opened: datetime) -> datetime | None:
    """Return when the open window shuts; the end of time without windows; None if none is open."""
    if not target.allow.windows:
        return datetime.max.replace(tzinfo=now.tzinfo)
    return open_until(target.allow.windows, now, opened)


def _wrong_place(target: Target, change: Change, situation: Situation) -> Iterator[str]:
    if situation.cluster_uid != situation.expected_uid:
        yield (
            f"this is cluster {situation.cluster_uid}, and {target.file} names "
            f"{situation.expected_uid}"
        )
    if change.of_nodes:
        return
    if not situation.namespace_uid:
        yield "there is no such namespace, or it is none of the target's"
    elif situation.namespace_uid != situation.expected_namespace_uid:
        yield (
            f"the namespace has UID {situation.namespace_uid}, and had "
            f"{situation.expected_namespace_uid} when the target was opened: it was made anew"
        )


def _not_allowed(target: Target, change: Change, situation: Situation) -> Iterator[str]:
    allow = target.allow
    if not change.objects:
        yield "it selects nothing"
    if change.kind not in allow.changes:
        yield f"{target.file} does not list it under allow.changes"
    strange = sorted(set(change.objects) - allow.nodes) if change.of_nodes else []
    if strange:
        yield f"{target.file} does not list {', '.join(strange)} under allow.nodes"
    if not change.of_nodes and change.namespace not in allow.namespaces:
        yield f"{target.file} does not list the namespace under allow.namespaces"
    if change.scaled_to > allow.max_replicas:
        yield (
            f"it scales to {change.scaled_to} replicas, and {target.file} allows "
            f"{allow.max_replicas} (allow.max_replicas)"
        )
    if change.taken_down > allow.max_down:
        yield (
            f"it takes down {change.taken_down} at once, and {target.file} allows "
            f"{allow.max_down} (allow.max_down)"
        )
    elif change.taken_down and change.taken_down + situation.down > allow.max_down:
        yield (
            f"it takes down {change.taken_down} while {situation.down} are down already, and "
            f"{target.file} allows {allow.max_down} at once (allow.max_down)"
        )


def _wrong_time(target: Target, change: Change, situation: Situation) -> Iterator[str]:
    bound = target.allow.clock_skew
    if situation.clock_off > bound:
        yield (
            f"the cluster's clock may differ from this machine's by "
            f"{describe(situation.clock_off)}, and {target.file} bears {describe(bound)} "
            "(allow.clock_skew): no window can be trusted"
        )
    until = may_change_until(target, situation.now, situation.opened)
    if until is None:
        opens = next_opening(target.allow.windows, situation.now)
        when = f"the next one opens {opens:%F %R} UTC" if opens else "none opens within a year"
        yield f"no window of allow.windows is open at {situation.now:%F %R} UTC; {when}"
    elif change.undo_within and situation.now + change.undo_within > until:
        yield (
            f"putting it back may take {describe(change.undo_within)}, and the window shuts at "
            f"{until:%F %R} UTC"
        )
