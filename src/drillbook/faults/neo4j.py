"""Neo4j killed, and a file of its store corrupted.

The bytes of the file as they were are kept in the pod's data volume; the journal holds where, and
their hash.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from drillbook.clients import neo4j as clients
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults import processes, scripts, servers
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import kubernetes, neo4j
from drillbook.session import Session, undo_step

_PROGRAM = "org.neo4j.server."
_SERVER = "neo4j"
_EFFECT_WITHIN = timedelta(minutes=3)
_BACK_WITHIN = timedelta(minutes=4)

# $1 the file, $2 how many of its first bytes, $3 where to keep them, $4 the mark of the change.
_KEEP = """set -eu
umask 077
[ "$(stat -c %s "$1")" -ge "$2" ]
mkdir -p "$(dirname "$3")"
head -c "$2" "$1" > "$3"
sync "$3" "$(dirname "$3")"
sha256sum < "$3"
"""
_CORRUPT = """set -eu
yes "$4" | head -c "$2" | dd of="$1" conv=notrunc,fsync 2> /dev/null
"""
# Prints what the first bytes are: ours, as they were, or something else.
_LOOK = """set -eu
[ -e "$1" ] || { echo gone; exit 0; }
found=$(head -c "$2" "$1" | sha256sum)
if [ "$found" = "$(yes "$4" | head -c "$2" | sha256sum)" ]; then echo ours
elif [ -e "$3" ] && [ "$found" = "$(sha256sum < "$3")" ]; then echo whole
else echo other; fi
"""
_PUT_BACK = """set -eu
[ "$(sha256sum < "$3" | cut -d ' ' -f 1)" = "$5" ]
dd if="$3" of="$1" conv=notrunc,fsync 2> /dev/null
"""
_FORGET = 'rm -f "$3"; rmdir "$(dirname "$3")" 2> /dev/null || true'


@dataclass(frozen=True)
class Damage:
    """A file of a store, how many of its first bytes are overwritten, where those are kept."""

    namespace: str
    pod: str
    file: str
    length_bytes: int
    kept: str
    mark: str


@action
@described(
    changes="process.kill",
    effect="no Neo4j answers over Bolt",
    undo="neo4j.is_back",
    needs=processes.KILL,
)
def kill(namespace: str, pod: str) -> str:
    """Kill Neo4j's process in a pod with SIGKILL; its container has to bring it back.

    The effect is that no Neo4j answers over Bolt. Neo4j must not be the first process of its
    container: that one cannot be killed from inside (kill the pod instead).
    """
    session = required()
    access = clients.connect(session, namespace)
    before = neo4j.availability(access).value
    if not before.writable:
        raise UsageError(f"Neo4j in {namespace} is not online as it is: {before.text}")
    return bring(
        processes.killing(
            session,
            processes.find(session, namespace, pod, _PROGRAM),
            text=f"Neo4j in pod {pod} is killed with SIGKILL",
            undo="neo4j.is_back",
            look=lambda: neo4j.availability(access),
            took_effect=lambda seen: not seen.answers,
        )
    )


@undo_step("neo4j.is_back")
def _is_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Wait until the pod is ready again and Neo4j takes writes."""
    process = processes.await_back(session, arguments, before)
    try:
        await_writable(session, process.namespace)
    except (CheckFailed, Unobservable) as error:
        see = f"see 'kubectl logs -n {process.namespace} {process.pod}'"
        raise UndoIncomplete(f"{error}; {see}") from error
    return f"Neo4j in pod {process.pod} is online and takes writes"


def await_writable(session: Session, namespace: str) -> None:
    """Wait until Neo4j is online and takes writes. Raises CheckFailed or Unobservable."""
    access = clients.connect(session, namespace)
    eventually(
        lambda: neo4j.availability(access).value,
        lambda seen: seen.writable,
        within=_BACK_WITHIN,
        what="Neo4j is online and takes writes",
    )


