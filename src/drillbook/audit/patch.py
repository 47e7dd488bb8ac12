"""The repairs that are mechanical, as a unified diff."""

import difflib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from textwrap import dedent

from drillbook.audit.audit import Report
from drillbook.audit.finding import Finding


def repaired(report: Report) -> list[str]:
    """Return the runbook's lines with every mechanical repair made."""
    return [line.rstrip("\r\n") for line in _mended(report)]


def sides(report: Report, finding: Finding) -> tuple[str, str]:
    """Return what a finding is about as it is, and as it is with this finding's repairs alone."""
    alone = replace(report, findings=(finding,))
    at = sorted({finding.line, *(edit.line for edit in finding.edits)})
    both = [list(report.lines), repaired(alone)]
    before, after = (
        "\n".join(lines[line - 1] for line in at if 0 < line <= len(lines)) for lines in both
    )
    return dedent(before), dedent(after)


def unified_diff(report: Report) -> str:
    """Return the repairs as a diff that ``patch -p1`` and ``git apply`` take.

    Line ends, a byte order mark and a missing last newline stay as they are.
    """
    name = _name(report)
    before, after = "".join(_lines(report.source)), "".join(_mended(report))
    diff = difflib.unified_diff(_by_feed(before), _by_feed(after), f"a/{name}", f"b/{name}")
    return "".join(_ended(diff, tab="\t" if " " in name else ""))


def _name(report: Report) -> str:
    """Return the file's name below the current folder, else from the root."""
    path = os.path.relpath(report.file)
    outside = path.startswith("..")
    return (report.file.resolve().as_posix() if outside else path).lstrip("/")


def _lines(source: str) -> list[str]:
    """Return lines with their ends, as Markdown counts them."""
    return [line for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", source) if line]


def _by_feed(text: str) -> list[str]:
    """Return lines with their ends, as programs that patch count them."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def _mended(report: Report) -> list[str]:
    """Return the lines with their ends, and every repair made.

    A repair whose text is no longer there, because another has changed it, is left out.
    """
    lines = _lines(report.source)
    for finding in report.findings:
        for edit in finding.edits:
            at = edit.line - 1
            if 0 <= at < len(lines) and edit.old and edit.old in lines[at]:
                new = edit.new.replace("\n", "\r\n") if lines[at].endswith("\r\n") else edit.new
                lines[at] = lines[at].replace(edit.old, new, 1)
    return lines


def _ended(diff: Iterator[str], tab: str) -> Iterator[str]:
    """Yield a diff's lines; a name with blanks ends with a tab, a last line without newline is so
    called.
    """
    for number, line in enumerate(diff):
        if number < 2:
            yield f"{line[:-1]}{tab}\n"
        elif line.endswith("\n"):
            yield line
        else:
            yield f"{line}\n\\ No newline at end of file\n"
