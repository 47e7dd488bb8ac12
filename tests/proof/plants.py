"""Planted faults of a proof's subject: checks, phrases and limits that are no good, dead faults.

Each is put into the real code of one real scenario while its real recording is played. A plant is
found when the scenario, proven without it, is not proven with it.
"""

import importlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import ModuleType
from typing import Any
from unittest.mock import patch

from drillbook.checks.health import Assessment, Level
from drillbook.clock import now
from drillbook.errors import CheckFailed, Unobservable
from drillbook.observation import Observation
from drillbook.proof import boundary
from drillbook.proof.limits import clock, exact
from drillbook.proof.proof import ScenarioProof
from drillbook.proof.recording import Call, RecordedDrill
from drillbook.proof.scene import Scenario, Scene
from drillbook.proof.trial import Trial
from drillbook.verdict import Judgement, passed
from steps import spans

_LEAST = timedelta(milliseconds=1)

Recordings = dict[str, RecordedDrill]


@dataclass(frozen=True)
class Plant:
    """One plant: its kind, what it is put into, the scenario, and what puts it in.

    ``put`` changes code, ``recorded`` what was recorded of the scenario.
    """

    kind: str
    into: str
    scenario: Scenario
    put: Callable[[], AbstractContextManager[Any]]
    recorded: RecordedDrill | None = None


def checks(scene: Scene, proven: list[Scenario], recordings: Recordings) -> Iterator[Plant]:
    """Yield each check that a scenario uses, made to pass whatever it sees."""
    planted = set()
    for scenario in proven:
        for module, name in _used_checks(scene, scenario, recordings[scenario.name]):
            if (module.__name__, name) in planted:
                continue
            real = getattr(module, name)
            levels = isinstance(_result(scene, scenario, recordings, module, name), Assessment)
            if levels and "the level found is ok" not in [text for _, text in scenario.steps]:
                continue  # it is planted in the scenario where all is well
            planted.add((module.__name__, name))
            always = _always(f"{module.__name__}.{name}", real)
            yield Plant(
                "a check that passes whatever it sees",
                f"{module.__name__}.{name}",
                scenario,
                partial(patch.object, module, name, always),
            )


