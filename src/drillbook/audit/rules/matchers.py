"""PromQL that is taken and never gives what is meant: matchers, quantiles, shares, units."""

import re
from collections.abc import Iterator
from typing import Any

import promql_parser as ql

from drillbook.audit import bounds, promql
from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.prometheus import Query
from drillbook.audit.rules.queries import parsed
from drillbook.audit.runbook import Runbook

# What only a regular expression has: 5.., .*, a|b.
_PATTERN = re.compile(r"^\d\.\.?$|\.[*+]|^[\w-]+(\|[\w-]+)+$|^\^|\[\d-\d\]")
_WHOLE = re.compile(r"(?:^|_)(limit|limits|max|maximum|capacity|quota|size|total|maxmemory)(?:_|$)")
_UNITS = ("bytes", "connections", "seconds", "inodes", "files", "fds", "cores", "slots")
_DURATION = re.compile(r"^(?:\d+(?:ms|s|m|h|d|w|y))+$|^0$")
_SAME = ("and", "/", "*", "-", "+", ">", "<", ">=", "<=", "==", "!=")


def patterns(runbook: Runbook) -> Iterator[Finding]:
    """``code="5.."``: a regular expression compared as a text."""
    for query, expression in parsed(runbook):
        for one in promql.walk(expression):
            if not isinstance(one, ql.VectorSelector):
                continue
            for matcher in one.matchers.matchers:
                sign = {"MatchOp.Equal": "=", "MatchOp.NotEqual": "!="}.get(str(matcher.op))
                if sign is None or not _PATTERN.search(matcher.value):
                    continue
                written = f'{matcher.name}{sign}"{matcher.value}"'
                better = f'{matcher.name}{sign[:-1] or sign}~"{matcher.value}"'
                yield finding(
                    "matcher-is-pattern",
                    _line_of(query, f'"{matcher.value}"'),
                    f"{sign} compares texts, and no {matcher.name} is called {matcher.value!r}: "
                    + ("nothing is selected" if sign == "=" else "nothing is left out"),
                    f"write {better}",
                    ShownBy.REASONED,
                    (Edit(_line_of(query, f'"{matcher.value}"'), written, better),),
                )


def _line_of(query: Query, text: str) -> int:
    lines = lines_of(query.text)
    return query.line + next((at for at, line in enumerate(lines) if text in line), 0)


def contrary(runbook: Runbook) -> Iterator[Finding]:
    """``up{job="a"} == 0 and up{job="b"} == 0``: one label with two values."""
    for query, expression in parsed(runbook):
        for one in promql.walk(expression):
            if not isinstance(one, ql.BinaryExpr) or promql.operator(one) not in _SAME:
                continue
            if one.modifier is not None and one.modifier.matching is not None:
                continue
            left, right = promql.equals(one.lhs), promql.equals(one.rhs)
            odd = sorted(name for name in left.keys() & right if left[name] != right[name])
            if not odd:
                continue
            name = odd[0]
            yield finding(
                "labels-never-match",
                query.line,
                f"{promql.operator(one)} pairs series with the same labels, and {name} is "
                f"{left[name]!r} on one side and {right[name]!r} on the other: the result is "
                "always empty",
                f"aggregate both sides, or say ignoring({name}) or on(…)",
                ShownBy.REASONED,
            )


def quantiles(runbook: Runbook) -> Iterator[Finding]:
    """A quantile in per cent: beyond 1 it is infinite."""
    for query, expression in parsed(runbook):
        for one in promql.walk(expression):
            call = isinstance(one, ql.Call) and one.func.name in (
                "histogram_quantile",
                "quantile_over_time",
            )
            asked = None
            if call and one.args:
                asked = promql.number(one.args[0])
            elif isinstance(one, ql.AggregateExpr) and promql.operator(one) == "quantile":
                asked = promql.number(one.param) if one.param is not None else None
            if asked is None or 0 <= asked <= 1:
                continue
            named = one.func.name if isinstance(one, ql.Call) else "quantile"
            right = f"{asked / 100:g}"
            yield finding(
                "quantile-range",
                _line_of(query, f"{named}"),
                f"a quantile lies between 0 and 1, and of {asked:g} {named} makes "
                + ("+Inf, which is above every limit" if asked > 1 else "-Inf"),
                f"write {right}",
                ShownBy.REFERENCE,
                (Edit(_line_of(query, named), f"({asked:g},", f"({right},"),),
            )


