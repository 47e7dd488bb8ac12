"""Findings for people and programs: text, JSON, HTML."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from drillbook.audit.audit import Report
from drillbook.audit.catalogue import RULES
from drillbook.audit.finding import Severity
from drillbook.audit.patch import sides


def text(report: Report) -> str:
    """Return a report as lines: where, rule, why, repair."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    for one in report.findings:
        how = f"[{one.rule}, {one.shown_by}]"
        yield f"{report.file}:{one.line}: {one.severity}: {one.message} {how}"
        yield f"    repair: {one.repair}"
    counts = Counter(one.severity for one in report.findings)
    numbers = ", ".join(f"{counts[level]} {level}s" for level in Severity if counts[level])
    yield f"{report.file}: {len(report.findings)} findings" + (f" ({numbers})" if numbers else "")
    for missing in report.not_looked_at:
        yield f"    not looked at: {missing.what}: {missing.why}"


def json_document(reports: Iterable[Report]) -> dict[str, Any]:
    """Return reports as JSON; ``findings`` is the interface that stays."""
    listed = list(reports)
    return {
        "findings": [
            {
                "file": str(report.file),
                "line": one.line,
                "rule": one.rule,
                "severity": str(one.severity),
                "shown_by": str(one.shown_by),
                "message": one.message,
                "repair": one.repair,
            }
            for report in listed
            for one in report.findings
        ],
        "not_looked_at": [
            {"file": str(report.file), "what": one.what, "why": one.why}
            for report in listed
            for one in report.not_looked_at
        ],
    }


def html(reports: Iterable[Report]) -> str:
    """Return reports as one page that loads nothing: each line as it is and as repaired."""
    environment = Environment(
        loader=PackageLoader("drillbook.audit"), autoescape=True, undefined=StrictUndefined
    )
    shown = [
        {
            "file": report.file,
            "findings": [
                {
                    "of": one,
                    "about": RULES[one.rule].about,
                    "before": before,
                    "after": after,
                }
                for one in report.findings
                for before, after in [sides(report, one)]
            ],
            "not_looked_at": report.not_looked_at,
        }
        for report in reports
    ]
    return environment.get_template("audit.html.j2").render(reports=shown)
