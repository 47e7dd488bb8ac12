"""What a runbook says, item by item: headings, commands, list items, table rows, thresholds.

An item's fingerprint is of its kind and its text, with white space collapsed: an item that is
moved, or laid out anew, stays the same item.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import tree_sitter_bash
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tree_sitter import Language, Node, Parser

_BASH = Parser(Language(tree_sitter_bash.language()))
_SHELLS = {"bash", "sh", "shell", "console", "zsh"}
_ENDED_BY_SEMICOLON = {"sql", "cypher"}
_BOLD_LINE = re.compile(r"\*\*(.+?)\*\*\s*$")
_RULE = re.compile(r"^\s*- (?:alert|record):", re.MULTILINE)
# A list of sentences that is set as YAML: "- CPU usage > 80% for > 10 minutes".
_SENTENCE = re.compile(r"- [^:]+")
# A placeholder such as <pod-name>, which bash would take for a file to read from.
_PLACEHOLDER = re.compile(rb"(?<![<\w])<([A-Za-z][\w.-]*)>")
# A figure with what makes it a limit: a comparison, a unit, or a share.
_THRESHOLD = re.compile(
    r"[<>≤≥=]\s*\$?\d|\d\s*(?:%|x\b|ms\b|s\b|sec|min|hour|day|week|month|h\b|[KMGT]i?B?\b|/)"
    r"|\b(?:at least|at most|over|under|above|below|within|every|max|min)\w*\s+\$?\d",
    re.IGNORECASE,
)
_OPEN = {"heading_open", "list_item_open", "table_open", "tr_open"}
_CLOSE = {name.replace("_open", "_close") for name in _OPEN}
# echo with words alone: nothing is read or computed in it.
_WORDS_ONLY = re.compile(r"echo(\s+-e)?\s+(\"[^\"$`]*\"|'[^']*')$")
# A line of the table of contents: a link to a heading of the same document.
_OWN_CONTENTS = re.compile(r"\[[^]]*\]\(#[^)]*\)")
_TITLE, _BOLD_LEVEL = 1, 7
_SHORT = 12


class Kind(StrEnum):
    """What an item is in the text."""

    HEADING = "heading"
    COMMAND = "command"
    BLOCK = "block"
    LIST_ITEM = "list item"
    ROW = "table row"
    THRESHOLD = "threshold"


@dataclass(frozen=True)
class Item:
    """One item: where it stands (line from 1), what it is, and its text as one line."""

    kind: Kind
    section: tuple[str, ...]
    line: int
    text: str

    @property
    def fingerprint(self) -> str:
        """Return the first twelve hexadecimal digits of the SHA-256 of kind and text."""
        return digest(f"{self.kind}\n{self.text}")[:_SHORT]


def digest(text: str) -> str:
    """Return the SHA-256 of a text whose white space is collapsed, in hexadecimal."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def inventory(source: str) -> tuple[Item, ...]:
    """Return every item of a Markdown text, in order.

    Left out are commands that only print words, and the lines of a table of contents.
    """
    tokens = MarkdownIt().enable("table").parse(source)
    reader = _Reader()
    return tuple(item for token in tokens for item in reader.take(token))


