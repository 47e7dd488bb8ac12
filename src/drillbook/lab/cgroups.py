"""The cgroups of a lab: every process of lab n is in /drillbook-lab-n, so that none escapes down.

With cgroup v1 the lab's processes are listed by the pids controller, and the kubelet gets a
directory in every hierarchy. With v2 the lab has one directory and a cgroup namespace of its own.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from drillbook.clock import eventually
from drillbook.errors import Unobservable

MOUNT = Path("/sys/fs/cgroup")
#: The leaf of a lab in which its own processes are, beside the nodes' pods.
SYSTEM = "system"
#: A lab counts as so many busy processes on each processor, or whatever else runs on the machine
#: would decide how long a recovery takes.
BUSY_PROCESSES = 16
#: What drills a lab weighs as much as the lab does, or it would see late what it measures.
RUNNER = "drillbook-runner"
KILLED_WITHIN = timedelta(seconds=60)


@dataclass(frozen=True)
class Hierarchies:
    """The machine's cgroup hierarchies. ``roots`` is one directory with v2."""

    v2: bool
    roots: tuple[Path, ...]
    registry: Path

    def of_lab(self, number: int) -> tuple[Path, ...]:
        """Return a lab's directories."""
        return tuple(root / name(number) for root in self.roots)


def name(number: int) -> str:
    """Return the name of a lab's cgroup."""
    return f"drillbook-lab-{number}"


def hierarchies(mounts: str) -> Hierarchies:
    """Read the hierarchies from the text of /proc/self/mounts."""
    entries = [line.split() for line in mounts.splitlines()]
    v1 = [(Path(e[1]), e[3].split(",")) for e in entries if e[2] == "cgroup"]
    if not v1:
        return Hierarchies(v2=True, roots=(MOUNT,), registry=MOUNT)
    registry = next(path for path, options in v1 if "pids" in options)
    # A hybrid machine has a v2 hierarchy beside v1's, without controllers; runc uses it too.
    hybrid = [Path(e[1]) for e in entries if e[2] == "cgroup2"]
    roots = (*(path for path, _ in v1), *hybrid)
    return Hierarchies(v2=False, roots=roots, registry=registry)


def machine() -> Hierarchies:
    """Return this machine's hierarchies."""
    return hierarchies(Path("/proc/self/mounts").read_text())


def kubelet_root(found: Hierarchies, number: int, node: str) -> str:
    """Return the kubelet's cgroupRoot as the kubelet sees it."""
    return f"/{node}" if found.v2 else f"/{name(number)}/{node}"


def create(found: Hierarchies, number: int, nodes: list[str]) -> None:
    """Make the lab's cgroups, with the processors and memory of their parents."""
    if found.v2:
        _hand_on(found.registry)
    for directory in found.of_lab(number):
        for path in (directory, *(directory / node for node in nodes)):
            path.mkdir(exist_ok=True)
            for setting in ("cpuset.cpus", "cpuset.mems"):
                if not found.v2 and (path / setting).exists():
                    (path / setting).write_text((path.parent / setting).read_text())
        _weigh(directory, nodes)


def _weigh(directory: Path, nodes: list[str]) -> None:
    processors = os.cpu_count() or 1
    if (directory / "cpu.weight").exists():
        (directory / "cpu.weight").write_text(str(min(10_000, 100 * BUSY_PROCESSES * processors)))
    elif (directory / "cpu.shares").exists():
        (directory / "cpu.shares").write_text(str(1024 * BUSY_PROCESSES * processors))
        # Within the lab, its own processes weigh as much as the pods of a node.
        for name in (SYSTEM, *nodes):
            (directory / name).mkdir(exist_ok=True)
            (directory / name / "cpu.shares").write_text(str(1024 * processors))


def weigh_runner(found: Hierarchies, number: int, own: str) -> Path | None:
    """Let the calling process weigh as much as the lab it drills; return the cgroup it joined.

    ``own`` is the text of /proc/self/cgroup. None where somebody has placed the process already,
    and with v2, where a process belongs to the scope of its session.
    """
    root = next(
        (root for root in found.roots if (root / name(number) / "cpu.shares").exists()), None
    )
    fields = [line.split(":", 2) for line in own.splitlines()]
    nobody_placed_it = any("cpu" in names.split(",") and at == "/" for _, names, at in fields)
    if root is None or not nobody_placed_it:
        return None
    directory = root / RUNNER
    directory.mkdir(exist_ok=True)
    (directory / "cpu.shares").write_text((root / name(number) / "cpu.shares").read_text())
    (directory / "cgroup.procs").write_text(str(os.getpid()))
    return directory


def leaves(found: Hierarchies, number: int) -> tuple[Path, ...]:
    """Return what a lab's first process joins, in this order, before it is anything else."""
    registry = found.registry / name(number)
    if found.v2:
        return (registry,)
    weighed = (path / SYSTEM for path in found.of_lab(number) if (path / "cpu.shares").exists())
    return (registry, *weighed)


def _hand_on(root: Path) -> None:
    """Let a cgroup's children use all of its controllers; systemd has done so on most machines."""
    handed_on = (root / "cgroup.subtree_control").read_text().split()
    for controller in (root / "cgroup.controllers").read_text().split():
        if controller not in handed_on:
            (root / "cgroup.subtree_control").write_text(f"+{controller}")


def join(found: Hierarchies, number: int) -> None:
    """Put the calling process into the lab, so that ``remove`` ends it and its children."""
    (found.registry / name(number) / "cgroup.procs").write_text(str(os.getpid()))


def processes(found: Hierarchies, number: int) -> frozenset[int]:
    """Return every process of a lab, as the machine numbers them."""
    return frozenset(_processes(found.registry / name(number)))


def below(directory: Path) -> Iterator[Path]:
    """Yield a cgroup and all below it; one that goes while it is read is passed over."""
    for place, _, _ in os.walk(directory):
        yield Path(place)


def _processes(directory: Path) -> Iterator[int]:
    for place in below(directory):
        with suppress(OSError):  # a cgroup may go while it is read
            yield from (int(pid) for pid in (place / "cgroup.procs").read_text().split())


def kill(found: Hierarchies, number: int) -> int:
    """End every process of a lab with SIGKILL; return how many there were."""
    seen: set[int] = set()

    def strike() -> frozenset[int]:
        alive = processes(found, number)
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        seen.update(alive)
        return alive

    eventually(
        strike,
        lambda alive: not alive,
        within=KILLED_WITHIN,
        what=f"the processes of lab {number} end",
        every=timedelta(milliseconds=20),
    )
    return len(seen)


def remove(found: Hierarchies, number: int) -> None:
    """Remove a lab's cgroups, deepest first; they must hold no process."""
    for directory in found.of_lab(number):
        for path in sorted(below(directory), key=lambda p: len(p.parts), reverse=True):
            _remove_one(path)


def _remove_one(path: Path) -> None:
    def look() -> bool:
        try:
            path.rmdir()
        except FileNotFoundError:
            return True
        except OSError as error:  # a process that has ended stays until its parent has seen it
            raise Unobservable(str(error)) from error
        return True

    eventually(
        look,
        bool,
        within=KILLED_WITHIN,
        what=f"{path} is empty and can be removed",
        every=timedelta(milliseconds=20),
    )
