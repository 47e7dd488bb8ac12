"""The runbook's queries of the database: its slowest statements, and the sizes of its tables."""

from dataclasses import dataclass

from drillbook.clients.postgresql import superuser_query
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes.postgresql_sessions import pod_of
from drillbook.session import Session

_SLOWEST = (
    "SELECT replace(replace(query, E'\\n', ' '), E'\\t', ' '), calls, mean_exec_time "
    "FROM pg_stat_statements ORDER BY mean_exec_time DESC LIMIT 10"
)
# By the table's own number: its name may need quotes.
_SIZES = (
    "SELECT n.nspname || '.' || c.relname, pg_total_relation_size(c.oid) FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') "
    "AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 2 DESC, 1"
)
_TABLES = (
    "SELECT schemaname || '.' || tablename FROM pg_tables "
    "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
)


@dataclass(frozen=True)
class Statement:
    """A statement, how often it ran, and its mean time in milliseconds."""

    query: str
    calls: int
    mean_milliseconds: float


@dataclass(frozen=True)
class Size:
    """A table and its bytes, with its indexes."""

    table: str
    bytes: int


def slowest(session: Session, namespace: str) -> Observation[tuple[Statement, ...]]:
    """Return the ten statements with the longest mean time, the slowest first."""
    pod = pod_of(session, namespace)
    started = now()
    rows = superuser_query(session, namespace, pod, _SLOWEST)
    found = tuple(Statement(row[0], int(row[1]), float(row[2])) for row in rows)
    return Observation("slow queries", found, f"psql in {pod}", _SLOWEST, started, now())


def sizes(session: Session, namespace: str) -> Observation[tuple[Size, ...]]:
    """Return every table with its size, the largest first."""
    pod = pod_of(session, namespace)
    started = now()
    rows = superuser_query(session, namespace, pod, _SIZES)
    found = tuple(Size(row[0], int(row[1])) for row in rows)
    return Observation("sizes of tables", found, f"psql in {pod}", _SIZES, started, now())


def names(session: Session, namespace: str) -> Observation[tuple[str, ...]]:
    """Return the name of every table."""
    pod = pod_of(session, namespace)
    started = now()
    rows = superuser_query(session, namespace, pod, _TABLES)
    found = tuple(row[0] for row in rows)
    return Observation("tables", found, f"psql in {pod}", _TABLES, started, now())


def slow_statement(session: Session, namespace: str, seconds: float) -> Observation[str]:
    """Run a statement that takes so long, and return the mark by which it is known."""
    pod = pod_of(session, namespace)
    query = f"SELECT pg_sleep({seconds:g}) AS made_slow"
    started = now()
    superuser_query(session, namespace, pod, query)
    return Observation("slow statement", "made_slow", f"psql in {pod}", query, started, now())
