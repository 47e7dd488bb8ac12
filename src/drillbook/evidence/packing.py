"""A bundle in a zip file: the same files give the same bytes, and are unpacked with distrust.

A zip that drillbook packed has to be as it was packed, down to what zip programs do not look at
(dates, attributes, the order of entries, bits of the packed data that stand for nothing): its
comment is the hash of all that is before its end. One that others packed counts by what is in it.
"""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from drillbook.errors import UsageError

# A zip can claim to unpack to anything; a nightly run has some megabytes.
_LARGEST_BYTES = 2 << 30
_END = struct.Struct("<4s4H2LH")  # of the central directory (APPNOTE.TXT 4.3.16)
_ENTRY_BYTES = 46  # of the central directory, without its name (4.3.12)
_LISTED = (
    *("date_time", "create_system", "create_version", "extract_version", "reserved", "flag_bits"),
    *("volume", "internal_attr", "external_attr", "extra", "comment"),
)
#: What zipfile lets through for files that were changed.
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(ValueError, struct.error, OverflowError),
)

Unpacked = tuple[dict[str, bytes], tuple[str, ...]]


def write(files: Mapping[str, bytes], file: Path) -> None:
    """Write files as a zip file, by way of a partial one beside it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, written in sorted(files.items()):
            archive.writestr(_entry(name), written)
    body, end = packed.getvalue()[: -_END.size], packed.getvalue()[-_END.size :]
    partial = file.with_name(f".{file.name}.partial")
    partial.write_bytes(body + _commented(end, body))
    partial.replace(file)


def read(path: Path) -> Unpacked:
    """Return the files of a zip file, and what of it was changed. Raises UsageError if it is none.

    Nothing is written anywhere, whatever the names in it are.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise UsageError(f"{path}: larger than 2 GiB; it is no run's evidence")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(
            f"{path}: no such bundle; 'ls reports' shows which runs there are"
        ) from None
    except OSError as error:
        raise UsageError(f"{path}: not readable: {error.strerror}") from error
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _unpacked(archive, raw)
    except _UNREADABLE as error:
        said = f"damaged, not readable as a zip file: {error}"
        if b"PK\x01\x02" in raw or b"PK\x03\x04" in raw:
            return {}, (said,)
        raise UsageError(f"{path}: {said}") from error


def _unpacked(archive: zipfile.ZipFile, raw: bytes) -> Unpacked:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if sum(entry.file_size for entry in entries) > _LARGEST_BYTES:
        return {}, ("it unpacks to more than 2 GiB: no run's evidence does",)
    files: dict[str, bytes] = {}
    damage = []
    for entry in entries:
        if entry.filename in files:
            damage.append(f"{entry.filename} is in it twice")
            continue
        try:
            files[entry.filename] = archive.read(entry)
        except _UNREADABLE as error:
            damage.append(f"{entry.filename} cannot be unpacked: {error or type(error).__name__}")
    if not damage:
        damage += _container(archive, raw)
    return files, tuple(damage)


def _container(archive: zipfile.ZipFile, raw: bytes) -> Iterator[str]:
    """Yield what is not as ``write`` packs it; nothing for a zip file that others packed."""
    several = archive.infolist()
    wrong = [one.filename for one in several if not _as_written(one, raw)]
    if len(wrong) == len(several):
        return
    yield from (f"{name}: its entry in the zip file was changed" for name in wrong)
    at = 0
    for one in several:
        if one.header_offset != at:
            yield f"{one.filename}: bytes before it in the zip file were added or removed"
            return
        at += len(one.FileHeader()) + one.compress_size
    listed = sum(_ENTRY_BYTES + len(one.filename.encode()) for one in several)
    end = _END.pack(b"PK\5\6", 0, 0, len(several), len(several), listed, at, 0)
    # Before there was a comment, the end was the same without one.
    if raw[at + listed :] not in (end, _commented(end, raw[: at + listed])):
        yield "a byte of the zip file, or its end, was changed since it was packed"


def _commented(end: bytes, body: bytes) -> bytes:
    """Return the end of a zip file with the hash of what is before it as the comment."""
    comment = f"sha256:{hashlib.sha256(body).hexdigest()}".encode()
    return end[:-2] + struct.pack("<H", len(comment)) + comment


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # dated 1980: when it was packed is no evidence
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    entry.flag_bits = 0 if name.isascii() else 0x800  # a name in UTF-8
    return entry


def _as_written(entry: zipfile.ZipInfo, raw: bytes) -> bool:
    """Return whether an entry is as ``write`` makes it, where it stands and where it is listed."""
    own = _entry(entry.filename)
    own.CRC, own.compress_size, own.file_size = entry.CRC, entry.compress_size, entry.file_size
    header = own.FileHeader()
    at = entry.header_offset
    listed = all(getattr(entry, name) == getattr(own, name) for name in _LISTED)
    return listed and entry.orig_filename == own.filename and raw[at : at + len(header)] == header
