"""A pytest plugin that runs one scenario and pauses before each of its steps, and before the undo.

Who walks through is at the other end of a socket (``answers``). A pause sends one line of JSON that
says which step is next; what comes back says to go on, to skip the step, to run the one before
again, to look at something, or to end. When nobody answers in time, or the other end is gone (a
kernel that was killed, a machine that sleeps), the other steps are not run, and all is undone.
"""

import importlib
import socket
from collections.abc import Callable, Collection, Generator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd.parser import Scenario, Step
from pytest_bdd.scenario import scenario_wrapper_template_registry

from drillbook import drill
from drillbook.clock import describe, now
from drillbook.drill import Drill
from drillbook.errors import DrillbookError, Unobservable, UsageError
from drillbook.evidence import text
from drillbook.session import Session
from drillbook.verdict import unknown
from drillbook.walkthrough import beside, leading, looks
from drillbook.walkthrough.answers import Answer, Asking
from drillbook.walkthrough.beside import Beside, Leaving

# What a notebook that runs cell after cell takes between two of them.
_NO_PAUSE = timedelta(seconds=1)
_ERRORS = (Exception, pytest.fail.Exception)
_BRIEF = 200  # characters of a value on the timeline


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a walk."""
    group = parser.getgroup("drillbook")
    group.addoption("--walk", type=int, help="descriptor of the socket of who walks through")
    group.addoption("--walk-scenario", help="name of the scenario, its example filled in")
    group.addoption("--walk-example", type=int, default=0, help="which of several of this name")
    group.addoption("--walk-idle", type=float, default=600.0, help="seconds until it is undone")


def pytest_configure(config: pytest.Config) -> None:
    """Pause at each step, when asked for."""
    descriptor: int | None = config.getoption("--walk")
    if descriptor is None:
        return
    idle = timedelta(seconds=config.getoption("--walk-idle"))
    state = Path(config.getoption("--results")) / beside.FILE
    pauses = Pauses(Asking(socket.socket(fileno=descriptor), idle), state)
    config.pluginmanager.register(pauses)
    # pytest-bdd has no hook that can leave a step out, or run it again.
    patch = pytest.MonkeyPatch()
    bdd = importlib.import_module("pytest_bdd.scenario")  # its package has a function of this name
    run = bdd._execute_step_function
    patch.setattr(bdd, "_execute_step_function", partial(pauses.execute, run))
    config.add_cleanup(patch.undo)


class Pauses:
    """The pauses of one walk."""

    def __init__(self, asking: Asking, state: Path) -> None:
        self._asking, self._leaving = asking, Leaving(asking)
        self._state = state
        self._beside: Beside | None = None
        self._since_fault = self._last_wait = timedelta(0)
        self._before: tuple[str, Callable[[], None]] | None = None
        self._gone_past = 0
        self._about: dict[str, Any] = {}
        self._stays_failed = False

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Keep the one scenario."""
        name, number = config.getoption("--walk-scenario"), config.getoption("--walk-example")
        items[:] = [item for item in items if _name(item) == name][number : number + 1]

    def execute(
        self,
        run: Callable[..., None],
        request: pytest.FixtureRequest,
        scenario: Scenario,
        step: Step,
        context: Any,
    ) -> None:
        """Pause, and run a step, or do not, as who walks through wants."""
        running = drill.required()
        once = partial(run, request, scenario, step, context)
        if running.why_not is not None:
            once()  # it ends at once, with this reason
            return
        if self._beside is None:
            running.event("note", "walked through, step by step", interactive=True)
            named = [one.name for one in scenario.steps]
            session: Session = request.getfixturevalue("session")
            self._beside = Beside(session, running.scenario, named, self._state)
            self._beside.start()
        self._about = leading.step(running.scenario.system, step.name, context.step_func).plain()
        answer = self._pause(request, step.name, {"go", "skip", "again"})
        if answer.do == "end":
            running.why_not = Unobservable(f"not run: {answer.why}")
        if answer.do == "skip":
            _skip(running, step, answer.why)
        else:
            self._run(request, once, step)
        self._before = step.name, once
        self._gone_past += 1

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
        """Know the ledgers that the scenario begins, so that their gaps are seen."""
        made = yield
        if fixturedef.argname == "ledgers" and self._beside is not None:
            self._beside.ledgers = made
        return made

    @pytest.hookimpl(wrapper=True)
    def pytest_bdd_after_scenario(
        self, request: pytest.FixtureRequest, scenario: Scenario
    ) -> Generator[None, Any, Any]:
        """Pause before what was changed is undone, and look until it is."""
        running = drill.current.get()
        if running is not None:
            self._before_undo(request, scenario, running)
        try:
            return (yield)
        finally:
            if self._beside is not None:
                self._beside.end()

    def _before_undo(
        self, request: pytest.FixtureRequest, scenario: Scenario, running: Drill
    ) -> None:
        whole = self._gone_past == len(scenario.steps)
        if not self._stays_failed:
            try:
                self._pause(request, None, {"go", "again"} if whole else {"go"})
            except KeyboardInterrupt:  # whatever is raised here would keep the undo from it
                running.begin_step()
                running.step("*", "the walk came to its end", unknown("the run was interrupted"))
            self._since_fault -= self._last_wait  # nothing was measured after it
        if not whole and running.passed_so_far() and running.ended_steps() >= len(scenario.steps):
            # The plugin would not see it, since it counts what was run twice as two steps.
            running.begin_step()
            said = "the run was interrupted before the last step had ended"
            running.step("*", "every step was gone past", unknown(said))
        if self._since_fault > _NO_PAUSE:
            # A step more, since a time with somebody's pauses in it measures no system.
            running.begin_step()
            said = f"walked through, with pauses of {describe(self._since_fault)} since the fault"
            running.step("*", "no pause since the fault", unknown(said))

    def _run(self, request: pytest.FixtureRequest, once: Callable[[], None], step: Step) -> None:
        """Run a step until it holds, or nobody wants it again."""
        running = drill.required()
        while True:
            try:
                with self._leaving.watched():
                    once()
            except _ERRORS:
                if running.why_not is not None:
                    raise
                self._before = None
                answer = self._pause(request, None, {"go", "skip", "again"}, failed=step.name)
                if answer.do == "again":
                    _note_again(running, step.name)
                    continue
                if answer.do == "skip":
                    running.event("note", f"went on past what failed, {step.name}: {answer.why}")
                    return
                self._stays_failed = True
                raise
            return

    def _pause(
        self,
        request: pytest.FixtureRequest,
        step: str | None,
        can: Collection[str],
        *,
        failed: str | None = None,
    ) -> Answer:
        """Ask until it is said how to go on; what is looked at, and what is run again, is so here.

        A step that has ``failed`` is run again by who called, since the scenario may go on then.
        """
        running = drill.required()
        possible = {"look", "end", *can}
        if failed is None and self._before is None:
            possible.discard("again")
        looked: dict[str, Any] | None = None
        while True:
            said = {"step": step, "failed": failed, "can": sorted(possible), "looked": looked}
            answer = self._ask(running, said)
            looked = None
            if answer.do == "look":
                looked = _looked(request, running, answer)
            elif answer.do == "again" and failed is None and self._before is not None:
                name, once = self._before
                _note_again(running, name)
                # The plugin has recorded an error.
                with suppress(*_ERRORS), self._leaving.watched():
                    once()
            elif answer.do in possible:
                return answer

    def _ask(self, running: Drill, said: dict[str, Any]) -> Answer:
        began = now()
        answer = self._asking.ask({**said, "ended": running.ended_steps(), "about": self._about})
        self._last_wait = paused = now() - began
        if running.faulted_at is not None:
            self._since_fault += paused
        if paused > _NO_PAUSE and said["step"] is not None:
            running.event("note", f"walked through: paused for {describe(paused)}", paused=paused)
        return answer


