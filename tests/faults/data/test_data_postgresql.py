"""PostgreSQL's faults on the lab: seen by its clients, and put back, also by another process."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import psycopg
import pytest

from drillbook.clients import postgresql as clients
from drillbook.clock import eventually
from drillbook.errors import EffectNotObserved
from drillbook.faults import (
    postgresql,
    postgresql_archive,
    postgresql_replica,
    postgresql_sessions,
    postgresql_table,
)
from drillbook.session import Session
from tests.faults.data import system
from tests.faults.data.system import NAMESPACE

pytestmark = pytest.mark.lab

PRIMARY, REPLICA = "postgresql-0", "postgresql-replica-0"
ARCHIVE = "/var/lib/postgresql/data/archive"


def client(session: Session, statement: str) -> list[tuple[object, ...]]:
    """Do what a client does, with a connection of the test's own."""
    access = clients.access(session, NAMESPACE)
    with psycopg.connect(
        host=access.address.host,
        port=access.address.port,
        user="billing",
        dbname="billing",
        password=access.password,
        autocommit=True,
    ) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def world(session: Session) -> str:
    """Return all that could have changed: rows, schema, settings, files beside the data."""
    dumped = system.execute(
        session,
        PRIMARY,
        "pg_dump -U postgres billing | grep -v restrict; cat $PGDATA/postgresql.auto.conf; "
        "psql -XAtU postgres billing -c 'SHOW archive_command'; ls -A $PGDATA; "
        'psql -XAtU postgres billing -c "SELECT count(*) FROM pg_stat_activity '
        "WHERE application_name LIKE 'drillbook-%'\"",
    )
    paused = system.execute(
        session, REPLICA, "psql -XAtU postgres -c 'SELECT pg_get_wal_replay_pause_state()'"
    )
    return dumped + paused


def corrupted(session: Session) -> None:
    with pytest.raises(psycopg.errors.DataCorrupted, match="invalid page in block 2"):
        client(session, "SELECT sum(length(note)) FROM usage")


def corrupted_index(session: Session) -> None:
    assert client(session, "SELECT count(note) FROM usage") == [(900,)]
    with pytest.raises(psycopg.Error, match="invalid page in block 1"):
        client(
            session, "SET enable_seqscan = off; SELECT * FROM usage WHERE client_id < 'client-2'"
        )


def gone(session: Session) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        client(session, "SELECT * FROM clients")


def full(session: Session) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"too many clients|slots are reserved"):
        client(session, "SELECT 1")


def locked(session: Session) -> None:
    with pytest.raises(psycopg.errors.LockNotAvailable):
        client(session, "SET lock_timeout = 500; UPDATE usage SET note = note WHERE day = 1")


def not_archived(session: Session) -> None:
    before = system.execute(session, PRIMARY, f"ls {ARCHIVE}")
    file = system.execute(
        session,
        PRIMARY,
        "psql -XAtU postgres -c \"SELECT pg_walfile_name(pg_create_restore_point('test'))\" "
        "-c 'SELECT pg_switch_wal()' | head -1",
    ).strip()
    failed = "SELECT failed_count FROM pg_stat_archiver"
    now = client(session, failed)
    eventually(
        lambda: client(session, failed),
        lambda seen: seen > now,
        within=timedelta(seconds=90),
        what="the archiver fails again",
    )
    assert system.execute(session, PRIMARY, f"ls {ARCHIVE}") == before
    assert file not in before


def behind(session: Session) -> None:
    client(session, "INSERT INTO clients VALUES ('late', 'Late')")
    count = "psql -XAtU postgres billing -c 'SELECT count(*) FROM clients'"
    assert system.execute(session, PRIMARY, count) == "4\n"
    far = "SELECT pg_wal_lsn_diff(sent_lsn, replay_lsn) > 4e6 FROM pg_stat_replication"
    eventually(
        lambda: client(session, far),
        lambda lag: lag == [(True,)],
        within=timedelta(seconds=90),
        what="what the replica has received and not replayed",
    )
    assert system.execute(session, REPLICA, count) == "3\n"
    client(session, "DELETE FROM clients WHERE id = 'late'")


FAULTS = {
    "page": (postgresql, "corrupt_page", (PRIMARY, "usage", 2), corrupted),
    "index": (postgresql, "corrupt_index", (PRIMARY, "usage_pkey"), corrupted_index),
    "table": (postgresql_table, "drop", (PRIMARY, "clients"), gone),
    "sessions": (postgresql_sessions, "exhaust", (PRIMARY,), full),
    "lock": (postgresql_sessions, "hold_lock", (PRIMARY, "usage"), locked),
    "archive": (postgresql_archive, "fail", (PRIMARY,), not_archived),
    "replica": (postgresql_replica, "lag", (REPLICA,), behind),
}
Effect = Callable[[Session], None]


@pytest.mark.parametrize("name", FAULTS)
def test_a_client_notices_the_fault_and_nothing_of_it_is_left_after_the_undo(
    lab: Session, name: str
) -> None:
    module, action, arguments, noticed = FAULTS[name]
    before = world(lab)
    bring: Callable[..., str] = getattr(module, action)
    said = bring(NAMESPACE, *arguments)
    assert "seen at" in said
    noticed(lab)
    assert lab.undo()
    assert world(lab) == before
    assert lab.undo() == []


@pytest.mark.parametrize("name", FAULTS)
def test_another_process_puts_back_what_a_killed_one_has_left(up: timedelta, name: str) -> None:
    assert up
    module, action, arguments, noticed = FAULTS[name]
    with system.opened() as before_it:
        before = world(before_it)
    short = module.__name__.rpartition(".")[2]
    system.brought_by_a_process_that_is_killed(short, action, *arguments)
    with system.opened() as session:
        assert session.journal.pending()
        if name not in ("sessions", "lock"):  # these end with the process that holds them
            noticed(session)
        session.undo()
        assert world(session) == before


@pytest.mark.parametrize("name", ["page", "index", "table", "archive", "replica"])
def test_an_undo_that_is_run_again_after_it_was_cut_off_harms_nothing(
    lab: Session, name: str
) -> None:
    module, action, arguments, _ = FAULTS[name]
    before = world(lab)
    getattr(module, action)(NAMESPACE, *arguments)
    steps = lab.journal.pending()
    lab.undo()
    for intent in steps:
        # Run as if the record that it was undone had not reached the disk.
        lab.intend(intent.undo, intent.arguments, intent.before)
    again = partial(lab.undo)
    if name == "table":
        # The dump is gone and the table has another identity: it is taken for one made anew.
        assert any("made anew" in line for line in again())
    else:
        again()
    assert world(lab) == before


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_whose_effect_is_not_seen_is_undone(
    lab: Session, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    module, action, arguments, _ = FAULTS[name]
    before = world(lab)
    system.without_effect(monkeypatch, module)
    with pytest.raises(EffectNotObserved, match="it was undone"):
        getattr(module, action)(NAMESPACE, *arguments)
    assert lab.journal.pending() == ()
    assert world(lab) == before
