"""The programs that backups are made with: psql, pgBackRest, openssl, and ClickHouse over HTTP."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import tarfile
import urllib.parse
import urllib.request
from pathlib import Path

DATA = Path("/var/lib/postgresql/data")
SPOOL = DATA / "spool"
BACKUPS = Path("/backups")
KEY = "PGBACKREST_REPO1_CIPHER_PASS"
_SEAL = ("openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-pass", f"env:{KEY}")
_PATIENCE_SECONDS = 60


class NotMade(Exception):
    """A backup or a restore was not made; says why."""


def run(*command: str, given: bytes | None = None) -> bytes:
    """Run a program and return what it says. Raises NotMade with its complaint."""
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise NotMade(f"{command[0]} ended with {done.returncode}: {said[-600:]}")
    return done.stdout


def ask(statement: str, folder: Path = DATA) -> str:
    """Ask the server whose socket is in a folder, as its superuser."""
    said = run("psql", "-XqAt", f"--host={folder}", "-U", "postgres", "-d", "billing", "-c", statement)
    return said.decode().strip()


def seal(path: Path, content: bytes) -> None:
    """Write bytes, packed and encrypted with the key of backups; whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(run(*_SEAL, "-e", given=gzip.compress(content)))
    descriptor = os.open(part, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    part.rename(path)


def unseal(path: Path) -> bytes:
    """Return what was sealed. Raises NotMade without the key."""
    return gzip.decompress(run(*_SEAL, "-d", given=path.read_bytes()))


def pack() -> bytes:
    """All backups as one archive: what is kept away from the cluster."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for name in ("postgresql", "logs", "configuration"):
            archive.add(BACKUPS / name, name)
    return whole.getvalue()


def unpack(content: bytes) -> int:
    """Put what was kept away where backups are looked for; return how many files it was."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(BACKUPS)  # noqa: S202 its own backups; Debian's Python has no filter
        return sum(one.isfile() for one in archive)


def clickhouse(statement: str, body: bytes = b"") -> bytes:
    """Ask ClickHouse. Raises NotMade."""
    url = os.environ.get("CLICKHOUSE_URL", "http://clickhouse:8123")
    asked = urllib.parse.urlencode({"query": statement})
    try:
        with urllib.request.urlopen(f"{url}/?{asked}", data=body, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
            said: bytes = answer.read()
    except OSError as error:
        raise NotMade(f"ClickHouse: {error}") from error
    return said
