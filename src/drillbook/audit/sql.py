"""SQL read with PostgreSQL's own parser (pglast)."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pglast
from pglast import ast

_META = re.compile(r"^\s*\\.*$", re.MULTILINE)
# what psql has in a semicolon's place, and the rows that follow a COPY up to a line ``\\.``
_SENT = re.compile(r"(?<=[\s;])\\(?:gset|gexec|gdesc|gx|g|crosstabview|watch)\b[^\n;]*;?")
_COPIED = re.compile(r"^(\s*COPY\b[^;]*\bFROM\s+STDIN\b[^;]*;)(.*?)^\\\.", re.I | re.M | re.S)


_DEEPEST = 150


@dataclass(frozen=True)
class Statement:
    """One statement and the line, within its text, on which it begins (from 0)."""

    node: Any
    offset: int
    text: str


class Refused(Exception):
    """PostgreSQL's parser refuses the text; ``offset`` is the line it stopped at, from 0."""

    def __init__(self, said: str, offset: int) -> None:
        super().__init__(said)
        self.offset = offset


def prepared(text: str) -> str:
    """Return SQL with psql's own commands gone and variables standing for a name or a number."""
    text = _COPIED.sub(lambda found: found[1] + "\n" * found[2].count("\n"), text)
    text = _META.sub("", _SENT.sub(";", text))
    # a variable, and no $tag$ of a quoted text; a password is a text
    text = re.sub(r"(?i)(\bpassword\s+)\$\{?[a-z_]\w*\}?", r"\1'x'", text)
    text = re.sub(r"(?<![\w'$])\$\{?[A-Za-z_]\w*+\}?(?!\$)", "x", text)
    return re.sub(r"(?<![:\w']):'?\"?([A-Za-z_]\w*)'?\"?", "x", text)


_BEGIN = re.findall(
    r"\w+",
    """
    select insert update delete with create alter drop grant revoke vacuum analyze explain set show
    begin commit rollback truncate reindex copy comment do call refresh cluster checkpoint listen
    notify lock prepare execute reset start end savepoint table values merge discard security
    reassign import
    """,
)


def is_whole(text: str) -> bool:
    """Return whether a text begins as statements do, and not in the middle of one."""
    bare = re.sub(r"\A(\s|--[^\n]*\n|/\*.*?\*/)+", "", _META.sub("", text), flags=re.DOTALL)
    first = re.match(r"\(?\s*([a-z]+)\b", bare, re.IGNORECASE)
    word = first[1].lower() if first else ""
    # a slip of the keyword itself counts, too
    alike = [keyword for keyword in _BEGIN if keyword[0] == word[:1]]
    return bool(difflib.get_close_matches(word, alike, 1, 0.8))


def has_placeholders(text: str) -> bool:
    """Return whether something in the text is to be filled in first."""
    return bool(
        re.search(r"<[A-Za-z][\w -]*>|\[[a-z][\w-]*\]|\{\{?\s*\w+\s*\}?\}|\.\.\.|\$\(|%s", text)
    )


def _too_deep(statement: Any) -> bool:
    """Return whether a statement is nested deeper than anybody writes, or Python's stack holds."""
    level = [statement]
    for _ in range(_DEEPEST):
        nodes = [one for one in level if isinstance(one, ast.Node)]
        below = [getattr(one, name) for one in nodes for name in one]
        below += [inner for one in level if isinstance(one, tuple | list) for inner in one]
        level = [one for one in below if isinstance(one, ast.Node | tuple | list)]
        if not level:
            return False
    return True


def read(text: str) -> list[Statement]:
    """Parse SQL; what is nested too deep is left out. Raises Refused."""
    source = prepared(text)
    try:
        raws = pglast.parse_sql(source)
    except pglast.parser.ParseError as error:
        at = int(error.args[1] or 0) if len(error.args) > 1 else 0
        raise Refused(str(error.args[0]), source[:at].count("\n")) from error
    found = []
    for raw in raws:
        if _too_deep(raw.stmt):
            continue
        start = raw.stmt_location or 0
        end = start + raw.stmt_len if raw.stmt_len else len(source)
        piece = source.encode()[start:end].decode(errors="replace")
        bare = re.sub(r"^(\s|--[^\n]*\n)+", "", piece)
        offset = source.encode()[:start].count(b"\n") + piece[: len(piece) - len(bare)].count("\n")
        found.append(Statement(raw.stmt, offset, bare))
    return found


def read_parts(text: str) -> list[Statement]:
    """Return the statements of a text that the parser takes, each line's end by itself."""
    found, offset = [], 0
    for part in re.split(r"(?<=;)[ \t]*\n", text):
        try:
            statements = read(part)
        except Refused:
            statements = []
        found += [Statement(one.node, offset + one.offset, one.text) for one in statements]
        offset += part.count("\n") + 1
    return found


def walk(node: Any) -> Iterator[Any]:
    """Yield a node and all nodes within it."""
    left = [node]
    while left:
        one = left.pop()
        if isinstance(one, ast.Node):
            yield one
            left += [getattr(one, name) for name in reversed(list(one))]
        elif isinstance(one, tuple | list):
            left += reversed(one)


def alone(node: Any) -> str:
    """Return the name of a statement that cannot stand in a transaction, or nothing."""
    match node:
        case ast.VacuumStmt() if node.is_vacuumcmd:
            return "VACUUM"
        case ast.AlterSystemStmt():
            return "ALTER SYSTEM"
        case ast.CreatedbStmt():
            return "CREATE DATABASE"
        case ast.DropdbStmt():
            return "DROP DATABASE"
        case ast.IndexStmt() if node.concurrent:
            return "CREATE INDEX CONCURRENTLY"
        case ast.DropStmt() if node.concurrent:
            return "DROP INDEX CONCURRENTLY"
        case ast.CreateTableSpaceStmt():
            return "CREATE TABLESPACE"
        case ast.DropTableSpaceStmt():
            return "DROP TABLESPACE"
        case ast.ReindexStmt():
            return _reindex(node)
    return ""


def _reindex(node: Any) -> str:
    if any(option.defname == "concurrently" for option in node.params or ()):
        return "REINDEX CONCURRENTLY"
    kind = node.kind.name.removeprefix("REINDEX_OBJECT_")
    return f"REINDEX {kind}" if kind in ("DATABASE", "SYSTEM", "SCHEMA") else ""


def function_names(node: Any) -> Iterator[str]:
    """Yield the names of functions that are called within a node, in small letters."""
    for one in walk(node):
        if isinstance(one, ast.FuncCall) and one.funcname:
            yield str(one.funcname[-1].sval)
        elif isinstance(one, ast.SQLValueFunction) and one.op is not None:
            yield one.op.name.removeprefix("SVFOP_").lower()


def of_catalogue(text: str) -> bool:
    """Return whether a statement reads what only PostgreSQL has."""
    return bool(re.search(r"(?i)\bfrom\s+(?:pg_catalog\.)?pg_\w+", text))
