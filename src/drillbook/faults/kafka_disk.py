"""A Kafka broker's disk full: one file fills the volume that holds its logs.

A broker that cannot write to its only log directory ends, and ends again whenever it is started,
so the file is removed from a pod beside it.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.errors import NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults import kafka_brokers, scripts, volumes
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import kafka as probes
from drillbook.session import Session, undo_step

# The broker writes the cluster's metadata at least twice a second; a page of 4 KiB is soon full.
_SHOWS_WITHIN = timedelta(minutes=3)
_FILL_WITHIN = timedelta(minutes=5)
_MOST_KIB = 1 << 20

# $1 the path. Prints the file system's size in KiB and where it is mounted.
_SPACE = "df -Pk \"$1\" | awk 'NR == 2 {print $2, $6}'"
# Large blocks first, then small ones; each ends with "No space left on device".
_FILL = """set -eu
: > "$1"
dd if=/dev/zero bs=1M >> "$1" 2> /dev/null || true
dd if=/dev/zero bs=512 >> "$1" 2> /dev/null || true
"""
_REMOVE = 'rm -f "$1" && sync "$(dirname "$1")"'


@action
@described(
    changes="kafka.fill_disk",
    effect=kafka_brokers.EFFECT,
    undo="kafka.empty_disk",
    needs=Needs(
        rights=(
            "get pods",
            "create pods",
            "delete pods",
            "create pods/exec",
            "get secrets",
            "get services",
        ),
        in_container=("sh", "df", "awk", "dd", "rm"),
    ),
)
def fill(namespace: str, broker: int, path: str = "/kafka") -> str:
    """Fill the volume with a broker's logs, by one file in it; the undo removes that file.

    The effect is that the broker is out of the cluster, or out of sync. Refused unless ``path`` is
    a file system of its own in the pod and has at most 1 GiB: a volume that is only a directory of
    its node's disk would fill that.
    """
    session, number = required(), int(broker)
    pod, kafka = kafka_brokers.in_sync(session, namespace, number)
    _require_small(session, namespace, pod.name, path)
    file = f"{path}/drillbook-{secrets.token_hex(4)}"
    return bring(
        Fault(
            text=f"the disk of broker {number} is full",
            change=Change("kafka.fill_disk", namespace, (pod.name,), taken_down=1),
            undo="kafka.empty_disk",
            arguments={"namespace": namespace, "broker": number, "file": file},
            before={"uid": pod.uid},
            inject=lambda: _fill(session, namespace, pod.name, file),
            look=lambda: probes.replication(kafka),
            took_effect=lambda seen: seen.without(number),
            effect_within=_SHOWS_WITHIN,
        )
    )


@undo_step("kafka.empty_disk")
def _empty_disk(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Remove the file, start the broker's pod without waiting, and wait until it is in sync."""
    namespace, broker, file = arguments["namespace"], arguments["broker"], arguments["file"]
    pod = f"kafka-{broker}"
    try:
        volumes.run(session, namespace, pod, _REMOVE, file)
        volumes.start_anew(session, namespace, pod)
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(
            f"{error}; by hand: remove {file} from the volume of pod {namespace}/{pod}"
        ) from error
    return f"{file} is gone and {kafka_brokers.await_in_sync(session, namespace, broker)}"


def _require_small(session: Session, namespace: str, pod: str, path: str) -> None:
    said = scripts.run(session, namespace, pod, _SPACE, path).split()
    if len(said) != 2:
        raise Unobservable(f"df of {path} in {pod}: {' '.join(said)}")
    kib, mounted = int(said[0]), said[1]
    if mounted != path or kib > _MOST_KIB:
        raise UsageError(
            f"{path} in {pod} is on {mounted} with {kib} KiB; only a file system of its own of at "
            f"most {_MOST_KIB} KiB is filled. Nothing was changed."
        )


def _fill(session: Session, namespace: str, pod: str, file: str) -> None:
    scripts.run(session, namespace, pod, _FILL, file, within=_FILL_WITHIN)


ACTIONS = {"fill": fill}
