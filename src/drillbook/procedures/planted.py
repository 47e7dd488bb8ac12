"""What a live proof plants, so that a promise does not hold: never part of a drill that must pass.

Copies and dumps that are cut short are the drill's own, so the undo that removes them is enough.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from typing import Any

from drillbook.clients import postgresql as clients
from drillbook.errors import NotDone, UndoIncomplete, UsageError
from drillbook.faults.postgresql_sessions import HELD, session_name
from drillbook.guard import Change
from drillbook.probes import postgresql_sessions
from drillbook.probes.backups import NEO4J, POSTGRESQL, TIMESCALEDB, Place
from drillbook.procedures import away, neo4j_dump, planted_neurallog, postgresql_dump, roles
from drillbook.procedures import postgresql as postgresql_procedures
from drillbook.procedures.planted_pods import leave_unmeasured
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_WITHIN = timedelta(minutes=1)
_SLOWER_SECONDS = 4
_SLOWER = "slower_still"
_FORGET = (
    "SELECT pg_stat_statements_reset(0, 0, queryid) FROM pg_stat_statements "
    "WHERE query LIKE '%' || :'name' AND query NOT LIKE '%pg_stat_statements%'"
)
# $1 the file: it keeps the first half of its bytes.
_CUT = 'set -eu; truncate -s "$(($(stat -c %s "$1") / 2))" "$1"'

_OF_A_SERVICE = {"app.kubernetes.io/name": "neo-service"}


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
    done.succeeded(f"{path} in {place.pod}")


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


def _nameless_session(session: Session, namespace: str) -> None:
    """Open a session that says nothing of who it is; it ends with this process, or by the undo."""
    pod, name = postgresql_sessions.pod_of(session, namespace), session_name()
    session.permit(Change("postgresql.exhaust_sessions", namespace, (pod,)))
    arguments = {"namespace": namespace, "pod": pod, "name": name}
    session.intend("postgresql.end_sessions", arguments, {})
    held = HELD.setdefault(name, ExitStack())
    held.enter_context(clients.opened(clients.access(session, namespace), name=""))


def _slower_statement(session: Session, namespace: str) -> None:
    pod = postgresql_sessions.pod_of(session, namespace)
    session.intend("postgresql.forget_statement", {"namespace": namespace, "pod": pod}, {})
    query = f"SELECT pg_sleep({_SLOWER_SECONDS}) AS {_SLOWER}"
    clients.superuser_change(session, namespace, pod, query)


@undo_step("postgresql.forget_statement")
def _forget_statement(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    namespace, pod = str(arguments["namespace"]), str(arguments["pod"])
    try:
        clients.superuser_change(session, namespace, pod, _FORGET, name=_SLOWER)
    except NotDone as error:
        by_hand = "by hand: SELECT pg_stat_statements_reset()"
        raise UndoIncomplete(f"{error}; {by_hand}, in {pod} of {namespace}") from error
    return f"{pod} knows no statement that was {_SLOWER}"


@needs("patch cronjobs.batch")
def _set_suspended(session: Session, namespace: str, job: str, *, suspended: bool) -> None:
    session.cluster.merge_patch(_path(namespace, job), {"spec": {"suspend": suspended}})


def _take_rights(role: str, session: Session, namespace: str) -> None:
    roles.give(session, namespace, role, ())


@needs("create pods/exec")
def _pad_compacted(session: Session, namespace: str) -> None:
    session.permit(Change("backup.damage", namespace, (neo4j_dump.COMPACTED,)))
    padding = f"{neo4j_dump.COMPACTED}/padding"
    copied = ["cp", "-r", neo4j_dump.STORE, padding]
    done = session.cluster.execute(namespace, NEO4J.pod, copied, within=_WITHIN)
    done.succeeded(f"{padding} in {NEO4J.pod}")


def _path(namespace: str, job: str) -> str:
    return f"/apis/batch/v1/namespaces/{namespace}/cronjobs/{job}"


PLANTS: dict[str, Callable[[Session, str], None]] = {
    "PostgreSQL is not backed up at night": partial(_suspend, postgresql_procedures.BACKUP_JOB),
    "the dump of PostgreSQL is cut short": partial(_cut_dump, POSTGRESQL, postgresql_dump.FILE),
    "the dump of Neo4j is cut short": partial(_cut_dump, NEO4J, neo4j_dump.FILE),
    "the copy of PostgreSQL is cut short": partial(_cut_copy, POSTGRESQL),
    "the copy of TimescaleDB is cut short": partial(_cut_copy, TIMESCALEDB),
    "the compacted store is no smaller": _pad_compacted,
    "a container runs that nobody measures": partial(leave_unmeasured, {}),
    "a pod of a service runs that no dashboard knows": partial(leave_unmeasured, _OF_A_SERVICE),
    "neo-auth-service may do nothing": partial(_take_rights, "neo-auth-service"),
    "a session of the database has no name": _nameless_session,
    "a statement is slower still": _slower_statement,
    **planted_neurallog.PLANTS,
}
