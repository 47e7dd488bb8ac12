"""The command ``drillbook publish``: results for people, CI pages, Prometheus and Alertmanager."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from drillbook.errors import UsageError
from drillbook.evidence.files import write_atomically
from drillbook.options import JsonOption
from drillbook.site import alerts, building, job_page, summaries

publish_app = typer.Typer(
    help="Tell of results: site, job page, metrics, alerts.", no_args_is_help=True
)

RunArgument = Annotated[Path, typer.Argument(help="A run's directory.")]
OutOption = Annotated[Path | None, typer.Option("--to", help="A file; printed by default.")]
_LATEST = Path("reports/latest")
_CATALOGUES = Path("runbooks")


@publish_app.command()
def site(
    reports: Annotated[Path, typer.Argument(help="The directory of all runs.")] = Path("reports"),
    into: Annotated[
        Path | None, typer.Option("--to", help="Where the site goes; 'site' among the runs.")
    ] = None,
    catalogues: Annotated[
        Path, typer.Option("--runbooks", help="Catalogues of claims.")
    ] = _CATALOGUES,
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Build the site over all runs: it opens from a file and needs no network."""
    if not reports.is_dir():
        raise UsageError(f"{reports}: no such directory of runs; 'drillbook run' makes reports/")
    if catalogues != _CATALOGUES and not catalogues.is_dir():
        raise UsageError(f"{catalogues}: no such directory of catalogues. Nothing was drawn.")
    made = building.build(reports, into, catalogues)
    if as_json:
        typer.echo(json.dumps(asdict(made) | {"page": str(made.page)}))
        return
    typer.echo(f"{made.page}: {made.runs} runs, {made.drills} drills")
    for problem in made.unread:
        typer.echo(f"not shown: {problem}")


@publish_app.command()
def summary(
    run: RunArgument = _LATEST,
    to: OutOption = None,
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Print a run in Markdown, for a CI job's page or a pull request."""
    said = job_page.markdown(summaries.read(run), summaries.before(run))
    _say(said, to, as_json=as_json)


@publish_app.command()
def metrics(
    run: RunArgument = _LATEST,
    to: OutOption = None,
    pushgateway: Annotated[
        str | None, typer.Option("--push", help="A Pushgateway's host:port.")
    ] = None,
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Print a run's metrics for Prometheus; --to FILE.prom for the textfile collector."""
    from drillbook.site import metrics as measured  # noqa: PLC0415 (no other command needs it)

    found = summaries.read(run)
    if pushgateway is not None:
        measured.push(found, pushgateway)
    if pushgateway is None or to is not None:
        _say(measured.exposition(found), to, as_json=as_json)
    elif as_json:
        typer.echo(json.dumps({"pushed": pushgateway}))


@publish_app.command("alerts")
def send_alerts(
    run: RunArgument = _LATEST,
    webhook: Annotated[
        str | None,
        typer.Option(
            "--webhook", envvar="DRILLBOOK_WEBHOOK", help="Where to post; printed without one."
        ),
    ] = None,
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Send the verdicts that changed since the runs before, as Alertmanager does to a webhook."""
    if webhook is not None:
        alerts.host_of(webhook)  # one that is wrong is said on quiet days, too
    payload = alerts.changes(summaries.read(run), summaries.last_seen(run))
    if payload is not None and webhook is not None:
        alerts.send(payload, webhook)
    if as_json or webhook is None:
        typer.echo(json.dumps(payload, indent=1))
    else:
        typer.echo(f"{len(payload['alerts'])} alerts sent" if payload else "no verdict changed")


def _say(said: str, to: Path | None, *, as_json: bool) -> None:
    if to is not None:
        # By a rename, so that a collector never reads half of it.
        write_atomically(to, said)
        said = f"{to}: {len(said.encode())} bytes\n"
    typer.echo(json.dumps({"text": said}) if as_json else said, nl=as_json)
