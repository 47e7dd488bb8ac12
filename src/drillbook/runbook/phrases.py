"""All phrases that scenarios may use, and where each is used."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from drillbook.runbook import lint

_PARAMETER = re.compile(r"{[^}]*}")
_ANY = "given, when or then"


@dataclass(frozen=True)
class Use:
    """A phrase: its words, where it may stand, its place in the code, and the scenarios."""

    words: str
    kind: str
    where: str
    scenarios: tuple[str, ...]


def used(features: Iterable[Path], steps: Path = Path("steps")) -> tuple[Use, ...]:
    """Return all phrases in the order of their words. Raises UsageError for what is no Gherkin."""
    ran = [
        (lint.KINDS.get(step.get("type", ""), ""), step["text"], f"{file}#{pickle['name']}")
        for file in features
        for pickle in lint.pickles(file)
        for step in pickle["steps"]
    ]
    found = (
        Use(
            phrase.context.parser.name,
            phrase.context.type or _ANY,
            phrase.where,
            tuple(dict.fromkeys(s for kind, text, s in ran if phrase.matches(kind, text))),
        )
        for phrase in lint.phrases(steps)
    )
    return tuple(sorted(found, key=lambda use: (use.words, use.where)))


def twice(uses: Iterable[Use]) -> list[tuple[Use, Use]]:
    """Return pairs of phrases that say the same but for the names of their parameters."""
    first: dict[str, Use] = {}
    pairs = []
    for use in uses:
        words = " ".join(_PARAMETER.sub("{}", use.words).lower().split())
        if words in first and first[words].where != use.where:
            pairs.append((first[words], use))
        first.setdefault(words, use)
    return pairs
