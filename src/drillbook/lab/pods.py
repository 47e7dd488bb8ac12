"""A lab's pods as the machine sees them: their cgroups, processes and network namespaces."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from drillbook.clock import eventually
from drillbook.errors import Unobservable
from drillbook.lab import cgroups

#: The group that programs of ours run as in a pod's network, by which rules tell them from it.
OUTSIDER = 64111

_COMMAND_SECONDS = 30
_ENDED_WITHIN = timedelta(seconds=60)
_MARK = "DRILLBOOK_FAULT"


@dataclass(frozen=True)
class Freezer:
    """The file that freezes a container's processes: cgroup v1's ``freezer.state``, or v2's."""

    file: Path

    @property
    def frozen(self) -> bool:
        """Return whether every process is frozen: with v1 "FREEZING" is not yet."""
        try:
            if self.file.name == "freezer.state":
                return self.file.read_text().strip() == "FROZEN"
            return "frozen 1" in self.file.with_name("cgroup.events").read_text().splitlines()
        except OSError as error:
            raise Unobservable(f"{self.file} cannot be read: {error.strerror}") from error

    def freeze(self) -> None:
        """Freeze every process of the container. Raises OSError."""
        self.file.write_text("FROZEN" if self.file.name == "freezer.state" else "1")

    def thaw(self) -> None:
        """Let every process of the container go on. Raises OSError."""
        self.file.write_text("THAWED" if self.file.name == "freezer.state" else "0")


def freezer(lab: int, pod_uid: str, container_id: str) -> Freezer | None:
    """Return the freezer of a container; None when it has none (any more)."""
    for directory in _directories(lab, pod_uid):
        for name in ("freezer.state", "cgroup.freeze"):
            file = directory / container_id / name
            if file.exists():
                return Freezer(file)
    return None


def processes(lab: int, pod_uid: str) -> tuple[int, ...]:
    """Return the processes of a pod, as the machine numbers them; its sandbox's comes first."""
    found = {
        int(pid)
        for directory in _directories(lab, pod_uid)
        for place in cgroups.below(directory)
        for pid in _lines(place / "cgroup.procs")
    }
    return tuple(sorted(found, key=lambda pid: (_command(pid) != "pause", pid)))


def run_in_network(
    lab: int, pod_uid: str, command: Sequence[str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program of the machine in a pod's network namespace, and wait for its end."""
    prefix = into_network(lab, pod_uid)
    try:
        return subprocess.run(
            [*prefix, *command],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=_COMMAND_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise Unobservable(f"{command[0]} in the network of pod {pod_uid}: {error}") from error


def start_in_network(lab: int, pod_uid: str, command: Sequence[str], *, mark: str) -> None:
    """Start a program of the machine in a pod's network namespace; it outlives the caller.

    It runs in the group ``OUTSIDER``, and is put into the lab's cgroup before it becomes the
    program, so that the lab's end is its end. ``mark`` stays in its environment, for ``end``.
    """
    registry = cgroups.machine().registry / cgroups.name(lab)
    join = 'echo $$ > "$1/cgroup.procs" && shift && exec "$@"'
    # Still root: a program may be where no other user may read.
    become = ("setpriv", f"--regid={OUTSIDER}", "--clear-groups")
    network = into_network(lab, pod_uid)
    subprocess.Popen(
        ["sh", "-c", join, "sh", str(registry), *network, *become, *command],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.environ["PATH"], _MARK: mark},
    )


def end(lab: int, mark: str) -> int:
    """End the marked processes of a lab with SIGKILL, and return how many there were."""
    sought = f"{_MARK}={mark}".encode()

    def strike() -> list[int]:
        alive = [pid for pid in cgroups.processes(cgroups.machine(), lab) if _marked(pid, sought)]
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return alive

    first = strike()
    eventually(strike, lambda alive: not alive, within=_ENDED_WITHIN, what=f"processes {mark} end")
    return len(first)


def _marked(pid: int, sought: bytes) -> bool:
    with suppress(OSError):  # a process may end while it is read
        return sought in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return False


def into_network(lab: int, pod_uid: str) -> tuple[str, ...]:
    """Return the command prefix that runs a program in a pod's network namespace."""
    found = processes(lab, pod_uid)
    if not found:
        raise Unobservable(f"pod {pod_uid} has no process in lab {lab}")
    return ("nsenter", f"--net=/proc/{found[0]}/ns/net", "--")


def _directories(lab: int, pod_uid: str) -> Iterator[Path]:
    """Yield the directories of a pod, one in each hierarchy that has it."""
    for root in cgroups.machine().of_lab(lab):
        yield from (place for place in cgroups.below(root) if place.name == f"pod{pod_uid}")


def _lines(file: Path) -> list[str]:
    with suppress(OSError):  # a cgroup may go while it is read
        return file.read_text().split()
    return []


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""
