"""A walk through a scenario on its way: its steps, one by one, at the pauses of its process."""

import json
import select
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from drillbook.errors import UndoIncomplete, Unobservable, UsageError
from drillbook.evidence import text
from drillbook.evidence.model import Evidence
from drillbook.evidence.reading import read_aborted, read_document
from drillbook.notebook.shown import Shown, together, words
from drillbook.verdict import Verdict
from drillbook.walkthrough import about, walked
from drillbook.walkthrough.about import About
from drillbook.walkthrough.answers import Answer


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
        self._first = 1  # the drill's record of the last step's first attempt
        self._under_way, self._in_step = True, False
        self._next: str | None = None
        self._pause: dict[str, Any] = {}
        self.over = False

    @property
    def ended(self) -> bool:
        """Return whether there is no step left to run."""
        return self._next is None and not self._under_way

    @property
    def under_way(self) -> bool:
        """Return whether it does something now, and does not pause."""
        return self._under_way

    @property
    def changes(self) -> bool:
        """Return whether it may make changes, as far as the target file allows them."""
        return self._changes

    @property
    def in_step(self) -> bool:
        """Return whether a step runs, which can be interrupted."""
        return self._under_way and self._in_step

    @property
    def attempts(self) -> tuple[Verdict, ...]:
        """Return the verdict of each time that the last step was run, or skipped, in order."""
        ended = int(self._pause.get("ended", 0))
        steps = self._record().steps[self._first - 1 : ended] if ended else ()
        return tuple(one.verdict for one in steps)

    @property
    def ran(self) -> int:
        """Return the number of the last step that was run or skipped; 0 before the first."""
        return self._ran

    @property
    def can(self) -> frozenset[str]:
        """Return what can be done now: go, skip, again, look, end."""
        if self.over or self._under_way:
            return frozenset()
        return frozenset(self._pause.get("can", ()))

    @property
    def about(self) -> About:
        """Return what is to be known of the next step before it is run."""
        return about.of(self._pause.get("about") or {}) if self._next else About()

    @property
    def directory(self) -> Path:
        """Return where its evidence and its target's state are."""
        return self._directory

    @property
    def failed(self) -> bool:
        """Return whether the last step has failed, and may be run again, or gone past."""
        return not self._under_way and self._pause.get("failed") is not None

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
            last = self._ran or len(self._record().steps)
            return words(f"Not run: the scenario ended with its step {last}.")
        self._require_next(number, phrase)
        before = int(self._pause.get("ended", 0))
        self._do(Answer("go"), f"step {number} was not run")
        self._ran, self._first = number, before + 1
        return self._last()

    def skip(self, number: int, phrase: str, why: str) -> Shown:
        """Leave a step out, with a reason; or go on past the last one, which has failed.

        The drill can never be a pass then. Raises UsageError without a reason.
        """
        if not why.strip():
            raise UsageError("a step is skipped with a reason; nothing was skipped")
        past = self.failed and number == self._ran
        if not past:
            self._require_next(number, phrase)
        before = int(self._pause.get("ended", 0))
        self._do(Answer("skip", why.strip()), f"step {number} was not skipped")
        if past:
            return words(f"Went on past step {number}: {why.strip()}")
        self._ran, self._first = number, before + 1
        return self._last()

    def again(self) -> Shown:
        """Run the last step again, as another attempt beside the one before; the worst counts."""
        self._require("again", "run again")
        self._do(Answer("again"), f"step {self._ran} was not run again")
        return together(self._last(), words(walked.attempts(self.attempts)))

    def look(self, probe: str, **arguments: str) -> Shown:
        """Look through any probe, live (``kubernetes.pods``); it is noted on the timeline.

        Raises UsageError, with the probes that there are, when it cannot be asked so.
        """
        self._require("look", "looked at")
        given = {name: str(said) for name, said in arguments.items()}
        self._do(Answer("look", probe=probe, arguments=given), "nothing was looked at")
        looked = self._pause["looked"]
        if "wrong" in looked:
            raise UsageError(looked["wrong"])
        return walked.looked(looked)

    def gone(self) -> bool:
        """Return whether its process has ended, e.g. since nobody went on for too long."""
        if not self._under_way and not self.over and select.select([self._link], [], [], 0)[0]:
            self._hear()
        return self.over

    def interrupt(self) -> None:
        """Interrupt the step that is under way; nothing is undone before ``end``."""
        if self.in_step and not select.select([self._link], [], [], 0)[0]:
            self._process.send_signal(signal.SIGINT)

    def end(self) -> Shown:
        """Leave out the steps that are left, undo, and return the verdict.

        A step that is still under way is interrupted. Raises UndoIncomplete when something could
        not be put back.
        """
        if self._under_way and not select.select([self._link], [], [], 0)[0]:
            self._process.send_signal(signal.SIGINT)
        while not self.over:
            if not self._under_way:
                before = Answer("end", "the walk was ended before it")
                self._answer(Answer("go") if self._next is None else before)
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

    def _require(self, do: str, what: str) -> None:
        if not self._under_way and do not in self.can:
            raise UsageError(f"nothing can be {what} now")

    def _require_next(self, number: int, phrase: str) -> None:
        if number <= self._ran:
            raise UsageError(
                f"step {number} has been run already, and step {self._ran + 1} is next; "
                "walk.again() runs the last one again"
            )
        if number != self._ran + 1:
            raise UsageError(f"step {self._ran + 1} is next: {self._next}; nothing was run")
        if phrase.partition(" ")[2] != self._next:
            raise UsageError(
                f"step {number} is now {self._next!r}: the feature was changed since this notebook "
                "was written; write it anew. Nothing was run"
            )

    def _do(self, answer: Answer, not_done: str) -> None:
        """Give an answer, unless one is under way already, and wait for what comes of it."""
        if not self._under_way:
            self._answer(answer)
        if not self._hear():
            raise Unobservable(f"{not_done}: {self._why_over()}")

    def _last(self) -> Shown:
        return walked.step(self._record(), self._pause["ended"], self._ran)

    def _answer(self, answer: Answer) -> None:
        self._under_way = True
        self._in_step = answer.do == "again" or (answer.do == "go" and self._next is not None)
        with suppress(BrokenPipeError):  # it waited no longer; that it is gone is heard next
            self._link.sendall(answer.line())

    def _hear(self) -> bool:
        """Wait until it pauses; return whether it did, and did not end."""
        while b"\n" not in self._buffer and not self.over:
            try:
                piece = self._link.recv(65536)
            except ConnectionResetError:
                piece = b""  # it waited no longer, and did not read our answer
            self._buffer += piece
            self.over = not piece
        if self.over:
            self._link.close()
        line, _, self._buffer = self._buffer.partition(b"\n")
        self._under_way = False
        self._pause = json.loads(line) if line else {}
        self._next = self._pause.get("step")
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
