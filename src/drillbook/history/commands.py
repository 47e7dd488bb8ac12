"""The commands about the history: ``drillbook history import``, ``list``, ``trend`` and others."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from drillbook.clock import now
from drillbook.errors import UsageError
from drillbook.evidence import bundle as bundles
from drillbook.evidence import trust
from drillbook.evidence.commands import TrustOption
from drillbook.history import queries, retention
from drillbook.history.database import opened
from drillbook.history.importing import import_bundle
from drillbook.history.migrations import existing, migrate
from drillbook.history.trends import Trend, trends
from drillbook.options import MOST_DAYS, JsonOption

DEFAULT = "reports/history.duckdb"

history_app = typer.Typer(help="Results over time, from bundles.", no_args_is_help=True)

HistoryOption = Annotated[
    str, typer.Option("--history", envvar="DRILLBOOK_HISTORY", help="A file or postgresql://….")
]


@history_app.command("import")
def imports(
    paths: Annotated[list[Path], typer.Argument(metavar="BUNDLE…", help="Directories, zips.")],
    where: HistoryOption = DEFAULT,
    trust_file: TrustOption = None,
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Import runs, each once. A broken bundle is refused, and those after it are not looked at."""
    trusted = trust.found(trust_file)
    done = []
    read = (bundles.read(path.resolve()) for path in paths)
    # Before the history is made: what is no bundle makes none.
    first = next(read)
    with opened(where) as database:
        migrate(database)
        for path, bundle in zip(paths, chain([first], read), strict=True):
            done.append(import_bundle(database, bundle, trusted))
            if not as_json:
                typer.echo(
                    f"{done[-1].outcome}: {path} (run {done[-1].run}, {done[-1].drills} drills)"
                )
    if as_json:
        _print_json([asdict(one) for one in done])


@history_app.command("list")
def lists(
    where: HistoryOption = DEFAULT,
    last: Annotated[int, typer.Option("--last", min=1, help="How many runs.")] = 20,
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """List runs, the newest first, and which numbers of a target are missing among them."""
    with existing(where) as database:
        found, missing = queries.runs(database), queries.missing(database)
    if as_json:
        _print_json({"runs": [asdict(run) for run in found[:last]], "missing": missing})
        return
    table = _table("run", "target", "number", "started (UTC)", "verdict", "evidence", "drills")
    for run in found[:last]:
        started = run.started.strftime("%Y-%m-%d %H:%M:%S")
        evidence = run.status if run.retired is None else f"{run.status}, removed"
        number = "" if run.number is None else str(run.number)
        table.add_row(run.id, run.target, number, started, run.verdict, evidence, str(run.drills))
    _print(table)
    for gap in missing:
        typer.echo(f"gap: {gap}")


@history_app.command()
def trend(
    system: Annotated[str, typer.Argument(help="A system; all by default.")] = "",
    where: HistoryOption = DEFAULT,
    text: Annotated[str, typer.Option("-k", help="Only scenarios with this in their name.")] = "",
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Show how recovery times go: each phase of each drill, beside the median before and budget."""
    with existing(where) as database:
        found = list(trends(queries.recoveries(database, system, text)))
    if as_json:
        _print_json([asdict(one) for one in found])
        return
    if not found:
        raise UsageError(f"history {where}: no recovery time of {system or 'any system'} {text!r}")
    for title, several in _by_system(found):
        _print(_trend_table(title, several))


@history_app.command()
def claims(
    where: HistoryOption = DEFAULT,
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Show when each claim was last shown to hold, and last shown to be violated."""
    with existing(where) as database:
        found = queries.shown(database)
    if as_json:
        _print_json([asdict(one) for one in found])
        return
    table = _table("target", "claim", "last passed", "last failed")
    for one in found:
        table.add_row(one.target, one.claim, _day(one.passed), _day(one.failed))
    _print(table)


@history_app.command()
def prune(
    keep: Annotated[
        int, typer.Option("--keep", min=0, max=MOST_DAYS, help="Days; older bundles may go.")
    ],
    at_least: Annotated[
        int, typer.Option("--at-least", min=1, help="Newest runs of each target that stay.")
    ] = 10,
    where: HistoryOption = DEFAULT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list them.")] = False,  # noqa: FBT002 (as above)
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Remove old bundles from this machine; never the newest that shows a claim, either way."""
    policy = retention.Policy(timedelta(days=keep), at_least)
    with existing(where) as database:
        held = retention.here(database)
        gone = retention.removable(held, policy, now())
        for run in () if dry_run else gone:
            retention.remove(database, run, now())
    if as_json:
        _print_json({"removed": [run.bundle for run in gone], "kept": len(held) - len(gone)})
        return
    for run in gone:
        typer.echo(f"{'would remove' if dry_run else 'removed'} {run.bundle}")
    typer.echo(f"{len(gone)} of {len(held)} bundles on this machine; results stay in the history")


def _by_system(found: Sequence[Trend]) -> Iterator[tuple[str, list[Trend]]]:
    titles = dict.fromkeys((one.target, one.system) for one in found)
    for target, system in titles:
        several = [one for one in found if (one.target, one.system) == (target, system)]
        yield f"{system} on {target}: seconds to recover", several


def _trend_table(title: str, several: Sequence[Trend]) -> Table:
    table = _table("scenario", "phase", "drills", "last", "±", "median before", "budget", "nights")
    table.title = title
    for one in several:
        last = f"{one.last:.1f}"
        over = one.budget_seconds is not None and one.last > one.budget_seconds
        table.add_row(
            one.scenario,
            one.phase,
            str(len(one.seconds)),
            f"{last} over" if over else last,
            f"{one.detection_seconds:.1f}",
            "" if one.before is None else f"{one.before:.1f}",
            "" if one.budget_seconds is None else f"{one.budget_seconds:g}",
            one.bars(),
        )
    return table


def _table(*columns: str) -> Table:
    table = Table(title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print(table: Table) -> None:
    Console(markup=False).print(table)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=1, default=_plain))


def _plain(value: object) -> str:
    assert isinstance(value, datetime)
    return value.astimezone(UTC).isoformat()


def _day(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d") if at else "never"
