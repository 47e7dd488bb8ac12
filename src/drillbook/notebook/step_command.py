"""The command ``drillbook step``: a scenario in the terminal, one step at a time."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from drillbook.errors import UsageError
from drillbook.evidence.summary import EXIT_CODES
from drillbook.notebook.stepper import Walk, begin
from drillbook.options import JsonOption

_LAB, _FEATURES, _WALKS = Path("targets/lab.yaml"), "features", Path("reports/walks")
_KEYS = "[Enter: run it; a: all that are left; q: put back, end] "

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
    from drillbook.notebook import walkthrough  # noqa: PLC0415 (faults, Jupyter's: a second)

    system = _system_of(feature)
    one = walkthrough.scenario_of(feature, keyword)
    walk = begin(
        system,
        one.name,
        directory=".",
        target=str(target),
        changes=changes,
        confirm=confirm,
        results=str(results),
        example=one.example,
    )
    _say(f"{one.name}\n{walk.shown().text}")
    try:
        _step_through(walk, one.steps)
    except (KeyboardInterrupt, EOFError):
        _say("\nno further; what was changed is being put back")
    ended = walk.end().text
    drill, file = walk.evidence()
    _say(ended)
    if as_json:
        said = {"verdict": drill.verdict.value, "reason": drill.reason, "evidence": str(file)}
        typer.echo(json.dumps(said, indent=1, ensure_ascii=False))
    raise typer.Exit(EXIT_CODES[drill.verdict])


def _step_through(walk: Walk, steps: Sequence[str]) -> None:
    asking = True
    for number, phrase in enumerate(steps, 1):
        if walk.ended:
            return
        if asking:
            _say(f"\n{number} of {len(steps)}  {phrase}")
            answer = _asked()
            if answer == "q":
                return
            asking = answer != "a"
        _say(walk.step(number, phrase).text)


def _asked() -> str:
    """Return a key that there is. Raises EOFError when nobody can press one."""
    while True:
        typer.echo(_KEYS, nl=False, err=True)
        answer = input().strip().lower()
        if answer in {"", "a", "q"}:
            return answer


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
