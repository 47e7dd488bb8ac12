"""What PostgreSQL's own views say of queries, indexes, settings and sizes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from drillbook.clients.postgresql import address, connected, server
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

T = TypeVar("T")

_RUNNING = (
    "SELECT left(query, 200), coalesce(wait_event_type || ': ' || wait_event, ''), "
    "extract(epoch FROM now() - query_start)::float8 FROM pg_stat_activity "
    "WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid() "
    "ORDER BY query_start"
)
_SLOW = (
    "SELECT left(query, 200), mean_exec_time, calls FROM pg_stat_statements "
    "WHERE mean_exec_time > %s ORDER BY mean_exec_time DESC LIMIT 10"
)
_UNUSED = (
    "SELECT relname, indexrelname, idx_scan FROM pg_stat_user_indexes WHERE idx_scan = 0 ORDER BY 2"
)
_SETTINGS = "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)"
_INDEX_FILES = (
    "SELECT indexrelname, pg_relation_filepath(indexrelid) FROM pg_stat_user_indexes ORDER BY 1"
)
_SIZES = "SELECT datname, pg_database_size(datname) FROM pg_database WHERE NOT datistemplate"
_MEAN = (
    "SELECT sum(s.total_exec_time) / sum(s.calls) / 1000 FROM pg_stat_statements s "
    "JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database()"
)
_SIZE = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True)
class Running:
    """A query that runs, what it waits for ("" for nothing), and since how many seconds."""

    text: str
    waits_for: str
    seconds: float


@dataclass(frozen=True)
class Slow:
    """A query by its mean time (ms) and how often it was called."""

    text: str
    mean_ms: float
    calls: int


@dataclass(frozen=True)
class Unused:
    """An index of a table that no query has used."""

    table: str
    index: str
    scans: int


def running(session: Session, namespace: str) -> Observation[tuple[Running, ...]]:
    """List the queries that clients run now, the oldest first; there may be none."""
    rows, seen = _rows(session, namespace, _RUNNING)
    found = tuple(Running(str(row[0]), str(row[1]), float(row[2])) for row in rows)
    return _observed("queries that run", found, seen)


def slow(session: Session, namespace: str, above_ms: float) -> Observation[tuple[Slow, ...]]:
    """List the ten slowest queries above a mean time, the slowest first; there may be none."""
    rows, seen = _rows(session, namespace, _SLOW, above_ms)
    found = tuple(Slow(str(row[0]), float(row[1]), int(row[2])) for row in rows)
    return _observed("slow queries", found, seen)


def unused_indexes(session: Session, namespace: str) -> Observation[tuple[Unused, ...]]:
    """List the indexes that were never used; there may be none."""
    rows, seen = _rows(session, namespace, _UNUSED)
    found = tuple(Unused(str(row[0]), str(row[1]), int(row[2])) for row in rows)
    return _observed("indexes never used", found, seen)


def settings(session: Session, namespace: str, *names: str) -> Observation[Mapping[str, str]]:
    """Look at settings as they are in force."""
    rows, seen = _rows(session, namespace, _SETTINGS, list(names))
    return _observed("settings in force", {str(row[0]): str(row[1]) for row in rows}, seen)


def size(session: Session, namespace: str) -> Observation[int]:
    """Look at the size of the system's database, in bytes."""
    rows, seen = _rows(session, namespace, _SIZE)
    return _observed("size of the database", int(rows[0][0]), seen)


def sizes(session: Session, namespace: str) -> Observation[dict[str, float]]:
    """Look at the size of every database of the server, in bytes."""
    rows, seen = _rows(session, namespace, _SIZES)
    return _observed("sizes of databases", {str(row[0]): float(row[1]) for row in rows}, seen)


def mean_seconds(session: Session, namespace: str) -> Observation[float]:
    """Look at how long a query of the system's database has taken on average, in seconds."""
    rows, seen = _rows(session, namespace, _MEAN)
    return _observed("mean time of queries", float(rows[0][0]), seen)


def index_files(session: Session, namespace: str) -> Observation[dict[str, str]]:
    """Look at the file of every index; one that is built anew has another."""
    rows, seen = _rows(session, namespace, _INDEX_FILES)
    return _observed("files of indexes", {str(row[0]): str(row[1]) for row in rows}, seen)


@needs("create pods/exec")
def ready(session: Session, namespace: str) -> Observation[bool]:
    """Ask pg_isready in the server's pod whether PostgreSQL accepts connections."""
    pod, command = f"{server(session, namespace).service}-0", ["pg_isready", "-h", "127.0.0.1"]
    started = now()
    said = session.cluster.execute(namespace, pod, command)
    if said.exit_code not in {0, 1, 2}:
        raise Unobservable(f"pg_isready in {namespace}/{pod}: {said.stderr or said.stdout}")
    source = f"pod {namespace}/{pod}"
    accepts = said.exit_code == 0
    return Observation("PostgreSQL accepts", accepts, source, "pg_isready", started, now())


def _rows(
    session: Session, namespace: str, query: str, *values: object
) -> tuple[list[tuple[Any, ...]], Observation[None]]:
    started = now()
    with connected(session, namespace) as connection:
        rows = connection.execute(query.encode(), values or None).fetchall()
    source = f"PostgreSQL at {address(session, namespace)}"
    return rows, Observation("", None, source, query, started, now())


def _observed(name: str, value: T, seen: Observation[None]) -> Observation[T]:
    return Observation(name, value, seen.source, seen.query, seen.started, seen.ended)
