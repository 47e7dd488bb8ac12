"""The journal: what must be put back, written down before it is changed.

One append-only list of JSON lines for each target (``storage`` says where). Every record carries a
checksum and is kept for good before anything depends on it. Records:

    intent   an undo step, with what was seen before the change; written first
    undone   the undo step ran and was checked
    gave_up  the undo step could not put it back; says what to do by hand
    dropped  what is over was dropped, to save room; says the last number that was given

A change is pending while it has an intent and neither ``undone`` nor ``gave_up``. Pending changes
are undone newest first. A last line that was torn by a crash is an intent whose change had not
begun (the fsync had not returned), so it is dropped; a bad line anywhere else is damage and is
refused.
"""

import fcntl
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from drillbook.clock import now
from drillbook.errors import NotWritten, UndoIncomplete, UsageError
from drillbook.storage import File, Storage

# A ConfigMap holds 1 MiB. What is left over is for records that say that something is over.
_MOST_BYTES = 900_000
_KINDS = {"intent", "undone", "gave_up", "dropped"}


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


def described(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = json.dumps(dict(intent.arguments)), json.dumps(dict(intent.before))
    drill = f"  (drill {intent.drill})" if intent.drill else ""
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"


class Journal:
    """The write-ahead record of one target. Used by one process at a time (see ``opened``)."""

    def __init__(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self.read()

    def read(self) -> None:
        """Read what is written there now, in place of what was read before."""
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            where = f"{self._storage.place}:{index + 1}"
            try:
                self._take(_decode(line, where))
            except (KeyError, TypeError, ValueError) as error:
                raise UndoIncomplete(
                    f"{where}: this version of drillbook cannot read the record ({error}); another "
                    "one wrote it. Nothing was changed. Put back what is pending with that version."
                ) from error

    @property
    def place(self) -> str:
        """Return where people find it."""
        return self._storage.place

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
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def undone(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "undone", "number": intent.number, "at": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(intent.number)

    def gave_up(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "why": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def _take(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind not in _KINDS:
            # It may say anything of a change, but not that it is over.
            raise ValueError(f"its kind is {kind!r}")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def _append(self, line: bytes) -> None:
        self._storage.append(line)
        self._lines.append(line)

    def _make_room(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}


def _size(lines: Iterable[bytes]) -> int:
    return sum(len(line) + 1 for line in lines)


def _encode(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def _decode(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


@contextmanager
def opened(directory: Path, target: str, storage: Storage | None = None) -> Iterator[Journal]:
    """Open the journal of a target for this process alone, by default a file in ``directory``.

    Raises UsageError, naming the holder, while another process has it open: two runs against
    one target would undo each other's faults.
    """
    directory.mkdir(parents=True, exist_ok=True)
    # Through a link the name of this process would be written over another file.
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    with os.fdopen(os.open(directory / f"{target}.lock", flags, 0o600), "r+") as lock:
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
        yield Journal(storage or File(directory / f"{target}.journal"))
