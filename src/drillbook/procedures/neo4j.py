"""Back up and restore the graph as the runbook does, on a Neo4j that cannot stop a database.

The runbook stops one database, loads over it and starts it. Community has no STOP DATABASE, so
the server is stopped in its pod. ``neo4j-admin database load --overwrite-destination`` removes
what is there before it reads the dump to its end; so the dump is loaded beside it first, while
the server runs, and then put in its place by renames. The graph as it was stays on the volume
until the restored one is seen to be online; a restore that is cut off is undone from it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from drillbook.checks.backups import MaximumAge
from drillbook.clients import neo4j as clients
from drillbook.clients.executing import Executed
from drillbook.clock import describe, eventually, now
from drillbook.errors import CheckFailed, DrillbookError, NotDone, UndoIncomplete
from drillbook.faults import servers
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import neo4j
from drillbook.probes.backups import DATABASE, NEO4J, STAGING, Backup, Listed
from drillbook.procedures import jobs, restoring
from drillbook.procedures.restoring import Restored, note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

BACKUP_JOB = "neo4j-backup"
SERVER = "neo4j"
DATA = "/data"
KEPT = "/data/drillbook/before"

_BACKUP_WITHIN = timedelta(minutes=5)
_ONLINE_WITHIN = timedelta(minutes=3)
_UNDO_WITHIN = 2 * servers.WITHIN + _ONLINE_WITHIN
_MARKER = "DrillbookMarker"

# $1 data directory, $2 database, $3 where it was loaded, $4 where the graph as it was is kept.
_SWAP = """set -eu
rm -rf "$4"; mkdir -p "$4"
for part in databases transactions; do
  mv "$1/$part/$2" "$4/$part"
  mv "$3/$part/$2" "$1/$part/$2"
done
rm -rf "$3"
sync
"""
_SWAP_BACK = """set -eu
for part in databases transactions; do
  [ -e "$4/$part" ] || continue
  rm -rf "$1/$part/$2"
  mv "$4/$part" "$1/$part/$2"
done
sync
"""
# A removal may be cut off: renamed first, what is left of a graph is never taken for the whole one.
_FORGET = """rm -rf "$3" "$4.over"
[ ! -e "$4" ] || mv "$4" "$4.over"
rm -rf "$4.over"; rmdir "$(dirname "$4")" 2> /dev/null || true
"""
_DROP_STAGED = 'rm -rf "$3"; rmdir "$(dirname "$3")" 2> /dev/null || true'
_IS_KEPT = '[ -e "$4/databases" ] || [ -e "$4/transactions" ]'


def back_up(session: Session, namespace: str) -> Observation[Listed]:
    """Make a backup by the runbook's CronJob and return the file that is new since.

    Raises Refused, Unobservable, NotDone (the job failed, or left no new file).
    """
    made = jobs.new_backup(session, namespace, NEO4J, BACKUP_JOB, within=_BACKUP_WITHIN)
    await_online(session, namespace)
    return made


def restore_named(session: Session, namespace: str, path: str, maximum: MaximumAge) -> Restored:
    """Restore from one backup. Raises RestoreRefused or Refused (nothing changed), or NotDone.

    After NotDone the graph as it was is put back by the undo.
    """
    with _unpacked(session, namespace):
        backup = restoring.named(session, namespace, NEO4J, path, maximum)
        return _restore(session, namespace, backup)


def restore_newest(session: Session, namespace: str, maximum: MaximumAge) -> Restored:
    """Restore from the newest backup that may be restored from. Raises as ``restore_named``."""
    with _unpacked(session, namespace):
        backup = restoring.newest_good(session, namespace, NEO4J, maximum)
        return _restore(session, namespace, backup)


@contextmanager
def _unpacked(session: Session, namespace: str) -> Iterator[None]:
    """Leave no unpacked backup on the server's volume, whether it was restored or refused."""
    # Unpacking takes room where the server has its graph, so it is asked for like the rest.
    _permit(session, namespace)
    try:
        yield
    finally:
        _execute(session, namespace, _DROP_STAGED)


def _restore(session: Session, namespace: str, backup: Observation[Backup]) -> Restored:
    _permit(session, namespace)
    intent = session.intend("neo4j.put_graph_back", {"namespace": namespace}, {})
    note(f"restoring from {backup.value.name}: the server is stopped in its pod")
    began = now()
    with session.changing():
        servers.tell(session, namespace, NEO4J.pod, SERVER, "stop")
        _run(session, namespace, _SWAP)
        servers.tell(session, namespace, NEO4J.pod, SERVER, "start")
    try:
        seen = await_online(session, namespace)
    except CheckFailed as error:
        raise NotDone(f"the restored graph did not come online: {error}") from error
    _run(session, namespace, _FORGET)
    session.journal.undone(intent)
    note(f"Neo4j was down for {describe(seen.ended - began)}")
    return Restored(backup, began, seen.ended)


