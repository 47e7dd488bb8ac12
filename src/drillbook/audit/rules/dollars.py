"""PostgreSQL's ``$$`` where the shell reads it first, and takes it for its own process number."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.runbook import Runbook

# A name that ends in the process number (tmp_$$) is meant; so is one within a text ('job-$$').
_QUOTES = re.compile(r"(?<![\w\\$])\$\$(?![\w$])")
_TEXT = re.compile(r"'[^']*'")


def replaced(runbook: Runbook) -> Iterator[Finding]:
    """``psql <<SQL`` and ``psql -c "…"`` with ``$$`` in them."""
    seen: set[int] = set()
    for _, call in runbook.of("psql"):
        for sql in _expanded(call):
            quotes = {line: len(_QUOTES.findall(_TEXT.sub("", text))) for line, text in sql}
            # What is quoted so begins and ends.
            if sum(quotes.values()) < 2:
                continue
            for line in (line for line, times in quotes.items() if times and line not in seen):
                seen.add(line)
                yield _finding(runbook, line)


def _expanded(call: Call) -> Iterator[list[tuple[int, str]]]:
    """Yield SQL, by its lines, in which the shell puts values in the place of variables."""
    here = call.command.heredoc
    if here is not None and here.expands:
        yield list(enumerate(lines_of(here.text), start=here.line))
    for word in call.command.words:
        if word.raw.startswith('"'):
            yield list(enumerate(lines_of(word.raw), start=word.line))


def _finding(runbook: Runbook, line: int) -> Finding:
    times = runbook.document.lines[line - 1].count("$$")
    return finding(
        "dollar-quotes",
        line,
        "the shell puts its process number in place of $$ before psql sees it: PostgreSQL is sent "
        "a number where the text begins, and refuses it",
        r"write \$\$, or quote the heredoc's first word",
        ShownBy.REASONED,
        (Edit(line, "$$", r"\$\$"),) * times,
    )


LOOKS = (replaced,)
