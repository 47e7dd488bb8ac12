"""Findings as SARIF 2.1.0, which forges show beside the lines of a pull request."""

import os
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

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
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "invocations": [invocation],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _address(file: Path) -> str:
    """Return a file's address: relative where it is below the current folder, as forges want it."""
    path = os.path.relpath(file)
    return file.resolve().as_uri() if path.startswith("..") else quote(path)


def _rule(name: str) -> dict[str, Any]:
    rule = RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.says},
        "defaultConfiguration": {"level": str(rule.severity)},
        "properties": {"tags": [rule.about]},
    }


def _result(report: Report, finding: Finding) -> dict[str, Any]:
    place = {"uri": _address(report.file)}
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": str(finding.severity),
        "message": {"text": f"{finding.message}. Repair: {finding.repair}"},
        "locations": [
            {"physicalLocation": {"artifactLocation": place, "region": {"startLine": finding.line}}}
        ],
        "properties": {"shown_by": str(finding.shown_by)},
    }
    replacements = list(_replacements(report, finding))
    if replacements:
        change = {"artifactLocation": place, "replacements": replacements}
        result["fixes"] = [{"description": {"text": finding.repair}, "artifactChanges": [change]}]
    return result


def _replacements(report: Report, finding: Finding) -> Iterator[dict[str, Any]]:
    """Yield what the edits of a finding replace, each time that one stands in its line."""
    taken: dict[tuple[int, str], int] = {}
    for edit in finding.edits:
        line = report.lines[edit.line - 1] if edit.line <= len(report.lines) else ""
        at = line.find(edit.old, taken.get((edit.line, edit.old), 0)) if edit.old else -1
        if at < 0:
            continue
        taken[edit.line, edit.old] = at + len(edit.old)
        region = {
            "startLine": edit.line,
            "startColumn": at + 1,
            "endColumn": at + 1 + len(edit.old),
        }
        yield {"deletedRegion": region, "insertedContent": {"text": edit.new}}
