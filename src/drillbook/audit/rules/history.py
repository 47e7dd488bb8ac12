"""Queries that reach further back than Prometheus keeps its samples."""

import re
from collections.abc import Iterator
from typing import Any

import promql_parser as ql

from drillbook.audit import promql, quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.queries import parsed
from drillbook.audit.runbook import Runbook

# What keeps samples longer than the Prometheus that is asked.
_LONGER = re.compile(
    r"(?i)\b(thanos|mimir|cortex|victoria ?metrics|vmselect|remote[_ ]write|remote[_ ]read|m3db|"
    r"grafana cloud|long[- ]term (storage|metrics)|levitate|chronosphere|federat\w+)\b"
)
_SET = re.compile(
    r"(?:--storage\.tsdb\.retention\.time|storage\.tsdb\.retention\.time)[=:\s]+[\"']?"
    r"(\d+)(ms|[smhdwy])\b"
)
_VALUE = re.compile(r"^\s+retention:\s*[\"']?(\d+)([hdwy])\b", re.MULTILINE)
_SAID = (
    re.compile(
        r"(?i)\bprometheus\b(?:(?! query)[^.;|]){0,40}?\b(?:keeps|retains|stores|holds)\b"
        rf"[^.;|]{{0,40}}?(\d+)[\s-]*{quantities.UNIT}"
    ),
    re.compile(
        rf"(?i)\b(?:keep|retain|store)s?\s+(\d+)[\s-]*{quantities.UNIT}\s+of\s+"
        r"(?:metrics|data|samples|history|series)\b[^.;|]{0,30}\bprometheus\b"
    ),
    re.compile(
        r"(?i)\bprometheus(?:'s?|' own)?\s+(?:metrics |data |local )?retention\b[^.;|\d]{0,30}?"
        rf"(\d+)[\s-]*{quantities.UNIT}"
    ),
    re.compile(
        r"(?i)\b(?:metrics|samples|series)\b[^.;|\d]{0,30}\b(?:are|is)\s+(?:kept|retained|stored)\b"
        rf"[^.;|\d]{{0,30}}?(\d+)[\s-]*{quantities.UNIT}"
    ),
)


def _retention(runbook: Runbook) -> tuple[float, int] | None:
    """Return for how long samples are kept, in seconds, and where that is said; None: unknown."""
    if runbook.mentions(_LONGER.pattern):
        return None
    found: list[tuple[float, int]] = []
    for at, line in enumerate(runbook.document.lines, start=1):
        found += [(_seconds(*one), at) for one in _SET.findall(line)]
    for block, read, _ in runbook.yaml_blocks:
        if read and "prometheusSpec:" in block.text:  # values of the chart kube-prometheus-stack
            for kept in _VALUE.finditer(block.text):
                at = block.line + block.text.count("\n", 0, kept.start(1))
                found.append((_seconds(kept[1], kept[2]), at))
    for sentence in runbook.document.sentences:
        for said in _SAID:
            if one := said.search(sentence.text):
                found.append((_seconds(one[1], one[2]), sentence.line))
    found += [
        (_seconds(*one), manifest.yaml.line("spec", "retention"))
        for manifest in runbook.manifests
        if manifest.kind == "Prometheus" and isinstance(manifest.yaml.data.get("spec"), dict)
        for one in re.findall(
            r"^(\d+)(ms|[smhdwy])$", str(manifest.yaml.data["spec"].get("retention", ""))
        )
    ]
    return min(found) if len({value for value, _ in found}) == 1 else None


def _seconds(count: str, unit: str) -> float:
    return quantities.seconds(count, "year" if unit == "y" else unit)


def reaches(expression: Any) -> float:
    """Return how far back, in seconds, an expression reads: its widest range with its offset."""
    here = 0.0
    selector = expression
    if isinstance(expression, ql.MatrixSelector):
        here = expression.range.total_seconds()
        selector = expression.vector_selector
    elif isinstance(expression, ql.SubqueryExpr) and expression.range is not None:
        here = expression.range.total_seconds()
    offset = getattr(selector, "offset", None)
    if offset is not None:
        here += max(0.0, offset.total_seconds())
    inner = promql.children(expression)
    if isinstance(expression, ql.MatrixSelector):
        return here
    return here + max((reaches(child) for child in inner), default=0.0)


def ranges(runbook: Runbook) -> Iterator[Finding]:
    """``avg_over_time(x[90d])`` of a Prometheus that keeps 15 days."""
    kept = _retention(runbook)
    if kept is None:
        return
    for query, expression in parsed(runbook):
        back = reaches(expression)
        if back > kept[0]:
            yield _beyond(query.line, back, kept)
    for _, call in runbook.calls:
        if call.tool in ("curl", "promtool") and "query" in call.command.text:
            found = re.search(
                r"(?:start=|--start[= ])\S*?\$\(date\b[^)]*?-(?:d|-date)[= ]?\s*[\"']?-?\s*"
                r"(\d+)\s*(hour|day|week|month|year)s?(?: ago)?",
                call.command.text,
            )
            if found and _seconds(found[1], found[2]) > kept[0]:
                yield _beyond(call.command.line, _seconds(found[1], found[2]), kept)


def _beyond(line: int, back: float, kept: tuple[float, int]) -> Finding:
    return finding(
        "retention",
        line,
        f"the query reaches back {quantities.written(back)}, and Prometheus keeps "
        f"{quantities.written(kept[0])} (line {kept[1]}): of the rest it knows nothing",
        f"a range of at most {quantities.written(kept[0])}, or a longer retention",
        ShownBy.REASONED,
    )


LOOKS = (ranges,)
