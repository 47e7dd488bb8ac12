import pytest

from drillbook.errors import UsageError
from drillbook.faults.postgresql import corrupt_index
from drillbook.probes import postgresql
from drillbook.session import Session
from tests.postgresql.world import NAMESPACE, Server


def corrupt(index: str = "usage_pkey", block: int = 1) -> str:
    return corrupt_index(namespace=NAMESPACE, pod="postgresql-0", index=index, block=block)


def read(session: Session, index: str = "usage_pkey") -> postgresql.Index:
    return postgresql.index(session, NAMESPACE, index).value


def test_queries_through_a_damaged_index_fail_and_the_table_is_whole(session: Session) -> None:
    rows = postgresql.table(session, NAMESPACE, "usage").value
    before = read(session)
    assert before.entries == rows.rows
    said = corrupt()
    assert "page 1 of index usage_pkey is damaged" in said
    assert f"invalid page in block 1 of relation {before.file}" in read(session).damage
    assert postgresql.table(session, NAMESPACE, "usage").value == rows
    session.undo()
    assert read(session) == before
    assert session.undo() == []


def test_an_index_that_was_built_anew_meanwhile_stays(session: Session, server: Server) -> None:
    corrupt()
    server.sql("REINDEX INDEX usage_pkey")
    lines = session.undo()
    assert any("usage_pkey was replaced meanwhile" in line for line in lines)
    assert read(session).readable
    assert not (server.directory / "data" / "drillbook").exists()


@pytest.mark.usefixtures("session")
def test_an_index_whose_description_is_damaged_is_left_alone_from_then_on() -> None:
    corrupt(block=0)
    with pytest.raises(UsageError, match="damaged already"):
        corrupt(block=0)


def test_a_page_beyond_the_end_is_refused(session: Session) -> None:
    with pytest.raises(UsageError, match="there is no page 999"):
        corrupt(block=999)
    assert session.journal.pending() == ()
