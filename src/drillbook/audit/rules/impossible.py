"""Comparisons of PromQL that nothing can satisfy, and such as everything does."""

from collections.abc import Iterator
from typing import Any

import promql_parser as ql

from drillbook.audit import bounds, promql, promtool
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.prometheus import Query
from drillbook.audit.rules.queries import parsed
from drillbook.audit.runbook import Runbook

_TIMESTAMP = 1e9  # seconds since 1970


def impossible(runbook: Runbook) -> Iterator[Finding]:
    """Comparisons that no value can satisfy, and such as every value does."""
    for query, expression in parsed(runbook):
        for side, sign, limit in promql.comparisons(expression):
            yield from _judged(query, side, sign, limit)
        yield from _contradictions(query, expression)


def _judged(query: Query, side: Any, sign: str, limit: float) -> Iterator[Finding]:
    of = bounds.bounds(side)
    if limit == 0 and of.low >= _TIMESTAMP:
        return  # a time at which nothing has happened yet
    never = (
        (sign == ">" and of.high <= limit)
        or (sign == ">=" and of.high < limit)
        or (sign == "<" and of.low >= limit)
        or (sign == "<=" and of.low > limit)
        or (sign == "==" and (not of.low <= limit <= of.high or (of.whole and limit % 1 != 0)))
    )
    if never and of.why:
        share = "part divided" in of.why
        restarts = "per second" in of.why
        rule = (
            "ratio-above-one"
            if share
            else "rate-above-possible"
            if restarts
            else "impossible-value"
        )
        yield from _never(query, rule, sign, limit, of)
    elif query.where == "alert" and sign == ">=" and of.low == limit == 0 and of.why:
        yield finding(
            "always-true",
            query.line,
            f"{of.why}, so it is always {sign} {limit:g}: the alert fires from the start on and "
            "says nothing",
            f"write > {limit:g}",
            ShownBy.REASONED,
        )
    elif query.where == "alert" and sign in ("<", "<=") and of.high < limit and "part" in of.why:
        yield finding(
            "always-true",
            query.line,
            f"{of.why}, so it is always {sign} {limit:g}: the alert fires from the start on and "
            "says nothing",
            f"compare with {limit / 100:g}, or multiply the share by 100",
            ShownBy.REASONED,
        )
    elif (
        query.where == "alert"
        and sign == ">"
        and of.low > limit
        and of.why
        and of.low >= _TIMESTAMP
    ):
        yield finding(
            "always-true",
            query.line,
            f"{of.why}, so it is always above {limit:g}: the alert fires from the start on and "
            "says nothing",
            "compare its age: time() - …",
            ShownBy.REASONED,
        )


def _never(
    query: Query, rule: str, sign: str, limit: float, of: bounds.Bounds
) -> Iterator[Finding]:
    shown, more = ShownBy.REASONED, ""
    repair = {
        "ratio-above-one": f"compare with {limit / 100:g}, or multiply the share by 100",
        "rate-above-possible": f"use increase(…) {sign} {limit:g} for a count in the range",
    }.get(rule, "compare with a value that it can have; for what is missing, use absent()")
    edits = (Edit(query.line, "rate(", "increase("),) if rule == "rate-above-possible" else ()
    if rule == "rate-above-possible" and promtool.at_hand():
        silent = promtool.silent_when_restarting(query.text)
        if silent:
            shown, more = ShownBy.EXECUTED, f"; promtool: {silent}"
    yield finding(
        rule, query.line, f"{of.why}: it is never {sign} {limit:g}{more}", repair, shown, edits
    )


def _contradictions(query: Query, expression: Any) -> Iterator[Finding]:
    for one in promql.walk(expression):
        if not isinstance(one, ql.BinaryExpr) or promql.operator(one) != "and":
            continue
        left = list(promql.comparisons(one.lhs))
        right = list(promql.comparisons(one.rhs))
        if len(left) != 1 or len(right) != 1 or str(left[0][0]) != str(right[0][0]):
            continue
        (_, sign, limit), (_, other, bound) = left[0], right[0]
        above, below = (limit, bound) if sign.startswith(">") else (bound, limit)
        if {sign[0], other[0]} == {">", "<"} and above >= below:
            yield finding(
                "impossible-value",
                query.line,
                f"one side asks for more than {above:g} and the other for less than {below:g} "
                "of the same",
                "join them with or, or turn the limits",
                ShownBy.REASONED,
            )


LOOKS = (impossible,)
