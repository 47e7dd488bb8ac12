"""Procedures: the commands of a section in their order, over all its blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script

# "Step 2: restore", "3. Start it again", "c) Wait": such headings are steps of the one above.
_STEP = re.compile(r"(?i)^\W*(?:(?:step|phase|stage|part)\s*\w{1,3}\b|\d{1,2}[.):]?\s|[a-h][.)]\s)")


@dataclass(frozen=True)
class Procedure:
    """All shell blocks below one heading, those of its numbered steps with it."""

    headings: tuple[str, ...]
    scripts: tuple[Script, ...]
    words: str  # what is said in it: sentences, comments and headings

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command in order, without those that a sentence only names."""
        return tuple(one for script in self.scripts for one in script.commands)

    @property
    def text(self) -> str:
        """All its scripts."""
        return "\n".join(script.text for script in self.scripts)


def _section(headings: tuple[str, ...]) -> tuple[str, ...]:
    kept = list(headings)
    while len(kept) > 1 and _STEP.match(kept[-1]):
        kept.pop()
    return tuple(kept)


def procedures(runbook: Runbook) -> Iterator[Procedure]:
    """Yield each section that has shell blocks, in the order of the runbook."""
    scripts: dict[tuple[str, ...], list[Script]] = {}
    for script in runbook.scripts:
        if not script.in_sentence:
            scripts.setdefault(_section(script.headings), []).append(script)
    said: dict[tuple[str, ...], list[str]] = {}
    for one in runbook.document.sentences:
        said.setdefault(_section(one.headings), []).append(one.text)
    for headings, found in scripts.items():
        notes = [command.note for script in found for command in script.commands]
        words = [*headings, *said.get(headings, ()), *notes]
        yield Procedure(headings, tuple(found), "\n".join(words))
