"""What pytest says of a drill: the outcome that its verdict stands for, and no secret."""

from collections.abc import Iterator

import pytest
from _pytest._code.code import ReprEntry

from drillbook.evidence import pytest_html
from drillbook.evidence.model import Evidence
from drillbook.redaction import Redactor
from drillbook.verdict import Verdict


def tell(
    report: pytest.TestReport, evidence: Evidence, location: tuple[str, int | None, str]
) -> None:
    """Make pytest's outcome of a drill at ``location`` say what the drill's verdict says."""
    line = f"{evidence.verdict}: {evidence.reason or 'every step held'}"
    report.sections.append(("drill", _steps_text(evidence)))
    pytest_html.add_drill(report, evidence)
    report.user_properties.append(("verdict", evidence.verdict.value))
    report.user_properties.append(("evidence", evidence.id))
    if evidence.verdict is Verdict.PASS:
        report.outcome, report.longrepr = "passed", None
    elif evidence.verdict is Verdict.BLOCKED:
        path, number, _ = location
        report.outcome, report.longrepr = "skipped", (path, number or 0, line)
    else:
        report.outcome, report.longrepr = "failed", line
        if evidence.verdict is Verdict.UNKNOWN:
            # pytest and JUnit call a failure outside the call phase an error, which is what
            # not having seen is.
            report.when = "setup"


def redact(report: pytest.TestReport, redactor: Redactor) -> None:
    """Take secrets out of what pytest has caught: tracebacks, standard output, logs."""
    cleaned = redactor.redact
    report.sections = [(name, cleaned(text)) for name, text in report.sections]
    if report.longrepr is None or isinstance(report.longrepr, tuple):
        return
    for entry in _entries(report.longrepr):
        # pytest shortens values in their middle; half a secret is not known any more.
        entry.reprfuncargs = entry.reprlocals = None
    said = str(report.longrepr)
    if cleaned(said) != said:
        report.longrepr = cleaned(said)


def _entries(traceback: object) -> Iterator[ReprEntry]:
    for part, _, _ in getattr(traceback, "chain", ()):
        yield from (entry for entry in part.reprentries if isinstance(entry, ReprEntry))


def _steps_text(evidence: Evidence) -> str:
    mark = {"pass": "✓", "fail": "✗", "unknown": "?", "blocked": "-"}
    return "\n".join(
        f"{mark[step.verdict]} {step.keyword} {step.text}"
        + (f"\n    {step.reason}" if step.reason else "")
        for step in evidence.steps
    )
