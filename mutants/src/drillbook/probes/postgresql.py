"""What PostgreSQL holds: tables read whole, by count and by a fingerprint of their rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from psycopg import sql

from drillbook.clients.postgresql import (
    Access,
    Connection,
    Damaged,
    address,
    connected,
    opened,
    table_name,
)
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

T = TypeVar("T")

# count(*) alone may be answered from an index and then misses a damaged page of the table.
_READ = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM {table} t"
_IDENTITY = "SELECT %s::regclass::oid::int8, pg_relation_filepath(%s::regclass)"
# An index's table, its columns as ORDER BY wants them, and its own name.
_INDEX = (
    "SELECT i.indrelid::regclass::text, string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' "
    "ORDER BY k), c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid, "
    "generate_series(1, i.indnkeyatts) k WHERE i.indexrelid = %s::regclass "
    "GROUP BY i.indrelid, c.relname"
)
_BY_INDEX = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off"
_TABLES = (
    "SELECT n.nspname || '.' || c.relname FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') "
    "AND n.nspname NOT LIKE 'pg_toast%' AND c.relpersistence <> 't' ORDER BY 1"
)


@dataclass(frozen=True)
class Table:
    """A table as it was read: every row of it, or the server's words for why not.

    ``oid`` and ``file`` say which table it is: a table that was dropped and made anew has others.
    ``fingerprint`` is a sum of hashes of all rows, the same for the same rows in any order.
    """

    name: str
    oid: int
    file: str
    rows: int | None
    fingerprint: str | None
    damage: str = ""

    @property
    def readable(self) -> bool:
        """Return whether every row could be read."""
        return self.rows is not None


def table(session: Session, namespace: str, name: str) -> Observation[Table]:
    """Read a table whole. That it is damaged is a value, not an error."""
    started = now()
    found = _read(session, namespace, name)
    return _observed(session, namespace, f"table {name}", found, started, (name,))


def tables(session: Session, namespace: str) -> Observation[tuple[Table, ...]]:
    """Read all tables of the billing database whole; none at all is Unobservable."""
    started = now()
    with connected(session, namespace) as connection:
        names = tuple(str(row[0]) for row in connection.execute(_TABLES))
    if not names:
        raise Unobservable(f"the billing database in {namespace} has no table")
    found = tuple(_read(session, namespace, name) for name in names)
    return _observed(session, namespace, "tables of billing", found, started, names)


def exists(session: Session, namespace: str, name: str) -> Observation[bool]:
    """Look at whether there is a table of a name."""
    query = "SELECT to_regclass(%s) IS NOT NULL"
    started = now()
    with connected(session, namespace) as connection:
        row = connection.execute(query, (table_name(name).as_string(connection),)).fetchone()
    source = f"PostgreSQL at {address(session, namespace)}"
    there = row == (True,)
    return Observation(f"table {name} is there", there, source, query, started, now())


def client_count(session: Session, namespace: str) -> Observation[int]:
    """Count clients by the very query with which the runbook verifies a restore."""
    query = "SELECT count(*) FROM clients"
    started = now()
    with connected(session, namespace) as connection:
        row = connection.execute(query).fetchone()
    if row is None:
        raise Unobservable(f"{query} gave no row")
    source = f"PostgreSQL at {address(session, namespace)}"
    return Observation("clients", int(row[0]), source, query, started, now())


def commit(reached: Access) -> Observation[int]:
    """Commit a transaction that changes no table, and return its number.

    The number is what makes the server write the commit to its log. Takes the address and the
    password from before, so that each try costs one connection and nothing else.
    """
    query = "SELECT pg_current_xact_id()::text::int8"
    started = now()
    with opened(reached, name="drillbook") as connection:
        row = connection.execute(query).fetchone()
    if row is None:
        raise Unobservable(f"{query} gave no row")
    source = f"PostgreSQL at {reached.address}"
    return Observation("commit", int(row[0]), source, query, started, now())


def data_checksums(session: Session, namespace: str) -> Observation[bool]:
    """Look at whether the cluster keeps a checksum of every page."""
    query = "SHOW data_checksums"
    started = now()
    with connected(session, namespace) as connection:
        row = connection.execute(query).fetchone()
    source = f"PostgreSQL at {address(session, namespace)}"
    return Observation("data checksums", row == ("on",), source, query, started, now())


@dataclass(frozen=True)
class Index:
    """An index as a query that must use it finds it: all its entries, or the server's words."""

    name: str
    table: str
    file: str
    entries: int | None
    damage: str = ""

    @property
    def readable(self) -> bool:
        """Return whether every entry could be read."""
        return self.entries is not None


