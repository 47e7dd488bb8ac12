"""The ledger in a real PostgreSQL: clean runs, kills, restores and rows removed by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from drillbook.clock import eventually
from drillbook.errors import Refused, UndoIncomplete
from drillbook.guard import Change
from drillbook.ledger.postgresql import PostgresLedger
from drillbook.ledger.postgresql_table import Table
from drillbook.session import UNDO_STEPS, Session
from tests.postgresql import world
from tests.postgresql.world import NAMESPACE, Server
from tests.standing import UID


@pytest.fixture
def session(server: Server, tmp_path: Path) -> Session:
    opened = world.session(tmp_path, server)
    allowed = opened.target.allow.model_copy(update={"changes": frozenset({"ledger.write"})})
    target = opened.target.model_copy(update={"allow": allowed})
    return Session(target, opened.cluster, opened.journal, UID)


@contextmanager
def writing(session: Session, rate: int = 600) -> Iterator[PostgresLedger]:
    ledger = PostgresLedger(session, NAMESPACE, rate)
    ledger.start()
    try:
        yield ledger
    finally:
        ledger.stop()


def acked(ledger: PostgresLedger) -> int:
    return ledger.history.acked


def until(ledger: PostgresLedger, enough: Callable[[int], bool]) -> int:
    seen = eventually(
        lambda: acked(ledger), enough, within=timedelta(seconds=60), what="rows committed"
    )
    return seen.value


def rows(server: Server, ledger: PostgresLedger) -> list[int]:
    return [row[0] for row in server.sql(f"SELECT number FROM {ledger.table} ORDER BY 1")]


def test_a_clean_run_loses_nothing_and_leaves_nothing(server: Server, session: Session) -> None:
    with writing(session) as ledger:
        until(ledger, lambda count: count > 300)
    record = ledger.account()
    assert record.attempted == record.acked == record.present == len(rows(server, ledger))
    assert (record.lost, record.duplicated, record.unknown, record.failed) == (0, 0, 0, 0)
    session.undo()
    assert server.sql("SELECT FROM pg_namespace WHERE nspname = 'drillbook'") == []


def test_a_server_killed_hard_loses_nothing_that_was_acknowledged(
    server: Server, session: Session
) -> None:
    with writing(session) as ledger:
        before = until(ledger, lambda count: count > 200)
        server.must("pg_ctl", "-D", str(server.directory / "data"), "-m", "immediate", "stop")
        server.must("postgresql-service", "start")
        until(ledger, lambda count: count > before + 200)
    record = ledger.account()
    assert record.lost == 0
    assert record.unknown <= Table.threads  # one under way on each connection
    assert record.longest_gap_seconds > 0.05
    session.undo()


def test_a_restore_of_an_older_dump_shows_how_far_it_went_back(
    server: Server, session: Session
) -> None:
    with writing(session) as ledger:
        until(ledger, lambda count: count > 100)
        dump = server.dump("older.dump")
        until(ledger, lambda count: count > 400)
        server.must(
            *("pg_restore", "-U", "billing", "-d", "billing", "--clean", "--if-exists"),
            *("--single-transaction", "--schema=drillbook", str(dump)),
        )
        before = acked(ledger)
        until(ledger, lambda count: count > before + 50)
    record = ledger.account()
    missing = set(range(record.attempted)) - set(rows(server, ledger))
    assert record.lost == len(missing) - record.failed > 0
    assert record.rpo_seconds is not None
    times = {n: int(t) for _, _, out in ledger.history.columns() for n, t in enumerate(out)}
    lost = [times[n] for n in missing if times[n] < 0xFFFFFFF0]
    assert (max(lost) - min(lost)) / 10_000 <= record.rpo_seconds
    assert record.rpo_seconds <= (max(lost) - min(lost)) / 10_000 + record.longest_gap_seconds
    session.undo()


def test_rows_removed_and_doubled_by_hand_are_found_one_by_one(
    server: Server, session: Session
) -> None:
    with writing(session) as ledger:
        until(ledger, lambda count: count > 100)
    server.sql(f"DELETE FROM {ledger.table} WHERE number IN (7, 50)")
    server.sql(f"INSERT INTO {ledger.table} (number) VALUES (9), (9), (-4)")
    record = ledger.account()
    assert (record.lost, record.duplicated, record.unexpected) == (2, 1, 1)
    assert record.lost_examples[0].startswith("write 7, acknowledged ")
    session.undo()


def test_a_table_that_is_gone_has_lost_everything(server: Server, session: Session) -> None:
    with writing(session) as ledger:
        until(ledger, lambda count: count > 20)
    server.sql(f"DROP TABLE {ledger.table}")
    record = ledger.account()
    assert record.lost == record.acked > 20
    session.undo()


def test_tables_that_a_restore_brought_back_go_with_the_undo(
    server: Server, session: Session
) -> None:
    with writing(session) as ledger:
        until(ledger, lambda count: count > 20)
    server.sql("CREATE TABLE drillbook.ledger_of_last_week (number bigint)")
    session.undo()
    assert server.sql("SELECT FROM pg_tables WHERE schemaname = 'drillbook'") == []


def test_without_permission_nothing_is_made(server: Server, session: Session) -> None:
    allowed = session.target.allow.model_copy(update={"changes": frozenset[str]()})
    target = session.target.model_copy(update={"allow": allowed})
    closed = Session(target, session.cluster, session.journal, UID)
    with pytest.raises(Refused):
        closed.permit(Change("ledger.write", NAMESPACE, ("x",)))
    with pytest.raises(Refused):
        PostgresLedger(closed, NAMESPACE).start()
    assert server.sql("SELECT FROM pg_namespace WHERE nspname = 'drillbook'") == []
    assert session.journal.pending() == ()


def test_the_undo_leaves_tables_alone_that_no_ledger_made(session: Session) -> None:
    with pytest.raises(UndoIncomplete, match="was not made by a ledger"):
        UNDO_STEPS["postgresql.drop_ledger"](
            session, {"namespace": NAMESPACE, "table": "public.clients"}, {}
        )
