"""Kill -9 at every point of a fault in the small world, and what a new process makes of it.

A fault is brought and undone once without a kill, which lists its points: every moment of the
protocol in the process (``moments``), and every change that the world was asked for, before and
after it is made. Then once for each point: the world is made anew, a process is killed at the
point, a new one undoes, and the world is compared with what it was.
"""

import gc
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

# Models that the client loads on first use, over a second each time if every process did.
from kubernetes.client import CoreV1Api  # noqa: F401

from drillbook import opening
from drillbook.clients.kubernetes import Cluster
from drillbook.journal import Journal
from drillbook.session import Session
from drillbook.storage import ConfigMap, File, Storage
from tests.kill.catalogue import Brought
from tests.kill.moments import Moments
from tests.world.client import CONTEXT, World
from tests.world.seed import UID

# A process that is not killed ends by itself, or is ended by its alarm.
_SECONDS = 60


@dataclass(frozen=True, order=True)
class Point:
    """Where a process is killed: at a moment of its own, or by the world at one of its changes."""

    fault: str
    storage: str
    number: int
    where: str

    @property
    def name(self) -> str:
        return f"{self.fault} | {self.storage} | {self.number} | {self.where}"


@dataclass
class Killing:
    """Faults brought in one world, with journals in one directory.

    Without ``undoes`` nobody puts anything back, which must be found.
    """

    world: World
    directory: Path
    undoes: bool = True

    def points(self, brought: Brought, storage: str) -> Iterator[Point]:
        """List the points of a fault, with the journal in a file or in the target."""
        self._anew()
        listed = self.directory / "moments"
        listed.unlink(missing_ok=True)

        def bring() -> None:
            moments = self._bring_and_undo(brought, storage, 0)
            listed.write_text("\n".join(moments.names), encoding="utf-8")

        status = self._process(bring, _SECONDS)
        assert status == 0, f"{brought.name} does not run in the small world: {status}"
        if storage == "file":
            names = enumerate(listed.read_text(encoding="utf-8").split("\n"), start=1)
            yield from (Point(brought.name, storage, n, name) for n, name in names)
            return
        for number, change in enumerate(self.world.changes(), start=1):
            for when in ("before", "after"):
                yield Point(brought.name, storage, number, f"{when} {change}")

    def restored(self, brought: Brought, point: Point) -> str:
        """Kill at a point, undo from a new process; return what is not as it was, or nothing."""
        whole = self._whole
        self._anew()
        in_process = point.number if point.storage == "file" else 0

        def bring() -> None:
            if not in_process:
                when = point.where.partition(" ")[0]
                self.world.control("kill", pid=os.getpid(), change=point.number, when=when)
            self._bring_and_undo(brought, point.storage, in_process)

        status = self._process(bring, _SECONDS)
        if status != -signal.SIGKILL:
            return f"the process was not killed there, but ended with {status}"
        self.world.control("kill")
        undo = partial(self._undo, point.storage)
        status = self._process(undo, _SECONDS) if self.undoes else 0
        if status != 0:
            return f"the undo ended with {status}"
        return _differences(whole, self.world.control("snapshot"))

    @cached_property
    def _cluster(self) -> Cluster:
        """A client that has not asked anything yet, so that each process connects by itself."""
        return Cluster(self.world.kubeconfig, CONTEXT)

    @cached_property
    def _whole(self) -> dict[str, object]:
        """What a world that was just made looks like."""
        self._anew()
        return self.world.control("snapshot")

    def _anew(self) -> None:
        self.world.control("reset")
        for file in self.directory.glob("journal*"):
            file.unlink()

    def _bring_and_undo(self, brought: Brought, storage: str, at: int) -> Moments:
        moments = Moments(at).install()
        opened = self._session(storage, brought)
        opening.current.set(opened)
        brought.bring()
        moments.reached("effect seen")
        opened.undo()
        moments.reached("all undone")
        return moments

    def _undo(self, storage: str) -> None:
        opened = self._session(storage, None)
        opened.undo()
        assert not opened.journal.pending()

    def _session(self, storage: str, brought: Brought | None) -> Session:
        changes = {brought.change} if brought else {"none"}
        target = self.world.target(frozenset(changes))
        kept: Storage = File(self.directory / "journal")
        if storage == "target":
            kept = ConfigMap(self._cluster)
        return Session(target, self._cluster, Journal(kept), UID, confirmed=target.name)

    def _process(self, work: Callable[[], object], seconds: int) -> int:
        """Do something in a process of its own; return its exit code, or minus its signal."""
        # The collector would touch, and so copy, every page of the process that is forked.
        gc.freeze()
        child = os.fork()
        if child == 0:
            try:
                signal.alarm(seconds)
                work()
            except BaseException:  # noqa: BLE001 (the parent learns of it by the exit code)
                with (self.directory / "log").open("a", encoding="utf-8") as log:
                    traceback.print_exc(file=log)
                os._exit(1)
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _differences(before: dict[str, object], after: dict[str, object]) -> str:
    lines = []
    for kind, was in before.items():
        old = {repr(item) for item in (was.items() if isinstance(was, dict) else list(was))}  # type: ignore[call-overload]
        now = after[kind]
        new = {repr(item) for item in (now.items() if isinstance(now, dict) else list(now))}  # type: ignore[call-overload]
        lines += [f"- {line}" for line in sorted(old - new)]
        lines += [f"+ {line}" for line in sorted(new - old)]
    if not lines and before != after:
        return f"counts differ: {before} {after}"
    return "\n".join(lines)
