"""Backups of other days put beside tonight's (KG RCA, Automated Backups / Neo4j Backup CronJob).

Neo Operational, Backup Procedures: dumps of the database are kept for 30 days.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete
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
def put(
    session: Session,
    namespace: str,
    days: int,
    pod: str = NEO4J.pod,
    stem: str = f"{_DIRECTORY}/neo4j",
) -> str:
    """Put a dump of so many days ago beside the others; return its path. The undo removes it.

    Raises Refused or NotDone.
    """
    path = f"{stem}-{now() - timedelta(days=days):%Y%m%dT%H%M%S}.dump"
    session.permit(Change("backup.run", namespace, (path,), undo_within=_WITHIN))
    session.intend("backup.remove_old", {"namespace": namespace, "path": path, "pod": pod}, {})
    _run(session, namespace, pod, _PUT, path, str(days))
    note(f"{path} is of {days} days ago")
    return path


@undo_step("backup.remove_old")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    path, pod = str(arguments["path"]), str(arguments.get("pod", NEO4J.pod))
    try:
        _run(session, str(arguments["namespace"]), pod, _REMOVE, path)
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: rm {path} in {pod}") from error
    return f"{path} is gone"


@needs("create pods/exec")
def _run(session: Session, namespace: str, pod: str, script: str, *words: str) -> None:
    command = ["sh", "-c", script, "sh", *words]
    done = session.cluster.execute(namespace, pod, command, within=_WITHIN)
    done.succeeded(f"{words[0]} in {pod}")
