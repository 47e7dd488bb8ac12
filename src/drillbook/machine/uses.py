"""What is in use on this machine, by the kernel's own word: programs, open files, locks, mounts."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

File = tuple[int, int]


def files_in_use() -> frozenset[File]:
    """Return device and inode of each file that a process runs or has open.

    Those of processes that may not be looked at are missing; as root, none is.
    """
    return frozenset(_files_in_use())


def _files_in_use() -> Iterator[File]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # a process may end while it is looked at
            yield _file(process / "exe")
        with suppress(OSError):
            for descriptor in os.scandir(process / "fd"):
                with suppress(OSError):
                    yield _file(Path(descriptor.path))


def _file(path: Path) -> File:
    found = path.stat()
    return found.st_dev, found.st_ino


def any_in_use(folder: Path, used: frozenset[File]) -> bool:
    """Return whether a file in a folder is among those in use, or something is mounted in it."""
    if not used.isdisjoint(map(_file, _files(folder))):
        return True
    mounts = (line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines())
    return any(Path(mount).is_relative_to(folder.resolve()) for mount in mounts)


def size(folder: Path) -> int:
    """Return the bytes that a file or folder takes on its disk."""
    taken = {}
    for path in (folder, *_all(folder)):
        with suppress(OSError):
            found = path.lstat()
            taken[found.st_dev, found.st_ino] = found.st_blocks * 512
    return sum(taken.values())


@contextmanager
def locked(lock: Path) -> Iterator[bool]:
    """Hold a lock if nobody else does, without writing to it; yield whether it is held."""
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in _all(folder) if path.is_file() and not path.is_symlink())


def _all(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        yield from (Path(where, name) for name in (*folders, *files))
