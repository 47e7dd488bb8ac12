"""Signals that ask a run to end: it stops what it does, undoes, and says so in its exit code."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

# A CI job is cancelled with SIGTERM, and a terminal that is closed sends SIGHUP. Python makes a
# KeyboardInterrupt of SIGINT by itself, but not where a shell started it in the background.
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def as_interrupts() -> Iterator[None]:
    """Have SIGINT, SIGTERM, SIGHUP raise KeyboardInterrupt, so that what is open is closed.

    Once: whoever asks again before what follows has begun (see ``again``) asks for the same.
    """
    before = {number: signal.signal(number, _interrupt) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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
    with ExitStack() as files:
        children = []
        for command, file in commands:
            output = files.enter_context(file.open("w", encoding="utf-8"))
            children.append(
                subprocess.Popen(
                    command,
                    process_group=0,
                    env=environment,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
            )
        return _ended(children)


def _ended(children: Sequence[subprocess.Popen[bytes]]) -> list[int]:
    """Wait for all children, passing signals on to those that still run; return exit codes."""

    def forward(number: int, _frame: FrameType | None) -> None:
        for child in children:
            if child.poll() is None:
                os.kill(child.pid, number)

    before = {number: signal.signal(number, forward) for number in _ENDING}
    try:
        return [child.wait() for child in children]
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
