"""The four backups of the schedule: full, incremental, log of transactions, configuration.

pgBackRest keeps the database's, encrypted. The server puts each segment of its log of transactions into a folder beside
its data; the job of every quarter of an hour moves them into the backups. Logs are kept by the parts of their table,
which never change: an incremental backup has the rows of those that were not there at the last one.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

from archive import cluster
from archive.tools import BACKUPS, SPOOL, NotMade, ask, clickhouse, run, seal

LOGS = BACKUPS / "logs"
CONFIGURATION = BACKUPS / "configuration"
ARCHIVE = BACKUPS / "postgresql" / "archive"
_TABLE = "neurallog.logs"
_ARCHIVED_WITHIN_SECONDS = 60


def full() -> str:
    """Back up the whole of database and logs."""
    return _both("full")


def incremental() -> str:
    """Back up what has changed since the last backup, full or incremental."""
    return _both("incr")


def log() -> str:
    """Close the present segment of the log of transactions, and back up all that are not yet."""
    _stanza()
    wanted = ask("SELECT pg_walfile_name(pg_switch_wal())")
    until = time.monotonic() + _ARCHIVED_WITHIN_SECONDS
    while not (SPOOL / wanted).exists() and not _moved(wanted):
        if time.monotonic() > until:
            raise NotMade(f"segment {wanted} was not archived within {_ARCHIVED_WITHIN_SECONDS} s")
        time.sleep(0.02)
    return push()


def configuration() -> str:
    """Back up the objects of the namespace, Secrets too, encrypted."""
    path = CONFIGURATION / f"configuration-{_stamp()}.json.gz.enc"
    objects = cluster.objects()
    seal(path, json.dumps(objects).encode())
    return f"{len(objects)} objects"


def moment() -> str:
    """The server's time now, to which a restore is possible: a transaction after it is backed up, too."""
    found = ask("SELECT clock_timestamp()")
    ask("SELECT txid_current()")
    log()
    return found


MAKERS = {
    "full-backup": full,
    "incremental-backup": incremental,
    "transaction-log-backup": log,
    "configuration-backup": configuration,
}


def push() -> str:
    """Move segments that the server has archived into the backups."""
    waiting = sorted(one for one in SPOOL.glob("*") if not one.name.startswith("."))
    for one in waiting:
        try:
            run("pgbackrest", "archive-push", str(one))
        except NotMade:
            if one.exists():
                raise
            # Another job, which began a moment before, has moved it.
        one.unlink(missing_ok=True)
    return f"{len(waiting)} segments"


def _moved(segment: str) -> bool:
    """Whether a segment is in the backups already: another job may have moved it meanwhile."""
    return any(ARCHIVE.glob(f"*/*/*/{segment}-*"))


def _both(kind: str) -> str:
    _stanza()
    run("pgbackrest", "backup", f"--type={kind}")
    pushed = log()  # what makes the backup consistent is in the log
    return f"{_logs(kind)} logs, {pushed}"


def _logs(kind: str) -> int:
    known = LOGS / "parts.json"
    before = set(json.loads(known.read_text())) if kind == "incr" and known.exists() else set()
    parts = f"SELECT DISTINCT _part FROM {_TABLE} FORMAT TabSeparated"  # noqa: S608 its own name
    now = set(clickhouse(parts).decode().split())
    new = ", ".join(f"'{one}'" for one in sorted(now - before))
    select = f"SELECT * FROM {_TABLE} WHERE _part IN ({new}) FORMAT JSONEachRow"  # noqa: S608 its own names
    rows = clickhouse(select) if new else b""
    seal(LOGS / f"logs-{_stamp()}-{kind}.gz.enc", rows)
    known.write_text(json.dumps(sorted(now)))
    return rows.count(b"\n")


def _stanza() -> None:
    if not Path("/backups/postgresql/archive/billing/archive.info").exists():
        run("pgbackrest", "stanza-create")


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
