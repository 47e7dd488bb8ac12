"""A pytest plugin that runs one scenario and pauses before each of its steps, and before the undo.

Who walks through is at the other end of a socket. A pause sends one line of JSON that says which
step is next; a line that comes back says to go on, or why not to. When nobody answers in time, or
the other end is gone (a kernel that was killed, a machine that sleeps), the other steps are not
run and everything is undone.
"""

import json
import select
import socket
from datetime import timedelta
from typing import Any

import pytest
from pytest_bdd.parser import Step
from pytest_bdd.scenario import scenario_wrapper_template_registry

from drillbook import drill
from drillbook.clock import describe, now
from drillbook.errors import Unobservable
from drillbook.verdict import unknown

# What a notebook that runs cell after cell takes between two of them.
_NO_PAUSE = timedelta(seconds=1)


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
    if descriptor is not None:
        idle = timedelta(seconds=config.getoption("--walk-idle"))
        config.pluginmanager.register(Pauses(socket.socket(fileno=descriptor), idle))


class Pauses:
    """The pauses of one walk."""

    def __init__(self, walker: socket.socket, idle: timedelta) -> None:
        self._walker, self._idle = walker, idle
        self._left = False
        self._since_fault = timedelta(0)

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Keep the one scenario."""
        name, number = config.getoption("--walk-scenario"), config.getoption("--walk-example")
        items[:] = [item for item in items if _name(item) == name][number : number + 1]

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_before_step(self, step: Step) -> None:
        """Pause, before the step's own time begins."""
        running = drill.required()
        if running.why_not is not None:
            return
        if running.ended_steps() == 0:
            running.event("note", "walked through, step by step", interactive=True)
        began = now()
        why_not = self._ask(step.name)
        paused = now() - began
        if running.faulted_at is not None:
            self._since_fault += paused
        if paused > _NO_PAUSE:
            running.event("note", f"walked through: paused for {describe(paused)}", paused=paused)
        if why_not is not None:
            running.why_not = Unobservable(f"not run: {why_not}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_after_scenario(self) -> None:
        """Pause before what was changed is undone, so that it can be looked at."""
        running = drill.current.get()
        if running is None:
            return
        if self._since_fault > _NO_PAUSE:
            # A step more, since a time with somebody's pauses in it measures no system.
            running.begin_step()
            said = f"walked through, with pauses of {describe(self._since_fault)} since the fault"
            running.step("*", "no pause since the fault", unknown(said))
        self._ask(None)

    def _ask(self, step: str | None) -> str | None:
        """Say what is next, and return None to go on, or why not to."""
        if self._left:
            return "the walk was left"
        try:
            self._walker.sendall(json.dumps({"step": step}).encode() + b"\n")
            readable, _, _ = select.select([self._walker], [], [], self._idle.total_seconds())
            answer = self._walker.recv(4096) if readable else None
        except OSError:
            answer = b""
        if answer is None:
            self._left = True
            return f"nobody went on for {describe(self._idle)}"
        if not answer:
            self._left = True
            return "who walked through is gone"
        said: dict[str, Any] = json.loads(answer)
        self._left = said["why_not"] is not None
        why_not: str | None = said["why_not"]
        return why_not


def _name(item: pytest.Item) -> str | None:
    if not isinstance(item, pytest.Function):
        return None
    template = scenario_wrapper_template_registry.get(item.function)
    if template is None:
        return None
    parameters: dict[str, Any] = item.callspec.params if hasattr(item, "callspec") else {}
    given = parameters.get("_pytest_bdd_example", {})
    return str(template.render(given).name)
