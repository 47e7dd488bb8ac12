"""Alerting rules and PromQL queries of a runbook."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from drillbook.audit import documents, promql
from drillbook.audit.document import Block, lines_of
from drillbook.audit.documents import Yaml
from drillbook.audit.options import Call
from drillbook.audit.shell import Command


@dataclass(frozen=True)
class Alert:
    """An alerting rule."""

    name: str
    expression: str
    line: int
    expression_line: int
    lasts: str
    labels: dict[str, Any]
    annotations: dict[str, Any]
    block: Block
    annotation_lines: dict[str, int]


@dataclass(frozen=True)
class Query:
    """A PromQL query, and where it stands."""

    text: str
    line: int
    where: str  # block, inline, alert, curl, promtool
    command: Command | None = None


def alerts_of(source: Yaml, data: Any, path: documents.Path, block: Block) -> Iterator[Alert]:
    """Yield the alerting rules at or below a path of a YAML document."""
    if isinstance(data, dict) and isinstance(data.get("alert"), str) and "expr" in data:

        def mapping(key: str) -> dict[str, Any]:
            value = data.get(key)
            return value if isinstance(value, dict) else {}

        expression = (*path, "expr")
        yield Alert(
            data["alert"],
            str(data["expr"]),
            source.line(*path),
            source.lines.get((*expression, "|")) or source.line(*expression),
            str(data.get("for", "")),
            mapping("labels"),
            mapping("annotations"),
            block,
            {key: source.line(*path, "annotations", key) for key in mapping("annotations")},
        )
        return
    if isinstance(data, dict | list):
        items = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in items:
            yield from alerts_of(source, value, (*path, key), block)


def queries_of(block: Block) -> list[Query]:
    """Return the queries of a block of PromQL.

    Comments and blank lines part the queries of a block; brackets hold them together.
    """
    found: list[Query] = []
    text, start, depth = "", 0, 0
    for offset, written in enumerate([*lines_of(block.text), ""]):
        line = re.sub(r"^\s*\$ ", "", written)  # without a prompt
        code = line.split(" #")[0].rstrip() if not line.lstrip().startswith("#") else ""
        if not code.strip() and depth <= 0:
            if text.strip():
                found.append(Query(text.strip(), block.line + start, "block"))
            text, depth = "", 0
            continue
        if not text:
            start = offset
        text += code + "\n"
        depth += sum(code.count(sign) for sign in "({[") - sum(code.count(sign) for sign in ")}]")
    if text.strip():
        found.append(Query(text.strip(), block.line + start, "block"))
    return [one for query in found for one in _apart(query)]


_LONGEST = 30  # lines of one query among others


def _apart(query: Query) -> list[Query]:
    """Return the queries of lines that are one below the other and no one query together."""
    lines = lines_of(query.text)
    if len(lines) < 2 or _parses(query.text):
        return [query]
    found: list[Query] = []
    at = good = 0
    while at < len(lines):
        last = min(len(lines), at + _LONGEST)
        ends = (end for end in range(last, at, -1) if _parses("\n".join(lines[at:end])))
        end = next(ends, 0)
        good += bool(end)
        end = end or at + 1
        found.append(Query("\n".join(lines[at:end]), query.line + at, query.where))
        at = end
    goes_on = any(_GOES_ON.search(one.text) for one in found)
    return found if good > len(found) / 2 and not goes_on else [query]


_GOES_ON = re.compile(
    r"^\s*([-+*/%^><=!)]|(and|or|unless|on|ignoring|by|without)\b)|[-+*/%^(,]\s*$"
)


def _parses(text: str) -> bool:
    try:
        promql.parse(text)
    except ValueError:
        return False
    return True


_FUNCTION = re.compile(
    r"^(?:\d[\d.]*\s*[-*/]\s*)?\(*\s*(?:sum|avg|min|max|count|topk|bottomk|quantile|rate|irate|increase|"
    r"delta|deriv|histogram_quantile|absent|predict_linear|changes|resets|time|clamp_max|"
    r"(?:avg|min|max|sum|count)_over_time)\s*(?:(?:by|without)\s*\([^)]*\)\s*)?\("
)
_SELECTED = re.compile(
    r"^\(*[a-z][a-z0-9:]*_[\w:]+\s*(\{[^}]*\}|[<>]=?\s*\d|[=!]=\s*\d|[-+*/]\s*[a-z]\w*_\w+)"
)
_SHOWN_AS_WRONG = re.compile(r"(?i)\b(not|never|don't|instead|wrong|avoid|deprecated|was)\b")


def in_sentence(block: Block) -> Query | None:
    """Return the query that a piece of code in a sentence or a table is, if it is one."""
    text = block.text.strip()
    if re.search(r"\u2026|\.\.\.|<[\w -]+>", text) or "\n" in text:
        return None
    called = _FUNCTION.match(text)
    if not called and not _SELECTED.match(text):
        return None
    query = Query(text, block.line, "inline")
    if _parses(text):
        return query
    ends = re.search(r"\[\d+[smhdw](:\d*\w*)?\]|[<>]=?\s*[\d.]+$", text)
    opens = text.count("(") != text.count(")") and re.search(r"\b[a-z]+_[a-z_]{3,}", text)
    whole = bool(called and (ends or opens))
    return query if whole and not _SHOWN_AS_WRONG.search(block.before) else None


def asked(call: Call) -> Iterator[Query]:
    """Yield the queries that a call of promtool or curl sends to Prometheus."""
    if (
        call.tool == "promtool"
        and call.path[:1] == ("query",)
        and call.path[1:] in (("instant",), ("range",))
    ):
        for word in call.arguments:
            if not re.match(r"https?://|localhost|[\w.-]+:\d+$", word.text):
                yield Query(word.text, word.line, "promtool", call.command)
    if call.tool == "curl" and "/api/v1/query" in call.command.text:
        for word in call.command.words:
            text = word.text
            if found := re.search(r"^query=(.+)", text, re.DOTALL):
                yield Query(found[1], word.line, "curl", call.command)
            elif found := re.search(r"[?&]query=([^&]+)", text):
                yield Query(unquote(found[1]), word.line, "curl", call.command)
