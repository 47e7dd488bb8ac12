"""A bundle: the evidence of one run, as a directory or a zip file, read as it is.

Nothing here judges; a bundle that was tampered with is read as far as it can be.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drillbook.errors import UsageError
from drillbook.evidence.canonical import digest, read_canonical
from drillbook.evidence.chain import ATTESTATION, HEAD, RUN_RECORDS

_FIELDS = {"number", "previous", "record", "at", "body"}
_OWN = {ATTESTATION, HEAD}
# A zip can claim to unpack to anything; a nightly run has some megabytes.
_LARGEST_BYTES = 2 << 30


@dataclass(frozen=True)
class Line:
    """One line of a records' file; ``record`` is None where the line is not a record."""

    file: str
    number: int
    written: bytes
    record: Mapping[str, Any] | None
    why_not: str = ""

    @property
    def sha256(self) -> str:
        """Return the hash that the next record should carry."""
        return digest(self.written)

    @property
    def place(self) -> str:
        """Return where it is, as ``file:line``."""
        return f"{self.file}:{self.number}"


@dataclass(frozen=True)
class Bundle:
    """The files of a bundle by name."""

    name: str
    files: Mapping[str, bytes]

    def records_files(self) -> tuple[str, ...]:
        """Return the names of the files of records, the run's own first."""
        names = (name for name in self.files if name.endswith(".jsonl") and name not in _OWN)
        return tuple(sorted(names, key=lambda name: (name != RUN_RECORDS, name)))

    def documents(self) -> tuple[str, ...]:
        """Return the names of all other files that records should account for."""
        known = {*self.records_files(), *_OWN}
        return tuple(sorted(name for name in self.files if name not in known))

    def lines(self) -> Iterator[Line]:
        """Yield every line of the records, file by file."""
        for name in self.records_files():
            for number, written in enumerate(self.files[name].split(b"\n"), 1):
                # What follows the last newline is nothing, or a line that a crash has torn.
                if written or number == 1:
                    yield _line(name, number, written)

    def torn(self) -> tuple[str, ...]:
        """Return the files of records whose last line does not end."""
        return tuple(n for n in self.records_files() if not self.files[n].endswith(b"\n"))


def read(path: Path) -> Bundle:
    """Read a bundle: a zip file, an ``evidence`` directory, or the run directory that has one.

    Raises UsageError if there is none.
    """
    if path.is_dir():
        inner = path / "evidence"
        directory = inner if inner.is_dir() else path
        files = {
            file.relative_to(directory).as_posix(): file.read_bytes()
            for file in sorted(directory.rglob("*"))
            if file.is_file() and not _is_partial(file.name)
        }
    else:
        files = _read_zip(path)
    if not files:
        raise UsageError(f"{path}: no evidence here; name a run's directory or its zip file")
    return Bundle(str(path), files)


def write_zip(bundle: Bundle, file: Path) -> None:
    """Write a bundle as a zip file; the same bundle gives the same bytes. Raises UsageError."""
    if file.exists():
        raise UsageError(f"{file} is there already; name a new file. Nothing was changed.")
    partial = file.with_name(f".{file.name}.partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, written in sorted(bundle.files.items()):
            entry = zipfile.ZipInfo(name)  # dated 1980: when it was packed is no evidence
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, written)
    partial.replace(file)


def _read_zip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            names = [entry.filename for entry in entries]
            if len(set(names)) < len(names):
                raise UsageError(f"{path}: a name is in it twice; it was not made by drillbook")
            if sum(entry.file_size for entry in entries) > _LARGEST_BYTES:
                raise UsageError(f"{path}: unpacks to more than 2 GiB; it is no run's evidence")
            return {entry.filename: archive.read(entry) for entry in entries}
    except FileNotFoundError:
        raise UsageError(
            f"{path}: no such bundle; 'ls reports' shows which runs there are"
        ) from None
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise UsageError(f"{path}: damaged, not readable as a zip file: {error}") from error


def _is_partial(name: str) -> bool:
    return name.endswith(".partial")


def _line(file: str, number: int, written: bytes) -> Line:
    try:
        record = read_canonical(written)
    except (ValueError, RecursionError) as error:
        said = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        return Line(file, number, written, None, said)
    whole = (
        isinstance(record, dict)
        and record.keys() == _FIELDS
        and isinstance(record["number"], int)
        and isinstance(record["at"], str)
        and isinstance(record["body"], dict)
    )
    if not whole:
        return Line(file, number, written, None, "not a record of a drill")
    return Line(file, number, written, record)
