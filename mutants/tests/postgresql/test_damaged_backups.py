import os
import time
from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.faults import backups as faults
from drillbook.session import Session
from tests.postgresql.world import NAMESPACE, Server


@pytest.fixture
def backup(server: Server) -> Path:
    older = server.dump("billing-20261120.dump")
    os.utime(older, (time.time() - 90000, time.time() - 90000))
    return server.dump("billing-20261121.dump")


def test_half_of_a_truncated_backup_is_gone_until_the_undo(session: Session, backup: Path) -> None:
    before = backup.read_bytes()
    faults.truncate(NAMESPACE, "PostgreSQL")
    assert backup.read_bytes() == before[: len(before) // 2]
    session.undo()
    assert backup.read_bytes() == before
    assert not (backup.parent / ".drillbook").exists()


def test_an_emptied_backup_is_put_back(session: Session, backup: Path) -> None:
    before = backup.read_bytes()
    faults.empty(NAMESPACE, "PostgreSQL", str(backup))
    assert backup.stat().st_size == 0
    session.undo()
    assert backup.read_bytes() == before


def test_an_aged_backup_has_its_time_again_after_the_undo(session: Session, backup: Path) -> None:
    before = int(backup.stat().st_mtime)
    faults.age(NAMESPACE, "PostgreSQL", hours=26, path=str(backup))
    assert int(backup.stat().st_mtime) == before - 26 * 3600
    session.undo()
    assert int(backup.stat().st_mtime) == before


def test_a_backup_that_was_made_anew_meanwhile_is_kept(session: Session, backup: Path) -> None:
    faults.truncate(NAMESPACE, "PostgreSQL", str(backup))
    backup.write_bytes(b"a newer backup")
    later = time.time() + 5
    os.utime(backup, (later, later))
    lines = session.undo()
    assert any("made anew meanwhile and stays" in line for line in lines)
    assert backup.read_bytes() == b"a newer backup"
    assert not (backup.parent / ".drillbook").exists()


@pytest.mark.usefixtures("session")
def test_a_component_without_backups_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="no component 'Redis' has backups; there are: Post"):
        faults.empty(NAMESPACE, "Redis")


@pytest.mark.usefixtures("session")
def test_there_must_be_a_backup_to_damage() -> None:
    with pytest.raises(UsageError, match=r"no backup billing-\*\.dump in postgresql-0:/backups"):
        faults.empty(NAMESPACE, "PostgreSQL")
