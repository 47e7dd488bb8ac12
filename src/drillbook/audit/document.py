"""A runbook's parts by their place: headings, code blocks, sentences, tables."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from drillbook.errors import UsageError

# What site generators keep at a file's head is no part of the runbook.
_FRONT = re.compile(r"---[ \t]*\n(?:(?!---|\.\.\.)[^\n]*\n){0,200}(?:---|\.\.\.)[ \t]*(?=\n|$)")
_FED = re.compile(r"\s*(\$ )?[\w./-]+ [^\n]*<<-?\s*['\"\\]?[A-Z]\w*")
# Attributes in braces as pandoc has them, ``{.bash #id}``, or a word with more behind it.
# Code in HTML, whole: attributes, then what is in it.
_PRE = re.compile(
    r"<pre\b([^>]*)>[ \t]*(?:<code\b([^>]*)>)?(.*?)(?:</code>\s*)?</pre>", re.IGNORECASE | re.DOTALL
)
_NAMED = re.compile(r"(?:language-|lang(?:uage)?[-=]['\"]?|highlight-source-|brush:\s*)(\w+)")
_IN_HTML = re.compile(r"<(pre|code)\b|^\s*(```|~~~)", re.IGNORECASE | re.MULTILINE)
_CLASS = re.compile(r"\{[^}]*?\.([\w+-]+)|\{?([\w+-]+)")


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
    """A Markdown file. ``source`` is its text as it is, ``lines`` are without their ends."""

    path: Path
    source: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    html_code: tuple[int, ...] = ()  # lines on which code in HTML begins, which nobody reads
    open_fences: tuple[tuple[int, int], ...] = ()  # first and last line of each without an end

    @cached_property
    def text(self) -> str:
        """The whole file."""
        return "\n".join(self.lines)


def lines_of(text: str) -> list[str]:
    """Return a text's lines, which end where Markdown and shells end them and nowhere else."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def read(path: Path) -> Document:
    """Read a runbook. Raises UsageError if it cannot be read, or has no text."""
    try:
        # a pipe without a writer would be waited for forever, a device never ends
        if path.exists() and not path.is_file():
            raise UsageError(f"cannot audit {path}: it is no file")
        source = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise UsageError(f"cannot audit {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(f"cannot audit {path}: line {line} is not UTF-8") from error
    if not source.strip("\ufeff \t\r\n"):
        raise UsageError(f"cannot audit {path}: there is no text in it")
    return parse(source, path)


def parse(source: str, path: Path) -> Document:
    """Return a Markdown text's parts."""
    text = re.sub(r"\r\n?", "\n", source.removeprefix("\ufeff"))
    front = _FRONT.match(text)
    reader = _Reader(lines_of(text))
    body = "\n" * front[0].count("\n") + text[front.end() :] if front else text
    for token in MarkdownIt().enable("table").parse(body):
        reader.take(token)
    return Document(
        path,
        source,
        tuple(lines_of(text)),
        tuple(reader.blocks),
        tuple(reader.sentences),
        tuple(reader.html_code),
        tuple(reader.open_fences),
    )


def _language(info: str) -> str:
    """Return the language that a fence names: ``bash`` of ``{.bash .wide}`` and ``bash,ignore``."""
    found = _CLASS.match(info.strip())
    return (found[1] or found[2]).lower() if found else ""


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.open_fences: list[tuple[int, int]] = []
        self.blocks: list[Block] = []
        self.sentences: list[Sentence] = []
        self.html_code: list[int] = []
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
        elif token.type == "html_block":
            self._html(token.content, (token.map or [0])[0] + 1)
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
        language = _language(token.info)
        if language in ("", "yaml", "yml") and _FED.match(token.content):
            language = "bash"  # a command and the file that it is fed, called by the file
        end = (token.map or [0, 0])[1]
        if token.type == "fence" and not self._is_closed(token.markup, start, end):
            self.open_fences.append((start + 1, end))
            # what is no shell is taken with the sentences after it, and is not judged
            language = language if language in ("bash", "sh", "shell") else "unclosed"
        self.blocks.append(Block(language, first, token.content, self._headings, self._before))

    def _html(self, text: str, line: int) -> None:
        """Take the code of an HTML block; what is not whole is noted as unread."""
        for found in _PRE.finditer(text):
            code = html.unescape(re.sub(r"<[^>]*>", "", found[3]))
            first = line + text[: found.start(3)].count("\n")
            begun = len(code) - len(code.lstrip("\n"))
            named = _NAMED.search(f"{found[1]} {found[2] or ''}")
            language = named[1].lower() if named else ""
            body = code.strip("\n") + "\n"
            self.blocks.append(Block(language, first + begun, body, self._headings, self._before))
        # taken out of it with as many lines as it had
        left = _PRE.sub(lambda found: "\n" * found[0].count("\n"), text)
        if unread := _IN_HTML.search(left):
            self.html_code.append(line + left[: unread.start()].count("\n"))

    def _is_closed(self, markup: str, start: int, end: int) -> bool:
        last = self.lines[end - 1].strip(" \t>") if start + 1 < end <= len(self.lines) else ""
        return len(last) >= len(markup) and not last.strip(markup[0])

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
        for offset, part in enumerate(text.split("\n")):
            self.sentences.append(Sentence(line + offset, part, self._headings))
        self.blocks += self._code(token, line)

    def _code(self, token: Token, line: int) -> Iterator[Block]:
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == "html_inline" and _IN_HTML.match(child.content):
                self.html_code.append(line)
            elif child.type == "code_inline":
                yield Block("inline", line, child.content, self._headings, token.content)

    def _row(self) -> None:
        cells = tuple(self._cells)
        if cells != self._columns:
            text = " | ".join(cells)
            self.sentences.append(
                Sentence(self._row_line, text, self._headings, cells, self._columns)
            )
