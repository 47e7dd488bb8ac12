"""Writes forced onto the disk of a pod, one after the other, so that each is an operation of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_BLOCK = 4096
_FILE = "/var/lib/clickhouse/drill-writes"
_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True)
class Made:
    """How many writes were made, and of how many bytes they were."""

    operations: int
    bytes: int


@needs("create pods/exec")
def force(session: Session, namespace: str, pod: str, count: int) -> Made:
    """Write so many blocks, each on the disk before the next; undone. Raises Refused, NotDone."""
    session.permit(Change("volume.fill", namespace, (pod,)))
    session.intend("disk.forget_writes", {"namespace": namespace, "pod": pod}, {})
    command = ["dd", "if=/dev/zero", f"of={_FILE}", f"bs={_BLOCK}", f"count={count}"]
    done = session.cluster.execute(namespace, pod, [*command, "oflag=dsync"], within=_WITHIN)
    if done.exit_code != 0:
        raise NotDone(f"writing in {pod}: {done.stderr.strip()}")
    note(f"{count} writes of {_BLOCK} bytes are forced onto the disk of {pod}")
    return Made(count, count * _BLOCK)


@undo_step("disk.forget_writes")
def _forget(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace, pod = str(arguments["namespace"]), str(arguments["pod"])
    try:
        done = session.cluster.execute(namespace, pod, ["rm", "-f", _FILE])
        done.output(f"removing {_FILE} in {pod}")
    except Unobservable as error:
        by_hand = f"kubectl exec -n {namespace} {pod} -- rm -f {_FILE}"
        raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    return f"{_FILE} of {pod} is gone"