def _permit(session: Session, namespace: str) -> None:
    session.permit(
        Change("neo4j.restore", namespace, (NEO4J.pod,), taken_down=1, undo_within=_UNDO_WITHIN)
    )


@undo_step("neo4j.put_graph_back")
def _put_graph_back(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    namespace = arguments["namespace"]
    try:
        kept = _execute(session, namespace, _IS_KEPT).exit_code == 0
        if kept:
            servers.tell(session, namespace, NEO4J.pod, SERVER, "stop")
            _run(session, namespace, _SWAP_BACK)
        if not servers.runs(session, namespace, NEO4J.pod, SERVER):
            servers.tell(session, namespace, NEO4J.pod, SERVER, "start")
        await_online(session, namespace)
        _run(session, namespace, _FORGET)
    except DrillbookError as error:
        raise UndoIncomplete(
            f"{error}; by hand: in pod {namespace}/{NEO4J.pod}, {SERVER}-service stop, move "
            f"what is in {KEPT} back to {DATA}/databases/{DATABASE} and "
            f"{DATA}/transactions/{DATABASE}, {SERVER}-service start"
        ) from error
    return "the graph is as it was before the restore" if kept else "no graph was replaced"


def start(session: Session, namespace: str) -> Observation[neo4j.Availability]:
    """Start the server that is stopped in its pod, and wait until it takes writes.

    Raises Refused, NotDone, or CheckFailed when it does not come online.
    """
    session.permit(Change("server.start", namespace, (NEO4J.pod,)))
    with session.changing():
        servers.tell(session, namespace, NEO4J.pod, SERVER, "start")
    note("Neo4j is started in its pod")
    return await_online(session, namespace)


def database_of(client: str) -> str:
    """Return the name of a client's own database, as the runbook makes it from the client's id."""
    return f"{client.replace('-', '_')}_kg"


def stop_database(session: Session, namespace: str, database: str) -> None:
    """Stop one database (Enterprise only); the undo starts it."""
    session.permit(
        Change("neo4j.stop_database", namespace, (database,), undo_within=_ONLINE_WITHIN)
    )
    session.intend("neo4j.start_database", {"namespace": namespace, "database": database}, {})
    access = clients.connect(session, namespace)
    access.query("STOP DATABASE $name WAIT", "system", name=database)


def start_database(session: Session, namespace: str, database: str) -> None:
    """Start one database (Enterprise only), where one may be stopped. It may run already."""
    session.permit(Change("neo4j.stop_database", namespace, (database,)))
    _start(session, namespace, database)


def _start(session: Session, namespace: str, database: str) -> None:
    access = clients.connect(session, namespace)
    access.query("START DATABASE $name WAIT", "system", name=database)


@undo_step("neo4j.start_database")
def _start_database(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    _start(session, arguments["namespace"], arguments["database"])
    return f"database {arguments['database']} runs"


def mark(session: Session, namespace: str, count: int) -> None:
    """Add nodes that a backup made earlier cannot hold; the undo removes what is left of them."""
    session.permit(Change("ledger.write", namespace, (_MARKER,)))
    session.intend("neo4j.remove_markers", {"namespace": namespace}, {})
    clients.connect(session, namespace).query(
        f"UNWIND range(1, $count) AS number CREATE (:{_MARKER} {{number: number}})", count=count
    )


@undo_step("neo4j.remove_markers")
def _remove_markers(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    access = clients.connect(session, arguments["namespace"])
    rows = access.query(f"MATCH (n:{_MARKER}) DETACH DELETE n RETURN count(*) AS removed")
    return f"{rows[0]['removed']} markers removed"


def markers(session: Session, namespace: str) -> Observation[int]:
    """Count the nodes that ``mark`` added."""
    seen = neo4j.labels(clients.connect(session, namespace))
    count = seen.value.get(_MARKER, 0)
    return Observation("markers", count, seen.source, seen.query, seen.started, seen.ended)


def await_online(session: Session, namespace: str) -> Observation[neo4j.Availability]:
    """Wait until the server takes writes. Raises CheckFailed when it does not."""
    access = clients.connect(session, namespace)
    return eventually(
        lambda: neo4j.availability(access),
        lambda observation: observation.value.writable,
        within=_ONLINE_WITHIN,
        what="Neo4j is online and takes writes",
    ).value


def _run(session: Session, namespace: str, script: str) -> None:
    _execute(session, namespace, script).succeeded(f"{DATA} in {NEO4J.pod}")


@needs("create pods/exec")
def _execute(session: Session, namespace: str, script: str) -> Executed:
    command = ["sh", "-c", script, "sh", DATA, DATABASE, STAGING, KEPT]
    return session.cluster.execute(namespace, NEO4J.pod, command)
