from collections.abc import Iterator
from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.faults import postgresql_archive
from drillbook.probes import postgresql_server
from drillbook.session import Session
from tests.postgresql.world import NAMESPACE, Server

POD = "postgresql-0"
AUTO = "postgresql.auto.conf"


@pytest.fixture
def archiving(server: Server) -> Iterator[Server]:
    settings = server.directory / "data" / "postgresql.conf"
    before, auto = settings.read_text(), (settings.parent / AUTO).read_text()
    command = f"test ! -f {server.backups}/%f && cp %p {server.backups}/%f"
    settings.write_text(f"{before}\narchive_mode = on\narchive_command = '{command}'\n")
    server.must("postgresql-service", "stop")
    server.must("postgresql-service", "start")
    yield server
    settings.write_text(before)
    (settings.parent / AUTO).write_text(auto)
    server.must("postgresql-service", "stop")
    server.must("postgresql-service", "start")


def settings(server: Server) -> tuple[str, list[tuple[str]]]:
    text = (server.directory / "data" / AUTO).read_text()
    return text, server.sql("SHOW archive_command")


def test_archiving_fails_and_works_again_with_the_settings_as_they_were(
    session: Session, archiving: Server
) -> None:
    before = settings(archiving)
    postgresql_archive.fail(NAMESPACE, POD)
    seen = postgresql_server.archiver(session, NAMESPACE).value
    assert seen.failed > 0
    assert not seen.well
    with pytest.raises(UsageError, match="fails already"):
        postgresql_archive.fail(NAMESPACE, POD)
    session.undo()
    assert settings(archiving) == before
    assert postgresql_server.archiver(session, NAMESPACE).value.well
    assert (archiving.backups / seen.last_failed).exists()
    assert session.undo() == []


def test_a_command_that_an_administrator_had_set_comes_back_and_is_not_in_the_journal(
    session: Session, archiving: Server
) -> None:
    mine = f"cp %p {archiving.backups}/%f # token=s3cret, it''s mine"
    archiving.must("psql", "-U", "postgres", "-c", f"ALTER SYSTEM SET archive_command = '{mine}'")
    archiving.must("psql", "-U", "postgres", "-c", "SELECT pg_reload_conf()")
    before = settings(archiving)
    postgresql_archive.fail(NAMESPACE, POD)
    assert b"s3cret" not in Path(session.journal.place).read_bytes()
    session.undo()
    assert settings(archiving) == before
    assert not (archiving.directory / "data" / "drillbook").exists()


def test_a_command_that_somebody_set_since_stays(session: Session, archiving: Server) -> None:
    postgresql_archive.fail(NAMESPACE, POD)
    archiving.must("psql", "-U", "postgres", "-c", "ALTER SYSTEM SET archive_command = '/bin/true'")
    archiving.must("psql", "-U", "postgres", "-c", "SELECT pg_reload_conf()")
    lines = session.undo()
    assert any("was set since, and works" in line for line in lines)
    assert archiving.sql("SHOW archive_command") == [("/bin/true",)]


@pytest.mark.usefixtures("session")
def test_a_server_that_archives_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="archives nothing"):
        postgresql_archive.fail(NAMESPACE, POD)
