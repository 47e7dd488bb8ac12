"""Procedures: the commands of one block, or of the blocks of numbered steps, in their order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script

# "Step 2: restore", "3. Start it again": such headings are steps of the one above.
_STEP = re.compile(r"(?i)^\W*(?:step|phase|stage)\s*\w{1,3}\b")
_CHAPTER = re.compile(r"^\W*\d{1,2}[.):]?\s")  # of the whole runbook, or a step of a part
_NUMBERED = re.compile(r"^\s*(?:\*\*)?(?:(?:step|phase)\s+)?\d{1,2}[.):]\s", re.IGNORECASE)
_FIRST = re.compile(r"(?i)^[\W\d.]*(?:(?:step|phase|stage)\s+)?1[.):]?\s")
_GOES_ON = re.compile(r"(?i)^\W*(?:and )?(?:then|next|now|after(?:wards| that)|finally|once)\b")
# One of these ways is gone, not all of them one after the other.
_CHOICE = re.compile(r"(?i)\b(option|alternativ\w*|either|method|scenario|variant|or,|case)\b")


@dataclass(frozen=True)
class Procedure:
    """Shell blocks that are run one after the other."""

    headings: tuple[str, ...]
    scripts: tuple[Script, ...]
    said: Sequence[str]  # the sentences of its section

    @property
    def words(self) -> str:
        """What is said in it: headings, sentences and comments."""
        notes = [command.note for command in self.commands]
        return "\n".join([*self.headings, *self.said, *notes])

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command in order, without those that a sentence only names."""
        return tuple(one for script in self.scripts for one in script.commands)

    @property
    def text(self) -> str:
        """All its scripts."""
        return "\n".join(script.text for script in self.scripts)

    @property
    def script(self) -> Script:
        """All of it as one script, on the lines on which it stands."""
        first = self.scripts[0]
        if len(self.scripts) == 1:
            return first
        around = " / ".join(dict.fromkeys(script.around for script in self.scripts))
        assigned = tuple(one for script in self.scripts for one in script.assigned)
        return Script(
            self.commands, self.text, first.line, assigned, around=around, headings=self.headings
        )


def lines_before(runbook: Runbook, command: Command) -> str:
    """Return the lines before a command, from the last heading of a chapter on."""
    before = runbook.document.lines[: command.line - 1]
    first = next((at for at in range(len(before) - 1, -1, -1) if re.match("##? ", before[at])), 0)
    return "\n".join(before[first:])


def _section(headings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the heading under which steps with headings of their own stand."""
    kept = list(headings)
    while len(kept) > 1 and _is_heading_of_step(tuple(kept)):
        kept.pop()
    return tuple(kept)


def _is_heading_of_step(headings: tuple[str, ...]) -> bool:
    numbered = len(headings) > 2 and not _CHAPTER.match(headings[-2])
    return bool(_STEP.match(headings[-1]) or (numbered and _CHAPTER.match(headings[-1])))


def procedures(runbook: Runbook) -> Iterator[Procedure]:
    """Yield each block of shell, those of a section's numbered steps as one."""
    said: dict[tuple[str, ...], list[str]] = {}
    for one in runbook.document.sentences:
        said.setdefault(_section(one.headings), []).append(one.text)
    for headings, scripts in _groups(runbook):
        yield Procedure(headings, tuple(scripts), said.get(headings, ()))


def _groups(runbook: Runbook) -> Iterator[tuple[tuple[str, ...], list[Script]]]:
    lines = {one.line for one in runbook.document.sentences}
    group: list[Script] = []
    for script in (one for one in runbook.scripts if not one.in_sentence):
        step = _is_step(runbook, script, lines)
        if group and not (step and _section(group[-1].headings) == _section(script.headings)):
            yield _section(group[-1].headings), group
            group = []
        group.append(script)
    if group:
        yield _section(group[-1].headings), group


def _is_step(runbook: Runbook, script: Script, lines: set[int]) -> bool:
    """Return whether a block is a step that follows the one before."""
    if _CHOICE.search(script.around):
        return False
    at = next(
        (line for line in range(script.line, max(0, script.line - 8), -1) if line in lines), 0
    )
    above = runbook.document.lines[at - 1] if at else ""
    heading = script.headings[-1] if script.headings else ""
    if any(_FIRST.match(one) for one in (heading, above)):
        return False
    own = bool(script.headings) and _is_heading_of_step(script.headings)
    return bool(own or _NUMBERED.match(above) or _GOES_ON.match(above))
