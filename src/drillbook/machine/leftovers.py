"""What old runs have left on this machine and nobody needs: caches, image stores, dead labs.

What is in use is no leftover: a cache's entry whose lock is held, or of which a file is run or
open; a lab with processes. All that is found can be made again by the next ``lab up``.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drillbook import directories
from drillbook.lab import cgroups, cluster
from drillbook.lab.address import LABS
from drillbook.lab.layout import place
from drillbook.machine.uses import File, any_in_use, files_in_use, locked, size

_CACHES = {"images": "image", "layers": "layer of images", "toolchain": "programs"}


@dataclass(frozen=True)
class Leftover:
    """Something that can go: what it is, where, since when nobody used it, and its bytes.

    ``remove`` looks once more, and returns whether it was still a leftover and is gone.
    """

    kind: str
    path: Path
    used: datetime | None
    bytes: int
    remove: Callable[[], bool] = field(compare=False, repr=False)


def leftovers(older_than: timedelta, now: datetime) -> Iterator[Leftover]:
    """Yield all leftovers of the caches and labs; caches only when unused for ``older_than``."""
    if not Path("/proc/self/mounts").exists():
        return  # no Linux: there is no lab here, and nothing says what is in use
    used = files_in_use()
    before = now - older_than
    yield from dead_labs()
    for number in range(LABS):
        yield from _image_store(number, before)
    for folder, kind in _CACHES.items():
        for lock in sorted((directories.cache() / folder).glob("*.lock")):
            yield from _entry(lock, kind, before, used)
    yield from _go_caches(before, used)


def dead_labs() -> Iterator[Leftover]:
    """Yield the labs that left their directory and have no process: their machine went down."""
    for number in range(LABS):
        lab = place(number)
        if lab.directory.exists() and not _lives(number):

            def remove(number: int = number) -> bool:
                if _lives(number):
                    return False
                cluster.down(number)
                return True

            yield Leftover("dead lab", lab.directory, None, size(lab.directory), remove)


def _image_store(number: int, before: datetime) -> Iterator[Leftover]:
    """Yield the images that a lab's nodes have unpacked, when it was last up long ago."""
    lab = place(number)
    if not lab.cache.exists():
        return
    if not lab.lock.exists():
        return  # each lab that was ever up has one
    used = _modified(lab.lock)

    def remove() -> bool:
        with locked(lab.lock) as free:
            if not free or _processes(number) or any_in_use(lab.cache, files_in_use()):
                return False
            shutil.rmtree(lab.cache)
            return True

    if used < before and not _lives(number) and not any_in_use(lab.cache, files_in_use()):
        yield Leftover("images of a lab", lab.cache, used, size(lab.cache), remove)


def _entry(lock: Path, kind: str, before: datetime, running: frozenset[File]) -> Iterator[Leftover]:
    """Yield an entry of a cache that was long not used, and what an ended build left of it.

    Each use of an entry writes to its lock. The lock itself stays: somebody may wait for it.
    """
    entry, unfinished = lock.with_suffix(""), lock.with_suffix(".unfinished")
    for folder, what in ((entry, kind), (unfinished, f"unfinished {kind}")):
        if not folder.exists():
            continue
        used = _modified(lock)
        if folder == entry and used >= before:
            continue
        with locked(lock) as free:
            if free and not any_in_use(folder, running):
                yield Leftover(what, folder, used, size(folder), _remover(lock, folder, used))


def _go_caches(before: datetime, running: frozenset[File]) -> Iterator[Leftover]:
    """Yield the compiler's caches, which a build that was ended leaves."""
    folder, lock = directories.cache() / "go", directories.cache() / "go.lock"
    if folder.exists() and lock.exists() and _modified(lock) < before:
        with locked(lock) as free:
            if free and not any_in_use(folder, running):
                used = _modified(lock)
                yield Leftover(
                    "compiler's caches", folder, used, size(folder), _remover(lock, folder, used)
                )


def _remover(lock: Path, folder: Path, used: datetime) -> Callable[[], bool]:
    def remove() -> bool:
        with locked(lock) as free:
            # Somebody may have come since it was looked at.
            if not free or _modified(lock) != used or any_in_use(folder, files_in_use()):
                return False
            shutil.rmtree(folder)
            return True

    return remove


def _lives(number: int) -> bool:
    """Return whether a lab has processes, or somebody is bringing it up or down."""
    lab = place(number)
    if lab.lock.exists():
        with locked(lab.lock) as free:
            if not free:
                return True
    return _processes(number)


def _processes(number: int) -> bool:
    return bool(cgroups.processes(cgroups.machine(), number))


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