def _skip(running: Drill, step: Step, why: str) -> None:
    running.begin_step()
    running.step(step.keyword, step.name, unknown(f"skipped by who walked through: {why}"))


def _note_again(running: Drill, step: str) -> None:
    running.event("note", f"walked through: run again, {step}")


def _looked(request: pytest.FixtureRequest, running: Drill, answer: Answer) -> dict[str, Any]:
    """Look at what is asked for, note it on the timeline, and return it."""
    asked = " ".join([answer.probe, *(f"{k}={v}" for k, v in answer.arguments.items())])
    try:
        session: Session = request.getfixturevalue("session")
        seen = looks.look(session, running.scenario.system, answer.probe, answer.arguments)
        found = session.redactor.redact_value(looks.facts(seen))
    except UsageError as error:
        return {"wrong": str(error)}
    except Exception as error:  # noqa: BLE001 (a probe that crashes must not end the walk)
        why = str(error) if isinstance(error, DrillbookError) else repr(error)
        running.event("note", f"looked at {asked}: not seen: {why}")
        return {"not_seen": why}
    said = text.cut(text.value(found["value"]), _BRIEF)
    running.event("note", f"looked at {asked}: {found['name']} = {said}", **found)
    return dict(found)


def _name(item: pytest.Item) -> str | None:
    if not isinstance(item, pytest.Function):
        return None
    template = scenario_wrapper_template_registry.get(item.function)
    if template is None:
        return None
    parameters: dict[str, Any] = item.callspec.params if hasattr(item, "callspec") else {}
    given = parameters.get("_pytest_bdd_example", {})
    return str(template.render(given).name)