def index(session: Session, namespace: str, name: str) -> Observation[Index]:
    """Read a table in the order of one of its indexes. That it is damaged is a value, not an error.

    Raises Unobservable for an index that no such query uses (partial, invalid, not ordered).
    """
    started = now()
    with connected(session, namespace) as connection:
        _, file = _identity(connection, name)
        row = connection.execute(_INDEX, (table_name(name).as_string(connection),)).fetchone()
        if row is None:
            raise Unobservable(f"{name} is no index")
    # Both come quoted from the server's own catalogue.
    ordered = f"SELECT FROM {row[0]} ORDER BY {row[1]} OFFSET 0"
    query = f"SELECT count(*) FROM ({ordered}) ordered"  # noqa: S608
    entries, damage = None, ""
    try:
        with connected(session, namespace) as connection:
            connection.execute(_BY_INDEX)
            # Planning reads the index's first page, so this may find the damage, too.
            plan = connection.execute(f"EXPLAIN (FORMAT JSON) {query}".encode()).fetchone()
            if f"'Index Name': '{row[2]}'" not in str(plan):
                raise Unobservable(f"no query in the order of {row[1]} uses index {name}")
            counted = connection.execute(query.encode()).fetchone()
            entries = int(counted[0]) if counted else None
    except Damaged as damaged:
        damage = str(damaged)
    found = Index(name, str(row[0]), file, entries, damage)
    source = f"PostgreSQL at {address(session, namespace)}"
    return Observation(f"index {name}", found, source, query, started, now(), {"index": name})


@dataclass(frozen=True)
class Location:
    """Where a table is on disk: its file in the data directory, and its length in pages."""

    name: str
    directory: str
    file: str
    pages: int
    page_bytes: int


def location(session: Session, namespace: str, name: str) -> Observation[Location]:
    """Look at where a table's file is."""
    query = (
        "SELECT pg_relation_filepath(%s::regclass), pg_relation_size(%s::regclass), "
        "current_setting('block_size')::int, current_setting('data_directory')"
    )
    started = now()
    with connected(session, namespace) as connection:
        quoted = table_name(name).as_string(connection)
        row = connection.execute(query, (quoted, quoted)).fetchone()
    if row is None or row[0] is None:
        raise Unobservable(f"{name} has no file")
    found = Location(name, str(row[3]), str(row[0]), int(row[1]) // int(row[2]), int(row[2]))
    source = f"PostgreSQL at {address(session, namespace)}"
    return Observation(
        f"file of table {name}", found, source, query, started, now(), {"table": name}
    )


def _observed(
    session: Session, namespace: str, name: str, value: T, started: datetime, names: tuple[str, ...]
) -> Observation[T]:
    source = f"PostgreSQL at {address(session, namespace)}"
    return Observation(name, value, source, _READ, started, now(), {"tables": names})


def _read(session: Session, namespace: str, name: str) -> Table:
    with connected(session, namespace) as connection:
        oid, file = _identity(connection, name)
    try:
        with connected(session, namespace) as connection:
            statement = sql.SQL(_READ).format(table=table_name(name))
            row = connection.execute(statement).fetchone()
    except Damaged as damaged:
        return Table(name, oid, file, None, None, str(damaged))
    if row is None:
        raise Unobservable(f"reading {name} gave no row")
    return Table(name, oid, file, int(row[0]), str(row[1]))


def _identity(connection: Connection, name: str) -> tuple[int, str]:
    quoted = table_name(name).as_string(connection)
    row = connection.execute(_IDENTITY, (quoted, quoted)).fetchone()
    if row is None or row[1] is None:
        raise Unobservable(f"there is no table {name}")
    return int(row[0]), str(row[1])
