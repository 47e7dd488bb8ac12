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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeAlias

OCI = "application/vnd.oci.image"
WHITEOUT = ".wh."
Attributes: TypeAlias = tuple[int, int, int, int, int, str]


@dataclass(frozen=True)
class Layer:
    """A tar file that is one layer of images; ``digest`` is its sha256, hex."""

    path: Path
    digest: str


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
    gone = {name for name in before or {} if name not in now}
    hidden = [name for name in gone if str(PurePosixPath(name).parent) not in gone]
    with tarfile.open(into, "w", format=tarfile.PAX_FORMAT) as tar:
        for name in sorted(changed):
            member = tar.gettarinfo(root / name, arcname=name)
            member.uname = member.gname = ""
            member.mtime = 0 if member.isdir() else int(member.mtime)
            if member.isreg():
                with (root / name).open("rb") as content:
                    tar.addfile(member, content)
            else:
                tar.addfile(member)
        for name in sorted(hidden):
            path = PurePosixPath(name)
            tar.addfile(tarfile.TarInfo(str(path.parent / (WHITEOUT + path.name))))


def extract(layers: Iterable[Layer], root: Path) -> None:
    """Unpack layers over one another below ``root``, as their owners and modes say."""
    for layer in layers:
        with tarfile.open(layer.path) as tar:
            for member in tar:
                _unpack(tar, member, root)


def read_file(layers: Iterable[Layer], name: str) -> bytes:
    """Return a file of an image, as the uppermost of its layers has it; empty when none has it."""
    found = b""
    for layer in layers:
        with tarfile.open(layer.path) as tar:
            for member in tar:
                if member.name == name and (file := tar.extractfile(member)):
                    found = file.read()
    return found


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, root: Path) -> None:
    path = PurePosixPath(member.name)
    target = root / path.parent / path.name.removeprefix(WHITEOUT)
    if target.is_dir() and not target.is_symlink():
        if path.name.startswith(WHITEOUT) or not member.isdir():
            shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)
    if not path.name.startswith(WHITEOUT):
        # Our own layers: device nodes and absolute links belong in a root file system.
        tar.extract(member, root, numeric_owner=True, filter="fully_trusted")


def configuration(config: Mapping[str, object], layers: Sequence[Layer]) -> bytes:
    """Return an image's configuration with its layers; its sha256 is the image's id."""
    diffs = {"type": "layers", "diff_ids": [f"sha256:{layer.digest}" for layer in layers]}
    return json.dumps(dict(config, rootfs=diffs), sort_keys=True).encode()


def write_archive(into: Path, reference: str, spelled: bytes, layers: Sequence[Layer]) -> None:
    """Write an image as an archive; ``spelled`` is what ``configuration`` returned."""
    manifest = json.dumps(_manifest(spelled, layers), sort_keys=True).encode()
    index = _index(reference, manifest)
    docker = [
        {
            "Config": _blob(_sha256(spelled)),
            "RepoTags": [reference],
            "Layers": [_blob(layer.digest) for layer in layers],
        }
    ]
    with tarfile.open(into, "w") as tar:
        _add(tar, "oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
        _add(tar, "index.json", json.dumps(index).encode())
        _add(tar, "manifest.json", json.dumps(docker).encode())
        for content in (spelled, manifest):
            _add(tar, _blob(_sha256(content)), content)
        for layer in {layer.digest: layer for layer in layers}.values():
            with layer.path.open("rb") as content_of_layer:
                member = tarfile.TarInfo(_blob(layer.digest))
                member.size = layer.path.stat().st_size
                tar.addfile(member, content_of_layer)


def _manifest(config: bytes, layers: Iterable[Layer]) -> dict[str, object]:
    def described(kind: str, size_bytes: int, digest: str) -> dict[str, object]:
        return {"mediaType": f"{OCI}.{kind}", "size": size_bytes, "digest": f"sha256:{digest}"}

    return {
        "schemaVersion": 2,
        "mediaType": f"{OCI}.manifest.v1+json",
        "config": described("config.v1+json", len(config), _sha256(config)),
        "layers": [
            described("layer.v1.tar", layer.path.stat().st_size, layer.digest) for layer in layers
        ],
    }


def _index(reference: str, manifest: bytes) -> dict[str, object]:
    named = {
        "mediaType": f"{OCI}.manifest.v1+json",
        "digest": f"sha256:{_sha256(manifest)}",
        "size": len(manifest),
        "platform": {"architecture": "amd64", "os": "linux"},
        "annotations": {
            "io.containerd.image.name": reference,
            "org.opencontainers.image.ref.name": reference.rpartition(":")[2],
        },
    }
    return {"schemaVersion": 2, "mediaType": f"{OCI}.index.v1+json", "manifests": [named]}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _blob(digest: str) -> str:
    return f"blobs/sha256/{digest}"


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))
