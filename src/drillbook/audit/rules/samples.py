"""Columns against the output that the runbook itself shows of the same command."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drillbook.audit import bash
from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script
from drillbook.audit.surroundings import outermost
from drillbook.audit.wrapping import unwrapped

_COMPARED = re.compile(r"\$(\d+)\s*==\s*\"([^\"\s]+)\"")
_PROMPT = re.compile(r"^\s*[$#] (\S.*)$")


@dataclass(frozen=True)
class Sample:
    """What a runbook shows that a command prints: the rows as their columns."""

    command: str
    rows: tuple[tuple[str, ...], ...]
    line: int


def _samples(runbook: Runbook) -> Iterator[Sample]:
    for block in runbook.document.blocks:
        lines = lines_of(block.text)
        prompts = [at for at, line in enumerate(lines) if _PROMPT.match(line)]
        if not prompts or "$ " not in block.text:
            continue
        for start, end in zip(prompts, [*prompts[1:], len(lines)], strict=True):
            found = _PROMPT.match(lines[start])
            rows = tuple(tuple(line.split()) for line in lines[start + 1 : end] if line.strip())
            if found and len(rows) > 1 and not lines[start].endswith("\\"):
                yield from _of(found[1], rows, block.line + start)


def _of(text: str, rows: tuple[tuple[str, ...], ...], line: int) -> Iterator[Sample]:
    commands = bash.read(text, line).commands
    if len(commands) == 1:
        yield Sample(_key(commands[0]), rows, line)


def _key(command: Command) -> str:
    """Return what a command runs, wherever it runs it: the innermost command's words."""
    *_, inner = unwrapped(command)
    return inner.text


def picked(runbook: Runbook) -> Iterator[Finding]:
    """``awk '$2 == "leader"'`` where the runbook shows that word in another column."""
    samples = {one.command: one for one in _samples(runbook)}
    for script in runbook.scripts:
        for command in script.commands:
            sample = samples.get(_key(command))
            if sample is None or command.wrapper is not None:
                continue
            reader = _next(script, command)
            if reader is None or reader.name != "awk" or len(reader.words) != 2:
                continue
            for number, value in _COMPARED.findall(reader.words[-1].text):
                where = {
                    at + 1 for row in sample.rows for at, word in enumerate(row) if word == value
                }
                if len(where) == 1 and int(number) not in where and "-F" not in reader.text:
                    column = where.pop()
                    yield finding(
                        "column",
                        reader.line,
                        f"line {sample.line} shows what this prints, and {value} stands in column "
                        f"{column} there, not in {number}",
                        f"take ${column}",
                        ShownBy.REASONED,
                    )


def _next(script: Script, command: Command) -> Command | None:
    return next(script.after(outermost(command)), None)


LOOKS = (picked,)
