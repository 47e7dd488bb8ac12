"""The commands about this machine: ``drillbook doctor`` and ``drillbook clean``."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from drillbook.clock import now
from drillbook.evidence.chain import RUN_RECORDS
from drillbook.history import retention
from drillbook.history.commands import DEFAULT as HISTORY
from drillbook.history.database import is_file, opened
from drillbook.history.migrations import migrate
from drillbook.machine import doctor as looking
from drillbook.machine.doctor import Finding, State
from drillbook.machine.leftovers import Leftover, leftovers
from drillbook.machine.uses import size
from drillbook.options import MOST_DAYS, JsonOption

INCOMPLETE = 1
_LAB, _REPORTS = Path("targets/lab.yaml"), Path("reports")
_SIGNS = {State.OK: "✓", State.MISSING: "✗", State.NOTE: "-"}


def doctor(
    systems: Annotated[
        list[str] | None, typer.Argument(help="Systems; all of the target by default.")
    ] = None,
    target_file: Annotated[
        Path | None,
        typer.Option("--target", envvar="DRILLBOOK_TARGET", help="A target; targets/lab.yaml."),
    ] = None,
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Say what is missing on this machine or target, by reading only. Exit code: 1 if any is."""
    found = list(_looked(target_file or (_LAB if _LAB.exists() else None), systems))
    missing = [one for one in found if one.state is State.MISSING]
    if as_json:
        said = {"missing": len(missing), "findings": [asdict(one) for one in found]}
        typer.echo(json.dumps(said, indent=1))
    else:
        _print(found)
        typer.echo(f"{len(missing)} missing" if missing else "nothing is missing")
    if missing:
        raise typer.Exit(INCOMPLETE)


def _looked(target_file: Path | None, systems: list[str] | None) -> Iterable[Finding]:
    yield from looking.of_machine(lab=target_file is None or looking.is_lab(target_file))
    yield from looking.of_directory(Path())
    if target_file is not None:
        yield from looking.of_target(target_file, systems)


def _print(found: Sequence[Finding]) -> None:
    for about in dict.fromkeys(one.about for one in found):
        typer.echo(about)
        for one in found:
            if one.about == about:
                instead = f"; {one.instead}" if one.instead else ""
                typer.echo(f"  {_SIGNS[one.state]} {one.what.rstrip('.')}{instead}")


@dataclass(frozen=True)
class _Going:
    """What is to go: what it is, where, why, its bytes, and how it goes."""

    kind: str
    path: str
    unused_since: str | None
    bytes: int
    remove: Callable[[], bool]

    def shown(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name != "remove"}


def clean(
    days: Annotated[
        int,
        typer.Option(
            "--days", min=0, max=MOST_DAYS, help="Caches that nobody used for so long may go."
        ),
    ] = 14,
    results: Annotated[
        int,
        typer.Option("--results", min=0, max=MOST_DAYS, help="Days; older bundles of runs may go."),
    ] = 90,
    at_least: Annotated[
        int, typer.Option("--at-least", min=1, help="Newest runs of each target that stay.")
    ] = 10,
    history: Annotated[
        str, typer.Option("--history", envvar="DRILLBOOK_HISTORY", help="Which runs there are.")
    ] = HISTORY,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say it.")] = False,  # noqa: FBT002 (as above)
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask on a terminal.")] = False,  # noqa: FBT002 (as above)
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Remove what old runs left: caches, labs that are down, old bundles. Never what is in use."""
    policy = retention.Policy(timedelta(days=results), at_least)
    going = [*map(_leftover, leftovers(timedelta(days=days), now())), *_bundles(history, policy)]
    if not as_json:
        for one in going:
            since = f", unused since {one.unused_since}" if one.unused_since else ""
            typer.echo(f"{spelled(one.bytes):>9}  {one.kind}  {one.path}{since}")
        typer.echo(f"{spelled(sum(one.bytes for one in going)):>9}  in all, {len(going)} things")
        if strange := _strange(history):
            typer.echo(
                f"{len(strange)} runs in reports/ stay, since the history does not know them: "
                f"drillbook history import {' '.join(strange)}"
            )
    if going and not (dry_run or sure or as_json) and sys.stdin.isatty():
        typer.confirm("Remove them?", abort=True)
    gone = [] if dry_run else [one for one in going if one.remove()]
    if as_json:
        said = {"found": [one.shown() for one in going], "removed": [one.path for one in gone]}
        typer.echo(json.dumps(said, indent=1))
    elif not dry_run:
        freed = spelled(sum(one.bytes for one in gone))
        left = f"; {len(going) - len(gone)} are in use again" if len(gone) < len(going) else ""
        typer.echo(f"{freed:>9}  removed, {len(gone)} things{left}")


def spelled(taken: int) -> str:
    """Return bytes as people read them: ``4.6 GB``, ``132.0 kB``."""
    number = float(taken)
    for unit in ("B", "kB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"


def _leftover(one: Leftover) -> _Going:
    since = one.used.date().isoformat() if one.used else None
    return _Going(one.kind, str(one.path), since, one.bytes, one.remove)


def _bundles(where: str, policy: retention.Policy) -> list[_Going]:
    """Return the runs that the retention of results lets go; none without a history to ask."""
    if is_file(where) and not Path(where).exists():
        return []
    with opened(where) as database:
        migrate(database)
        runs = retention.removable(retention.here(database), policy, now())

    def remover(run: retention.Kept) -> Callable[[], bool]:
        def remove() -> bool:
            with opened(where) as again:
                retention.remove(again, run, now())
            return True

        return remove

    latest = (_REPORTS / "latest").resolve()
    return [
        _Going(
            "bundle of a run",
            run.bundle,
            run.started.date().isoformat(),
            size(Path(run.bundle)),
            remover(run),
        )
        for run in runs
        if Path(run.bundle).resolve() != latest
    ]


def _strange(where: str) -> list[str]:
    """Return the runs in ``reports/`` that the history does not know; a killed one is such."""
    here = {file.parent.parent for file in _REPORTS.glob(f"*/evidence/{RUN_RECORDS}")}
    if here and (not is_file(where) or Path(where).exists()):
        with opened(where) as database:
            migrate(database)
            known = {Path(run.bundle).resolve() for run in retention.kept(database)}
        here = {run for run in here if run.resolve() not in known}
    return sorted(str(run) for run in here if not run.is_symlink())
