"""What the processes on a lab do: one brings a fault and is killed, the next one undoes.

What they say last goes to a file.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from drillbook import opening, session
from drillbook import target as targets
from tests.kill.catalogue import action
from tests.kill.moments import Moments

# Each process would load them anew.
session.load_undo_steps()


def bring(
    said: Path, target: Path, fault: str, arguments: Mapping[str, object], moment: str
) -> None:
    """Bring a fault on a target and die of SIGKILL at a moment; else undo it, and end with 0."""
    try:
        with opening.opened(targets.load(target)) as opened:
            moments = Moments(moment).install()
            action(fault)(**arguments)
            moments.reached("effect seen")
            opened.undo()
    except BaseException as error:  # noqa: BLE001 (told to who waits for the process)
        _end(said, error)


def undo(said: Path, target: Path) -> None:
    """Put back all that is pending on a target."""
    try:
        with opening.opened(targets.load(target)) as opened:
            opened.undo()
            assert not opened.journal.pending()
    except BaseException as error:  # noqa: BLE001 (told to who waits for the process)
        _end(said, error)


def _end(said: Path, error: BaseException) -> None:
    said.write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
    os._exit(1)
