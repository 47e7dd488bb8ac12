"""The command ``drillbook``."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import pytest
import typer
from rich.console import Console

from drillbook import session, target
from drillbook.clock import now
from drillbook.errors import DrillbookError, UndoIncomplete, UsageError
from drillbook.evidence import report
from drillbook.lab.commands import lab_app
from drillbook.runbook import lint as linting

USAGE, UNDO_INCOMPLETE = 2, 4

app = typer.Typer(
    help="Operations runbooks turned into drills that prove themselves.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(lab_app, name="lab")

TargetOption = Annotated[
    Path, typer.Option("--target", envvar="DRILLBOOK_TARGET", help="Target file.")
]
ConfirmOption = Annotated[
    str | None, typer.Option("--confirm", help="Name of the cluster that may be changed.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_LAB = Path("targets/lab.yaml")


@app.command()
def run(
    systems: Annotated[list[str] | None, typer.Argument(help="Systems; all by default.")] = None,
    target_file: TargetOption = _LAB,
    confirm: ConfirmOption = None,
    keyword: Annotated[
        str, typer.Option("-k", help="Only scenarios that match, as pytest's -k.")
    ] = "",
    results: Annotated[Path | None, typer.Option(help="Directory of the results.")] = None,
) -> None:
    """Run drills. Exit code: 0 pass, 1 fail, 2 usage, 3 unknown, 4 undo incomplete."""
    opened = target.load(target_file)
    chosen = systems or sorted(opened.systems)
    for name in chosen:
        opened.system(name)
    features = [_features(name) for name in chosen]
    linting.require_clean(features)
    directory = results or Path("reports") / now().strftime("%Y%m%dT%H%M%SZ")
    arguments = [*map(str, features), f"--target={target_file}", f"--results={directory}"]
    arguments += ["-k", keyword] if keyword else []
    arguments += [f"--confirm={confirm}"] if confirm else []
    arguments += [f"--html={directory / 'pytest.html'}", "--self-contained-html"]
    # A process of its own: the lint has already imported the phrases, and pytest must see them new.
    code = subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise UsageError(f"no scenario matches -k {keyword!r} in {', '.join(chosen)}")
    if code in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.INTERNAL_ERROR):
        raise UsageError("pytest could not run the scenarios; its message is above")
    if code == pytest.ExitCode.INTERRUPTED and not (directory / "run.json").exists():
        raise UsageError("pytest stopped before the first drill; its message is above")
    raise typer.Exit(report.write_reports(directory))


@app.command()
def undo(
    target_file: TargetOption = _LAB,
    confirm: ConfirmOption = None,
    listing: Annotated[bool, typer.Option("--list", help="Only list what is pending.")] = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Put back whatever drills have left changed on a target."""
    console = Console()
    with session.opened(target.load(target_file), confirmed=confirm) as opened:
        pending = opened.journal.pending()
        if listing:
            for intent in pending:
                console.print(
                    f"{intent.number}  {intent.at:%F %T}  {intent.undo}  "
                    f"{json.dumps(dict(intent.arguments))}",
                    markup=False,
                )
        else:
            for line in opened.undo():
                console.print(line, markup=False)
        console.print(f"{len(pending)} pending" if listing else f"{len(pending)} put back")


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


def _features(system: str) -> Path:
    directory = Path("features") / system
    if not directory.is_dir():
        raise UsageError(f"{directory}: no features for system {system} (in {Path.cwd()})")
    return directory


def _complain(error: DrillbookError) -> None:
    Console(stderr=True, soft_wrap=True).print(f"drillbook: {error}", markup=False)
