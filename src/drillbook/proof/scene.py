"""Runs a scenario's phrases without pytest, each with the fixtures that it asks for."""

import importlib
import inspect
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

# Fixtures are found by what pytest makes of them; it has no public way to ask for one outside.
from _pytest.fixtures import FixtureFunctionDefinition

from drillbook import clock, drill
from drillbook.drill import Drill
from drillbook.errors import DrillbookError, UsageError
from drillbook.evidence.model import PhaseRecord, RunRecord, TargetRecord
from drillbook.proof import boundary
from drillbook.proof.playing import AS_SEEN, Changes, PlayedSession, Player
from drillbook.proof.recording import RecordedDrill
from drillbook.redaction import Redactor
from drillbook.runbook import lint
from drillbook.system import SystemUnderDrill
from drillbook.target import Target
from drillbook.verdict import Judgement, Verdict, merge, passed, unknown, verdict_of


@dataclass(frozen=True)
class Outcome:
    """How a step ended, the phases of recovery that it recorded, and what its checks said."""

    number: int
    kind: str
    text: str
    judgement: Judgement
    phases: tuple[PhaseRecord, ...] = ()
    checks: tuple[tuple[str, Verdict], ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Return its verdict."""
        return self.judgement.verdict


@dataclass(frozen=True)
class Scenario:
    """One scenario with its steps as they run: (kind, text, what pytest-bdd gives with it)."""

    file: str
    name: str
    tags: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """Return the claims that it is tagged with."""
        return tuple(t.removeprefix("@claim:") for t in self.tags if t.startswith("@claim:"))


def scenarios(feature: Path) -> list[Scenario]:
    """Return the scenarios of a feature; an outline's once for each of its examples."""
    return [
        Scenario(
            str(feature),
            pickle["name"],
            tuple(tag["name"] for tag in pickle["tags"]),
            tuple((lint.KINDS.get(s.get("type", ""), ""), s["text"]) for s in pickle["steps"]),
        )
        for pickle in lint.pickles(feature)
    ]


class Scene:
    """The phrases and fixtures of a directory, ready to play scenarios for one target."""

    def __init__(self, target: Target, steps: Path = Path("steps")) -> None:
        self.target, self._directory = target, steps
        boundary.install()

    @cached_property
    def phrases(self) -> list[lint.Phrase]:
        """Return every phrase."""
        return list(lint.phrases(self._directory))

    @cached_property
    def fixtures(self) -> Mapping[str, Callable[..., Any]]:
        """Return the functions of the phrases' fixtures by name."""
        modules = [
            importlib.import_module(f"{self._directory.name}.{file.stem}")
            for file in sorted(self._directory.glob("[!_]*.py"))
        ]
        return {
            found.name or name: found._get_wrapped_function()
            for module in modules
            for name, found in vars(module).items()
            if isinstance(found, FixtureFunctionDefinition) and not name.startswith("__")
        }

    def phrase(self, kind: str, text: str) -> lint.Phrase:
        """Return the phrase that a step is. Raises UsageError without exactly one."""
        found = [phrase for phrase in self.phrases if phrase.matches(kind, text)]
        if len(found) != 1:
            raise UsageError(f"{len(found)} phrases for {kind} {text!r}; see 'drillbook lint'")
        return found[0]

    def play(
        self, scenario: Scenario, recording: RecordedDrill, changes: Changes = AS_SEEN
    ) -> list[Outcome]:
        """Play a scenario and return how each step ended.

        A Given or When that does not pass ends it, as it ends a drill; after a Then it goes on,
        so that one play shows what every Then makes of a change.
        """
        running = self._drill(recording)
        player = Player(recording, changes, running)
        outcomes: list[Outcome] = []
        with ExitStack() as stack:
            for variable, value in (
                (boundary.tape, player), (clock.played, player), (drill.current, running),
            ):  # fmt: skip
                _set(stack, variable, value)
            given = self._given(recording, running)
            for number, (kind, text) in enumerate(scenario.steps, 1):
                player.begin(number)
                outcomes.append(self._step(number, kind, text, given, running))
                if kind != "then" and outcomes[-1].verdict is not Verdict.PASS:
                    break
        return outcomes

    def _step(
        self, number: int, kind: str, text: str, given: dict[str, Any], running: Drill
    ) -> Outcome:
        before = len(running.phases())
        checks: list[tuple[str, Verdict]] = []
        noting = boundary.verdicts.set(checks)
        running.begin_step()
        context = self.phrase(kind, text).context
        words = context.parser.parse_arguments(text) or {}
        for name, convert in context.converters.items():
            if name in words:
                words[name] = convert(words[name])
        try:
            value = self._call(context.step_func, {**given, **words}, given)
            judgement = passed("")
            if kind == "then" and not running.judged_in_this_step():
                judgement = unknown("this step judged nothing that was observed")
            if context.target_fixture:
                given[context.target_fixture] = value
        except UsageError as error:
            judgement = unknown(str(error))
        except Exception as error:  # noqa: BLE001 (what crashed has seen nothing, as in a drill)
            said = str(error) if isinstance(error, DrillbookError) else repr(error)
            judgement = Judgement(verdict_of(error), said)
        finally:
            boundary.verdicts.reset(noting)
        running.step(kind, text, judgement)
        return Outcome(number, kind, text, judgement, running.phases()[before:], tuple(checks))

    def _call(
        self, function: Callable[..., Any], known: Mapping[str, Any], given: dict[str, Any]
    ) -> Any:
        """Call a phrase or a fixture with what it asks for; make each fixture once."""
        arguments = {}
        for name in inspect.signature(function).parameters:
            if name not in known and name not in given:
                if name not in self.fixtures:
                    raise UsageError(f"nothing gives {name!r} to {function.__qualname__}")
                made = self._call(self.fixtures[name], given, given)
                given[name] = next(made) if inspect.isgenerator(made) else made
            arguments[name] = known[name] if name in known else given[name]
        return function(**arguments)

    def _given(self, recording: RecordedDrill, running: Drill) -> dict[str, Any]:
        name = recording.scenario.system
        return {
            "drill": running,
            "session": PlayedSession(self.target),
            "system": SystemUnderDrill.on(self.target, name),
        }

    def _drill(self, recording: RecordedDrill) -> Drill:
        run = RunRecord(
            id=recording.run,
            started=recording.steps[0].started,
            drillbook_version="",
            python_version=sys.version.split()[0],
        )
        target = TargetRecord(
            name=self.target.name,
            kind=self.target.kind.value,
            cluster_uid=None,
            scale=self.target.scale,
            compression=self.target.compression,
            stand_ins=(),
        )
        running = Drill(recording.drill, run, target, recording.scenario, None, Redactor())
        running.started = recording.steps[0].started  # some Thens count their time from there
        return running


def verdict(outcomes: list[Outcome]) -> Verdict:
    """Return the verdict of a scenario that was played."""
    return merge(outcome.verdict for outcome in outcomes)


def _set(stack: ExitStack, variable: ContextVar[Any], value: object) -> None:
    token = variable.set(value)
    stack.callback(variable.reset, token)
