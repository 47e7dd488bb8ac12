"""PromQL: what Prometheus refuses, and what gives another result than is meant."""

import re
from collections.abc import Iterator
from typing import Any

import promql_parser as ql

from drillbook.audit import promql, promtool
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.prometheus import Query
from drillbook.audit.reference import recorded
from drillbook.audit.runbook import Runbook

_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_GAUGE = re.compile(
    r"(?:^|_)(usage|used|free|available|avail|capacity|utili[sz]ation|percent|ratio|temperature|"
    r"queue_depth|depth|length|in_use|(?<!txid_)current|resident_memory|lag|backlog|pending|size|"
    r"(?:active|open|idle|current|client|backend)_connections|connections_(?:active|open|idle)|"
    r"queue_messages(?:_ready|_unacked|_unacknowledged)?)"
    r"(_(bytes|percent|ratio|seconds|celsius|messages))?$"
)
# Of node_exporter and the kubelet: what is no counter by its own name.
_EXPORTED = re.compile(
    r"^(?:node_memory_\w+|node_filesystem_\w+|node_load(?:1|5|15)|kubelet_volume_stats_\w+|"
    r"container_memory_(?:working_set|usage|rss)_\w+|container_(?:fs|spec)_\w+_(?:limit|usage)_bytes)$"
)
_COUNTER = ("_total", "_count", "_sum", "_bucket", "_created")
# Functions that Prometheus has and the parser does not yet know; promtool is asked where it is.
_NEW = (
    "info",
    "histogram_avg",
    "mad_over_time",
    "sort_by_label",
    "sort_by_label_desc",
    "double_exponential_smoothing",
    "ts_of_max_over_time",
    "ts_of_min_over_time",
    "ts_of_last_over_time",
    "first_over_time",
    "ts_of_first_over_time",
    "histogram_stddev",
    "histogram_stdvar",
)


def parsed(runbook: Runbook) -> Iterator[tuple[Query, Any]]:
    """Yield every query that can be parsed."""
    for query in runbook.queries:
        try:
            yield query, promql.parse(query.text)
        except ValueError:
            continue


def refused(runbook: Runbook) -> Iterator[Finding]:
    """Queries that are none."""
    for query in runbook.queries:
        try:
            promql.parse(query.text)
        except promql.TooLongError:
            continue
        except ValueError as error:
            said, shown = str(error), ShownBy.SCHEMA
            # Loki's queries have filters after the selector: {app="a"} |= "x" | json
            if any(f"'{name}'" in said for name in _NEW) or re.search(
                r"[<{]\w[\w -]*>|\.\.\.|\|[=~>]|\}\s*\|\s*\w|\}\s*!~", query.text
            ):
                continue
            if promtool.at_hand() and "$" not in query.text:
                word = promtool.refuses(query.text)
                if word == "":
                    continue
                if word is not None:
                    said, shown = word, ShownBy.EXECUTED
            yield finding(
                "promql-syntax",
                query.line,
                f"Prometheus refuses the query: {said}",
                "write a query that promtool takes",
                shown,
            )


def quantiles(runbook: Runbook) -> Iterator[Finding]:
    """histogram_quantile over buckets that only ever grow, or without their label le."""
    for query, expression in parsed(runbook):
        for one in promql.walk(expression):
            if (
                not isinstance(one, ql.Call)
                or one.func.name != "histogram_quantile"
                or len(one.args) < 2
            ):
                continue
            inner = promql.bare(one.args[1])
            names = [name for name in promql.metrics(inner) if name.endswith("_bucket")]
            if names and not promql.ranges(inner) and ":" not in names[0]:
                yield finding(
                    "quantile-of-counter",
                    query.line,
                    f"{names[0]} counts since the process started, so this is the quantile of "
                    "all time, "
                    "one for each series: what happens now hardly moves it",
                    f"histogram_quantile(…, sum by (le) (rate({names[0]}[5m])))",
                    ShownBy.REASONED,
                    (Edit(query.line, names[0], f"sum by (le) (rate({names[0]}[5m]))"),)
                    if isinstance(inner, ql.VectorSelector) and str(inner.matchers) == "{}"
                    else (),
                )
            known = promql.labels(inner)
            if names and known is not None and "le" not in known:
                yield finding(
                    "quantile-of-counter",
                    query.line,
                    "the label le, by which histogram_quantile tells the buckets, is "
                    "aggregated away: "
                    "there is no result",
                    "keep it: sum by (le, …)",
                    ShownBy.REASONED,
                )


