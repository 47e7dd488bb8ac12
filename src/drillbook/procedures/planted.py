"""What a live proof plants, so that a promise does not hold: never part of a drill that must pass.

Copies and dumps that are cut short are the drill's own, so the undo that removes them is enough.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from drillbook.clients.kubernetes import NotDone
from drillbook.errors import UndoIncomplete, UsageError
from drillbook.guard import Change
from drillbook.probes.backups import NEO4J, POSTGRESQL, Place
from drillbook.procedures import away, neo4j_dump, postgresql_dump
from drillbook.procedures import postgresql as postgresql_procedures
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_WITHIN = timedelta(minutes=1)
# $1 the file: it keeps the first half of its bytes.
_CUT = 'set -eu; truncate -s "$(($(stat -c %s "$1") / 2))" "$1"'


def plant(session: Session, namespace: str, what: str) -> None:
    """Plant what is named. Raises UsageError for what nobody can plant, Refused, or NotDone."""
    if what not in PLANTS:
        raise UsageError(f"nobody can plant {what!r}; there is: {', '.join(PLANTS)}")
    PLANTS[what](session, namespace)
    note(f"planted: {what}")


@needs("create pods/exec")
def _cut_dump(place: Place, path: str, session: Session, namespace: str) -> None:
    session.permit(Change("backup.damage", namespace, (path,)))
    done = session.cluster.execute(
        namespace, place.pod, ["sh", "-c", _CUT, "sh", path], within=_WITHIN
    )
    if done.exit_code != 0:
        raise NotDone(f"{path} in {place.pod}: {done.stderr.strip()}")


def _cut_copy(place: Place, session: Session, namespace: str) -> None:
    session.permit(Change("backup.damage", namespace, (place.component,)))
    away.cut_short(place.component)


@needs("get cronjobs.batch", "patch cronjobs.batch")
def _suspend(job: str, session: Session, namespace: str) -> None:
    session.permit(Change("backup.run", namespace, (job,), undo_within=_WITHIN))
    was = bool(session.cluster.get(_path(namespace, job))["spec"].get("suspend"))
    session.intend("backup.schedule_back", {"namespace": namespace, "job": job}, {"suspend": was})
    _set_suspended(session, namespace, job, suspended=True)


@undo_step("backup.schedule_back")
def _schedule_back(
    session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]
) -> str:
    namespace, job = str(arguments["namespace"]), str(arguments["job"])
    try:
        _set_suspended(session, namespace, job, suspended=bool(before["suspend"]))
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: kubectl edit -n {namespace} cj/{job}") from error
    return f"{job} is scheduled as it was"


@needs("patch cronjobs.batch")
def _set_suspended(session: Session, namespace: str, job: str, *, suspended: bool) -> None:
    session.cluster.merge_patch(_path(namespace, job), {"spec": {"suspend": suspended}})


def _path(namespace: str, job: str) -> str:
    return f"/apis/batch/v1/namespaces/{namespace}/cronjobs/{job}"


PLANTS: dict[str, Callable[[Session, str], None]] = {
    "PostgreSQL is not backed up at night": partial(_suspend, postgresql_procedures.BACKUP_JOB),
    "the dump of PostgreSQL is cut short": partial(_cut_dump, POSTGRESQL, postgresql_dump.FILE),
    "the dump of Neo4j is cut short": partial(_cut_dump, NEO4J, neo4j_dump.FILE),
    "the copy of PostgreSQL is cut short": partial(_cut_copy, POSTGRESQL),
}
