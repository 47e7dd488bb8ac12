"""What a PostgreSQL server does: admits clients, lets them write, archives and replays its log."""

from dataclasses import dataclass
from datetime import timedelta

from drillbook.clients.postgresql import (
    Full,
    Locked,
    address,
    connected,
    superuser_query,
    table_name,
)
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

_SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = :'name'"
_ARCHIVER = (
    "SELECT current_setting('archive_mode'), archived_count, failed_count, "
    "coalesce(last_failed_wal, ''), "
    "coalesce(last_archived_time >= last_failed_time, last_failed_time IS NULL) "
    "FROM pg_stat_archiver"
)
_REPLAYED = (
    "SELECT pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn()::text, ''), "
    "pg_is_in_recovery() AND pg_get_wal_replay_pause_state() = 'paused'"
)
_BEHIND = "SELECT greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), %s::pg_lsn))::int8"


@dataclass(frozen=True)
class Admission:
    """Whether a new client gets a session, and what it was told."""

    admitted: bool
    said: str


@dataclass(frozen=True)
class Writer:
    """Whether somebody who wants to write to a table gets its lock in time."""

    waits: bool
    said: str


@dataclass(frozen=True)
class Archiver:
    """What the archiver of write-ahead log has done. ``well`` when its last try succeeded."""

    mode: str
    archived: int
    failed: int
    last_failed: str
    well: bool


@dataclass(frozen=True)
class Replay:
    """How many bytes of write-ahead log a replica has still to replay, and whether it is paused."""

    replica: str
    position: str
    behind_bytes: int
    paused: bool


def admission(session: Session, namespace: str) -> Observation[Admission]:
    """Connect as a client does. That the server is full is a value, not an error."""
    started = now()
    try:
        with connected(session, namespace):
            found = Admission(admitted=True, said="connected")
    except Full as full:
        found = Admission(admitted=False, said=str(full))
    source = f"PostgreSQL at {address(session, namespace)}"
    return Observation("a new client", found, source, "connect", started, now())


def writer(
    session: Session, namespace: str, table: str, patience: timedelta = timedelta(seconds=1)
) -> Observation[Writer]:
    """Ask for the lock that every write to a table takes, and give it back at once."""
    started = now()
    milliseconds = int(patience.total_seconds() * 1000)
    try:
        with connected(session, namespace) as connection, connection.transaction():
            connection.execute(f"SET LOCAL lock_timeout = {milliseconds}")
            name = table_name(table).as_string(connection)
            connection.execute(f"LOCK TABLE {name} IN ROW EXCLUSIVE MODE".encode())
        found = Writer(waits=False, said="the lock was granted")
    except Locked as locked:
        found = Writer(waits=True, said=str(locked))
    source = f"PostgreSQL at {address(session, namespace)}"
    query = f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE, for at most {milliseconds} ms"
    return Observation(f"a writer to {table}", found, source, query, started, now())


def sessions(session: Session, namespace: str, pod: str, name: str) -> Observation[int]:
    """Count the sessions of a name, as superuser in the server's pod: its reserve admits it."""
    started = now()
    ((count,),) = superuser_query(session, namespace, pod, _SESSIONS, name=name)
    source = f"psql in pod {namespace}/{pod}"
    return Observation(
        f"sessions {name}", int(count), source, _SESSIONS, started, now(), {"name": name}
    )


def archiver(session: Session, namespace: str) -> Observation[Archiver]:
    """Look at the archiver's own counts (pg_stat_archiver)."""
    started = now()
    with connected(session, namespace) as connection:
        row = connection.execute(_ARCHIVER).fetchone()
    if row is None:
        raise Unobservable("pg_stat_archiver gave no row")
    found = Archiver(str(row[0]), int(row[1]), int(row[2]), str(row[3]), bool(row[4]))
    source = f"PostgreSQL at {address(session, namespace)}"
    return Observation("archiving of WAL", found, source, _ARCHIVER, started, now())


def replay(session: Session, namespace: str, replica: str) -> Observation[Replay]:
    """Compare what a replica's pod has replayed with what the primary has written by then."""
    started = now()
    ((recovering, position, paused),) = superuser_query(session, namespace, replica, _REPLAYED)
    if recovering != "t" or not position:
        raise Unobservable(f"PostgreSQL in pod {namespace}/{replica} is no replica")
    with connected(session, namespace) as connection:
        row = connection.execute(_BEHIND, (position,)).fetchone()
    if row is None:
        raise Unobservable("the primary did not say how much it has written")
    found = Replay(replica, position, int(row[0]), paused == "t")
    source = f"pod {namespace}/{replica} and PostgreSQL at {address(session, namespace)}"
    return Observation(
        f"replay of {replica}", found, source, f"{_REPLAYED}; {_BEHIND}", started, now()
    )
