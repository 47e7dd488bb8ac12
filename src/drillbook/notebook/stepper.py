"""Walking through a scenario, one step a notebook's cell: a drill that pauses before each step.

It is the run that CI makes, in a process of its own, with the same phrases, guard, journal and
evidence. What is left changed when the notebook goes away is undone there.
"""

import json
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from contextvars import ContextVar
from difflib import get_close_matches
from pathlib import Path

import yaml

from drillbook import strict_yaml
from drillbook import target as targets
from drillbook.clock import now
from drillbook.errors import UndoIncomplete, Unobservable, UsageError
from drillbook.evidence import text
from drillbook.evidence.model import Evidence
from drillbook.evidence.reading import read_aborted, read_document
from drillbook.notebook import walked
from drillbook.notebook.shown import Shown, words
from drillbook.runbook import lint
from drillbook.verdict import Verdict

PLUGIN = "drillbook.notebook.pauses"

_current: ContextVar["Walk | None"] = ContextVar("current walk", default=None)


class Walk:
    """A scenario on its way, from ``begin`` to ``end``."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        link: socket.socket,
        directory: Path,
        *,
        changes: bool,
    ) -> None:
        self._process, self._link, self._directory = process, link, directory
        self._changes = changes
        self._buffer = b""
        self._ran = 0
        self._under_way = True
        self._next: str | None = None
        self.over = False

    @property
    def ended(self) -> bool:
        """Return whether there is no step left to run."""
        return self._next is None and not self._under_way

    def begun(self) -> "Walk":
        """Wait for the first pause. Raises UsageError when pytest cannot run the scenario."""
        if not self._hear():
            self._process.wait()
            raise UsageError(f"nothing was run: {self._last_words()}")
        return self

    def step(self, number: int, phrase: str) -> Shown:
        """Run a step and return what came of it.

        Interrupting the cell does not end the step: the cell, run again, goes on waiting for it.
        Raises UsageError when another step is next; then nothing is run.
        """
        if self.ended:
            return words(f"Not run: the scenario ended with its step {self._steps_run()}.")
        self._require_next(number, phrase)
        if not self._under_way:
            self._answer(None)
        if not self._hear():
            raise Unobservable(f"step {number} was not run: {self._why_over()}")
        self._ran = number
        return walked.step(self._record(), number)

    def end(self) -> Shown:
        """Leave out the steps that are left, undo, and return the verdict.

        A step that is still under way is interrupted. Raises UndoIncomplete when something could
        not be put back.
        """
        if self._under_way and not select.select([self._link], [], [], 0)[0]:
            self._process.send_signal(signal.SIGINT)
        while not self.over:
            if not self._under_way:
                self._answer(None if self._next is None else "the walk was ended before it")
            self._hear()
        self._process.wait()
        outcome = self._directory / "run.json"
        if not outcome.exists():
            raise Unobservable(self._why_over())
        incomplete = json.loads(outcome.read_text("utf-8"))["undo_incomplete"]
        if incomplete:
            raise UndoIncomplete(f"{incomplete}; 'drillbook undo' tries again")
        return walked.ended(*self.evidence())

    def evidence(self) -> tuple[Evidence, Path]:
        """Return the drill's document and where it is, once the walk has ended."""
        (file,) = (self._directory / "evidence").glob("[0-9]*.json")
        return read_document(file), file

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return self.shown()._repr_mimebundle_()

    def shown(self) -> Shown:
        """Return where it is walked, and what is next."""
        record = self._record()
        where = "On a lab, not production: " if record.target.kind == "lab" else "On "
        said = [f"{where}{text.target(record.target)}."]
        if self._next is None:
            reasons = (step.reason for step in record.steps if step.verdict is not Verdict.PASS)
            said.append(f"Not run: {next(reasons, 'it has no step')}.")
        else:
            said.append(f"Next is step {self._ran + 1}: {self._next}.")
        if not self._changes:
            said.append(
                "Reading only: this walk was begun without changes, so that what would change the "
                "target is refused."
            )
        return words(*said)

    def _require_next(self, number: int, phrase: str) -> None:
        if number <= self._ran:
            raise UsageError(
                f"step {number} has been run already, and step {self._ran + 1} is next; to run it "
                "again, end this walk and begin another"
            )
        if number != self._ran + 1:
            raise UsageError(f"step {self._ran + 1} is next: {self._next}; nothing was run")
        if phrase.partition(" ")[2] != self._next:
            raise UsageError(
                f"step {number} is now {self._next!r}: the feature was changed since this notebook "
                "was written; write it anew. Nothing was run"
            )

    def _steps_run(self) -> int:
        return len(self._record().steps)

    def _answer(self, why_not: str | None) -> None:
        self._under_way = True
        with suppress(BrokenPipeError):  # it waited no longer; that it is gone is heard next
            self._link.sendall(json.dumps({"why_not": why_not}).encode())

    def _hear(self) -> bool:
        """Wait until it pauses; return whether it did, and did not end."""
        while b"\n" not in self._buffer and not self.over:
            try:
                piece = self._link.recv(4096)
            except ConnectionResetError:
                piece = b""  # it waited no longer, and did not read our answer
            self._buffer += piece
            self.over = not piece
        if self.over:
            self._link.close()
        line, _, self._buffer = self._buffer.partition(b"\n")
        self._under_way = False
        self._next = json.loads(line)["step"] if line else None
        return bool(line)

    def _record(self) -> Evidence:
        """Return the drill as far as it is recorded."""
        (file,) = (self._directory / "evidence").glob("[0-9]*.jsonl")
        return read_aborted(file)

    def _why_over(self) -> str:
        self._process.wait()
        documents = list((self._directory / "evidence").glob("[0-9]*.json"))
        if documents:
            return read_document(documents[0]).reason
        return (
            "the walk's process was ended; 'drillbook undo' puts back what it may have changed, "
            f"and {self._directory / 'pytest.txt'} has its last words"
        )

    def _last_words(self) -> str:
        lines = (self._directory / "pytest.txt").read_text("utf-8", errors="replace").splitlines()
        return next((line for line in reversed(lines) if line.strip()), "pytest said nothing")


