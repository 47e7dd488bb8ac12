"""The commands that change a target: ``run``, ``night`` and ``undo``."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from drillbook import journal, lanes, nights, opening, relay, running, session, signals, target
from drillbook.errors import UndoIncomplete, UsageError
from drillbook.options import JsonOption

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
DrPlanOption = Annotated[
    Path | None,
    typer.Option(
        "--dr-plan",
        envvar="DRILLBOOK_DR_PLAN",
        help="Plan of a disaster recovery exercise; its hash is recorded.",
    ),
]
RecordOption = Annotated[
    Path | None,
    typer.Option("--record", help="Keep there what drills that pass have seen, for 'prove'."),
]
HistoryOption = Annotated[
    str | None,
    typer.Option(
        "--history",
        envvar="DRILLBOOK_HISTORY",
        help="Results over time: a file (beside the runs by default) or postgresql://….",
    ),
]
LanesOption = Annotated[
    int | None,
    typer.Option(
        "--lanes",
        help="Labs side by side, from the target's own number upwards. By default 2 for several "
        "systems, each of which takes the next that is free; 1 for one, whose drills more share.",
    ),
]
SummaryOption = Annotated[
    bool, typer.Option("--json", help="Print summary.json; all else goes to standard error.")
]
_LAB = Path("targets/lab.yaml")


def run(
    systems: SystemsArgument = None,
    target_file: TargetOption = _LAB,
    confirm: ConfirmOption = None,
    keyword: KeywordOption = "",
    results: ResultsOption = None,
    key: KeyOption = None,
    timestamp: TimestampOption = None,
    dr_plan: DrPlanOption = None,
    history: HistoryOption = None,
    record: RecordOption = None,
    as_json: SummaryOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Run drills. Exit code: 0 pass, 1 fail, 2 usage, 3 unknown, 4 undo incomplete."""
    sealing = running.Sealing(key, timestamp, dr_plan)
    plan = running.planned(
        target_file, systems, keyword, confirm, results, sealing, history, record
    )
    _finish(plan, running.drill, as_json=as_json)


def night(
    systems: SystemsArgument = None,
    target_file: TargetOption = _LAB,
    confirm: ConfirmOption = None,
    keyword: KeywordOption = "",
    results: ResultsOption = None,
    key: KeyOption = None,
    timestamp: TimestampOption = None,
    dr_plan: DrPlanOption = None,
    history: HistoryOption = None,
    record: RecordOption = None,
    lanes_wanted: LanesOption = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the lab up.")] = False,  # noqa: FBT002
    as_json: SummaryOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Bring the target's lab up (if it is one), deploy, run drills, report. Exit code as run."""
    sealing = running.Sealing(key, timestamp, dr_plan)
    plan = running.planned(
        target_file, systems, keyword, confirm, results, sealing, history, record
    )

    def go(plan: running.Plan, out: Console) -> int:
        on_labs = plan.target.kind is target.Kind.LAB
        if on_labs and len(plan.systems) > 1:
            if keep:
                raise UsageError("--keep leaves one system's lab up; name one system")
            return relay.night(plan, out, abreast=lanes_wanted or _abreast())
        if lanes_wanted in (None, 1):
            return nights.night(plan, out, keep=keep)
        return lanes.night(plan, out, lanes=lanes_wanted, keep=keep)

    _finish(plan, go, as_json=as_json)


def _abreast() -> int:
    """Return how many labs a night of several systems has: two need a processor each."""
    return min(2, os.cpu_count() or 1)


def undo(
    target_file: TargetOption = _LAB,
    confirm: ConfirmOption = None,
    listing: Annotated[bool, typer.Option("--list", help="Only list what is pending.")] = False,  # noqa: FBT002 (typer makes a flag of it)
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Put back whatever drills have left changed on a target. Exit code 4 if it cannot be."""
    with opening.opened(target.load(target_file), confirmed=confirm) as opened:
        pending = [journal.described(intent) for intent in opened.journal.pending()]
        lines = pending if listing else _undone(opened)
        place = opened.journal.place
    if as_json:
        typer.echo(json.dumps({"place": str(place), "pending" if listing else "undone": lines}))
        return
    for line in lines:
        typer.echo(line)
    typer.echo(f"{len(pending)} pending in {place}" if listing else f"{len(pending)} put back")


def _finish(
    plan: running.Plan, go: Callable[[running.Plan, Console], int], *, as_json: bool
) -> None:
    code = go(plan, Console(stderr=as_json))
    if as_json:
        typer.echo((plan.directory / "summary.json").read_text(encoding="utf-8"), nl=False)
    raise typer.Exit(code)


def _undone(opened: session.Session) -> list[str]:
    try:
        with signals.as_interrupts():
            return opened.undo()
    except KeyboardInterrupt:
        left = len(opened.journal.pending())
        raise UndoIncomplete(
            f"interrupted; {left} changes are still pending, and the next undo goes on with them"
        ) from None
