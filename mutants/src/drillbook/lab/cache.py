"""What the lab has built, kept in the user's cache under a key of all that went in.

An entry is a folder with a seal beside its files: the SHA-256 of each, and size, modification and
change time as they were then. A file whose times moved is hashed again; one that is missing or
reads differently breaks the entry, which is then built anew. A killed build leaves no seal.
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

SEAL = "seal.json"
UNUSED_KEPT = timedelta(days=14)


def cache_folder() -> Path:
    """Return ``$XDG_CACHE_HOME/drillbook``, or ``~/.cache/drillbook``."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "drillbook"


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def key_of(parts: object) -> str:
    """Return 12 hex digits for anything that JSON can spell; mappings count regardless of order."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def sealed(
    folder: Path,
    build: Callable[[Path], None],
    *,
    rehash: bool = False,
    unused_kept: timedelta = UNUSED_KEPT,
) -> Path:
    """Return the entry ``folder``, which ``build`` fills when it is missing or broken.

    ``build`` gets an empty scratch folder, which takes the entry's place in one move at the end.
    With ``rehash`` every file is read, whatever its times say. Two processes take turns. After a
    build, entries of the same name (up to the last ``-``) unused for ``unused_kept`` are removed.
    """
    with alone(folder):
        if not is_intact(folder, rehash=rehash):
            shutil.rmtree(folder, ignore_errors=True)
            scratch = folder.with_name(folder.name + ".unfinished")
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir(parents=True)
            build(scratch)
            scratch.rename(folder)
            _seal(folder, {name: sha256_of_file(folder / name) for name in _names(folder)})
            _prune(folder, unused_kept)
    return folder


def is_intact(folder: Path, *, rehash: bool = False) -> bool:
    """Return whether the entry holds exactly the files that were sealed, with their content."""
    try:
        known = json.loads((folder / SEAL).read_text())
        stamps = {name: _stamp(folder / name) for name in _names(folder)}
    except (OSError, ValueError):
        return False
    if not isinstance(known, dict) or set(known) != set(stamps):
        return False
    doubtful = [n for n, stamp in stamps.items() if rehash or known[n].get("stamp") != stamp]
    if not doubtful:
        return True
    with ThreadPoolExecutor() as pool:  # hashing leaves the interpreter's lock
        read = list(pool.map(sha256_of_file, (folder / name for name in doubtful)))
    if any(known[name]["sha256"] != found for name, found in zip(doubtful, read, strict=True)):
        return False
    _seal(folder, {name: known[name]["sha256"] for name in known})
    return True


def _prune(built: Path, unused_kept: timedelta) -> None:
    """Remove unused entries of the same name; each use of an entry writes to its lock."""
    name = built.name.rpartition("-")[0]
    oldest = time.time() - unused_kept.total_seconds()
    for lock in built.parent.glob(f"{name}-{'[0-9a-f]' * 12}.lock"):
        if lock.stat().st_mtime < oldest:
            for entry in (lock.with_suffix(""), lock.with_suffix(".unfinished")):
                shutil.rmtree(entry, ignore_errors=True)
            with suppress(FileNotFoundError):
                lock.unlink()


def _names(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(str(path.relative_to(folder)) for path in files if path.name != SEAL)


def _stamp(path: Path) -> list[int]:
    at = path.lstat()
    return [at.st_size, at.st_mtime_ns, at.st_ctime_ns]


def _seal(folder: Path, hashes: dict[str, str]) -> None:
    seal = {name: {"sha256": sha, "stamp": _stamp(folder / name)} for name, sha in hashes.items()}
    scratch = folder.with_name(folder.name + ".seal")
    scratch.write_text(json.dumps(seal, indent=1, sort_keys=True))
    scratch.rename(folder / SEAL)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the entry's lock, which other processes wait for."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(folder.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
