"""A bundle: the evidence of one run, as a directory or a zip file, read as it is.

Nothing here judges; a bundle that was tampered with is read as far as it can be.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drillbook.errors import UsageError
from drillbook.evidence import packing, shapes
from drillbook.evidence.canonical import digest, read_canonical
from drillbook.evidence.chain import ATTESTATION, HEAD, RUN_RECORDS

_FIELDS = {"number", "previous", "record", "at", "body"}
_OWN = {ATTESTATION, HEAD}


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
    """The files of a bundle by name; ``damage`` is what of it is no file, or could not be read."""

    name: str
    files: Mapping[str, bytes]
    damage: tuple[str, ...] = ()

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
    # Evidence that is there is read, whatever a summary beside it says.
    lanes = [] if (path / "evidence").is_dir() else _lanes(path)
    if lanes:
        raise UsageError(f"{path}: no evidence here; name {' or '.join(map(str, lanes))}")
    files, damage = _read_directory(path) if path.is_dir() else packing.read(path)
    if not files and not damage:
        raise UsageError(f"{path}: no evidence here; name a run's directory or its zip file")
    return Bundle(str(path), files, damage)


def write_zip(bundle: Bundle, file: Path) -> None:
    """Write a bundle as a zip file; the same bundle gives the same bytes. Raises UsageError."""
    if file.exists():
        raise UsageError(f"{file} is there already; name a new file. Nothing was changed.")
    if bundle.damage:
        raise UsageError(f"{bundle.name}: not packed: {bundle.damage[0]}. Nothing was changed.")
    packing.write(bundle.files, file)


def _lanes(path: Path) -> list[Path]:
    """Return the runs whose drills a night on several labs summed up here, if it did."""
    try:
        names = json.loads((path / "summary.json").read_text(encoding="utf-8")).get("lanes", [])
        return [path.resolve().parent / name for name in names]
    except (OSError, ValueError, AttributeError, TypeError):
        return []


def _read_directory(path: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    inner = path / "evidence"
    directory = inner if inner.is_dir() else path
    files: dict[str, bytes] = {}
    damage = []
    for file in sorted(directory.rglob("*")):
        name = file.relative_to(directory).as_posix()
        if file.is_symlink() or not file.is_file():
            # What a link leads to can be changed without the bundle.
            kind = "a link" if file.is_symlink() else "a directory" if file.is_dir() else "a device"
            damage.append(f"{name} is {kind}, and evidence is files")
        elif not _half_written(file):
            files[name] = file.read_bytes()
    return files, tuple(damage)


def _half_written(file: Path) -> bool:
    """Return whether a run that was killed may have left this: half a head, or half a document."""
    of_drill = file.suffix == ".partial" and file.with_suffix(".jsonl").is_file()
    return file.name == f".{HEAD}.partial" or (of_drill and not file.with_suffix(".json").exists())


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
        and isinstance(record["previous"], str)
        and isinstance(record["record"], str)
        and isinstance(record["at"], str)
        and isinstance(record["body"], dict)
    )
    if not whole:
        return Line(file, number, written, None, "not a record of a drill")
    wrong = shapes.wrong(record)
    return Line(file, number, written, None if wrong else record, wrong)
