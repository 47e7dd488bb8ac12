"""A system's PostgreSQL under maintenance: rows, statistics, indexes, settings, plans."""

from datetime import datetime
from typing import Any

from drillbook.clients.postgresql import connected
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

_DEAD = (
    "SELECT relname, n_dead_tup, n_live_tup FROM pg_stat_user_tables WHERE schemaname = 'public'"
)
_INDEXES = (
    "SELECT c.relname, i.indisvalid, pg_relation_size(c.oid), c.relfilenode::text FROM pg_index i "
    "JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'public'"
)
_SETTINGS = "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)"
_LARGEST = (
    "SELECT format('%I.%I', s.schemaname, s.relname), pg_total_relation_size(s.relid), "
    "n_dead_tup::float8 / greatest(n_dead_tup + n_live_tup, 1) FROM pg_stat_user_tables s "
    "ORDER BY 2 DESC LIMIT 10"
)
_SLOWEST = (
    "SELECT query FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid "
    "WHERE datname = current_database() AND query ILIKE 'SELECT%%' "
    "AND query NOT ILIKE '%%pg_stat%%' ORDER BY mean_exec_time DESC LIMIT 10"
)
_SESSIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid() "
    "AND application_name NOT LIKE 'drillbook%%'"
)
_BY_TIME = (
    "EXPLAIN (ANALYZE, FORMAT JSON) SELECT avg(value) FROM metrics "
    "WHERE timestamp > now() - interval '5 minutes'"
)


def dead_rows(session: Session, namespace: str) -> Observation[dict[str, int]]:
    """Return how many dead rows each table has, by the server's own count."""
    rows, seen = _rows(session, namespace, _DEAD)
    return _of(seen, "dead rows", {str(row[0]): int(row[1]) for row in rows})


def counts(session: Session, namespace: str) -> Observation[dict[str, int]]:
    """Return how many rows each table has, counted."""
    names, seen = _rows(session, namespace, _DEAD)
    found = {}
    for name in sorted(str(row[0]) for row in names):
        rows, seen = _rows(session, namespace, f"SELECT count(*) FROM {name}")  # noqa: S608
        found[name] = int(rows[0][0])
    return _of(seen, "rows", found)


def indexes(session: Session, namespace: str) -> Observation[dict[str, tuple[bool, int, str]]]:
    """Return of each index whether it is valid, its bytes, and its file."""
    rows, seen = _rows(session, namespace, _INDEXES)
    return _of(seen, "indexes", {str(row[0]): (bool(row[1]), int(row[2]), row[3]) for row in rows})


def settings(session: Session, namespace: str, *names: str) -> Observation[dict[str, str]]:
    """Return settings as the server runs with them, with their units."""
    rows, seen = _rows(session, namespace, _SETTINGS, (list(names),))
    return _of(seen, "settings", {str(row[0]): str(row[1]) for row in rows})


def largest(session: Session, namespace: str) -> Observation[dict[str, float]]:
    """Return the ten largest tables, and which share of each one's rows is dead."""
    rows, seen = _rows(session, namespace, _LARGEST)
    return _of(seen, "largest tables", {str(row[0]): float(row[2]) for row in rows})


def by_time(session: Session, namespace: str) -> Observation[tuple[str, float]]:
    """Return how the server looks for metrics by time (its plan's scan), and its milliseconds."""
    rows, seen = _rows(session, namespace, _BY_TIME)
    plan = rows[0][0][0]
    return _of(seen, "query by time", (_scan(plan["Plan"]), float(plan["Execution Time"])))


def slowest(session: Session, namespace: str) -> Observation[list[str]]:
    """Return the ten statements that take longest on average, the slowest first."""
    rows, seen = _rows(session, namespace, _SLOWEST)
    return _of(seen, "slowest statements", [str(row[0]).strip()[:300] for row in rows])


def revision(session: Session, namespace: str) -> Observation[str]:
    """Return the revision that the schema is at."""
    rows, seen = _rows(session, namespace, "SELECT version_num FROM alembic_version")
    return _of(seen, "revision of the schema", str(rows[0][0]))


def sessions(session: Session, namespace: str) -> Observation[int]:
    """Return how many sessions of the database its services have, beside drillbook's own."""
    rows, seen = _rows(session, namespace, _SESSIONS)
    return _of(seen, "sessions of services", int(rows[0][0]))


def server_time(session: Session, namespace: str) -> Observation[datetime]:
    """Return what the server's clock shows."""
    rows, seen = _rows(session, namespace, "SELECT now()")
    return _of(seen, "server's clock", rows[0][0])


def _scan(plan: dict[str, Any]) -> str:
    if "Relation Name" in plan:
        index = plan.get("Index Name", "")
        return f"{plan['Node Type']} {index}".strip()
    nested = [_scan(one) for one in plan.get("Plans") or ()]
    return next((one for one in nested if one), "")


def _rows(
    session: Session, namespace: str, query: str, values: tuple[object, ...] | None = None
) -> tuple[list[tuple[Any, ...]], Observation[None]]:
    started = now()
    with connected(session, namespace) as connection:
        rows = connection.execute(query.encode(), values).fetchall()
    if not rows:
        raise Unobservable(f"{query} gave no row")
    return rows, Observation("", None, f"PostgreSQL of {namespace}", query, started, now())


def _of(seen: Observation[None], name: str, value: Any) -> Observation[Any]:
    return Observation(name, value, seen.source, seen.query, seen.started, seen.ended)


def upkeep(session: Session, namespace: str) -> Observation[dict[str, datetime]]:
    """Return when each table's statistics were last made, by the server's clock."""
    query = (
        "SELECT relname, coalesce(last_analyze, 'epoch') FROM pg_stat_user_tables "
        "WHERE schemaname = 'public'"
    )
    rows, seen = _rows(session, namespace, query)
    return _of(seen, "statistics", {str(row[0]): row[1] for row in rows})


def usual(session: Session, namespace: str, service: str) -> Observation[tuple[float, float]]:
    """Return mean and deviation of a service's values of the last seven days."""
    query = (
        "SELECT avg(value), stddev_samp(value) FROM metrics WHERE service = %s "
        "AND timestamp > now() - interval '7 days'"
    )
    rows, seen = _rows(session, namespace, query, (service,))
    return _of(seen, "usual values", (float(rows[0][0]), float(rows[0][1])))
