"""Walking through a scenario, one step a notebook's cell: a drill that pauses before each step.

It is the run that CI makes, in a process of its own, with the same phrases, guard, journal and
evidence. What is left changed when the notebook goes away is undone there.
"""

import socket
import subprocess
import sys
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

from drillbook import strict_yaml
from drillbook import target as targets
from drillbook.clock import now
from drillbook.errors import UsageError
from drillbook.runbook import lint
from drillbook.walkthrough.walk import Walk

__all__ = ["IDLE", "Place", "Walk", "begin"]

PLUGIN = "drillbook.walkthrough.pauses"
IDLE = 600.0  # seconds
_READING_ONLY = "reading-only.yaml"

_current: ContextVar[Walk | None] = ContextVar("current walk", default=None)


@dataclass(frozen=True)
class Place:
    """Where is walked, and what may be changed there.

    ``directory`` is where features, phrases and targets are. Without ``changes`` the guard refuses
    every change; with them, all that the target file does not allow, and on a cluster all of them
    until ``confirm`` is its name. After ``idle_seconds`` in one pause the walk ends and is undone.
    """

    directory: str
    target: str
    changes: bool = False
    confirm: str | None = None
    results: str = "reports/walks"
    idle_seconds: float = IDLE


def begin(system: str, scenario: str, place: Place, *, example: int = 0) -> Walk:
    """Open the target for one scenario, and pause before its first step.

    ``example`` says which of several scenarios of one name. Raises UsageError when another walk is
    not ended, or there is no such scenario.
    """
    before = _current.get()
    if before is not None and not before.over:
        raise UsageError("another walk is not ended; run its last cell first. Nothing was run")
    file = Path(place.directory, place.target)
    targets.load(file).system(system)
    _require(Path(place.directory, "features", system), scenario, example)
    # As seen from the directory, where the walk's process is: what it says names it so.
    where = Path(place.results, now().strftime("%Y%m%dT%H%M%S%fZ"))
    there = Path(place.directory, where).resolve()
    there.mkdir(parents=True)
    if not place.changes:
        _allow_no_change(file, there / _READING_ONLY)
    ours, theirs = socket.socketpair()
    with theirs:
        command = [
            *(sys.executable, "-m", "pytest", f"features/{system}"),
            *("-p", PLUGIN, "-p", "no:cacheprovider"),
            *(f"--walk={theirs.fileno()}", f"--walk-scenario={scenario}"),
            *(f"--walk-example={example}", *_options(place, where)),
        ]
        process = _started(command, place.directory, there / "pytest.txt", theirs)
    walk = Walk(process, ours, there, changes=place.changes).begun()
    _current.set(walk)
    return walk


def _options(place: Place, where: Path) -> list[str]:
    """Return what pytest is told of a place."""
    allowing = place.target if place.changes else where / _READING_ONLY
    said = [f"--walk-idle={place.idle_seconds}", f"--target={allowing}", f"--results={where}"]
    return said + ([f"--confirm={place.confirm}"] if place.changes and place.confirm else [])


def _started(
    command: Sequence[str], directory: str, says: Path, link: socket.socket
) -> subprocess.Popen[bytes]:
    with says.open("wb") as said:
        # A session of its own: what ends a kernel must not end the undo.
        return subprocess.Popen(
            command,
            cwd=directory,
            pass_fds=[link.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _require(features: Path, scenario: str, example: int) -> None:
    """Raise UsageError unless there is such a scenario."""
    files = sorted(features.rglob("*.feature"))
    names = [str(pickle["name"]) for file in files for pickle in lint.pickles(file)]
    if 0 <= example < names.count(scenario):
        return
    if scenario in names:
        why = f"scenario {scenario!r} has no example {example}"
    else:
        near = get_close_matches(scenario, names, 1) or names[:1] or ["nothing"]
        why = f"no scenario {scenario!r}; the nearest is {near[0]!r}"
    raise UsageError(f"{features}: {why}. Nothing was run")


def _allow_no_change(target: Path, copy: Path) -> None:
    """Write what a target file says, without the changes that it allows."""
    written = strict_yaml.read(target, "target")
    written["allow"] = {**(written.get("allow") or {}), "changes": []}
    copy.write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