def percents(runbook: Runbook) -> Iterator[Finding]:
    """A share of one compared with per cent, and per cent with a share of one."""
    for query, expression in parsed(runbook):
        for side, sign, limit in promql.comparisons(expression):
            if not isinstance(side, ql.BinaryExpr) or bounds.is_share(side):
                continue
            kind = promql.operator(side)
            said = _said_in_percent(runbook, query, limit)
            of_hundred = _said_in_percent(runbook, query, limit * 100) and _is_percent_of(side)
            if kind == "/" and sign[0] in "<>" and 1 < limit <= 100 and _of_whole(side):
                if limit < 50 and not said:
                    continue
                where = _line_of(query, f"{limit:g}")
                yield finding(
                    "ratio-above-one" if sign[0] == ">" else "always-true",
                    query.line,
                    f"a part divided by its whole is at most 1: it is "
                    f"{'never' if sign[0] == '>' else 'always'} {sign} {limit:g}",
                    f"compare with {limit / 100:g}, or multiply the share by 100",
                    ShownBy.REASONED,
                    (Edit(where, f"{sign} {limit:g}", f"{sign} {limit / 100:g}"),),
                )
            elif kind == "*" and sign[0] == ">" and 0 < limit < 1 and of_hundred:
                yield finding(
                    "unit-of-value",
                    query.line,
                    f"the value is in per cent, so {limit:g} is {limit:g} % and not "
                    f"{limit * 100:g} %",
                    f"compare with {limit * 100:g}",
                    ShownBy.REASONED,
                )


def _of_whole(side: Any) -> bool:
    """Return whether something is divided by a limit or a size in the same unit."""
    above, below = promql.metrics(side.lhs), promql.metrics(side.rhs)
    if len(set(above)) != 1 or len(set(below)) != 1 or _times_hundred(side):
        return False
    whole = below[0].removesuffix("_total")
    unit = next((unit for unit in _UNITS if f"_{unit}" in whole), "")
    same = f"_{unit}" in above[0] if unit else not any(f"_{u}" in above[0] for u in _UNITS)
    return bool(_WHOLE.search(whole)) and same and "request" not in whole


def _times_hundred(side: Any) -> bool:
    return any(promql.number(one) in (100, 0.01) for one in promql.walk(side))


def _is_percent_of(side: Any) -> bool:
    other = side.lhs if promql.number(side.rhs) == 100 else side.rhs
    hundred = 100 in (promql.number(side.lhs), promql.number(side.rhs))
    other = promql.bare(other)
    return hundred and isinstance(other, ql.BinaryExpr) and promql.operator(other) == "/"


def _said_in_percent(runbook: Runbook, query: Query, limit: float) -> bool:
    texts = [
        str(text)
        for alert in runbook.alerts
        if alert.expression_line == query.line
        for text in alert.annotations.values()
    ]
    return any(re.search(rf"(?<![\d.]){limit:g}\s*(%|per ?cent)", text) for text in texts)


def milliseconds(runbook: Runbook) -> Iterator[Finding]:
    """A quantity in seconds compared with a number of milliseconds."""
    for query, expression in parsed(runbook):
        for side, sign, limit in promql.comparisons(expression):
            names = promql.metrics(side)
            seconds = len(set(names)) == 1 and re.search(r"_seconds(_bucket)?$", names[0])
            quantile = any(
                isinstance(one, ql.Call) and one.func.name == "histogram_quantile"
                for one in promql.walk(side)
            )
            turned = any(promql.number(one) in (1000, 1e3) for one in promql.walk(side))
            if not seconds or not quantile or turned or sign[0] != ">" or limit < 20:
                continue
            text = runbook.document.text
            if re.search(rf"(?<![\d.]){limit:g}\s*(ms\b|milliseconds?\b)", text):
                yield finding(
                    "alert-unit",
                    query.line,
                    f"{names[0]} is in seconds, so this compares with {limit:g} s; the runbook "
                    f"speaks of {limit:g} ms",
                    f"compare with {limit / 1000:g}",
                    ShownBy.REASONED,
                    (
                        Edit(
                            _line_of(query, f"{limit:g}"),
                            f"{sign} {limit:g}",
                            f"{sign} {limit / 1000:g}",
                        ),
                    ),
                )


def durations(runbook: Runbook) -> Iterator[Finding]:
    """``for: 15 minutes``: Prometheus takes 15m."""
    for _, read, _ in runbook.yaml_blocks:
        for one in read:
            for path, data in _rules(one.data, ()):
                for key in ("for", "keep_firing_for", "interval"):
                    value = data.get(key)
                    if not isinstance(value, str | int) or "{{" in str(value):
                        continue
                    if key == "interval" and "rules" not in data:
                        continue
                    if _DURATION.match(str(value)) or "$" in str(value):
                        continue
                    yield finding(
                        "rule-duration",
                        one.line(*path, key),
                        f"{value!r} is no duration, and Prometheus refuses the whole file",
                        f"write {key}: {_shortened(str(value))}",
                        ShownBy.SCHEMA,
                        (Edit(one.line(*path, key), str(value), _shortened(str(value))),),
                    )


def _shortened(value: str) -> str:
    found = re.match(r"(\d+)\s*([a-z])", value.strip().lower())
    return f"{found[1]}{found[2]}" if found else "5m"


def _rules(
    data: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    if isinstance(data, dict):
        if ("alert" in data or "record" in data) and "expr" in data:
            yield path, data
        if isinstance(data.get("rules"), list) and "name" in data:
            yield path, data
        for key, value in data.items():
            yield from _rules(value, (*path, str(key)))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from _rules(value, (*path, at))


LOOKS = (patterns, contrary, quantiles, percents, milliseconds, durations)
