"""The text of a runbook's sections, read at run time from the file that the target names."""

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

from drillbook.errors import UsageError

_TITLE = 1  # the heading of the document itself is no part of a section's name
_BOLD_LINE = re.compile(r"\*\*(.+?)\*\*\s*$")


def texts(file: Path, wanted: Iterable[str]) -> dict[str, str]:
    """Return the text of each wanted section, such as ``Backup & Restore / Manual Backup``.

    A line that is bold as a whole counts as a heading below all others. Sections that the runbook
    does not have are left out. Raises UsageError if the file cannot be read.
    """
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: the target names it as a runbook, and {error}") from error
    lines = source.splitlines()
    headings = _headings(source)
    found: dict[str, str] = {}
    for number, (line, level, path) in enumerate(headings):
        name = " / ".join(path)
        end = next((at for at, deep, _ in headings[number + 1 :] if deep <= level), len(lines))
        found.setdefault(name, "\n".join(lines[line:end]).strip())
    return {name: found[name] for name in wanted if name in found}


def _headings(source: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return line, level and path of every heading, in order."""
    headings: list[tuple[int, int, tuple[str, ...]]] = []
    above: list[tuple[int, str]] = []
    tokens = MarkdownIt().parse(source)
    for token, inline in pairwise(tokens):
        bold = _BOLD_LINE.fullmatch(inline.content) if token.type == "paragraph_open" else None
        if token.map is None or not (token.type == "heading_open" or bold):
            continue
        level = 7 if bold else int(token.tag[1:])
        above = [(deep, name) for deep, name in above if deep < level]
        above.append((level, bold[1] if bold else inline.content))
        path = tuple(name for deep, name in above if deep > _TITLE)
        headings.append((token.map[0], level, path))
    return headings
