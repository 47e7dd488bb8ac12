from pathlib import Path

import pytest

from drillbook.errors import UndoIncomplete, UsageError
from drillbook.faults.postgresql import corrupt_page
from drillbook.probes import postgresql
from drillbook.session import Session
from tests.postgresql.world import NAMESPACE, Server


def corrupt(table: str = "usage", block: int = -1) -> str:
    return corrupt_page(namespace=NAMESPACE, pod="postgresql-0", table=table, block=block)


def read(session: Session, table: str = "usage") -> postgresql.Table:
    return postgresql.table(session, NAMESPACE, table).value


def test_a_damaged_page_is_seen_as_an_invalid_page_of_that_table(session: Session) -> None:
    before = read(session)
    said = corrupt(block=3)
    seen = read(session)
    assert "page 3 of table usage is damaged" in said
    assert f"invalid page in block 3 of relation {before.file}" in seen.damage
    assert not seen.readable
    assert read(session, "clients").readable


def test_undo_puts_the_page_back_byte_for_byte_and_leaves_nothing_behind(
    session: Session, server: Server
) -> None:
    before = read(session)
    corrupt()
    lines = session.undo()
    assert any("is as it was" in line for line in lines)
    assert read(session) == before
    assert not (server.directory / "data" / "drillbook").exists()
    assert session.journal.pending() == ()


def test_undo_works_from_another_process_that_only_has_the_journal(
    session: Session, server: Server
) -> None:
    before = read(session)
    corrupt()
    from drillbook.journal import Journal  # noqa: PLC0415 (read anew, as another process does)

    again = Session(
        session.target,
        session.cluster,
        Journal(Path(session.journal.place)),
        session.expected_uid,
    )
    server.must("postgresql-service", "stop")
    again.undo()
    assert read(session) == before


def test_undo_says_that_the_table_was_replaced_meanwhile(session: Session, server: Server) -> None:
    corrupt("usage")
    server.sql("DROP TABLE usage; CREATE TABLE usage (client_id text)")
    lines = session.undo()
    assert any("usage was replaced meanwhile" in line for line in lines)
    assert not (server.directory / "data" / "drillbook").exists()


def test_undo_refuses_to_write_over_a_page_that_somebody_else_changed(
    session: Session, server: Server
) -> None:
    corrupt("usage", block=2)
    page = session.journal.pending()[0].arguments
    server.must("postgresql-service", "stop")
    with open(page["file"], "r+b") as file:  # noqa: PTH123 (a data file)
        file.seek(2 * page["page_bytes"] + 100)
        file.write(b"somebody else")
    with pytest.raises(UndoIncomplete, match=r"neither what was there.*by hand: .*dd if="):
        session.undo()


def test_a_page_that_is_not_there_is_not_damaged(session: Session) -> None:
    with pytest.raises(UsageError, match="there is no page 9999"):
        corrupt(block=9999)
    assert session.journal.pending() == ()
    assert read(session).readable


@pytest.mark.usefixtures("session")
def test_a_table_that_is_damaged_already_is_left_alone() -> None:
    corrupt()
    with pytest.raises(UsageError, match="damaged already"):
        corrupt()


def test_the_journal_holds_no_bytes_of_the_page(session: Session) -> None:
    corrupt()
    written = Path(session.journal.place).read_bytes()
    assert b"nnnnn" not in written
    assert b"page_sha256" in written