class _Reader:
    """Where in the document a token stands: below which headings, in which list or row."""

    def __init__(self) -> None:
        self._above: list[tuple[int, str]] = []
        self._within: list[Token] = []
        self._cells: list[str] = []

    @property
    def _section(self) -> tuple[str, ...]:
        return tuple(name for level, name in self._above if level > _TITLE)

    def take(self, token: Token) -> Iterator[Item]:
        """Return the items that end with this token."""
        if token.type in _OPEN:
            self._within.append(token)
            self._cells = [] if token.type == "tr_open" else self._cells
        elif token.type in _CLOSE:
            opened = self._within.pop()
            if token.type == "tr_close":
                yield self._item(Kind.ROW, opened, " | ".join(self._cells))
        elif token.type in ("fence", "code_block"):
            yield from _code(token, self._section)
        elif token.type == "inline":
            yield from self._text(token)

    def _text(self, token: Token) -> Iterator[Item]:
        where = self._within[-1] if self._within else None
        bold = _BOLD_LINE.fullmatch(token.content.strip())
        if where is None and bold:
            yield self._heading(_BOLD_LEVEL, bold[1], token)
        elif where is None:
            yield from _thresholds(token.content, self._section, _line(token))
        elif where.type == "heading_open":
            yield self._heading(int(where.tag[1:]), token.content, token)
        elif where.type == "tr_open":
            self._cells.append(token.content)
        elif not _OWN_CONTENTS.fullmatch(token.content):
            yield self._item(Kind.LIST_ITEM, token, token.content)

    def _heading(self, level: int, name: str, token: Token) -> Item:
        self._above = [(deep, above) for deep, above in self._above if deep < level]
        self._above.append((level, " ".join(name.split())))
        return self._item(Kind.HEADING, token, name)

    def _item(self, kind: Kind, token: Token, text: str) -> Item:
        return Item(kind, self._section, _line(token), " ".join(text.split()))


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


def _thresholds(content: str, section: tuple[str, ...], line: int) -> Iterator[Item]:
    for number, text in enumerate(content.split("\n")):
        if _THRESHOLD.search(text):
            yield Item(Kind.THRESHOLD, section, line + number, " ".join(text.split()))


def _code(token: Token, section: tuple[str, ...]) -> Iterator[Item]:
    line = _line(token) + (token.type == "fence")
    language = token.info.strip().lower().partition(" ")[0]
    if language in _SHELLS or (not language and token.type == "code_block"):
        yield from _commands(token.content, section, line)
        return
    sentences = _sentences(token.content)
    for at, text in sentences:
        yield Item(Kind.LIST_ITEM, section, line + at, text)
    for at, part in () if sentences else _parts(token.content, language):
        yield Item(Kind.BLOCK, section, line + at, " ".join(part.split()))


def _sentences(content: str) -> list[tuple[int, str]]:
    """Return the lines of a block that is a list of sentences and nothing else; else none."""
    lines = enumerate(content.split("\n"))
    said = [(at, text) for at, text in lines if text.strip() and not text.startswith("#")]
    listed = all(_SENTENCE.fullmatch(text) for _, text in said)
    return [(at, " ".join(text[2:].split())) for at, text in said] if listed else []


def _commands(source: str, section: tuple[str, ...], line: int) -> Iterator[Item]:
    raw = source.encode()
    for node in _BASH.parse(_PLACEHOLDER.sub(rb"_\1_", raw)).root_node.children:
        text = " ".join(_bytes(raw, node).decode(errors="replace").split())
        at = line + node.start_point[0]
        if node.type == "comment":
            # What a script says of itself may promise something, too: a number of it does.
            if _THRESHOLD.search(text):
                yield Item(Kind.THRESHOLD, section, at, text)
        elif text and node.is_named and not _WORDS_ONLY.fullmatch(text):
            yield Item(Kind.COMMAND, section, at, text)


def _bytes(raw: bytes, node: Node) -> bytes:
    return raw[node.start_byte : node.end_byte]


def _parts(content: str, language: str) -> Iterator[tuple[int, str]]:
    """Yield the documents, alert rules or statements of a block with the line where each begins."""
    if language in ("yaml", "yml"):
        rules = [match.start() for match in _RULE.finditer(content)]
        cuts = rules or [0, *(m.end() for m in re.finditer(r"^---$", content, re.MULTILINE))]
    elif language in _ENDED_BY_SEMICOLON:
        cuts = [0, *(match.end() for match in re.finditer(r";", content))]
    elif language == "promql":
        cuts = [0, *(match.end() for match in re.finditer(r"\n", content))]
    else:
        cuts = [0]
    for start, end in pairwise([*cuts, len(content)]):
        part = content[start:end]
        if part.strip() and not (language == "promql" and part.lstrip().startswith("#")):
            lead = len(part) - len(part.lstrip())
            yield content.count("\n", 0, start + lead), part
