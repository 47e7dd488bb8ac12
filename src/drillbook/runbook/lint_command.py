"""The command ``drillbook lint``."""

import json
from pathlib import Path
from typing import Annotated

import typer

from drillbook.errors import UsageError
from drillbook.options import JsonOption
from drillbook.runbook import lint as linting


def lint(
    features: Annotated[list[Path] | None, typer.Argument(help="Feature directories.")] = None,
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Refuse undefined, ambiguous, duplicate or async steps, and scenario names used twice."""
    root = Path("features")
    if not features and not root.is_dir():
        raise UsageError(f"no {root}/ in {Path.cwd()}; name a directory, or go where it is")
    directories = features or sorted(path for path in root.iterdir() if path.is_dir())
    count = linting.require_clean(directories)
    said = f"{count} scenarios, nothing to complain of"
    typer.echo(json.dumps({"scenarios": count}) if as_json else said)
