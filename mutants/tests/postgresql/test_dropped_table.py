import psycopg
import pytest

from drillbook.errors import EffectNotObserved, UndoIncomplete, Unobservable
from drillbook.faults import postgresql_table
from drillbook.probes import postgresql
from drillbook.session import Session
from tests.postgresql.world import NAMESPACE, Server

POD = "postgresql-0"
FULL = "INSERT INTO usage VALUES ('client-9', 1, 'no such client')"


def schema(server: Server) -> str:
    # A dump of version 15.14 and later ends with a key that is random each time.
    lines = server.must("pg_dump", "-U", "billing", "-d", "billing").splitlines()
    return "\n".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))


def test_a_dropped_table_comes_back_with_rows_keys_and_those_who_pointed_to_it(
    session: Session, server: Server
) -> None:
    server.sql("CREATE INDEX by_name ON clients (name); GRANT SELECT ON clients TO pg_monitor")
    before = schema(server)
    said = postgresql_table.drop(NAMESPACE, POD, "clients")
    assert "table clients with 3 rows is dropped" in said
    with pytest.raises(psycopg.errors.UndefinedTable):
        server.sql("SELECT * FROM clients")
    server.sql(FULL)
    server.sql("DELETE FROM usage WHERE client_id = 'client-9'")
    lines = session.undo()
    assert any("clients has its 3 rows again" in line for line in lines)
    assert schema(server) == before
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        server.sql(FULL)
    assert not (server.directory / "data" / "drillbook").exists()
    assert session.undo() == []


def test_a_table_that_was_restored_meanwhile_stays(session: Session, server: Server) -> None:
    postgresql_table.drop(NAMESPACE, POD, "usage")
    server.sql("CREATE TABLE usage (client_id text)")
    lines = session.undo()
    assert any("usage was made anew meanwhile and stays" in line for line in lines)
    assert postgresql.table(session, NAMESPACE, "usage").value.rows == 0
    assert not (server.directory / "data" / "drillbook").exists()


def test_a_table_that_a_view_needs_is_left_as_it_is(session: Session, server: Server) -> None:
    server.sql("CREATE VIEW busy AS SELECT * FROM usage")
    before = schema(server)
    with pytest.raises(EffectNotObserved, match="other objects depend on it"):
        postgresql_table.drop(NAMESPACE, POD, "usage")
    assert schema(server) == before
    assert session.journal.pending() == ()


@pytest.mark.usefixtures("session")
def test_a_table_that_is_not_there_cannot_be_dropped() -> None:
    with pytest.raises(Unobservable, match='relation "nobodys" does not exist'):
        postgresql_table.drop(NAMESPACE, POD, "nobodys")


def test_rows_that_cannot_come_back_are_said_with_what_to_do_by_hand(
    session: Session, server: Server
) -> None:
    postgresql_table.drop(NAMESPACE, POD, "clients")
    server.sql(FULL)
    with pytest.raises(UndoIncomplete, match=r"by hand, in pod .*pg_restore .*ADD CONSTRAINT"):
        session.undo()
    server.sql("DELETE FROM usage WHERE client_id = 'client-9'")
    session.undo()
    assert postgresql.table(session, NAMESPACE, "clients").value.rows == 3
