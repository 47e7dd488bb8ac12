"""Findings as SARIF 2.1.0, which forges show beside the lines of a pull request."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from drillbook.audit.audit import Report
from drillbook.audit.catalogue import RULES
from drillbook.audit.finding import Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def document(reports: Iterable[Report]) -> dict[str, Any]:
    """Return one SARIF run for all runbooks."""
    listed = list(reports)
    used = sorted({finding.rule for report in listed for finding in report.findings})
    driver = {
        "name": "drillbook audit",
        "version": version("drillbook"),
        "rules": [_rule(name) for name in used],
    }
    results = [_result(report, finding) for report in listed for finding in report.findings]
    notes = [
        {
            "level": "note",
            "message": {"text": f"{report.file}: not looked at: {one.what}: {one.why}"},
        }
        for report in listed
        for one in report.not_looked_at
    ]
    invocation = {"executionSuccessful": True, "toolExecutionNotifications": notes}
    run = {"tool": {"driver": driver}, "results": results, "invocations": [invocation]}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(name: str) -> dict[str, Any]:
    rule = RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.says},
        "defaultConfiguration": {"level": str(rule.severity)},
        "properties": {"tags": [rule.about]},
    }


def _result(report: Report, finding: Finding) -> dict[str, Any]:
    place = {"uri": report.file.as_posix()}
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": str(finding.severity),
        "message": {"text": f"{finding.message}. Repair: {finding.repair}"},
        "locations": [
            {"physicalLocation": {"artifactLocation": place, "region": {"startLine": finding.line}}}
        ],
        "properties": {"shown_by": str(finding.shown_by)},
    }
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.line,
                "startColumn": report.lines[edit.line - 1].index(edit.old) + 1,
                "endColumn": report.lines[edit.line - 1].index(edit.old) + 1 + len(edit.old),
            },
            "insertedContent": {"text": edit.new},
        }
        for edit in finding.edits
        if edit.old and edit.line <= len(report.lines) and edit.old in report.lines[edit.line - 1]
    ]
    if replacements:
        change = {"artifactLocation": place, "replacements": replacements}
        result["fixes"] = [{"description": {"text": finding.repair}, "artifactChanges": [change]}]
    return result
