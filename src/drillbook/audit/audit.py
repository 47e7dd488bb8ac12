"""Audit a runbook: every rule over everything that it holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from drillbook.audit import document
from drillbook.audit.finding import Finding, NotLookedAt
from drillbook.audit.rules import LOOKS
from drillbook.audit.runbook import Runbook
from drillbook.audit.unseen import not_looked_at

FAILED = "failed on this runbook"


@dataclass(frozen=True)
class Report:
    """What was found in a runbook, and what nobody looked at. ``source`` is its text as it is."""

    file: Path
    source: str
    lines: tuple[str, ...]
    findings: tuple[Finding, ...]
    not_looked_at: tuple[NotLookedAt, ...]


def audit(file: Path) -> Report:
    """Audit a Markdown file. Raises UsageError if it cannot be read."""
    runbook = Runbook(document.read(file))
    found: set[Finding] = set()
    failed: list[NotLookedAt] = []
    for look in LOOKS:
        try:
            found |= set(look(runbook))
        except Exception as error:  # noqa: BLE001 (what one rule trips over costs the others nothing)
            failed.append(_failed(look, error))
    missing = (*failed, *not_looked_at(runbook))
    return Report(
        file,
        runbook.document.source,
        runbook.document.lines,
        tuple(sorted(found)),
        tuple(sorted(missing)),
    )


def _failed(look: Callable[[Runbook], Iterator[Finding]], error: Exception) -> NotLookedAt:
    rule = f"{look.__module__.rpartition('.')[2]}.{look.__name__}"
    return NotLookedAt(f"what {rule} looks for", f"{FAILED}: {type(error).__name__}: {error}")
