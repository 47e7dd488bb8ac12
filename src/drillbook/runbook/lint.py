"""Lint of features: what pytest-bdd lets pass or finds out only while running.

pytest-bdd 9 lets an async Then pass unawaited, drops a scenario whose name stands twice in a
file, picks silently among phrases that both match, and finds an undefined step only when it gets
there. All four are refused before a run.
"""

import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from drillbook.errors import UsageError

_TECHNICAL = re.compile(r"https?://|[{}\[\]]|\bsleep\b|\bkubectl\b|\$\(|==")
KINDS = {"Context": "given", "Action": "when", "Outcome": "then"}


@dataclass(frozen=True)
class Phrase:
    """A phrase that steps may use, as pytest-bdd knows it, and where it is."""

    context: StepFunctionContext
    where: str
    is_async: bool

    def matches(self, kind: str, text: str) -> bool:
        """Return whether a step is this phrase."""
        return self.context.type in (kind, None) and bool(self.context.parser.is_matching(text))


def require_clean(directories: Iterable[Path], steps: Path = Path("steps")) -> int:
    """Return the number of scenarios, or raise UsageError with every complaint, a line each."""
    files = [file for directory in directories for file in sorted(directory.rglob("*.feature"))]
    if not files:
        raise UsageError("no .feature file to look at")
    known = list(phrases(steps))
    complaints = [
        f"{p.where}: a phrase must not be async; it would pass unawaited"
        for p in known
        if p.is_async
    ]
    names: list[tuple[str, str]] = []
    for file in files:
        for pickle in pickles(file):
            complaints += _complaints(file, pickle, known)
        names += [(str(file), scenario["name"]) for scenario, _ in scenarios(file)]
    complaints += [
        f"{file}: two scenarios are named {name!r}"
        for (file, name), count in Counter(names).items()
        if count > 1
    ]
    everywhere = Counter(name for _, name in set(names))
    complaints += [
        f"scenario name used in two files: {name!r}"
        for name, count in everywhere.items()
        if count > 1
    ]
    if complaints:
        raise UsageError("\n".join(["the features need mending:", *complaints]))
    return len(names)


def _complaints(file: Path, pickle: dict[str, Any], known: list[Phrase]) -> Iterator[str]:
    where = f"{file}: {pickle['name']}"
    if not any(tag["name"].startswith("@claim:") for tag in pickle["tags"]):
        yield f"{where}: no @claim: tag says what it stands for"
    kinds = [KINDS.get(step.get("type", ""), "") for step in pickle["steps"]]
    if "then" not in kinds:
        yield f"{where}: it has no Then, so it can show nothing"
    for step, kind in zip(pickle["steps"], kinds, strict=True):
        found = [phrase.where for phrase in known if phrase.matches(kind, step["text"])]
        if not found:
            yield f"{where}: undefined: {kind} {step['text']!r}"
        if len(found) > 1:
            yield f"{where}: {step['text']!r} is ambiguous: {' and '.join(found)}"
        if _TECHNICAL.search(step["text"]):
            yield f"{where}: {step['text']!r} is not in an operator's words"


def _document(file: Path) -> dict[str, Any]:
    try:
        return dict(Parser().parse(file.read_text(encoding="utf-8")))
    except (CompositeParserException, ParserException, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: not readable as Gherkin: {error}") from error


def pickles(file: Path) -> list[dict[str, Any]]:
    """Return the scenarios of a feature with every step that each runs, outlines filled in."""
    document: Any = {**_document(file), "uri": str(file)}
    return [dict(pickle) for pickle in Compiler().compile(document)]


def scenarios(file: Path) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield each scenario of a feature with the steps of the backgrounds that it runs after."""
    children = _document(file).get("feature", {}).get("children", [])
    background = _background(children)
    for child in children:
        inner = child.get("rule", {}).get("children", [])
        own = [*background, *_background(inner)]
        for part in inner or [child]:
            if "scenario" in part:
                yield part["scenario"], own


def _background(children: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [step for child in children for step in child.get("background", {}).get("steps", [])]


def phrases(steps: Path) -> Iterator[Phrase]:
    """Yield every phrase of a directory's modules."""
    for file in sorted(steps.glob("[!_]*.py")):
        import_module(f"{steps.name}.{file.stem}")
    for context in step_function_context_registry.values():
        function = context.step_func
        if function.__module__.startswith(f"{steps.name}."):
            line = inspect.getsourcelines(function)[1]
            where = f"{function.__module__.replace('.', '/')}.py:{line}"
            yield Phrase(context, where, inspect.iscoroutinefunction(function))