@action
@described(
    changes="neo4j.corrupt_store",
    effect="Neo4j answers, and says that the database is not online",
    undo="neo4j.start",
    also_undone_by=("neo4j.put_bytes_back",),
    needs=Needs(
        rights=("get pods", "create pods/exec", "get secrets", "get services"),
        in_container=("neo4j-service", "sh", "dd", "head", "stat", "sync", "sha256sum"),
    ),
)
def corrupt_store(
    namespace: str,
    pod: str,
    file: str = "/data/databases/neo4j/neostore",
    length_bytes: int = 4096,
) -> str:
    """Overwrite the first bytes of a store file while Neo4j is stopped; the undo puts them back.

    The effect is that the database does not come online. The container must bring a command
    ``neo4j-service stop|start|status`` (the lab's does), and the store must be on a volume.
    """
    session = required()
    access = clients.connect(session, namespace)
    found = kubernetes.pod(session, namespace, pod).value
    if found is None or not found.healthy or not neo4j.availability(access).value.writable:
        raise UsageError(f"Neo4j in pod {namespace}/{pod} is not online as it is")
    mark = f"drillbook-{secrets.token_hex(4)}"
    # Beside the databases, where neither Neo4j nor a restore of this database looks.
    kept = f"{file.partition('/databases/')[0]}/drillbook/{mark}"
    damage = Damage(namespace, pod, file, int(length_bytes), kept, mark)
    return bring(
        Fault(
            text=f"{file} in pod {pod} is corrupted",
            change=Change("neo4j.corrupt_store", namespace, (pod, file), taken_down=1),
            undo="neo4j.start",
            arguments=asdict(damage),
            before={"uid": found.uid},
            inject=lambda: _corrupt(session, damage),
            look=lambda: neo4j.availability(access),
            took_effect=lambda seen: seen.answers and not seen.online,
            effect_within=_EFFECT_WITHIN,
        )
    )


@undo_step("neo4j.put_bytes_back")
def _put_bytes_back(
    session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]
) -> str:
    """Put the bytes back while Neo4j is stopped, unless the store was replaced meanwhile."""
    damage = Damage(**arguments)
    try:
        how = _run(session, damage, _LOOK).strip()
        if how == "ours":
            servers.tell(session, damage.namespace, damage.pod, _SERVER, "stop")
            _run(session, damage, _PUT_BACK, before["sha256"])
            servers.tell(session, damage.namespace, damage.pod, _SERVER, "start")
            return f"{damage.file} is as it was"
        if how == "whole":
            return f"{damage.file} was not overwritten"
        if neo4j.availability(clients.connect(session, damage.namespace)).value.writable:
            return f"{damage.file} was replaced meanwhile and stays: the database is online"
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; {_by_hand(damage)}") from error
    raise UndoIncomplete(
        f"{damage.file} holds neither what was there nor what was left there, and the database is "
        f"not online; {_by_hand(damage)}"
    )


@undo_step("neo4j.start")
def _start(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Start Neo4j if it is stopped, wait until it takes writes, and forget what was kept."""
    damage = Damage(**arguments)
    try:
        if not servers.runs(session, damage.namespace, damage.pod, _SERVER):
            servers.tell(session, damage.namespace, damage.pod, _SERVER, "start")
        await_writable(session, damage.namespace)
        _run(session, damage, _FORGET)
    except (CheckFailed, NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; {_by_hand(damage)}") from error
    return f"Neo4j in pod {damage.pod} is online and takes writes"


def _corrupt(session: Session, damage: Damage) -> None:
    servers.tell(session, damage.namespace, damage.pod, _SERVER, "stop")
    sha256 = _run(session, damage, _KEEP).split()[0]
    session.intend("neo4j.put_bytes_back", asdict(damage), {"sha256": sha256})
    _run(session, damage, _CORRUPT)
    servers.tell(session, damage.namespace, damage.pod, _SERVER, "start")


def _run(session: Session, damage: Damage, script: str, *more: str) -> str:
    given = (damage.file, str(damage.length_bytes), damage.kept, damage.mark, *more)
    return scripts.run(session, damage.namespace, damage.pod, script, *given)


def _by_hand(damage: Damage) -> str:
    return (
        f"by hand, in pod {damage.namespace}/{damage.pod}: {_SERVER}-service stop, "
        f"dd if={damage.kept} of={damage.file} conv=notrunc, {_SERVER}-service start; or restore "
        "the database from a backup"
    )


ACTIONS = {"kill": kill, "corrupt_store": corrupt_store}
