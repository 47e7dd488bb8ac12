"""The command ``drillbook phrases``."""

import json
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console

from drillbook.errors import UsageError
from drillbook.options import JsonOption
from drillbook.runbook.phrases import twice, used


def phrases(
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """List all phrases, and where each is used. Two that say the same end it with 2."""
    found = used(sorted(Path("features").rglob("*.feature")))
    if as_json:
        typer.echo(json.dumps([asdict(use) for use in found], indent=1, ensure_ascii=False))
    else:
        console = Console(soft_wrap=True)
        for use in found:
            head = f"{use.kind:<6} {use.words}  ({use.where})"
            console.print(head, markup=False, highlight=False)
            for scenario in use.scenarios or ("no scenario",):
                console.print(f"         {scenario}", markup=False, highlight=False)
    same = [f"{one.where} and {two.where}: {two.words}" for one, two in twice(found)]
    if same and as_json:
        raise typer.Exit(2)  # a second JSON would follow the list, which has them
    if same:
        raise UsageError("\n".join(["phrases that say the same:", *same]))
