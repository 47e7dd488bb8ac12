"""What a scenario is, as a fingerprint: its steps, its examples, and the code of its phrases."""

import ast
import hashlib
import inspect
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from drillbook.runbook import lint


def fingerprints(features: Iterable[Path], steps: Path = Path("steps")) -> dict[str, str]:
    """Return a SHA-256 for each scenario, by ``FEATURE FILE#SCENARIO NAME``.

    It changes with a step, an example, or what a phrase's function does; not with a comment, a
    tag, the layout, or the phrase's docstring. Raises UsageError for a file that is no Gherkin.
    """
    phrases = list(lint.phrases(steps))
    return {
        f"{file}#{scenario['name']}": _fingerprint(scenario, background, phrases)
        for file in features
        for scenario, background in lint.scenarios(file)
    }


def _fingerprint(
    scenario: dict[str, Any], background: list[dict[str, Any]], phrases: list[lint.Phrase]
) -> str:
    parts: list[str] = []
    steps = [*background, *scenario["steps"]]
    for step in steps:
        parts.append(f"{step['keywordType']} {' '.join(step['text'].split())}")
        parts += [str(_cells(step["dataTable"]))] if "dataTable" in step else []
        parts += [step["docString"]["content"]] if "docString" in step else []
    for examples in scenario.get("examples", []):
        rows = [examples.get("tableHeader"), *examples.get("tableBody", [])]
        parts += [str(_cells({"rows": [row for row in rows if row]}))]
    texts = _texts(steps, scenario)
    used = {
        phrase.where.partition(":")[0] + source(phrase)
        for phrase in phrases
        if any(phrase.context.parser.is_matching(text) for text in texts)
    }
    return hashlib.sha256("\n".join([*parts, *sorted(used)]).encode()).hexdigest()


def source(phrase: lint.Phrase) -> str:
    """Return a phrase's function as its statements alone: no comments, docstring or layout."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(phrase.context.step_func)))
    (function,) = tree.body
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:]
    return ast.dump(function)


def _texts(steps: list[dict[str, Any]], scenario: dict[str, Any]) -> set[str]:
    """Return the texts of steps as they run: an outline's with each of its examples filled in."""
    texts = {step["text"] for step in steps}
    for examples in scenario.get("examples", []):
        names = [cell["value"] for cell in examples["tableHeader"]["cells"]]
        for row in examples.get("tableBody", []):
            values = [cell["value"] for cell in row["cells"]]
            for text in list(texts):
                filled = text
                for name, value in zip(names, values, strict=True):
                    filled = filled.replace(f"<{name}>", value)
                texts.add(filled)
    return texts


def _cells(table: dict[str, Any]) -> list[list[str]]:
    return [[cell["value"] for cell in row["cells"]] for row in table["rows"]]
