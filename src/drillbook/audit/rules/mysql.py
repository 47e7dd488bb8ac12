"""MySQL: statements that change every row."""

import re
from collections.abc import Iterator
from itertools import pairwise

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command

_CHANGES = re.compile(r"(?is)^\s*(?:DELETE\s+FROM\s+([`\w.]+)|UPDATE\s+([`\w.]+)\s+SET\b)(.*)$")
_CHOSEN = re.compile(r"(?i)\b(WHERE|LIMIT|JOIN|USING)\b")


def every_row(runbook: Runbook) -> Iterator[Finding]:
    """``mysql -e 'DELETE FROM orders'``."""
    for _, call in runbook.of("mysql", "mariadb"):
        for line, text in _texts(call.command):
            for statement in re.split(r";", text):
                found = _CHANGES.match(statement)
                if found and not _CHOSEN.search(found[3]):
                    yield finding(
                        "no-where",
                        line + text[: text.find(statement.strip())].count("\n"),
                        f"there is no WHERE: every row of {found[1] or found[2]} is changed",
                        "say which rows",
                        ShownBy.REASONED,
                    )


def _texts(command: Command) -> Iterator[tuple[int, str]]:
    for flag, value in pairwise(command.words):
        if flag.text in ("-e", "--execute") or re.fullmatch(r"-\w*e", flag.text):
            yield value.line, value.text
    for word in command.words:
        if word.text.startswith("--execute="):
            yield word.line, word.text.partition("=")[2]
    if command.heredoc is not None:
        yield command.heredoc.line, command.heredoc.text


LOOKS = (every_row,)
