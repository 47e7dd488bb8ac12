"""The repairs that are mechanical, as a unified diff."""

import difflib

from drillbook.audit.audit import Report


def repaired(report: Report) -> list[str]:
    """Return the runbook's lines with every mechanical repair made.

    A repair whose text is no longer there, because another has changed it, is left out.
    """
    lines = list(report.lines)
    for finding in report.findings:
        for edit in finding.edits:
            at = edit.line - 1
            if 0 <= at < len(lines) and edit.old and edit.old in lines[at]:
                lines[at] = lines[at].replace(edit.old, edit.new, 1)
    return lines


def unified_diff(report: Report) -> str:
    """Return the repairs as a diff that ``patch -p1`` and ``git apply`` take."""
    name = report.file.as_posix().lstrip("/")
    before = [f"{line}\n" for line in report.lines]
    after = [f"{line}\n" for line in repaired(report)]
    return "".join(difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"))
