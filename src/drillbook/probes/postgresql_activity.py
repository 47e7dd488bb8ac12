"""What PostgreSQL is doing: connections by state, queries that run, queries that were slow."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from drillbook.clients.postgresql import address, connected, superuser_query
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

T = TypeVar("T")

_STATES = (
    "SELECT coalesce(state, 'unknown'), count(*) FROM pg_stat_activity "
    "WHERE backend_type = 'client backend' GROUP BY 1"
)
_BACKENDS = "SELECT sum(numbackends), current_setting('max_connections') FROM pg_stat_database"
_RUNNING = (
    "SELECT application_name, extract(epoch FROM now() - query_start)::float8 "
    "FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend' "
    "AND pid <> pg_backend_pid() AND now() - query_start > make_interval(secs => %s) "
    "ORDER BY 2 DESC"
)
_SLOWEST = (
    "SELECT left(query, 60), mean_exec_time FROM pg_stat_statements WHERE mean_exec_time > %s "
    "ORDER BY mean_exec_time DESC LIMIT 10"
)
_ANALYZED = (
    "SELECT schemaname || '.' || relname, extract(epoch FROM now() - "
    "greatest(last_analyze, last_autoanalyze))::float8 FROM pg_stat_user_tables"
)
_PLAN = (
    "EXPLAIN (FORMAT JSON) SELECT * FROM logs WHERE level = 'error' "
    "AND timestamp > now() - interval '1 hour' ORDER BY timestamp DESC"
)
_FILE = (
    "SELECT pg_relation_filepath(%s::regclass), indisvalid FROM pg_index "
    "WHERE indexrelid = %s::regclass"
)


@dataclass(frozen=True)
class Connections:
    """Connections of clients, and how many are taken."""

    open: int
    most: int


@dataclass(frozen=True)
class IndexFile:
    """An index's file, which another takes the place of when it is built anew."""

    file: str
    valid: bool


def states(session: Session, namespace: str) -> Observation[dict[str, int]]:
    """Count clients' connections by their state."""
    rows, seen = _rows(session, namespace, _STATES)
    return seen("connections by state", {str(state): int(count) for state, count in rows})


def connections(session: Session, namespace: str) -> Observation[Connections]:
    """Count connections from the statistics of databases, which the activity's view is not."""
    rows, seen = _rows(session, namespace, _BACKENDS)
    return seen("connections", Connections(int(rows[0][0]), int(rows[0][1])))


def sessions(session: Session, namespace: str, pod: str) -> Observation[int]:
    """Count the server's processes that serve clients, by their names in the pod."""
    started = now()
    script = "for d in /proc/[0-9]*; do tr '\\0' ' ' < $d/cmdline 2>/dev/null; echo; done"
    said = session.cluster.execute(namespace, pod, ["sh", "-c", script])
    if said.exit_code != 0:
        raise Unobservable(f"processes of {pod}: {said.stderr}")
    # postgres: USER DATABASE HOST(PORT) STATE
    served = [line for line in said.stdout.splitlines() if line.startswith("postgres: billing ")]
    return Observation("client processes", len(served), f"pod {pod}", "/proc", started, now())


def running(session: Session, namespace: str, seconds: float) -> Observation[dict[str, float]]:
    """Return the queries that have run for longer, in seconds by their client's name."""
    rows, seen = _rows(session, namespace, _RUNNING, seconds)
    return seen("queries that run", {str(name): float(took) for name, took in rows})


def slowest(
    session: Session, namespace: str, milliseconds: float
) -> Observation[tuple[tuple[str, float], ...]]:
    """Return the ten queries with the highest mean above some milliseconds, the slowest first."""
    rows, seen = _rows(session, namespace, _SLOWEST, milliseconds)
    return seen("slowest queries", tuple((str(query), float(mean)) for query, mean in rows))


def mean_seconds(session: Session, namespace: str) -> Observation[float]:
    """Return how long a query took in the mean, of all that the statistics have."""
    query = "SELECT sum(total_exec_time) / 1000 / sum(calls) FROM pg_stat_statements"
    rows, seen = _rows(session, namespace, query)
    return seen("mean time of a query", float(rows[0][0]))


def analyzed(session: Session, namespace: str) -> Observation[dict[str, float | None]]:
    """Return how many seconds ago the statistics of each table were made; None for never."""
    rows, seen = _rows(session, namespace, _ANALYZED)
    return seen("statistics", {str(name): None if s is None else float(s) for name, s in rows})


def search_plan(session: Session, namespace: str) -> Observation[str]:
    """Return how a search of recent logs by time and level would be done."""
    rows, seen = _rows(session, namespace, _PLAN)
    plan = str(rows[0][0])
    kinds = ("idx_logs_timestamp_level", "Seq Scan")
    return seen("plan", next((one for one in kinds if one in plan), plan[:80]))


def index_file(session: Session, namespace: str, name: str) -> Observation[IndexFile]:
    """Return the file of an index. Raises Unobservable when there is no such index."""
    rows, seen = _rows(session, namespace, _FILE, name, name)
    if not rows:
        raise Unobservable(f"there is no index {name}")
    return seen(f"index {name}", IndexFile(str(rows[0][0]), bool(rows[0][1])))


def dead_rows(session: Session, namespace: str, table: str) -> Observation[int]:
    """Return the dead rows of a table, as the server's statistics have them."""
    query = "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = %s"
    rows, seen = _rows(session, namespace, query, table)
    return seen(f"dead rows of {table}", int(rows[0][0]))


def setting(session: Session, namespace: str, pod: str, name: str) -> Observation[str]:
    """Return a setting as the superuser sees it."""
    started = now()
    rows = superuser_query(session, namespace, pod, "SELECT current_setting(:'name')", name=name)
    return Observation(name, rows[0][0], f"pod {pod}", "SHOW", started, now())


@dataclass(frozen=True)
class _Asked:
    """What was asked, where and when: makes observations of what it gave."""

    source: str
    query: str
    started: datetime

    def __call__(self, name: str, value: T) -> Observation[T]:
        return Observation(name, value, self.source, self.query, self.started, now())


def _rows(
    session: Session, namespace: str, query: str, *values: Any
) -> tuple[list[tuple[Any, ...]], _Asked]:
    started = now()
    with connected(session, namespace) as connection:
        rows = connection.execute(query.encode(), values or None).fetchall()
    return rows, _Asked(f"PostgreSQL at {address(session, namespace)}", query, started)
