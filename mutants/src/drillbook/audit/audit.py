"""Audit a runbook: every rule over everything that it holds."""

from dataclasses import dataclass
from pathlib import Path

from drillbook.audit import document
from drillbook.audit.finding import Finding, NotLookedAt
from drillbook.audit.rules import LOOKS
from drillbook.audit.runbook import Runbook
from drillbook.audit.unseen import not_looked_at


@dataclass(frozen=True)
class Report:
    """What was found in a runbook, and what nobody looked at."""

    file: Path
    lines: tuple[str, ...]
    findings: tuple[Finding, ...]
    not_looked_at: tuple[NotLookedAt, ...]


def audit(file: Path) -> Report:
    """Audit a Markdown file. Raises UsageError if it cannot be read."""
    runbook = Runbook(document.read(file))
    found = {finding for look in LOOKS for finding in look(runbook)}
    return Report(file, runbook.document.lines, tuple(sorted(found)), not_looked_at(runbook))
