"""Layers of images: tar files made from folders, and OCI archives made from layers.

An archive is the OCI image layout with docker's manifest.json beside it, so that containerd, skopeo
and docker take it. Layers are not compressed: they are read from the local disk once.
"""

import hashlib
import io
import json
import os
import shutil
import stat
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeAlias

OCI = "application/vnd.oci.image"
LAYER = f"{OCI}.layer.v1.tar"
WHITEOUT = ".wh."
Attributes: TypeAlias = tuple[int, int, int, int, int, str]


@dataclass(frozen=True)
class Blob:
    """A layer inside an archive: where its bytes are."""

    digest: str  # sha256, hex
    size_bytes: int
    archive: Path
    offset_bytes: int


def attributes(path: Path) -> Attributes:
    """Return what tells whether a file changed: mode, owner, group, size, time in seconds, link."""
    at = path.lstat()
    link = str(path.readlink()) if stat.S_ISLNK(at.st_mode) else ""
    # the times of folders and devices change by using them
    still = stat.S_ISREG(at.st_mode) or stat.S_ISLNK(at.st_mode)
    size, when = (at.st_size, int(at.st_mtime)) if still else (0, 0)
    return (at.st_mode, at.st_uid, at.st_gid, size, when, link)


def listing(root: Path) -> dict[str, Attributes]:
    """Return the attributes of everything below ``root``, by path relative to it."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            found[str(path.relative_to(root))] = attributes(path)
    return found


def write_layer(root: Path, into: Path, before: Mapping[str, Attributes] | None = None) -> None:
    """Write ``root`` as a layer, in sorted order; with ``before``, only what differs from it.

    What is in ``before`` and no longer below ``root`` is written as a whiteout.
    """
    now = listing(root)
    changed = [name for name in now if before is None or before.get(name) != now[name]]
    gone = [name for name in before or {} if name not in now]
    hidden = [name for name in gone if str(PurePosixPath(name).parent) not in gone]
    with tarfile.open(into, "w", format=tarfile.PAX_FORMAT) as tar:
        for name in sorted(changed):
            member = tar.gettarinfo(root / name, arcname=name)
            member.uname = member.gname = ""
            member.mtime = int(member.mtime)
            _add(tar, member, root / name)
        for name in sorted(hidden):
            path = PurePosixPath(name)
            tar.addfile(tarfile.TarInfo(str(path.parent / (WHITEOUT + path.name))))


def _add(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    if member.isreg():
        with path.open("rb") as content:
            tar.addfile(member, content)
    else:
        tar.addfile(member)


def extract(blobs: Iterable[Blob], root: Path) -> None:
    """Unpack layers over one another below ``root``, as their owners and modes say."""
    for blob in blobs:
        with blob.archive.open("rb") as archive:
            archive.seek(blob.offset_bytes)
            with tarfile.open(
                fileobj=io.BufferedReader(_Window(archive, blob.size_bytes)), mode="r|"
            ) as tar:
                for member in tar:
                    _unpack(tar, member, root)


def read_file(blobs: Iterable[Blob], name: str) -> bytes:
    """Return a file of an image, as the uppermost of its layers has it; empty when none has it."""
    found = b""
    for blob in blobs:
        with blob.archive.open("rb") as archive:
            archive.seek(blob.offset_bytes)
            window = io.BufferedReader(_Window(archive, blob.size_bytes))
            with tarfile.open(fileobj=window, mode="r|") as tar:
                for member in tar:
                    if member.name.removeprefix("./") == name and (file := tar.extractfile(member)):
                        found = file.read()
    return found


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, root: Path) -> None:
    path = PurePosixPath(member.name)
    if path.name.startswith(WHITEOUT):
        hidden = root / path.parent / path.name.removeprefix(WHITEOUT)
        if hidden.is_dir() and not hidden.is_symlink():
            shutil.rmtree(hidden)
        else:
            hidden.unlink(missing_ok=True)
        return
    target = root / path
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        target.unlink()
    # Our own layers: device nodes and absolute links belong in a root file system.
    tar.extract(member, root, numeric_owner=True, filter="fully_trusted")


class _Window(io.RawIOBase):
    """A part of a file, read as a file of its own."""

    def __init__(self, file: io.BufferedReader, size_bytes: int) -> None:
        self._file = file
        self._left = size_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # narrower than Buffer
        content = self._file.read(min(len(buffer), self._left))
        buffer[: len(content)] = content
        self._left -= len(content)
        return len(content)


def write_archive(
    into: Path,
    reference: str,
    config: Mapping[str, object],
    below: Iterable[Blob],
    own: Iterable[Path],
) -> tuple[str, list[Blob]]:
    """Write an image of the layers ``below`` and ``own``; return its id (sha256) and layers.

    ``config`` is the image's configuration but for its layers. In ``reference``, ``{id}`` becomes
    the first 12 hex digits of the id: of the configuration with all layers' digests.
    """
    layers = [*below, *(_whole(path) for path in own)]
    whole = dict(
        config, rootfs={"type": "layers", "diff_ids": [f"sha256:{x.digest}" for x in layers]}
    )
    spelled = json.dumps(whole, sort_keys=True).encode()
    identity = hashlib.sha256(spelled).hexdigest()
    name = reference.format(id=identity[:12])
    blobs = {
        "config": spelled,
        "manifest": json.dumps(_manifest(spelled, layers), sort_keys=True).encode(),
    }
    digests = {kind: hashlib.sha256(content).hexdigest() for kind, content in blobs.items()}
    index = _index(name, digests["manifest"], len(blobs["manifest"]))
    docker = [
        {
            "Config": f"blobs/sha256/{identity}",
            "RepoTags": [name],
            "Layers": [f"blobs/sha256/{x.digest}" for x in layers],
        }
    ]
    with tarfile.open(into, "w") as tar:
        _add_bytes(tar, "oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
        _add_bytes(tar, "index.json", json.dumps(index).encode())
        _add_bytes(tar, "manifest.json", json.dumps(docker).encode())
        for kind, content in blobs.items():
            _add_bytes(tar, f"blobs/sha256/{digests[kind]}", content)
        unique = {x.digest: x for x in layers}.values()
        written = [_add_layer(tar, layer, into) for layer in unique]
    return identity, written


def _manifest(config: bytes, layers: Iterable[Blob]) -> dict[str, object]:
    about = {
        "mediaType": f"{OCI}.config.v1+json",
        "size": len(config),
        "digest": f"sha256:{hashlib.sha256(config).hexdigest()}",
    }
    listed = [
        {"mediaType": LAYER, "size": x.size_bytes, "digest": f"sha256:{x.digest}"} for x in layers
    ]
    return {
        "schemaVersion": 2,
        "mediaType": f"{OCI}.manifest.v1+json",
        "config": about,
        "layers": listed,
    }


def _index(reference: str, digest: str, size: int) -> dict[str, object]:
    named = {
        "mediaType": f"{OCI}.manifest.v1+json",
        "digest": f"sha256:{digest}",
        "size": size,
        "platform": {"architecture": "amd64", "os": "linux"},
        "annotations": {
            "io.containerd.image.name": reference,
            "org.opencontainers.image.ref.name": reference.rpartition(":")[2],
        },
    }
    return {"schemaVersion": 2, "mediaType": f"{OCI}.index.v1+json", "manifests": [named]}


def _whole(path: Path) -> Blob:
    with path.open("rb") as file:
        return Blob(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size, path, 0)


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _add_layer(tar: tarfile.TarFile, layer: Blob, archive: Path) -> Blob:
    member = tarfile.TarInfo(f"blobs/sha256/{layer.digest}")
    member.size = layer.size_bytes
    with layer.archive.open("rb") as source:
        source.seek(layer.offset_bytes)
        tar.addfile(member, source)
    padded = -(-layer.size_bytes // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE
    return Blob(layer.digest, layer.size_bytes, archive, tar.offset - padded)


def iterate_blobs(stored: Iterable[Mapping[str, object]], archive: Path) -> Iterator[Blob]:
    """Return the layers that an image's record lists."""
    for layer in stored:
        yield Blob(
            str(layer["digest"]),
            int(str(layer["size_bytes"])),
            archive,
            int(str(layer["offset_bytes"])),
        )
