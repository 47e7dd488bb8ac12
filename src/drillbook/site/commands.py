"""The command ``drillbook publish``: results for people, CI pages, Prometheus and Alertmanager."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from drillbook.errors import UsageError
from drillbook.site import building

publish_app = typer.Typer(
    help="Tell of results: site, job page, metrics, alerts.", no_args_is_help=True
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
RunArgument = Annotated[Path, typer.Argument(help="A run's directory.")]
OutOption = Annotated[Path | None, typer.Option("--to", help="A file; printed by default.")]
_LATEST = Path("reports/latest")


@publish_app.command()
def site(
    reports: Annotated[Path, typer.Argument(help="The directory of all runs.")] = Path("reports"),
    into: Annotated[
        Path | None, typer.Option("--to", help="Where the site goes; 'site' among the runs.")
    ] = None,
    catalogues: Annotated[Path, typer.Option("--runbooks", help="Catalogues of claims.")] = Path(
        "runbooks"
    ),
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Build the site over all runs: it opens from a file and needs no network."""
    if not reports.is_dir():
        raise UsageError(f"{reports}: no such directory of runs; 'drillbook run' makes reports/")
    made = building.build(reports, into, catalogues)
    if as_json:
        typer.echo(json.dumps(asdict(made) | {"page": str(made.page)}))
        return
    typer.echo(f"{made.page}: {made.runs} runs, {made.drills} drills")
    for problem in made.unread:
        typer.echo(f"not shown: {problem}")
