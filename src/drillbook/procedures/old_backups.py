"""Backups of other days put beside tonight's (KG RCA, Automated Backups / Neo4j Backup CronJob)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients.kubernetes import NotDone
from drillbook.clock import now
from drillbook.errors import UndoIncomplete
from drillbook.guard import Change
from drillbook.probes.backups import NEO4J
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_DIRECTORY = "/backups/neo4j"
_WITHIN = timedelta(minutes=1)
# $1 the file, $2 its age in days, by which a file's own time counts.
_PUT = 'set -eu; mkdir -p "$(dirname "$1")"; echo old > "$1"; touch -d "$2 days ago" "$1"'
_REMOVE = 'rm -f "$1" "$1.json"'


@needs("create pods/exec")
def put(session: Session, namespace: str, days: int) -> str:
    """Put a dump of so many days ago beside the others; return its path. The undo removes it.

    Raises Refused or NotDone.
    """
    path = f"{_DIRECTORY}/neo4j-{now() - timedelta(days=days):%Y%m%dT%H%M%S}.dump"
    session.permit(Change("backup.run", namespace, (path,), undo_within=_WITHIN))
    session.intend("backup.remove_old", {"namespace": namespace, "path": path}, {})
    _run(session, namespace, _PUT, path, str(days))
    note(f"{path} is of {days} days ago")
    return path


@undo_step("backup.remove_old")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    path = str(arguments["path"])
    try:
        _run(session, str(arguments["namespace"]), _REMOVE, path)
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: rm {path} in {NEO4J.pod}") from error
    return f"{path} is gone"


@needs("create pods/exec")
def _run(session: Session, namespace: str, script: str, *words: str) -> None:
    command = ["sh", "-c", script, "sh", *words]
    done = session.cluster.execute(namespace, NEO4J.pod, command, within=_WITHIN)
    if done.exit_code != 0:
        raise NotDone(f"{words[0]} in {NEO4J.pod}: {done.stderr.strip()}")
