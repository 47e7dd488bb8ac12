"""The text of a runbook's sections, read at run time from the file that the target names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

from drillbook.errors import UsageError
from drillbook.runbook.wording import wording

_TITLE = 1  # the heading of the document itself is no part of a section's name
_BOLD_LINE = re.compile(r"\*\*(.+?)\*\*\s*$")


@dataclass(frozen=True)
class Section:
    """A section with all below it: its name as a path, its first line (from 1), and its text."""

    name: str
    line: int
    text: str

    @property
    def title(self) -> str:
        """Return its own heading."""
        return self.name.rpartition(" / ")[2]

    @cached_property
    def body(self) -> str:
        """Return what it says below its heading, however it is laid out."""
        return wording(self.text)


def read(file: Path) -> str:
    """Return a runbook's text. Raises UsageError if the file cannot be read."""
    if file.exists() and not file.is_file():
        raise UsageError(f"{file}: cannot be read as a runbook: it is no file")
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read as a runbook: {error}") from error


def sections(source: str) -> dict[str, Section]:
    """Return each section by its name; of two of one name, the first.

    A line that is bold as a whole counts as a heading below all others.
    """
    lines = source.split("\n")  # as Markdown ends lines, and nothing else does
    headings = _headings(source)
    found: dict[str, Section] = {}
    for number, (line, level, path) in enumerate(headings):
        name = " / ".join(path)
        end = next((at for at, deep, _ in headings[number + 1 :] if deep <= level), len(lines))
        text = "\n".join(lines[line:end]).strip()
        found.setdefault(name, Section(name, line + 1, text))
    return found


def texts(file: Path, wanted: Iterable[str]) -> dict[str, str]:
    """Return the text of each wanted section, such as ``Backup & Restore / Manual Backup``.

    Sections that the runbook does not have are left out. Raises UsageError if the file cannot be
    read.
    """
    found = sections(read(file))
    return {name: found[name].text for name in wanted if name in found}


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
        above.append((level, " ".join((bold[1] if bold else inline.content).split())))
        path = tuple(name for deep, name in above if deep > _TITLE)
        headings.append((token.map[0], level, path))
    return headings
