"""A dump of the graph made by hand, and copied away (KG RCA, Backup & Restore / Manual Backup).

The runbook dumps one client's database while it is online, which is refused, to a path that is a
file where neo4j-admin wants a folder. Community has one database for all clients, and no way to
stop it but with its server: the server is stopped in its pod for the dump.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete
from drillbook.faults import servers
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import backups
from drillbook.probes.backups import DATABASE, NEO4J
from drillbook.procedures import away
from drillbook.procedures import neo4j as procedures
from drillbook.procedures.postgresql_dump import Copied
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

FILE = "/backups/manual/neo4j.dump"
STORE = "/data/databases/neo4j"
COMPACTED = "/data/compacted/neo4j"
_WITHIN = timedelta(minutes=5)
_DUMP = """set -eu
folder=$(dirname "$1")
mkdir -p "$folder"
neo4j-admin database dump "$2" --to-path="$folder"
"""
_REMOVE = 'rm -rf "$(dirname "$1")"'
# $1 the folder of the copy, below its own database's name; $2 the database.
_COMPACT = """set -eu
folder=$(dirname "$1")
mkdir -p "$folder"
neo4j-admin database copy "$2" "$(basename "$1")" --to-path-data="$folder" --to-path-txn="$folder"
"""


def dump(session: Session, namespace: str) -> None:
    """Dump the graph by hand in the server's pod, with the server stopped; the undo removes it.

    Raises Refused, NotDone, or CheckFailed when Neo4j does not come back.
    """
    _while_stopped(session, namespace, "dump", FILE, _DUMP)
    note(f"the graph is dumped by hand to {FILE} in {NEO4J.pod}")


def compact(session: Session, namespace: str) -> None:
    """Copy the graph's store, and so compact it, with the server stopped; the undo removes it.

    The copy is beside the store and not put in its place. Enterprise only. Raises as ``dump``.
    """
    _while_stopped(session, namespace, "copy", COMPACTED, _COMPACT)
    note(f"the graph's store is compacted into {COMPACTED} in {NEO4J.pod}")


def _while_stopped(session: Session, namespace: str, verb: str, made: str, script: str) -> None:
    """Have ``neo4j-admin database`` make a file or folder while the server is stopped."""
    session.permit(Change("backup.run", namespace, (NEO4J.pod,), taken_down=1, undo_within=_WITHIN))
    session.intend("neo4j.remove_dump", {"namespace": namespace, "made": made}, {})
    with session.changing():
        servers.tell(session, namespace, NEO4J.pod, procedures.SERVER, "stop")
        try:
            code, said = _run(session, namespace, script, made, DATABASE)
        finally:
            servers.tell(session, namespace, NEO4J.pod, procedures.SERVER, "start")
    if code != 0:
        raise NotDone(f"neo4j-admin database {verb} in {NEO4J.pod}: {said}")
    procedures.await_online(session, namespace)


def copy(session: Session, namespace: str) -> Observation[Copied]:
    """Copy the dump here, and look whether it can be read to its end, and the copy is the same.

    Raises Unobservable.
    """
    started = now()
    read = backups.backup(session, namespace, NEO4J, FILE)
    found = away.copy(session, namespace, NEO4J.component, FILE).value
    copied = Copied(
        "" if read.value.contents is not None else read.value.complaint,
        found.size_bytes,
        found.sha256,
        found.copy_sha256,
    )
    return Observation("dump made by hand", copied, read.source, FILE, started, now())


@undo_step("neo4j.remove_dump")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace, made = str(arguments["namespace"]), str(arguments.get("made", FILE))
    try:
        if not servers.runs(session, namespace, NEO4J.pod, procedures.SERVER):
            servers.tell(session, namespace, NEO4J.pod, procedures.SERVER, "start")
            procedures.await_online(session, namespace)
        code, said = _run(session, namespace, _REMOVE, made)
    except NotDone as error:
        code, said = 1, str(error)
    if code != 0:
        raise UndoIncomplete(
            f"{said}; by hand: neo4j-service start and rm -r {made} in {NEO4J.pod}"
        )
    return f"{made} is gone, and the server runs"


@needs("create pods/exec")
def _run(session: Session, namespace: str, script: str, *words: str) -> tuple[int, str]:
    command = ["sh", "-c", script, "sh", *words]
    done = session.cluster.execute(namespace, NEO4J.pod, command, within=_WITHIN)
    said = done.stderr.strip().splitlines() or ["no word"]
    return done.exit_code, said[-1]
