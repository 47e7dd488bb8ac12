"""The command ``drillbook step``: a scenario in the terminal, one step at a time."""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from drillbook.errors import UsageError
from drillbook.evidence.summary import EXIT_CODES
from drillbook.options import JsonOption
from drillbook.walkthrough import asked, beside, terminal
from drillbook.walkthrough.stepper import Place, Walk, begin

_LAB, _FEATURES, _WALKS = Path("targets/lab.yaml"), "features", Path("reports/walks")
_ALWAYS = "l PROBE NAME=VALUE…: look; p: the target's picture; q: put back, end] "
_KEYS = f"[Enter: run it; NUMBER: up to it; a: all; s REASON: skip it; r: the last again; {_ALWAYS}"
_FAILED = f"[r: run it again; s REASON: go on past it; {_ALWAYS}"
_AT_END = f"[r: the last again; {_ALWAYS}"

ChangesOption = Annotated[
    bool, typer.Option("--changes", help="Make the changes that the target file allows.")
]


def step(
    feature: Annotated[Path, typer.Argument(help="A .feature file.")],
    keyword: Annotated[
        str, typer.Option("-k", help="The scenario with this in its name, of several.")
    ] = "",
    target: Annotated[
        Path, typer.Option("--target", envvar="DRILLBOOK_TARGET", help="Target file.")
    ] = _LAB,
    changes: ChangesOption = False,  # noqa: FBT002 (typer makes a flag of it)
    confirm: Annotated[
        str | None, typer.Option("--confirm", help="Name of the cluster that may be changed.")
    ] = None,
    results: Annotated[Path, typer.Option("--results", help="Directory of walks.")] = _WALKS,
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Walk through a scenario in the terminal, a key for each step.

    Nothing is changed without --changes. Exit code as run. Whatever ends it, a terminal that is
    closed, too, what was changed is put back.
    """
    from drillbook.walkthrough import sections  # noqa: PLC0415 (faults, Jupyter's: a second)

    system = _system_of(feature)
    one = sections.scenario_of(feature, keyword)
    where = Place(".", str(target), changes, confirm, str(results))
    walk = begin(system, one.name, where, example=one.example)
    _say(f"{one.name}\n{walk.shown().text}")
    raise typer.Exit(_walked(walk, one.steps, as_json=as_json))


def _walked(walk: Walk, steps: Sequence[str], *, as_json: bool) -> int:
    """Walk to the end, whatever ends it, put back, and return the exit code."""
    try:
        _step_through(walk, steps)
    except (KeyboardInterrupt, EOFError):
        _say("\nno further; what was changed is being put back")
    with _told(walk):
        ended = walk.end().text
    drill, file = walk.evidence()
    _say(f"{_picture(walk)}\n{ended}")
    if as_json:
        said = {"verdict": drill.verdict.value, "reason": drill.reason, "evidence": str(file)}
        typer.echo(json.dumps(said, indent=1, ensure_ascii=False))
    return EXIT_CODES[drill.verdict]


def _step_through(walk: Walk, steps: Sequence[str]) -> None:
    """Run the steps as keys say, and wait after the last, unless all were to run by themselves."""
    until = 0
    while True:
        number = walk.ran + 1
        if number <= until and not walk.ended:
            with _told(walk):
                shown = walk.step(number, steps[number - 1])
            _say(f"{shown.text}\n{_picture(walk)}")
        elif until > len(steps):
            return
        else:
            key, said = _asked(walk, steps)
            if key == "q":
                return
            if key == "run":
                until = _until(said, number, len(steps))
            else:
                until = 0
                _say(_done(walk, steps, key, said))


def _until(said: str, number: int, last: int) -> int:
    """Return up to which step to run: the next, one by its number, or all, and then the undo."""
    if said == "a":
        return last + 1
    return min(int(said), last) if said else number


def _done(walk: Walk, steps: Sequence[str], key: str, said: str) -> str:
    """Do what a key says, and return what came of it, or why it cannot be done."""
    try:
        if key == "p":
            return _picture(walk, whole=True)
        if key == "r":
            with _told(walk):
                return walk.again().text
        if key == "s":
            number = walk.ran if walk.failed else walk.ran + 1
            return walk.skip(number, steps[number - 1], said).text
        probe, arguments = asked.of(said)
        return walk.look(probe, **arguments).text
    except UsageError as error:
        return str(error)


def _asked(walk: Walk, steps: Sequence[str]) -> tuple[str, str]:
    """Return a key that there is, with what follows it. Raises EOFError when nobody is there."""
    keys = _FAILED if walk.failed else _AT_END if walk.ended else _KEYS
    if keys is _KEYS:
        number = walk.ran + 1
        _say(f"\n{number} of {len(steps)}  {steps[number - 1]}")
    while True:
        typer.echo(keys, nl=False, err=True)
        key, _, said = input().strip().partition(" ")
        if key in {"q", "r", "s", "l", "p"}:
            return key, said
        if keys is _KEYS and (key in {"", "a"} or key.isdecimal()):
            return "run", key


def _told(walk: Walk) -> AbstractContextManager[None]:
    """Say each change of the target's state while something runs."""
    return terminal.told(walk.directory / beside.FILE, _say)


def _picture(walk: Walk, *, whole: bool = False) -> str:
    return terminal.picture_of(walk.directory / beside.FILE, whole=whole)


def _say(said: str) -> None:
    """Say what a person reads along; the output is the verdict."""
    typer.echo(said, err=True)


def _system_of(feature: Path) -> str:
    """Return the system that a feature is of, by its directory. Raises UsageError."""
    if not feature.is_file():
        raise UsageError(f"{feature}: no such feature file; nothing was run")
    parts = feature.resolve().parts
    here = Path(_FEATURES).resolve().parts
    if parts[: len(here)] != here or len(parts) < len(here) + 2:
        raise UsageError(f"{feature}: not below {_FEATURES}/SYSTEM/ here; nothing was run")
    return parts[len(here)]