def begin(
    system: str,
    scenario: str,
    *,
    directory: str,
    target: str,
    changes: bool = False,
    confirm: str | None = None,
    results: str = "reports/walks",
    example: int = 0,
    idle_seconds: float = 600.0,
) -> Walk:
    """Open the target for one scenario, and pause before its first step.

    ``directory`` is where features, phrases and targets are; ``example`` says which of several
    scenarios of one name. Without ``changes`` the guard refuses every change; with them, all that
    the target file does not allow, and on a cluster all of them until ``confirm`` is its name.
    After ``idle_seconds`` in one pause, the walk ends and is undone. Raises UsageError when another
    walk is not ended, or there is no such scenario.
    """
    before = _current.get()
    if before is not None and not before.over:
        raise UsageError("another walk is not ended; run its last cell first. Nothing was run")
    file = Path(directory, target)
    targets.load(file).system(system)
    _require(Path(directory, "features", system), scenario, example)
    # As seen from the directory, where the walk's process is: what it says names it so.
    where = Path(results, now().strftime("%Y%m%dT%H%M%S%fZ"))
    place = Path(directory, where).resolve()
    place.mkdir(parents=True)
    allowing = Path(target)
    if not changes:
        allowing = where / "reading-only.yaml"
        _allow_no_change(file, place / allowing.name)
    ours, theirs = socket.socketpair()
    command = [
        *(sys.executable, "-m", "pytest", f"features/{system}"),
        *("-p", PLUGIN, "-p", "no:cacheprovider"),
        *(f"--walk={theirs.fileno()}", f"--walk-scenario={scenario}"),
        *(f"--walk-example={example}", f"--walk-idle={idle_seconds}"),
        *(f"--target={allowing}", f"--results={where}"),
        *([f"--confirm={confirm}"] if changes and confirm else []),
    ]
    with theirs, (place / "pytest.txt").open("wb") as said:
        # A session of its own: what ends a kernel must not end the undo.
        process = subprocess.Popen(
            command,
            cwd=directory,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    walk = Walk(process, ours, place, changes=changes).begun()
    _current.set(walk)
    return walk


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
