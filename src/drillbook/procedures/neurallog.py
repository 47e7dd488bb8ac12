"""NeuralLog's upkeep: migrations, queries that run on, an index of the logs, secrets planted."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients.postgresql import connected, superuser_change
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.probes import neurallog_commands, postgresql_activity
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

BILLING = "billing-service"
POD = "postgresql-0"
INDEX = "idx_logs_timestamp_level"
LEAK = "drill-leak"
_RUNS_WITHIN = timedelta(seconds=20)
_UNDO_WITHIN = timedelta(minutes=1)
# $0 the query's name, $1 seconds: a client of the billing user that nobody waits for.
_BEGIN = """
export PGAPPNAME="$0" PGHOST=/tmp
nohup psql -XqAt -U billing -d billing -c "SELECT pg_sleep($1)" > /dev/null 2>&1 < /dev/null &
"""
_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :'name'"
_END_LONG = (
    "SELECT application_name, pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid() "
    "AND now() - query_start > make_interval(secs => :'seconds'::float8)"
)


@needs("create pods/exec", "list pods")
def migrate(session: Session, namespace: str) -> tuple[str, ...]:
    """Apply pending migrations in a pod of billing-service; the undo takes them back.

    Returns what was applied. Raises Refused, NotDone.
    """
    session.permit(Change("schema.migrate", namespace, (BILLING,), undo_within=_UNDO_WITHIN))
    session.intend("schema.migrate_back", {"namespace": namespace}, {})
    applied = neurallog_commands.run(session, namespace, "up")
    note(f"applied: {', '.join(applied) or 'nothing'}")
    return applied


@needs("create pods/exec")
def run_on(session: Session, namespace: str, name: str, seconds: int) -> None:
    """Begin a query that runs for so long; the undo ends it. Raises Refused, NotDone."""
    session.permit(Change("postgresql.exhaust_sessions", namespace, (POD, name)))
    session.intend("postgresql.end_query", {"namespace": namespace, "name": name}, {})
    said = session.cluster.execute(namespace, POD, ["sh", "-c", _BEGIN, name, str(seconds)])
    said.succeeded("no query was begun")
    try:
        eventually(
            lambda: postgresql_activity.running(session, namespace, 0).value,
            lambda seen: name in seen,
            within=_RUNS_WITHIN,
            what=f"query {name} runs",
        )
    except CheckFailed as error:
        raise NotDone(str(error)) from error


def end_long(session: Session, namespace: str, seconds: float) -> tuple[str, ...]:
    """End the queries of clients that have run for longer; return their clients' names."""
    session.permit(Change("postgresql.exhaust_sessions", namespace, (POD,)))
    rows = superuser_change(session, namespace, POD, _END_LONG, seconds=str(seconds))
    ended = tuple(row[0] for row in rows)
    note(f"ended: {', '.join(ended) or 'nothing'}")
    return ended


def slow_query(session: Session, namespace: str, seconds: float) -> None:
    """Ask the database for something that takes so long. Raises Unobservable."""
    session.permit(Change("postgresql.exhaust_sessions", namespace, (POD,)))
    with connected(session, namespace, name="drill-slow") as connection:
        connection.execute("SELECT pg_sleep(%s)", (seconds,))


def make_index(session: Session, namespace: str) -> None:
    """Index the logs by time and level while they are written; the undo drops it."""
    session.permit(Change("postgresql.vacuum", namespace, (INDEX,), undo_within=_UNDO_WITHIN))
    session.intend("postgresql.drop_index", {"namespace": namespace}, {})
    make = f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {INDEX} ON logs (timestamp DESC, level)"
    _execute(session, namespace, make, "ANALYZE logs")


def rebuild_index(session: Session, namespace: str) -> None:
    """Build the index of the logs anew while they are written."""
    session.permit(Change("postgresql.vacuum", namespace, (INDEX,)))
    _execute(session, namespace, f"REINDEX INDEX CONCURRENTLY {INDEX}")


def make_dead(session: Session, namespace: str) -> None:
    """Change every row of the logs to what it is, which leaves as many dead rows."""
    session.permit(Change("postgresql.vacuum", namespace, ("logs",)))
    _execute(session, namespace, "UPDATE logs SET level = level")


@needs("create configmaps", "get secrets[users-auth]")
def leak(session: Session, namespace: str) -> None:
    """Put a value of a Secret into a ConfigMap; the undo removes it. Raises Refused, NotDone."""
    session.permit(Change("config_map.wrong", namespace, (LEAK,)))
    session.intend("config_map.remove_leak", {"namespace": namespace}, {})
    value = session.secret(namespace, "users-auth")["password"]
    body = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": LEAK},
        "data": {"settings": f"password={value}"},
    }
    session.cluster.create(f"/api/v1/namespaces/{namespace}/configmaps", body)


@undo_step("config_map.remove_leak")
@needs("delete configmaps")
def _remove_leak(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    path = f"/api/v1/namespaces/{arguments['namespace']}/configmaps/{LEAK}"
    try:
        was = session.cluster.discard(path)
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: kubectl delete configmap {LEAK}") from error
    return f"ConfigMap {LEAK} is {'gone' if was else 'not there'}"


@undo_step("postgresql.drop_index")
def _drop_index(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    try:
        _execute(session, str(arguments["namespace"]), f"DROP INDEX IF EXISTS {INDEX}")
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: DROP INDEX IF EXISTS {INDEX}") from error
    return f"index {INDEX} is gone"


@undo_step("postgresql.end_query")
def _end_query(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    name = str(arguments["name"])
    try:
        superuser_change(session, str(arguments["namespace"]), POD, _END, name=name)
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: end the query of {name}") from error
    return f"query {name} is over"


@undo_step("schema.migrate_back")
def _back(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace = str(arguments["namespace"])
    try:
        while taken := neurallog_commands.run(session, namespace, "down"):
            note(f"taken back: {', '.join(taken)}")
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; by hand: neurallog.migrate down") from error
    return "every migration is taken back"


def _execute(session: Session, namespace: str, *statements: str) -> None:
    try:
        with connected(session, namespace) as connection:
            for statement in statements:
                connection.execute(statement.encode())
    except Unobservable as error:
        raise NotDone(str(error)) from error
