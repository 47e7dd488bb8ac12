"""A runbook's parts by their place: headings, code blocks, sentences, tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from drillbook.errors import UsageError

_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Block:
    """A code block, or a piece of code in a sentence (then ``language`` is ``inline``)."""

    language: str
    line: int
    text: str
    headings: tuple[str, ...]
    before: str = ""

    @property
    def around(self) -> str:
        """What stands above the block: its headings and the sentence before it."""
        return " / ".join((*self.headings, self.before))


@dataclass(frozen=True)
class Sentence:
    """The text of a paragraph's line, a list item or a table row (cells joined by `` | ``)."""

    line: int
    text: str
    headings: tuple[str, ...]
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A Markdown file."""

    path: Path
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The whole file."""
        return "\n".join(self.lines)


def read(path: Path) -> Document:
    """Read a runbook. Raises UsageError if it cannot be read."""
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot audit {path}: {error}") from error
    return parse(source, path)


def parse(source: str, path: Path) -> Document:
    """Return a Markdown text's parts."""
    reader = _Reader()
    for token in MarkdownIt().enable("table").parse(source):
        reader.take(token)
    return Document(path, tuple(source.splitlines()), tuple(reader.blocks), tuple(reader.sentences))


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.sentences: list[Sentence] = []
        self._above: list[tuple[int, str]] = []
        self._level = 0
        self._before = ""
        self._cells: list[str] = []
        self._columns: tuple[str, ...] = ()
        self._table = False

    @property
    def _headings(self) -> tuple[str, ...]:
        return tuple(name for _, name in self._above)

    def take(self, token: Token) -> None:
        if token.type == "heading_open":
            self._level = int(token.tag[1:])
            self._before = ""
        elif token.type in ("fence", "code_block"):
            self._block(token)
        elif token.type == "inline":
            self._inline(token)
        elif token.type == "tr_open":
            self._cells = []
        elif token.type in ("table_open", "table_close"):
            self._table = token.type == "table_open"
        elif token.type == "thead_close":
            self._columns = tuple(self._cells)
        elif token.type == "tr_close" and self._cells and token.map is None:
            self._row()

    def _block(self, token: Token) -> None:
        start = (token.map or [0])[0]
        first = start + (2 if token.type == "fence" else 1)
        language = token.info.strip().split(" ")[0].lower() if token.info.strip() else ""
        self.blocks.append(Block(language, first, token.content, self._headings, self._before))

    def _inline(self, token: Token) -> None:
        text, line = token.content, (token.map or [0])[0] + 1
        if self._level:
            self._above = [(deep, name) for deep, name in self._above if deep < self._level]
            self._above.append((self._level, text))
            self._level = 0
            return
        if self._table:
            self._cells.append(text)
            self._row_line = line
            self.blocks += self._code(token, line)
            return
        self._before = text
        for offset, part in enumerate(text.splitlines()):
            self.sentences.append(Sentence(line + offset, part, self._headings))
        self.blocks += self._code(token, line)

    def _code(self, token: Token, line: int) -> Iterator[Block]:
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == "code_inline":
                yield Block("inline", line, child.content, self._headings, token.content)

    def _row(self) -> None:
        cells = tuple(self._cells)
        if cells != self._columns:
            text = " | ".join(cells)
            self.sentences.append(
                Sentence(self._row_line, text, self._headings, cells, self._columns)
            )
