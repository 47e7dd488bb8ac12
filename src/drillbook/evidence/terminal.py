"""The summary of a run on the terminal: verdicts, recovery times against budgets, losses."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from drillbook.evidence import text
from drillbook.verdict import Verdict

# Each verdict has a word and a symbol, so that colour is never the only sign.
SYMBOLS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.UNKNOWN: "?", Verdict.BLOCKED: "-"}
_COLOURS = {
    Verdict.PASS: "green",
    Verdict.FAIL: "bold red",
    Verdict.UNKNOWN: "yellow",
    Verdict.BLOCKED: "cyan",
}


def print_summary(run_summary: Mapping[str, Any], console: Console | None = None) -> None:
    """Print a summary as ``summary.summary`` makes it. NO_COLOR and a pipe turn colours off."""
    out = console or Console()
    for system in run_summary["systems"]:
        drills = [drill for drill in run_summary["drills"] if drill["system"] == system]
        out.print(_drills(system, drills))
    out.print(_slowest(run_summary["slowest"]))
    for line in _total(run_summary):
        out.print(line, soft_wrap=True)


def _drills(system: str, drills: list[dict[str, Any]]) -> Table:
    table = _table(escape(system))
    table.add_column("verdict", no_wrap=True)
    table.add_column("scenario, recovery and budget", ratio=1, overflow="fold")
    for heading in ("acked", "lost", "RPO", "took"):
        table.add_column(heading, justify="right", no_wrap=True)
    for drill in drills:
        table.add_row(
            _verdict(drill),
            "\n".join(_scenario(drill)),
            _or_dash(drill["acked"], text.count),
            _lost(drill["lost"], drill["verdict"]),
            _or_dash(drill["rpo_seconds"], text.span),
            text.span(drill["seconds"]),
        )
    return table


def _table(title: str) -> Table:
    return Table(title=f"\n{title}", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)


def _verdict(drill: Mapping[str, Any]) -> str:
    verdict = Verdict(drill["verdict"])
    aborted = "\naborted" if drill["aborted"] else ""
    return f"[{_COLOURS[verdict]}]{SYMBOLS[verdict]} {verdict.value}[/]{aborted}"


def _scenario(drill: Mapping[str, Any]) -> Iterator[str]:
    yield escape(drill["scenario"])
    for name in drill["rto_seconds"]:
        yield f"  {_phase(drill, name)}"
    if drill["reason"]:
        yield f"  [{_COLOURS[Verdict(drill['verdict'])]}]{escape(drill['reason'])}[/]"


def _phase(drill: Mapping[str, Any], name: str) -> str:
    seconds, budget = drill["rto_seconds"][name], drill["budget_seconds"][name]
    shown = f"{escape(name)} {text.span(seconds)}"
    if budget is None:
        return f"{shown}, no budget"
    if seconds > budget:
        return f"{shown}, [bold red]over[/] {text.span(budget)}"
    return f"{shown} of {text.span(budget)}"


def _lost(lost: int | None, verdict: str) -> str:
    shown = _or_dash(lost, text.count)
    # A drill that passed lost no more than it allows, such as what came after a backup.
    return f"[bold red]{shown}[/]" if lost and verdict != Verdict.PASS else shown


def _or_dash(number: Any, show: Callable[[Any], str]) -> str:
    return "-" if number is None else show(number)


def _slowest(slowest: list[dict[str, Any]]) -> Table:
    table = _table("Slowest parts")
    table.add_column("took", justify="right", no_wrap=True)
    table.add_column("part", overflow="fold")
    table.add_column("drill", overflow="fold")
    for part in slowest:
        where = escape(part["drill"] or "-")
        table.add_row(text.span(part["seconds"]), escape(part["part"]), where)
    return table


def _total(run_summary: Mapping[str, Any]) -> Iterator[str]:
    for problem in run_summary["problems"]:
        yield f"[yellow]? {escape(problem)}[/]"
    totals, target = run_summary["totals"], run_summary["target"]
    verdict = Verdict(run_summary["verdict"])
    counted = ", ".join(f"{totals[v.value]} {v.value}" for v in Verdict if totals[v.value])
    yield (
        f"[{_COLOURS[verdict]}]{SYMBOLS[verdict]} {verdict.value}[/]: {totals['drills']} drills "
        f"({counted}) on {target['kind']} {escape(target['name'])}, scale {escape(target['scale'])}"
    )
    own = f"{text.span(totals['overhead_seconds'])}, {text.own_time(totals)}"
    yield f"The suite's own time: {escape(own)}"
    if run_summary["evidence"]:
        yield f"Evidence: {escape(text.sealing(run_summary['evidence']))}"
    if run_summary["undo_incomplete"]:
        yield (
            f"[bold red]✗ undo incomplete[/]: {escape(run_summary['undo_incomplete'])}; "
            "run 'drillbook undo' before anything else"
        )