def _always(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def check(*positional: Any, **named: Any) -> Any:
        found = inspect.unwrap(real)(*positional, **named)
        if isinstance(found, Assessment):
            return replace(found, level=Level.OK)
        return passed(found.reason)

    return boundary.checked(name, check) if hasattr(real, "__wrapped__") else check


def _check_functions() -> Iterator[tuple[ModuleType, str, Callable[..., Any]]]:
    for name in ("backups", "health", "ledger", "recovery", "replication", "restore"):
        module = importlib.import_module(f"drillbook.checks.{name}")
        for attribute, function in inspect.getmembers(module, inspect.isfunction):
            hint = inspect.signature(function).return_annotation
            own = function.__module__ == module.__name__ and not attribute.startswith("_")
            if own and hint in (Judgement, Assessment):
                yield module, attribute, function


def _used_checks(
    scene: Scene, scenario: Scenario, recording: RecordedDrill
) -> list[tuple[ModuleType, str]]:
    """Return the checks that a scenario's phrases call."""
    used = []
    for module, name, real in _check_functions():
        with patch.object(module, name, wraps=real) as watched:
            scene.play(scenario, recording)
        if watched.called:
            used.append((module, name))
    return used


def _result(
    scene: Scene, scenario: Scenario, recordings: Recordings, module: ModuleType, name: str
) -> object:
    results: list[object] = []
    real = getattr(module, name)

    def kept(*positional: Any, **named: Any) -> Any:
        results.append(real(*positional, **named))
        return results[-1]

    with patch.object(module, name, kept):
        scene.play(scenario, recordings[scenario.name])
    return results[0]


def blind_thens(scene: Scene, proven: list[Scenario]) -> Iterator[Plant]:
    """Yield each Then, made to judge what it has not looked at."""
    for scenario, text in _thens(proven):

        def judged(drill: Any, **_unused: Any) -> None:
            moment = now()
            seen = Observation("nothing", 0, "nowhere", "", moment, moment)
            drill.judge(passed("fine"), [seen])

        def only(drill: Any) -> None:
            judged(drill)

        yield Plant("a Then that looks at nothing", text, scenario, _phrase(scene, text, only))


def swallowing_thens(
    scene: Scene, proven: list[Scenario], recordings: Recordings
) -> Iterator[Plant]:
    """Yield each Then, made to pass when its check fails, and when it could not see.

    What a Then was given by a step before it, it cannot fail to see.
    """
    for scenario, text in _thens(proven):
        number = [said for _, said in scenario.steps].index(text) + 1
        looks = any(call.step == number for call in recordings[scenario.name].calls)
        real = scene.phrase("then", text).context.step_func
        for error, kind in (
            (CheckFailed, "a Then that takes a failure for a pass"),
            (Unobservable, "a Then that takes what it cannot see for a pass"),
        ):
            if looks or error is CheckFailed:
                yield Plant(kind, text, scenario, _phrase(scene, text, _swallowing(real, error)))


def _swallowing(real: Callable[..., Any], error: type[Exception]) -> Callable[..., Any]:
    def phrase(**arguments: Any) -> None:
        try:
            real(**arguments)
        except error:
            moment = now()
            seen = Observation("something", 0, "somewhere", "", moment, moment)
            arguments["drill"].judge(passed("fine"), [seen])

    vars(phrase)["__signature__"] = inspect.signature(real)  # fixtures are given by name
    return phrase


def _thens(proven: list[Scenario]) -> Iterator[tuple[Scenario, str]]:
    for scenario in proven:
        for kind, text in scenario.steps:
            if kind == "then":
                yield scenario, text


def _phrase(
    scene: Scene, text: str, function: Callable[..., Any]
) -> Callable[[], AbstractContextManager[Any]]:
    context = scene.phrase("then", text).context
    return lambda: patch.object(context, "step_func", function)


def budgets(scene: Scene, proven: list[Scenario]) -> Iterator[Plant]:
    """Yield each Then that names a span of time, with a limit that is longer by a millisecond."""

    @contextmanager
    def longer() -> Iterator[None]:
        real = spans.span
        # More than any Then says, and little enough for waiting it out in small steps.
        more = patch.object(type(scene.target), "objective", lambda *_: timedelta(minutes=20))
        with more, patch.object(spans, "span", lambda text: real(text) + _LEAST):
            yield

    for scenario, text in _thens(proven):
        if " within " in text:
            yield Plant("a limit that is a millisecond too long", text, scenario, longer)


def numbers(scene: Scene, proven: list[Scenario]) -> Iterator[Plant]:
    """Yield each Then that names a number of its own, made to take that beside it, too."""
    for scenario, text in _thens(proven):
        several = [(number, unit) for _, number, unit in exact(text)]
        several += [(float(number), 1.0) for part in clock(text) for number in part[0].split(":")]
        named = {round(number / unit) for number, unit in several}
        context = scene.phrase("then", text).context
        words = context.parser.parse_arguments(text) or {}
        for name, value in words.items():
            if isinstance(value, int) and value in named:
                for by, kind in ((1, "one more"), (-1, "one less")):
                    if value + by < 0:
                        continue
                    lax = _lax(context.step_func, name, by)
                    planted = f"a number that {kind} passes for"
                    yield Plant(planted, text, scenario, _phrase(scene, text, lax))


def _lax(real: Callable[..., Any], name: str, by: int) -> Callable[..., Any]:
    def phrase(**arguments: Any) -> None:
        try:
            real(**arguments)
        except CheckFailed:
            real(**arguments | {name: arguments[name] + by})

    vars(phrase)["__signature__"] = inspect.signature(real)  # fixtures are given by name
    return phrase


def dead_faults(scene: Scene, proven: list[Scenario], recordings: Recordings) -> Iterator[Plant]:
    """Yield each fault of a scenario: its effect not seen; and said to be seen, with none there.

    The second is planted where it is known what is seen without the fault, and differs.
    """
    for scenario in proven:
        recording = recordings[scenario.name]
        others = tuple(one for one in recordings.values() if one is not recording)
        trial = Trial(scene, scenario, recording, others)
        for index, call in trial.experiments():
            text = scenario.steps[call.step - 1][1]
            unseen = {index: call.model_copy(update={"effect": None})}
            yield Plant(
                "a fault whose effect was not seen", text, scenario, nullcontext,
                _with(recording, unseen),
            )  # fmt: skip
            dead = _with(recording, {**trial.undisturbed(index), index: trial.untouched(index)})
            if dead != recording:
                yield Plant("a fault that did nothing", text, scenario, nullcontext, dead)


def _with(recording: RecordedDrill, changed: dict[int, Call]) -> RecordedDrill:
    calls = [changed.get(index, call) for index, call in enumerate(recording.calls)]
    return recording.model_copy(update={"calls": tuple(calls)})


def found(plant: Plant, prove: Callable[[Scenario, RecordedDrill | None], ScenarioProof]) -> bool:
    """Return whether a scenario is not proven any more with a plant in it."""
    with plant.put():
        return not prove(plant.scenario, plant.recorded).proven
