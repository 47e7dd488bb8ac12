"""All reports of a run, drawn from its evidence, and the pointer ``reports/latest``.

A report that cannot be made does not cost the others: it is named in the summary, and the run is
not ok.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from drillbook.errors import DrillbookError
from drillbook.evidence.files import point_latest
from drillbook.evidence.junit import write_junit
from drillbook.evidence.reading import Run, read_run
from drillbook.evidence.summary import summary, write_summary
from drillbook.evidence.terminal import print_summary


def write_reports(
    run_directory: Path,
    *,
    parts: Mapping[str, float] | None = None,
    console: Console | None = None,
) -> int:
    """Write summary.json, junit.xml and the rest into the run directory; return the exit code.

    Reads ``evidence/`` and ``run.json`` (``undo_incomplete``: a reason or null) there. ``parts``
    are seconds of work outside of the drills. Raises UsageError if there is no evidence to read.
    """
    run = read_run(run_directory)
    problems: list[str] = []
    undo_incomplete = _undo_incomplete(run_directory, problems)
    for name, make in _reports(run).items():
        try:
            make()
        except Exception as error:  # noqa: BLE001 (whatever broke one report must not cost the others)
            problems.append(f"{name} could not be made: {_one_line(error)}")
    shown = summary(run, undo_incomplete=undo_incomplete, problems=problems, parts=parts)
    write_summary(shown, run_directory / "summary.json")
    point_latest(run_directory)
    print_summary(shown, console)
    code: int = shown["exit_code"]
    return code


def _reports(run: Run) -> dict[str, Callable[[], object]]:
    directory = run.directory
    return {
        "junit.xml": lambda: write_junit(run, directory / "junit.xml"),
    }


def _undo_incomplete(run_directory: Path, problems: list[str]) -> str | None:
    """Return what could not be put back. A run that did not say so is a problem of its own."""
    file = run_directory / "run.json"
    try:
        outcome = json.loads(file.read_text(encoding="utf-8"))
        reason = outcome["undo_incomplete"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        problems.append(
            f"{file}: not readable ({_one_line(error)}), so the run did not end by itself; "
            "run 'drillbook undo' to see that everything is put back"
        )
        return None
    return str(reason) if reason else None


def _one_line(error: BaseException) -> str:
    words = " ".join(str(error).split()) or "no message"
    return words if isinstance(error, DrillbookError) else f"{type(error).__name__}: {words}"