def gauges(runbook: Runbook) -> Iterator[Finding]:
    """rate() and increase() of what goes up and down."""
    for query, expression in parsed(runbook):
        for one in promql.walk(expression):
            if isinstance(one, ql.Call) and one.func.name in ("rate", "irate", "increase"):
                name = (promql.metrics(one) or [""])[0]
                known = name.startswith("kube_") and name in recorded("metrics")["labels"]
                gauge = known or _GAUGE.search(name) or _EXPORTED.match(name)
                if gauge and not name.endswith(_COUNTER):
                    better = "deriv" if one.func.name != "increase" else "delta"
                    yield finding(
                        "rate-of-gauge",
                        query.line,
                        f"{one.func.name}() takes every fall of {name} for a counter that "
                        "began anew, and adds it as growth",
                        f"use {better}()",
                        ShownBy.REASONED,
                        (Edit(query.line, f"{one.func.name}({name}", f"{better}({name}"),),
                    )


def matching(runbook: Runbook) -> Iterator[Finding]:
    """Two sides whose labels can never be the same."""
    for query, expression in parsed(runbook):
        for one in promql.walk(expression):
            if not isinstance(one, ql.BinaryExpr) or promql.operator(one) == "or":
                continue
            if promql.number(one.lhs) is not None or promql.number(one.rhs) is not None:
                continue
            if one.modifier is not None and one.modifier.matching is not None:
                continue
            odd = _odd(one.lhs, one.rhs) or _odd(one.rhs, one.lhs)
            if odd:
                yield finding(
                    "labels-never-match",
                    query.line,
                    f"the sides of {promql.operator(one)} have different labels ({odd}), so no "
                    "pair is "
                    "found and the result is always empty",
                    "aggregate both sides by the same labels, or say on(…)",
                    ShownBy.REASONED,
                )


def _odd(one: Any, other: Any) -> str:
    known, of_other = promql.labels(one), promql.labels(other)
    if known is None:
        return ""
    if of_other is not None:
        return f"{_shown(known)} and {_shown(of_other)}" if known != of_other else ""
    other = promql.bare(other)
    scraped = isinstance(other, ql.VectorSelector) or (
        isinstance(other, ql.Call) and other.func.name in ("rate", "increase", "irate")
    )
    if not scraped or any(":" in name for name in promql.metrics(other)):
        return ""
    # whatever Prometheus scrapes has these two
    return (
        f"{_shown(known)} and all that a scraped series has"
        if not {"instance", "job"} <= known
        else ""
    )


def _shown(known: frozenset[str]) -> str:
    return ", ".join(sorted(known)) or "none"


def short_ranges(runbook: Runbook) -> Iterator[Finding]:
    """Ranges that hold no two samples of the interval that the runbook states."""
    found = re.findall(r"scrape_interval:\s*(\d+)(ms|s|m|h)", runbook.document.text)
    intervals = [int(count) * _SECONDS[unit] for count, unit in found]
    if not intervals:
        return
    for query, expression in parsed(runbook):
        for name, seconds in promql.ranges(expression):
            if seconds <= min(intervals):
                yield finding(
                    "range-too-short",
                    query.line,
                    f"{name}() over {seconds:g} s sees one sample where the runbook scrapes every "
                    f"{min(intervals):g} s, and needs two",
                    f"take at least {4 * min(intervals):g}s",
                    ShownBy.REASONED,
                )


LOOKS = (refused, quantiles, gauges, matching, short_ranges)
