"""Where a journal's lines are kept: a file of this machine, or a ConfigMap in the target itself.

Both keep what was appended once ``append`` has returned, whatever happens to this process then,
and both refuse to write when somebody else has written since they last read.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from drillbook.clients.answers import Absent, Forbidden, Json, is_away
from drillbook.clients.kubernetes import Cluster
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, NotWritten, Unobservable
from drillbook.target import OWN_NAMESPACE, Kind, Target

#: What marks drillbook's own objects on a target.
LABELS = {"app.kubernetes.io/managed-by": "drillbook"}

_ANSWERED_WITHIN = timedelta(seconds=30)
# Arguments of undo steps are nobody else's business on a shared machine.
_PRIVATE = 0o600
_UNCHANGED = "Nothing was changed."


class Storage(Protocol):
    """An append-only list of lines that outlives this process.

    ``place`` is how people find it. Changes raise NotWritten; then the lines are as they were, or
    the new ones are there whole.
    """

    place: str

    def read(self) -> list[bytes]:
        """Return all lines that were written whole, without their ends."""
        ...

    def append(self, line: bytes) -> None:
        """Add a line; return once it is kept for good."""
        ...

    def replace(self, lines: Sequence[bytes]) -> None:
        """Put other lines in place of all, at once or not at all."""
        ...


class File:
    """Lines in a file, fsynced. A last line that a crash has torn is dropped when it is read."""

    def __init__(self, file: Path) -> None:
        self.place = str(file)
        self._file = file
        self._size = 0

    def read(self) -> list[bytes]:
        """Return all whole lines, and cut off a torn one: its fsync had not returned."""
        try:
            raw = self._file.read_bytes()
        except FileNotFoundError:
            return []
        whole, _, torn = raw.rpartition(b"\n")
        self._size = len(raw) - len(torn)
        if torn:
            with self._file.open("r+b") as stream:
                stream.truncate(self._size)
                os.fsync(stream.fileno())
        return whole.split(b"\n") if self._size else []

    def append(self, line: bytes) -> None:
        """Add a line and fsync it. What could not be written whole is cut off again."""
        created = not self._file.exists()
        try:
            descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _PRIVATE)
        except OSError as error:
            raise self._not_written(error) from error
        try:
            self._append(descriptor, line + b"\n")
        finally:
            os.close(descriptor)
        if created:
            _fsync_directory(self._file.parent)

    def replace(self, lines: Sequence[bytes]) -> None:
        """Write a new file beside the old one, then rename it."""
        text = b"".join(line + b"\n" for line in lines)
        new = self._file.with_name(f"{self._file.name}.new")
        try:
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
            try:
                _write(descriptor, text)
            finally:
                os.close(descriptor)
            new.replace(self._file)
            _fsync_directory(self._file.parent)
        except OSError as error:
            new.unlink(missing_ok=True)
            raise self._not_written(error) from error
        self._size = len(text)

    def _append(self, descriptor: int, text: bytes) -> None:
        size = os.fstat(descriptor).st_size
        if size != self._size:
            raise NotWritten(
                f"{self.place} has {size} bytes, not {self._size} as when it was last read: "
                f"somebody else writes to it. {_UNCHANGED}"
            )
        try:
            _write(descriptor, text)
        except OSError as error:
            # If this fails, too, the size no longer fits, and nothing is ever added to a torn line.
            with suppress(OSError):
                os.ftruncate(descriptor, size)
            raise self._not_written(error) from error
        self._size = size + len(text)

    def _not_written(self, error: OSError) -> NotWritten:
        return NotWritten(
            f"the journal {self.place} cannot be written: {error.strerror}. {_UNCHANGED} "
            "Make room there, or name another place with XDG_STATE_HOME."
        )


class ConfigMap:
    """Lines in a ConfigMap of the target, so that any machine can undo what one has left changed.

    Each write carries the resourceVersion that was last seen, so that the API server refuses it
    when another process has written since. The namespace and the object are made by the first
    write; reading makes nothing.
    """

    name = "journal"
    _collection = f"/api/v1/namespaces/{OWN_NAMESPACE}/configmaps"

    def __init__(self, cluster: Cluster) -> None:
        self.place = f"ConfigMap {OWN_NAMESPACE}/{self.name} of {cluster.context}"
        self._cluster = cluster
        self._path = f"{self._collection}/{self.name}"
        self._text = ""
        self._version: str | None = None

    def read(self) -> list[bytes]:
        """Return all lines. Raises Unobservable when the target does not say."""
        self._text, self._version = self._look()
        return self._text.encode().split(b"\n")[:-1]

    def append(self, line: bytes) -> None:
        """Add a line; return once the API server says that it has it."""
        self._write(f"{self._text}{line.decode()}\n")

    def replace(self, lines: Sequence[bytes]) -> None:
        """Put other lines in place of all."""
        self._write("".join(f"{line.decode()}\n" for line in lines))

    def _write(self, text: str) -> None:
        def attempt() -> str:
            try:
                return str(self._send(text)["metadata"]["resourceVersion"])
            except NotDone as error:
                return self._after(text, error)

        try:
            # Each look at what became of a write may be the one that the server answers.
            seen = eventually(
                attempt, bool, within=_ANSWERED_WITHIN, what=f"a record in {self.place}"
            )
        except (CheckFailed, Unobservable) as error:
            raise NotWritten(f"{error}. {_UNCHANGED}") from error
        self._text, self._version = text, seen.value

    def _send(self, text: str) -> Json:
        data = {self.name: text}
        if self._version is not None:
            metadata = {"resourceVersion": self._version}
            return self._cluster.merge_patch(self._path, {"metadata": metadata, "data": data})
        body = {"metadata": {"name": self.name, "labels": LABELS}, "data": data}
        return create_own(self._cluster, self._collection, body)

    def _after(self, text: str, error: NotDone) -> str:
        """Return the version when a write that seemed to fail is there; empty to try again."""
        if error.status != 409 and not is_away(error):
            raise NotWritten(f"{error}. {_UNCHANGED}") from error
        found, version = self._look()
        if found == text and version is not None:
            return version
        if found != self._text:
            raise NotWritten(
                f"{self.place} was written by somebody else meanwhile: another run changes this "
                f"target. {_UNCHANGED}"
            ) from error
        self._version = version
        return ""

    def _look(self) -> tuple[str, str | None]:
        try:
            found = self._cluster.get(self._path)
        except Absent:
            return "", None
        text = str((found.get("data") or {}).get(self.name, ""))
        # It is written whole, so a last line without an end was not torn: somebody has edited it.
        whole = text if text.endswith("\n") or not text else f"{text}\n"
        return whole, str(found["metadata"]["resourceVersion"])

    @property
    def there(self) -> bool:
        """Return whether the target has one, as last read."""
        return self._version is not None


def shared(target: Target, cluster: Cluster, confirmed: str | None) -> ConfigMap | None:
    """Return the journal in the target itself; None for a lab, and where none was ever written.

    One that was written stays the target's when its file has stopped to allow changes: what is
    pending in it must still be found. Raises Forbidden when a run that could put back may not look.
    """
    if target.kind is Kind.LAB:
        return None
    journal = ConfigMap(cluster)
    if target.allow.changes:
        return journal
    try:
        journal.read()
    except Forbidden:
        if confirmed == target.name:
            raise
    return journal if journal.there else None


def create_own(cluster: Cluster, collection: str, body: Json) -> Json:
    """Create one of drillbook's own objects, and their namespace if it is not there yet."""
    try:
        return cluster.create(collection, body)
    except NotDone as error:
        if error.status != 404:
            raise
    try:
        cluster.create(
            "/api/v1/namespaces", {"metadata": {"name": OWN_NAMESPACE, "labels": LABELS}}
        )
    except NotDone as error:
        if error.status != 409:
            raise
    return cluster.create(collection, body)


def _write(descriptor: int, text: bytes) -> None:
    written = 0
    while written < len(text):
        written += os.write(descriptor, text[written:])
    os.fsync(descriptor)


def _fsync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
