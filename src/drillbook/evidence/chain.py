"""The chain of a run's records: each carries its number and the hash of the one before.

The records of a drill are in ``<id>.jsonl``, those of the run itself in ``run.jsonl``; the numbers
run through all of them. Beside them ``run.head`` says the number and the hash of the last record,
signed where the run has a key: without it, the last record of a killed run could be changed
unseen. The head is written after its record, so a killed run may leave it one record behind.
"""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from drillbook.clock import now
from drillbook.evidence.canonical import canonical, digest
from drillbook.evidence.files import fsync_directory

#: What the first record of a chain carries as the hash of the one before.
NOTHING_BEFORE = "0" * 64

HEAD, RUN_RECORDS, ATTESTATION = "run.head", "run.jsonl", "run.intoto.jsonl"
#: The files of a bundle that are of no one drill.
OF_THE_RUN = frozenset({HEAD, RUN_RECORDS, ATTESTATION})
#: The hash of the plan of a disaster recovery exercise, from before its first drill.
DR_PLAN = "dr plan"
#: The kinds of records that are of the run and not of a drill.
RUN_KINDS = frozenset(
    {
        *("opened", "numbered", "unnumbered", "configuration", "secrets not read", "clock"),
        *("timestamp", "unstamped", "closed", DR_PLAN),
    }
)
HEAD_TYPE = "application/vnd.drillbook.head+json"

#: Puts a payload of a type into a DSSE envelope, signed or not.
Seal = Callable[[bytes, str], dict[str, Any]]


def unsigned(payload: bytes, payload_type: str) -> dict[str, Any]:
    """Return a DSSE envelope without a signature: whole, and nobody vouches for it."""
    from securesystemslib.dsse import Envelope  # noqa: PLC0415 (a tenth of a second, once a run)

    return dict(Envelope(payload, payload_type, {}).to_dict())


class Chain:
    """The chain of one run while it is written. Several threads may add to it."""

    def __init__(self, directory: Path, seal: Seal = unsigned) -> None:
        self.directory = directory
        self._seal = seal
        self._number = 0
        self._last = NOTHING_BEFORE
        self._lock = threading.Lock()

    @property
    def head(self) -> tuple[int, str]:
        """Return the number and the hash of the last record."""
        return self._number, self._last

    def sealed_head(self) -> dict[str, Any]:
        """Return the head in its envelope."""
        payload = canonical({"number": self._number, "sha256": self._last})
        return self._seal(payload, HEAD_TYPE)

    def append(self, stream: BinaryIO, kind: str, body: object) -> str:
        """Add a record and return its hash once record and head are on disk.

        ``body`` is what JSON can carry, without secrets.
        """
        with self._lock:
            record = {
                "number": self._number + 1,
                "previous": self._last,
                "record": kind,
                "at": now().isoformat(),
                "body": body,
            }
            line = canonical(record)
            end = stream.seek(0, os.SEEK_END)
            try:
                stream.write(line + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
                self._number, self._last = self._number + 1, digest(line)
            except KeyboardInterrupt:
                stream.truncate(end)  # or the next record would have this one's number
                raise
            self._write_head()
            return self._last

    def _write_head(self) -> None:
        partial = self.directory / f".{HEAD}.partial"
        with partial.open("wb") as stream:
            stream.write(canonical(self.sealed_head()) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(self.directory / HEAD)
        if self._number == 1:
            fsync_directory(self.directory)


def open_records(file: Path) -> BinaryIO:
    """Open a file of records to be added to, and make its directory if need be."""
    file.parent.mkdir(parents=True, exist_ok=True)
    stream = file.open("ab")
    fsync_directory(file.parent)
    return stream
