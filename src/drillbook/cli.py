"""The command ``drillbook``."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from drillbook import journal, running, session, signals, target
from drillbook.audit import command as auditing
from drillbook.errors import DrillbookError, UndoIncomplete
from drillbook.evidence import commands as evidence
from drillbook.faults import catalogue
from drillbook.history.commands import history_app
from drillbook.lab.commands import lab_app
from drillbook.runbook import lint as linting
from drillbook.runbook.commands import claims_app
from drillbook.target_commands import target_app

USAGE, UNDO_INCOMPLETE = 2, 4

app = typer.Typer(
    help="Operations runbooks turned into drills that prove themselves.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(claims_app, name="claims")
app.add_typer(lab_app, name="lab")
app.add_typer(target_app, name="target")
app.command()(auditing.audit)
app.add_typer(evidence.key_app, name="key")
app.add_typer(history_app, name="history")
app.command()(evidence.verify)
app.command()(evidence.bundle)
app.command()(evidence.schema)

TargetOption = Annotated[
    Path, typer.Option("--target", envvar="DRILLBOOK_TARGET", help="Target file.")
]
ConfirmOption = Annotated[
    str | None, typer.Option("--confirm", help="Name of the cluster that may be changed.")
]
SystemsArgument = Annotated[list[str] | None, typer.Argument(help="Systems; all by default.")]
KeywordOption = Annotated[str, typer.Option("-k", help="Only scenarios that match (pytest's -k).")]
ResultsOption = Annotated[Path | None, typer.Option("--results", help="Directory of the results.")]
KeyOption = Annotated[
    str | None,
    typer.Option("--key", envvar="DRILLBOOK_KEY", help="Signs the evidence: FILE, env:, pkcs11:."),
]
TimestampOption = Annotated[
    str | None,
    typer.Option("--timestamp", envvar="DRILLBOOK_TIMESTAMP", help="RFC 3161 authority's URL."),
]
HistoryOption = Annotated[
    str | None,
    typer.Option(
        "--history",
        envvar="DRILLBOOK_HISTORY",
        help="Results over time: a file (beside the runs by default) or postgresql://….",
    ),
]
_LAB = Path("targets/lab.yaml")


@app.command()
def run(
    systems: SystemsArgument = None,
    target_file: TargetOption = _LAB,
    confirm: ConfirmOption = None,
    keyword: KeywordOption = "",
    results: ResultsOption = None,
    key: KeyOption = None,
    timestamp: TimestampOption = None,
    history: HistoryOption = None,
) -> None:
    """Run drills. Exit code: 0 pass, 1 fail, 2 usage, 3 unknown, 4 undo incomplete."""
    sealing = running.Sealing(key, timestamp)
    plan = running.planned(target_file, systems, keyword, confirm, results, sealing, history)
    raise typer.Exit(running.drill(plan))


@app.command()
def night(
    systems: SystemsArgument = None,
    target_file: TargetOption = _LAB,
    confirm: ConfirmOption = None,
    keyword: KeywordOption = "",
    results: ResultsOption = None,
    key: KeyOption = None,
    timestamp: TimestampOption = None,
    history: HistoryOption = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the lab up.")] = False,  # noqa: FBT002
) -> None:
    """Bring the target's lab up (if it is one), deploy, run drills, report. Exit code as run."""
    sealing = running.Sealing(key, timestamp)
    plan = running.planned(target_file, systems, keyword, confirm, results, sealing, history)
    raise typer.Exit(running.night(plan, keep=keep))


@app.command()
def undo(
    target_file: TargetOption = _LAB,
    confirm: ConfirmOption = None,
    listing: Annotated[bool, typer.Option("--list", help="Only list what is pending.")] = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Put back whatever drills have left changed on a target. Exit code 4 if it cannot be."""
    console = Console(soft_wrap=True)
    with session.opened(target.load(target_file), confirmed=confirm) as opened:
        pending = opened.journal.pending()
        if listing:
            for intent in pending:
                console.print(journal.described(intent), markup=False)
            console.print(f"{len(pending)} pending in {opened.journal.place}", markup=False)
            return
        for line in _undone(opened):
            console.print(line, markup=False)
        console.print(f"{len(pending)} put back")


def _undone(opened: session.Session) -> list[str]:
    try:
        with signals.as_interrupts():
            return opened.undo()
    except KeyboardInterrupt:
        left = len(opened.journal.pending())
        raise UndoIncomplete(
            f"interrupted; {left} changes are still pending, and the next undo goes on with them"
        ) from None


@app.command()
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


@app.command()
def lint(
    features: Annotated[list[Path] | None, typer.Argument(help="Feature directories.")] = None,
) -> None:
    """Refuse undefined, ambiguous, duplicate or async steps, and scenario names used twice."""
    directories = features or sorted(path for path in Path("features").iterdir() if path.is_dir())
    count = linting.require_clean(directories)
    Console().print(f"{count} scenarios, nothing to complain of")


def main() -> None:
    """Run the command; drillbook's own errors become one line and an exit code."""
    # Features, phrases and experiments are those of the directory where the command runs.
    sys.path.insert(0, str(Path.cwd()))
    try:
        app()
    except UndoIncomplete as error:
        _complain(error)
        sys.exit(UNDO_INCOMPLETE)
    except DrillbookError as error:
        _complain(error)
        sys.exit(USAGE)


def _complain(error: DrillbookError) -> None:
    Console(stderr=True, soft_wrap=True).print(f"drillbook: {error}", markup=False)
