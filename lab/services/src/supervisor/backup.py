"""A dump of Neo4j Community on request: the server is stopped for it, and started again whatever happens.

The outage is real and is reported with the dump. A dump is written under a temporary name, synced, hashed and only
then renamed, so that a file with its final name is whole. Dumps older than the time to keep are removed after a new
one is there, never before.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import shutil
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from supervisor.process import ServiceError, Supervisor

DUMP_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class BackupSettings:
    """Where dumps go, how long they are kept, who may ask, which database is dumped and where its files are."""

    directory: Path
    keep: timedelta
    token: str
    database: str
    store: Path


@dataclass(frozen=True)
class Backup:
    """One finished dump: its manifest, written beside it as `<file>.json`."""

    file: str
    size_bytes: int
    sha256: str
    taken_at: str
    outage_seconds: float
    removed: tuple[str, ...]


def take(supervisor: Supervisor, settings: BackupSettings) -> Backup:
    """Stop the server, dump, start it again, publish the dump, remove old ones.

    Raises:
        ServiceError: the server did not stop, or the dump failed; the server is started again either way.
    """
    taken_at = datetime.now(UTC)
    working = settings.directory / f".taking-{taken_at:%Y%m%dT%H%M%S}"
    working.mkdir(parents=True)
    began = time.monotonic()
    was_running = supervisor.server is not None
    command = ["neo4j-admin", "database", "dump", settings.database, f"--to-path={working}"]
    try:
        supervisor.stop()
        try:
            code = supervisor.execute(command, DUMP_WITHIN)
        finally:
            if was_running:
                supervisor.start()
        outage = time.monotonic() - began
        if code != 0:
            raise ServiceError(f"neo4j-admin database dump ended with exit code {code}")
        return _publish(working / f"{settings.database}.dump", taken_at, outage, settings)
    finally:
        shutil.rmtree(working, ignore_errors=True)


def size_of(directory: Path) -> int:
    """The bytes that the files of a folder take on disk; files that go away meanwhile count nothing."""
    total = 0
    for folder, _, names in os.walk(directory):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += (Path(folder) / name).lstat().st_blocks * 512
    return total


def expired(dumps: list[Path], now: datetime, keep: timedelta) -> list[Path]:
    """The dumps older than `keep` by their own file times; the newest always stays."""
    if not dumps:
        return []
    by_age = sorted(dumps, key=lambda dump: dump.stat().st_mtime)
    limit = (now - keep).timestamp()
    return [dump for dump in by_age[:-1] if dump.stat().st_mtime < limit]


def _publish(dump: Path, taken_at: datetime, outage_seconds: float, settings: BackupSettings) -> Backup:
    digest = _sync_and_hash(dump)
    target = settings.directory / f"{settings.database}-{taken_at:%Y%m%dT%H%M%S}.dump"
    size = dump.stat().st_size
    dump.rename(target)
    old = expired(list(settings.directory.glob(f"{settings.database}-*.dump")), taken_at, settings.keep)
    backup = Backup(
        target.name, size, digest, taken_at.isoformat(), round(outage_seconds, 3),
        tuple(path.name for path in old),
    )  # fmt: skip
    manifest = target.with_name(target.name + ".json")
    manifest.write_text(json.dumps(asdict(backup), indent=1) + "\n", encoding="utf-8")
    _sync_directory(settings.directory)
    for path in old:
        path.unlink()
        path.with_name(path.name + ".json").unlink(missing_ok=True)
    return backup


def _sync_and_hash(path: Path) -> str:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class BackupServer(ThreadingHTTPServer):
    """POST /backup with `Authorization: Bearer TOKEN`: take one dump at a time; answer with its manifest."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], supervisor: Supervisor, settings: BackupSettings) -> None:
        busy = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                if self.path != "/backup":
                    self._reply(404, {"error": f"no {self.path}; POST /backup takes a dump"})
                elif not hmac.compare_digest(
                    self.headers.get("Authorization", "").encode(),
                    f"Bearer {settings.token}".encode(),
                ):
                    self._reply(401, {"error": "wrong or missing bearer token"})
                elif not busy.acquire(blocking=False):
                    self._reply(409, {"error": "a backup is being taken"})
                else:
                    try:
                        self._reply(200, asdict(take(supervisor, settings)))
                    except (ServiceError, OSError) as error:
                        self._reply(500, {"error": str(error)})
                    finally:
                        busy.release()

            def do_GET(self) -> None:
                if self.path == "/store":
                    self._reply(200, {"bytes": size_of(settings.store)})
                else:
                    self._reply(404, {"error": f"no {self.path}; GET /store gives its size"})

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's name
                """What matters is in the reply."""

            def _reply(self, status: int, document: object) -> None:
                body = (json.dumps(document) + "\n").encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        super().__init__(address, Handler)
