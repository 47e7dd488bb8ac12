import hashlib
import json
import os
import threading
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from drillbook.checks.backups import MaximumAge
from drillbook.clock import eventually
from drillbook.errors import NotDone
from drillbook.faults.postgresql import corrupt_page
from drillbook.probes import backups, postgresql
from drillbook.procedures.postgresql import restore_named, restore_newest
from drillbook.procedures.restoring import RestoreRefused
from drillbook.session import Session
from tests.postgresql.world import NAMESPACE, Server

DAY = MaximumAge(timedelta(hours=24), "targets/loopback.yaml: backup_max_age")


def tables(session: Session) -> tuple[postgresql.Table, ...]:
    return postgresql.tables(session, NAMESPACE).value


def rows(session: Session) -> dict[str, tuple[int | None, str | None]]:
    return {table.name: (table.rows, table.fingerprint) for table in tables(session)}


def write_manifest(file: Path) -> None:
    content = file.read_bytes()
    promise = {"sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
    file.with_name(f"{file.name}.json").write_text(json.dumps(promise))


def truncate(file: Path, keep: float) -> None:
    os.truncate(file, int(file.stat().st_size * keep))


def refused(session: Session, file: Path, why: str) -> None:
    before = tables(session)
    with pytest.raises(RestoreRefused, match=why) as caught:
        restore_named(session, NAMESPACE, str(file), DAY)
    assert "Nothing was changed" in str(caught.value)
    assert tables(session) == before


def test_a_damaged_table_is_whole_again_after_the_restore(session: Session, server: Server) -> None:
    server.dump("billing-20261121.dump")
    before = rows(session)
    corrupt_page(namespace=NAMESPACE, pod="postgresql-0", table="usage")
    restored = restore_newest(session, NAMESPACE, DAY)
    assert rows(session) == before
    assert restored.backup.value.contents == {"public.clients": 3, "public.usage": 900}
    assert restored.began < restored.ended
    assert any("replaced meanwhile" in line for line in session.undo())


def test_rows_written_after_the_backup_are_gone_after_the_restore(
    session: Session, server: Server
) -> None:
    before = rows(session)
    server.dump("billing-20261121.dump")
    server.sql("INSERT INTO clients VALUES ('client-4', 'later', 'active')")
    restore_newest(session, NAMESPACE, DAY)
    assert rows(session) == before


@pytest.mark.parametrize("keep", [0.02, 0.3, 0.9, 0.999])
def test_a_truncated_backup_is_refused_before_anything_is_dropped(
    session: Session, server: Server, keep: float
) -> None:
    file = server.dump("billing-20261121.dump")
    truncate(file, keep)
    refused(session, file, "cannot be read to its end: pg_restore: error: could not read")


def test_a_truncated_backup_with_a_manifest_says_how_much_is_left(
    session: Session, server: Server
) -> None:
    file = server.dump("billing-20261121.dump")
    write_manifest(file)
    truncate(file, 0.5)
    refused(session, file, r"is truncated: [\d,]+ of [\d,]+ bytes are left")


def test_an_empty_backup_is_refused(session: Session, server: Server) -> None:
    file = server.dump("billing-20261121.dump")
    truncate(file, 0)
    refused(session, file, r"is empty \(0 bytes\)")


def test_a_backup_that_is_too_old_is_refused_with_both_ages(
    session: Session, server: Server
) -> None:
    file = server.dump("billing-20261121.dump")
    old = time.time() - 26 * 3600
    os.utime(file, (old, old))
    refused(session, file, r"26 h old, and 24 h is allowed \(targets/loopback.yaml")


def test_a_backup_whose_bytes_changed_is_refused(session: Session, server: Server) -> None:
    file = server.dump("billing-20261121.dump")
    write_manifest(file)
    with file.open("r+b") as stream:
        stream.seek(-20, os.SEEK_END)
        stream.write(b"\0")
    refused(session, file, r"its sha256 is \w+…, its manifest says")


def test_a_file_that_is_no_dump_is_refused(session: Session, server: Server) -> None:
    file = server.backups / "billing-20261121.dump"
    file.write_text("-- a plain text file\n")
    refused(session, file, "cannot be read to its end")


def test_a_newer_bad_backup_is_passed_over_for_the_newest_good_one(
    session: Session, server: Server
) -> None:
    good = server.dump("billing-20261120.dump")
    os.utime(good, (time.time() - 3600, time.time() - 3600))
    truncate(server.dump("billing-20261121.dump"), 0.5)
    restored = restore_newest(session, NAMESPACE, DAY)
    assert restored.backup.value.name == "billing-20261120.dump"


def test_without_any_backup_nothing_is_restored(session: Session) -> None:
    with pytest.raises(RestoreRefused, match=r"no good backup.*there is no billing-\*"):
        restore_newest(session, NAMESPACE, DAY)


def test_a_backup_of_a_damaged_table_is_no_backup(session: Session, server: Server) -> None:
    corrupt_page(namespace=NAMESPACE, pod="postgresql-0", table="usage")
    file = server.backups / "billing-20261121.dump"
    made = server.run("pg_dump", "-U", "billing", "-F", "c", "-f", str(file), "billing")
    assert made.exit_code == 1
    seen = backups.backup(session, NAMESPACE, backups.POSTGRESQL, str(file)).value
    assert seen.contents is None


def test_a_restore_that_is_killed_half_way_leaves_the_data_as_it_was(
    session: Session, server: Server
) -> None:
    server.dump("billing-20261121.dump")
    before = tables(session)
    errors: list[Exception] = []

    def restore() -> None:
        try:
            restore_newest(session, NAMESPACE, DAY)
        except NotDone as error:
            errors.append(error)

    # A reader of usage holds the restore up after it has dropped what stands before it.
    with psycopg.connect(
        host="127.0.0.1", port=server.port, user="postgres", dbname="billing"
    ) as reader:
        reader.execute("SELECT count(*) FROM usage")
        thread = threading.Thread(target=restore)
        thread.start()
        eventually(
            lambda: server.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'pg_restore' AND wait_event_type = 'Lock'"
            ),
            bool,
            within=timedelta(seconds=90),
            what="the restore waits for the reader",
        )
        thread.join(timeout=90)
    assert "rolled back; nothing was changed" in str(errors[0])
    assert tables(session) == before


def test_the_runbooks_own_command_loses_tables_from_a_truncated_backup(
    session: Session, server: Server
) -> None:
    """Why the check is there: what the runbook writes drops first and reads later."""
    file = server.dump("billing-20261121.dump")
    truncate(file, 0.9)
    command = ["pg_restore", "-U", "billing", "-d", "billing", "--clean", "--if-exists", str(file)]
    assert server.run(*command).exit_code == 1
    assert {table.name for table in tables(session)} == {"public.clients", "public.usage"}
    assert rows(session)["public.usage"][0] == 0
