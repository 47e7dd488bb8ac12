import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest

from drillbook.clients import postgresql as clients
from drillbook.clock import eventually
from drillbook.errors import UsageError
from drillbook.faults import postgresql_sessions
from drillbook.session import Session
from tests.postgresql.world import NAMESPACE, Server

POD = "postgresql-0"
LONG = timedelta(minutes=1)


def test_a_new_client_is_refused_until_the_undo(session: Session, server: Server) -> None:
    said = postgresql_sessions.exhaust(NAMESPACE, POD)
    assert "no session left" in said
    with pytest.raises(psycopg.OperationalError, match=r"connection slots|too many"):
        server.sql("SELECT 1")
    lines = session.undo()
    assert any("have ended" in line for line in lines)
    assert server.sql("SELECT 1") == [(1,)]
    assert session.undo() == []


def test_a_place_that_somebody_leaves_meanwhile_is_taken_too(
    session: Session, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = psycopg.connect(
        host="127.0.0.1",
        port=server.port,
        user="billing",
        dbname="billing",
        application_name="late",
    )
    opened = clients.opened

    @contextmanager
    def then_leaves(access: clients.Access, *, name: str) -> Iterator[object]:
        try:
            with opened(access, name=name) as connection:
                yield connection
        except clients.Full:
            late.close()
            eventually(lambda: there(server), lambda n: n == 0, within=LONG, what="it has left")
            raise

    monkeypatch.setattr(clients, "opened", then_leaves)
    postgresql_sessions.exhaust(NAMESPACE, POD)
    with pytest.raises(psycopg.OperationalError, match=r"connection slots|too many"):
        server.sql("SELECT 1")
    session.undo()


def there(server: Server) -> int:
    count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'late'"
    return int(server.must("psql", "-XAtU", "postgres", "-d", "postgres", "-c", count))


def test_a_server_that_is_full_already_is_left_alone(session: Session) -> None:
    postgresql_sessions.exhaust(NAMESPACE, POD)
    with pytest.raises(UsageError, match="admits no client already"):
        postgresql_sessions.exhaust(NAMESPACE, POD)
    session.undo()


def test_a_writer_waits_for_the_lock_and_a_reader_for_the_strongest_one_alone(
    session: Session, server: Server
) -> None:
    postgresql_sessions.hold_lock(NAMESPACE, POD, "usage", mode="EXCLUSIVE")
    impatient = "SET lock_timeout = 200;"
    assert server.sql("SELECT count(*) FROM usage") == [(900,)]
    with pytest.raises(psycopg.errors.LockNotAvailable):
        server.sql(f"{impatient} DELETE FROM usage WHERE day = 1")
    session.undo()
    postgresql_sessions.hold_lock(NAMESPACE, POD, "usage")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        server.sql(f"{impatient} SELECT count(*) FROM usage")
    session.undo()
    server.sql(f"{impatient} UPDATE usage SET day = day WHERE day = 1")


@pytest.mark.usefixtures("session")
def test_a_lock_that_holds_no_writer_up_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="no lock 'ACCESS SHARE' makes writers wait"):
        postgresql_sessions.hold_lock(NAMESPACE, POD, "usage", mode="ACCESS SHARE")


def test_another_process_ends_sessions_that_it_does_not_hold(
    session: Session, server: Server
) -> None:
    script = f"""
        import sys, psycopg
        taken = psycopg.connect(host="127.0.0.1", port={server.port}, user="billing",
                                dbname="billing", application_name="drillbook-elsewhere")
        taken.execute("LOCK TABLE usage")
        print("held", flush=True)
        sys.stdin.read()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        where = {"namespace": NAMESPACE, "pod": POD, "name": "drillbook-elsewhere"}
        session.intend("postgresql.end_sessions", where, {})
        lines = session.undo()
        server.sql("SET lock_timeout = 200; UPDATE usage SET day = day WHERE day = 1")
        holder.communicate("")
    assert any("1 of them here" in line for line in lines)
