"""What ``pytest.html`` (pytest-html 4) shows of a drill: its steps with what each observed.

``add_drill`` belongs into ``pytest_runtest_makereport``, the other two into the hooks of
pytest-html that they are named after.
"""

from typing import Any

import pytest
from markupsafe import escape
from pytest_html import extras

from drillbook.evidence.model import Evidence
from drillbook.evidence.page import environment
from drillbook.evidence.terminal import SYMBOLS
from drillbook.verdict import Verdict


def drill_html(drill: Evidence) -> str:
    """Return a drill as HTML to be put into another page: steps, observations, phases, ledgers."""
    return environment().get_template("pytest.html.j2").render(drill=drill)


def add_drill(report: pytest.TestReport, drill: Evidence) -> None:
    """Put a drill into its test's row of pytest.html, and its verdict where the row shows it."""
    shown = [*getattr(report, "extras", []), extras.html(drill_html(drill))]
    report.extras = shown  # type: ignore[attr-defined]  # where pytest-html looks for them
    report.drill_verdict = drill.verdict.value  # type: ignore[attr-defined]  # travels with xdist


def table_header(cells: list[str]) -> None:
    """Add the column of verdicts (hook ``pytest_html_results_table_header``)."""
    cells.insert(1, "<th>Verdict</th>")


def table_row(report: Any, cells: list[str]) -> None:
    """Add a drill's verdict to its row (hook ``pytest_html_results_table_row``)."""
    verdict = getattr(report, "drill_verdict", "")
    shown = f"{SYMBOLS[Verdict(verdict)]} {verdict}" if verdict else ""
    cells.insert(1, f"<td>{escape(shown)}</td>")
