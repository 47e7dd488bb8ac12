"""A walk with buttons: what they do, in a thread of their own, so that one can stop what runs.

Nothing here draws; ``console_widget`` does, whenever ``changed`` is called.
"""

import threading
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from drillbook.clock import now
from drillbook.errors import DrillbookError
from drillbook.notebook.shown import Shown, words
from drillbook.verdict import Verdict, merge
from drillbook.walkthrough import asked, beside, picture, stepper
from drillbook.walkthrough.sections import Scenario
from drillbook.walkthrough.stepper import Place
from drillbook.walkthrough.walk import Walk

_DRAW_EVERY = 1.0  # seconds


@dataclass
class Console:
    """A scenario being walked; ``changed`` is called after whatever happens, from any thread."""

    changed: Callable[[], None] = lambda: None
    walk: Walk | None = None
    scenario: Scenario | None = None
    #: What was shown so far, the newest first: the number of its step (0 for none), and it.
    shown: list[tuple[int, Shown]] = field(default_factory=list)
    #: Of each step that was run or skipped, the verdict of each time.
    attempts: dict[int, tuple[Verdict, ...]] = field(default_factory=dict)
    said: str = ""
    ended: bool = False
    _ended_at: datetime | None = None
    _busy: threading.Thread | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def busy(self) -> bool:
        """Return whether something is under way."""
        return self._busy is not None and self._busy.is_alive()

    @property
    def under_way(self) -> bool:
        """Return whether a walk has begun and not ended."""
        return self.busy or (self.walk is not None and not self.ended)

    @property
    def verdicts(self) -> dict[int, str]:
        """Return what each step amounts to: of several attempts the worst counts."""
        return {number: merge(several).value for number, several in self.attempts.items()}

    def can(self, what: str) -> bool:
        """Return whether a button may be pressed now."""
        if what == "stop":
            return self.busy and self.walk is not None and self.walk.in_step
        if what == "begin":
            return not self.busy and (self.walk is None or self.ended)
        if self.busy or self.walk is None or self.ended:
            return False
        return what == "end" or what in self.walk.can

    def begin(self, system: str, scenario: Scenario, place: Place) -> None:
        """Begin to walk through a scenario."""

        def do() -> None:
            self.scenario, self.ended, self._ended_at = scenario, False, None
            self.shown, self.attempts = [], {}
            self.walk = stepper.begin(system, scenario.name, place, example=scenario.example)
            self._show(self.walk.shown(), 0)
            threading.Thread(target=self._draw, name="picture", daemon=True).start()

        if self.can("begin"):
            self._do("The target is being opened …", do)

    def run_to(self, number: int) -> None:
        """Run the steps up to a number, until one does not hold."""

        def do() -> None:
            walk, steps = self._walking()
            while not walk.ended and walk.ran < number:
                next_one = walk.ran + 1
                self._say(f"Step {next_one} runs: {steps[next_one - 1]}")
                self._show(walk.step(next_one, steps[next_one - 1]), next_one)
                if walk.attempts[-1:] != (Verdict.PASS,):
                    return

        if self.can("go"):
            self._do("", do)

    def next(self) -> None:
        """Run the next step."""
        if self.walk is not None:
            self.run_to(self.walk.ran + 1)

    def again(self) -> None:
        """Run the last step again."""

        def do() -> None:
            walk, _ = self._walking()
            self._show(walk.again(), walk.ran)

        if self.can("again"):
            self._do("The last step runs again …", do)

    def skip(self, why: str) -> None:
        """Leave out the next step, or go on past the last one if it has failed."""

        def do() -> None:
            walk, steps = self._walking()
            number = walk.ran if walk.failed else walk.ran + 1
            self._show(walk.skip(number, steps[number - 1], why), number)

        if self.can("skip"):
            self._do("", do)

    def look(self, typed: str) -> None:
        """Look through a probe, as it is typed."""

        def do() -> None:
            probe, arguments = asked.of(typed)
            walk, _ = self._walking()
            self._show(walk.look(probe, **arguments), -1)

        if self.can("look"):
            self._do(f"Looking: {typed}", do)

    def undo_all(self) -> None:
        """Leave out what is left, put everything back, and end."""

        def do() -> None:
            walk, _ = self._walking()
            self._show(walk.end(), 0)

        if self.can("end"):
            self._do("What was changed is being put back …", do)

    def stop(self) -> None:
        """Interrupt the step that runs; what it has left can be looked at before the undo."""
        if self.walk is not None and self.can("stop"):
            self.said = "The step is being interrupted …"
            self.walk.interrupt()
            self.changed()

    def picture(self) -> Shown:
        """Return the state of the target as it changed."""
        if self.walk is None:
            return words("")
        seen = picture.read(self.walk.directory / beside.FILE)
        return picture.drawn(seen, self._ended_at or now())

    def results(self) -> Path | None:
        """Return where the evidence is, once there is some."""
        return self.walk.directory if self.walk is not None else None

    def wait(self) -> None:
        """Wait until nothing is under way."""
        if self._busy is not None:
            self._busy.join()

    def _walking(self) -> tuple[Walk, tuple[str, ...]]:
        assert self.walk is not None
        assert self.scenario is not None
        return self.walk, self.scenario.steps

    def _show(self, shown: Shown, number: int) -> None:
        self.shown.insert(0, (number, shown))
        if number > 0 and self.walk is not None:
            self.attempts[number] = self.walk.attempts
        self.changed()

    def _say(self, said: str) -> None:
        self.said = said
        self.changed()

    def _do(self, said: str, do: Callable[[], None]) -> None:
        with self._lock:
            if self.busy:
                return
            self.said = said
            run = copy_context().run
            self._busy = threading.Thread(target=run, args=(self._safely, do), daemon=True)
            self._busy.start()

    def _safely(self, do: Callable[[], None]) -> None:
        try:
            do()
            self.said = ""
        except DrillbookError as error:
            self.said = str(error)
        except Exception as error:  # noqa: BLE001 (what is not said here would be said nowhere)
            self.said = f"{type(error).__name__}: {error}"
        if self.walk is not None and self.walk.over:
            self.ended, self._ended_at = True, self._ended_at or now()
        threading.Thread(target=self._done, args=(threading.current_thread(),), daemon=True).start()

    def _done(self, busy: threading.Thread) -> None:
        """Say that it is done once the thread is: buttons are drawn by what is under way."""
        busy.join()
        self.changed()

    def _draw(self) -> None:
        over = threading.Event()
        while not self.ended:
            with self._lock:  # nothing is begun meanwhile
                gone = not self.busy and self.walk is not None and self.walk.gone()
            if gone:
                self.undo_all()  # it is undone already; this shows what came of it
                self.wait()
            self.changed()
            over.wait(_DRAW_EVERY)
        self.changed()
