"""Signals that ask a run to end: it stops what it does, undoes, and says so in its exit code."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

# A CI job is cancelled with SIGTERM, and a terminal that is closed sends SIGHUP. Python makes a
# KeyboardInterrupt of SIGINT by itself, but not where a shell started it in the background.
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_BETWEEN_LOOKS_SECONDS = 0.5


@contextmanager
def as_interrupts() -> Iterator[None]:
    """Have SIGINT, SIGTERM, SIGHUP raise KeyboardInterrupt, so that what is open is closed.

    Once: whoever asks again before what follows has begun (see ``again``) asks for the same.
    """
    with _handled(_interrupt):
        yield


def run(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    output: IO[str] | None = None,
) -> int:
    """Run a command and return its exit code; signals are passed on to it and then waited for.

    ``output`` takes its standard output; by default our own does.

    Python's own subprocess.run kills its child a quarter of a second after a SIGINT, which is too
    soon for an undo. The child gets a process group of its own, or a terminal would interrupt it
    twice.
    """
    return _ended([subprocess.Popen(command, process_group=0, env=environment, stdout=output)])[0]


def run_together(
    commands: Sequence[tuple[Sequence[str], Path]], environment: Mapping[str, str] | None = None
) -> list[int]:
    """Run commands side by side, as ``run`` does, each with a file that takes all that it prints.

    Returns their exit codes, when the last has ended.
    """
    return _ended([_started(command, file, environment) for command, file in commands])


#: Given the number of the lane that it is to run in, a command and the file that takes its output.
Turn = Callable[[int], tuple[Sequence[str], Path]]


def run_in_turn(turns: Sequence[Turn], lanes: int) -> list[int | None]:
    """Run commands in order, so many at once; one begins as soon as a lane is free.

    Returns their exit codes; None for those that did not begin, since a signal came before. Signals
    are passed on, as ``run`` does.
    """
    children: list[subprocess.Popen[bytes]] = []
    running: dict[int, int] = {}
    with _passed_on(children) as asked_to_end:
        while (more := len(children) < len(turns) and not asked_to_end) or running:
            free = next((lane for lane in range(lanes) if lane not in running), None)
            if more and free is not None:
                running[free] = len(children)
                children.append(_started(*turns[len(children)](free)))
            else:
                time.sleep(_BETWEEN_LOOKS_SECONDS)
            running = {lane: n for lane, n in running.items() if children[n].poll() is None}
    return [child.returncode for child in children] + [None] * (len(turns) - len(children))


def _started(
    command: Sequence[str], file: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    with file.open("w", encoding="utf-8") as output:  # the child keeps its own
        return subprocess.Popen(
            command,
            process_group=0,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _ended(children: Sequence[subprocess.Popen[bytes]]) -> list[int]:
    """Wait for all children, passing signals on to those that still run; return exit codes."""
    with _passed_on(children):
        return [child.wait() for child in children]


@contextmanager
def _passed_on(children: Sequence[subprocess.Popen[bytes]]) -> Iterator[list[int]]:
    """Pass signals on to the children that still run, also to later ones; list what came."""
    noted: list[int] = []

    def forward(number: int, _frame: FrameType | None) -> None:
        noted.append(number)
        for child in children:
            if child.poll() is None:
                os.kill(child.pid, number)

    with _handled(forward):
        yield noted


@contextmanager
def _handled(by: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, by) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def again() -> None:
    """Have the next signal interrupt as well: what begins now, such as an undo, can be ended."""
    for number in _ENDING:
        if signal.getsignal(number) is _heard:
            signal.signal(number, _interrupt)


@contextmanager
def first_waits() -> Iterator[list[str]]:
    """Let what is short and must end, such as an undo, end at a first signal, and list its name.

    A second interrupts, and so does the first where one has interrupted before: whoever asks twice
    does not want to wait.
    """
    noted: list[str] = []

    def note(number: int, _frame: FrameType | None) -> None:
        noted.append(signal.Signals(number).name)
        for one in _ENDING:
            signal.signal(one, _interrupt)

    for number in _ENDING:
        if signal.getsignal(number) is _interrupt:
            signal.signal(number, note)
    again()
    try:
        yield noted
    finally:
        for number in _ENDING:
            if signal.getsignal(number) is note:
                signal.signal(number, _interrupt)
            elif noted and signal.getsignal(number) is _interrupt:
                signal.signal(number, _heard)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    for one in _ENDING:
        signal.signal(one, _heard)
    raise KeyboardInterrupt(signal.Signals(number).name)


def _heard(_number: int, _frame: FrameType | None) -> None:
    """Leave it at the first signal."""
