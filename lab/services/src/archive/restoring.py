"""A restore of the database from its backups: beside the first, to a moment, or onto an empty volume.

The folder's server recovers from the log that was backed up, and from nothing else.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from archive.making import LOGS
from archive.tools import NotMade, ask, clickhouse, run, unseal

_UP_WITHIN_SECONDS, _BEGUN_WITHIN_SECONDS = 300, 15
# As neurallog.logs makes it: another cluster's ClickHouse has no table yet.
_TABLE = (
    "CREATE DATABASE IF NOT EXISTS neurallog",
    (
        "CREATE TABLE IF NOT EXISTS neurallog.logs (tenant LowCardinality(String), id String, at DateTime64(3, 'UTC'), "
        "level LowCardinality(String), message String) ENGINE = MergeTree ORDER BY (tenant, at) "
        "PARTITION BY toYYYYMM(at)"
    ),
)
_OPTIONS = "-c archive_mode=off -c listen_addresses='' -c unix_socket_directories='{folder}'"


def restore(folder: Path, moment: str) -> None:
    """Restore into a folder's ``pgdata``, to a moment or to the log's end, and start a server on it."""
    data = folder / "pgdata"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700, parents=True)
    target = ["--type=time", f"--target={moment}", "--target-action=promote"] if moment else ["--type=default"]
    run("pgbackrest", "restore", f"--pg1-path={data}", *target)
    start(folder)


def start(folder: Path) -> None:
    """Start a server on a restored folder, and wait until it is one of its own. Raises NotMade."""
    options = _OPTIONS.format(folder=folder)
    log = folder / "server.log"
    with log.open("ab") as said:
        command = ("pg_ctl", f"--pgdata={folder / 'pgdata'}", "--no-wait", f"--options={options}", "start")
        subprocess.run(command, stdout=said, stderr=said, check=False)
    least, until = time.monotonic() + _BEGUN_WITHIN_SECONDS, time.monotonic() + _UP_WITHIN_SECONDS
    while time.monotonic() < until:
        try:
            if ask("SELECT pg_is_in_recovery()", folder) == "f":
                return
        except NotMade:
            if not (folder / "pgdata" / "postmaster.pid").exists() and time.monotonic() > least:
                break
        time.sleep(0.3)
    raise NotMade(f"the restored server does not serve: {log.read_text()[-600:]}")


def stop(folder: Path) -> None:
    """Stop a restored folder's server in good order."""
    run("pg_ctl", f"--pgdata={folder / 'pgdata'}", "--mode=fast", "--wait", "stop")


def whole(folder: Path) -> list[str]:
    """What is wrong with a restored database, by its checksums and amcheck; the server is stopped meanwhile."""
    stop(folder)
    checked = subprocess.run(("pg_checksums", "--check", f"--pgdata={folder / 'pgdata'}"), capture_output=True,
                             check=False)  # fmt: skip
    found = [line for line in checked.stderr.decode(errors="replace").splitlines() if "failed" in line]
    if checked.returncode and not found:
        found = [checked.stderr.decode(errors="replace").strip() or "pg_checksums ended without a word"]
    start(folder)
    checked = subprocess.run(("pg_amcheck", f"--host={folder}", "-U", "postgres", "-d", "billing"), capture_output=True,
                             check=False)  # fmt: skip
    said = (checked.stdout + checked.stderr).decode(errors="replace").splitlines()
    return found + ([line.strip() for line in said if line.strip()] if checked.returncode else [])


def logs() -> int:
    """Put every log of the last full backup and of those since into ClickHouse, each once."""
    several = sorted(LOGS.glob("logs-*.gz.enc"))
    last = max((number for number, one in enumerate(several) if "-full." in one.name), default=None)
    if last is None:
        raise NotMade("there is no full backup of the logs")
    rows: dict[bytes, None] = {}
    for one in several[last:]:
        rows.update(dict.fromkeys(unseal(one).splitlines()))
    for statement in _TABLE:
        clickhouse(statement)
    clickhouse("INSERT INTO neurallog.logs FORMAT JSONEachRow", b"\n".join(rows))
    return len(rows)


def damage(folder: Path, table: str) -> str:
    """Write over the middle of a page of a table of a restored database, whose server is stopped meanwhile."""
    path = folder / "pgdata" / ask(f"SELECT pg_relation_filepath('{table}')", folder)
    stop(folder)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 512)
    start(folder)
    return path.name


def forget(folder: Path) -> str:
    """Stop a restored server, and remove all that it had."""
    if (folder / "pgdata").exists():
        command = ("pg_ctl", f"--pgdata={folder / 'pgdata'}", "--mode=immediate", "--wait", "stop")
        subprocess.run(command, capture_output=True, check=False)
    for one in folder.glob("*"):
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    return "forgotten"
