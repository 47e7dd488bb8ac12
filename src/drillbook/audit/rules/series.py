"""Queries by what is known of single metrics: shares of a whole, series divided by themselves."""

from collections.abc import Iterator
from typing import Any

import promql_parser as ql

from drillbook.audit import bounds, promql
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.queries import parsed
from drillbook.audit.runbook import Runbook

# No Prometheus reads as often that so short a range would hold two samples.
_SHORTEST_SECONDS = 10.0
_SCRAPED = r"(?i)scrape_?-?\s?interval[^\d\n]{0,20}[1-5]\s?s\b"
# Added to by whoever scrapes: no metric's own.
_RENAMED = {"pod_name": "pod", "container_name": "container"}


def themselves(runbook: Runbook) -> Iterator[Finding]:
    """``rate(m{code="500"}[5m]) / rate(m[5m])``: Prometheus divides each series by itself."""
    for query, expression in parsed(runbook):
        for one in promql.walk(expression):
            if not isinstance(one, ql.BinaryExpr) or promql.operator(one) != "/":
                continue
            if one.modifier is not None and one.modifier.matching is not None:
                continue
            above, below = _plain(one.lhs), _plain(one.rhs)
            if above is None or below is None or above[0] != below[0] or above[2] != below[2]:
                continue
            # one side's conditions are some of the other's: the same series meet
            if above[1] == below[1] or not (above[1] <= below[1] or below[1] <= above[1]):
                continue
            yield finding(
                "always-one",
                query.line,
                f"{above[0]} of the same labels stands above and below the line: each series is "
                "divided by itself, and the result is 1 wherever there is one",
                "aggregate both sides: sum(…) / sum(…)",
                ShownBy.REASONED,
            )


def _plain(expression: Any) -> tuple[str, frozenset[str], str] | None:
    """Return metric, matchers and function of rates of a plain selector."""
    expression = promql.bare(expression)
    how = ""
    if isinstance(expression, ql.Call) and expression.func.name in promql.RATES:
        how = expression.func.name
        expression = expression.args[0]
        if isinstance(expression, ql.MatrixSelector):
            how += str(expression.range)
            expression = expression.vector_selector
    if not isinstance(expression, ql.VectorSelector) or not expression.name or not how:
        return None
    matchers = frozenset(f"{m.name}{m.op}{m.value}" for m in expression.matchers.matchers)
    return expression.name, matchers, how


def too_short(runbook: Runbook) -> Iterator[Finding]:
    """``rate(x[5s])``, where nothing is said of so short an interval between scrapes."""
    if runbook.mentions(_SCRAPED):
        return
    for query, expression in parsed(runbook):
        for name, seconds in promql.ranges(expression):
            if name in promql.RATES and 0 < seconds < _SHORTEST_SECONDS:
                yield finding(
                    "range-too-short",
                    query.line,
                    f"{name}() needs two samples, and {seconds:g} s hold one at most when "
                    "Prometheus reads every 15 s or more: there is no result",
                    "a range of four scrapes: [1m] or more",
                    ShownBy.REASONED,
                )


def renamed(runbook: Runbook) -> Iterator[Finding]:
    """``container_memory_usage_bytes{pod_name="x"}``: the kubelet calls it pod since 1.16."""
    for query, expression in parsed(runbook):
        for name, label in _labels_used(expression):
            if name.startswith("container_") and label in _RENAMED:
                yield finding(
                    "unknown-label",
                    query.line,
                    f"the kubelet has no label {label} since Kubernetes 1.16: {name} matches "
                    "nothing by it",
                    f"write {_RENAMED[label]}",
                    ShownBy.REFERENCE,
                )


def _labels_used(expression: Any) -> Iterator[tuple[str, str]]:
    """Yield each metric with a label by which it is selected or aggregated."""
    for one in promql.walk(expression):
        if isinstance(one, ql.VectorSelector):
            for matcher in one.matchers.matchers:
                yield one.name or "", matcher.name
        elif isinstance(one, ql.AggregateExpr) and one.modifier is not None:
            names = promql.metrics(one.expr)
            for label in getattr(one.modifier, "labels", ()) or ():
                yield from ((name, label) for name in names[:1])


def sums_as_buckets(runbook: Runbook) -> Iterator[Finding]:
    """``histogram_quantile(0.9, rate(x_sum[5m]))``: a sum has no buckets."""
    for query, expression in parsed(runbook):
        for one in promql.walk(expression):
            if not isinstance(one, ql.Call) or one.func.name != "histogram_quantile":
                continue
            names = promql.metrics(one.args[1]) if len(one.args) > 1 else []
            wrong = [name for name in names if name.endswith(("_sum", "_count"))]
            if wrong and len(wrong) == len(names):
                yield finding(
                    "quantile-of-counter",
                    query.line,
                    f"{wrong[0]} has no buckets, by whose label le a quantile is told: there is "
                    "no result",
                    f"take {wrong[0].rpartition('_')[0]}_bucket, by le",
                    ShownBy.REASONED,
                )


def rate_of_states(runbook: Runbook) -> Iterator[Finding]:
    """``rate(up[5m])``: what is 0 or 1 is no counter."""
    for query, expression in parsed(runbook):
        for one in promql.walk(expression):
            if not isinstance(one, ql.Call) or one.func.name not in ("rate", "irate", "increase"):
                continue
            name = (promql.metrics(one) or [""])[0]
            selector = one.args[0].vector_selector if promql.ranges(one) else None
            if isinstance(selector, ql.VectorSelector) and bounds.bounds(selector).whole:
                yield finding(
                    "rate-of-gauge",
                    query.line,
                    f"{name} is 0 or 1, and {one.func.name}() is for counters",
                    "changes() counts how often it turned, avg_over_time() for how long it was 1",
                    ShownBy.REASONED,
                )


LOOKS = (rate_of_states, themselves, too_short, renamed, sums_as_buckets)
