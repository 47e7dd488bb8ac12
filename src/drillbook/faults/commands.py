"""The command ``drillbook faults``."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from drillbook.faults import catalogue


def faults(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,  # noqa: FBT002 (typer makes a flag of it)
    markdown: Annotated[bool, typer.Option("--markdown", help="Print docs/faults.md.")] = False,  # noqa: FBT002
) -> None:
    """List every fault: parameters, what proves its effect, undo, needs."""
    if as_json:
        listed = [asdict(fault) | {"undo_does": fault.undo_does} for fault in catalogue.faults()]
        typer.echo(json.dumps(listed, indent=1))
    elif markdown:
        typer.echo(catalogue.markdown(), nl=False)
    else:
        Console().print(catalogue.listing())
