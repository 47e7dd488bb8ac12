"""One summary and one page over several runs that shared their drills (``drillbook.lanes``).

Each run keeps its evidence and its own reports; what is written here leads there.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from drillbook.evidence import report
from drillbook.evidence.files import point_latest
from drillbook.evidence.junit import write_junit
from drillbook.evidence.page import write_page
from drillbook.evidence.reading import Run, read_run
from drillbook.evidence.summary import summary, write_summary
from drillbook.evidence.terminal import print_summary

Summary = Mapping[str, Any]


def write_together(
    directory: Path,
    runs: Sequence[Path],
    target_file: Path,
    *,
    parts: Mapping[str, float],
    proof: Mapping[str, int] | None,
    problems: Sequence[str],
    console: Console,
) -> int:
    """Write the reports over all runs into a directory beside theirs; return the exit code.

    Every run has its reports already, and is named by its directory. ``parts`` are seconds of work
    outside of the drills; ``problems`` are added to the runs' own.
    """
    told = [_told(run) for run in runs]
    whole = _whole(directory, [read_run(run) for run in runs])
    undo = [one["undo_incomplete"] for one in told if one["undo_incomplete"]]
    found = summary(
        whole,
        undo_incomplete="; ".join(undo) or None,
        problems=[*problems, *(p for one in told for p in _problems(one))],
        parts=parts,
        evidence=_evidence(told),
        proof=proof,
    )
    _add_of_runs(found, told)
    directory.mkdir(parents=True, exist_ok=True)
    links = {f"../{one['run']['id']}/index.html": one["run"]["id"] for one in told}
    words = report.words(whole, target_file, links)
    write_junit(whole, directory / "junit.xml")
    write_page(whole, found, directory / "index.html", words)
    write_summary(found, directory / "summary.json")
    point_latest(directory)
    print_summary(found, console)
    return int(found["exit_code"])


def _told(run: Path) -> Summary:
    found: Summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    return found


def _whole(directory: Path, runs: Sequence[Run]) -> Run:
    drills = sorted((d for run in runs for d in run.drills), key=lambda drill: drill.started)
    first = min(runs, key=lambda run: run.record.started)
    record = first.record.model_copy(update={"id": directory.name, "number": None})
    return replace(first, directory=directory, record=record, drills=tuple(drills))


def _problems(told: Summary) -> list[str]:
    return [f"{told['run']['id']}: {problem}" for problem in told["problems"]]


def _evidence(told: Sequence[Summary]) -> Mapping[str, Any] | None:
    """Return what the evidence is worth, where that is the same of all runs."""
    worth = [one["evidence"] for one in told]
    same = all(one is not None and one["status"] == worth[0]["status"] for one in worth)
    return worth[0] if same else None


def _add_of_runs(found: dict[str, Any], told: Sequence[Summary]) -> None:
    """Add what only the runs' own summaries have: where the evidence is, what a drill covers."""
    own = {(d["started"], d["id"]): (one["run"]["id"], d) for one in told for d in one["drills"]}
    for drill in found["drills"]:
        run, known = own[drill["started"], drill["id"]]
        drill["covering"] = known["covering"]
        drill["evidence"] = f"../{run}/{known['evidence']}"
    found["lanes"] = [one["run"]["id"] for one in told]
