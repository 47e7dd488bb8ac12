"""The journal: what must be put back, written down before it is changed.

One append-only file of JSON lines for each target. Every record carries a checksum and is
fsynced before anything depends on it. Records:

    intent   an undo step, with what was seen before the change; written first
    undone   the undo step ran and was checked
    gave_up  the undo step could not put it back; says what to do by hand

A change is pending while it has an intent and neither of the others. Pending changes are undone
newest first. A last line that was torn by a crash is an intent whose change had not begun (the
fsync had not returned), so it is dropped; a bad line anywhere else is damage and is refused.
"""

import fcntl
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from drillbook.clock import now
from drillbook.errors import UndoIncomplete, UsageError


@dataclass(frozen=True)
class Intent:
    """One undo step: its name, its arguments, and what was seen before the change."""

    number: int
    undo: str
    arguments: Mapping[str, Any]
    before: Mapping[str, Any]
    drill: str
    at: datetime
    cluster_uid: str


class Journal:
    """The write-ahead record of one target. Used by one process at a time (see ``opened``)."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._read()

    def pending(self) -> tuple[Intent, ...]:
        """Return what is still to be put back, newest first."""
        open_numbers = self._intents.keys() - self._closed
        return tuple(self._intents[number] for number in sorted(open_numbers, reverse=True))

    def given_up(self) -> tuple[tuple[Intent, str], ...]:
        """Return what could not be put back, with the reason, oldest first."""
        return tuple((self._intents[n], why) for n, why in sorted(self._given_up.items()))

    def intend(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is on disk. Only then may the change begin."""
        number = len(self._intents) + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        self._append({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._intents[number] = intent
        return intent

    def undone(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        self._append({"record": "undone", "number": intent.number, "at": now().isoformat()})
        self._closed.add(intent.number)

    def gave_up(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "why": why}
        self._append({**record, "at": now().isoformat()})
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def _read(self) -> None:
        if not self._file.exists():
            return
        raw = self._file.read_bytes()
        lines = raw.split(b"\n")
        whole, torn = lines[:-1], lines[-1]
        for index, line in enumerate(whole):
            self._take(_decode(line, f"{self._file}:{index + 1}"))
        if torn:
            with self._file.open("r+b") as stream:
                stream.truncate(len(raw) - len(torn))
                os.fsync(stream.fileno())

    def _take(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def _append(self, record: Mapping[str, Any]) -> None:
        body = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
        line = b"%08x %s\n" % (zlib.crc32(body), body)
        created = not self._file.exists()
        with self._file.open("ab") as stream:
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
        if created:
            _fsync_directory(self._file.parent)


def _decode(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def _fsync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def opened(directory: Path, target: str) -> Iterator[Journal]:
    """Open the journal of a target for this process alone.

    Raises UsageError, naming the holder, while another process has it open: two runs against
    one target would undo each other's faults.
    """
    directory.mkdir(parents=True, exist_ok=True)
    lock_file = directory / f"{target}.lock"
    with lock_file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise UsageError(
                f"target {target} is in use by process {lock.read().strip() or '?'}; "
                "wait for it to end"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield Journal(directory / f"{target}.journal")
