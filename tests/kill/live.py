"""Kill -9 on a lab: each fault's own code, killed at four moments by which its journal differs.

Each time a process of its own brings the fault and dies, another one puts back what it left, and
everything on the lab is compared with what it was.
"""

import multiprocessing
import signal
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from drillbook.clock import eventually
from drillbook.errors import CheckFailed, DrillbookError, Unobservable
from tests.kill import processes

#: Written down and not begun; made and not yet seen; seen; put back and not yet written down.
MOMENTS = (
    "after undo step written down",
    "before the wait for the effect",
    "effect seen",
    "before undone written down",
)
_PROCESS_SECONDS = 400
# What follows an object by itself, such as a mounted value or a workload's pods, needs a while.
_SETTLED_WITHIN = timedelta(seconds=30)
_AS_BEFORE_WITHIN = timedelta(minutes=2)


class Ground(Protocol):
    """A lab with something on it that faults can be brought to."""

    @property
    def target(self) -> Path:
        """The target file: every change of the catalogue is allowed."""
        ...

    def arguments(self, fault: str) -> Mapping[str, object]:
        """Return what a fault is brought to right now, after preparing it."""
        ...

    def busy(self, fault: str) -> AbstractContextManager[None]:
        """Have the load at work that a fault needs, if it needs one."""
        ...

    def look(self) -> dict[str, str]:
        """Return all that is to be as before, by names."""
        ...


def point(fault: str, moment: str) -> str:
    """Return the name of a point."""
    return f"{fault} | live | {moment}"


def restored(ground: Ground, fault: str, moment: str) -> str:
    """Kill at a moment, undo from another process; return what is not as it was, or nothing."""
    with ground.busy(fault):
        try:
            arguments = ground.arguments(fault)
            # The world may still be settling after the undo before.
            first = eventually(partial(_look, ground), bool, within=_SETTLED_WITHIN, what="a look")
        except (DrillbookError, AssertionError) as error:
            return f"it could not be tried: {error}"
        code, said = _ended(processes.bring, ground.target, fault, arguments, moment)
        undone = _ended(processes.undo, ground.target)
        if code != -signal.SIGKILL:
            return f"not killed there, but ended with {code}: {said}"
        if undone[0] != 0:
            return f"the undo ended with {undone[0]}: {undone[1]}"
        return _not_as_before(ground, first.value)


def _not_as_before(ground: Ground, before: Mapping[str, str]) -> str:
    try:
        eventually(
            lambda: _differences(before, _look(ground)),
            lambda differences: not differences,
            within=_AS_BEFORE_WITHIN,
            what="all is as it was",
        )
    except (CheckFailed, Unobservable) as error:
        return str(error)
    return ""


def _look(ground: Ground) -> dict[str, str]:
    try:
        return ground.look()
    except (AssertionError, OSError, LookupError, ValueError) as error:
        # A command failed, or a pod or process came or went while it was looked at.
        raise Unobservable(f"{type(error).__name__}: {error}") from error


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [
        f"{name}: was {before.get(name)}, is {after.get(name)}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _ended(work: Callable[..., None], *arguments: object) -> tuple[int, str]:
    """Do something in a process of its own; return its exit code (or minus its signal) and words.

    It is forked off a process that has no threads and no connections, only the modules.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([processes.__name__])
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as said:
        process = context.Process(target=work, args=(Path(said.name), *arguments))
        process.start()
        process.join(_PROCESS_SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
            return 124, f"it did not end within {_PROCESS_SECONDS} s"
        return process.exitcode, said.read()[-2000:]
