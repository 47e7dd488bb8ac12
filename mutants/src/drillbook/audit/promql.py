"""What can be said of a PromQL expression without its data: bounds, labels, ranges.

The parser is GreptimeDB's port of Prometheus' own grammar.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import promql_parser as ql

_RATES = ("rate", "irate", "increase", "delta", "idelta", "deriv", "resets", "changes")
_QUALITY = re.compile(r"(^|_)(up|healthy|is_leader|probe_success)$")
_PARTS = (
    ("used", "capacity"),
    ("used", "total"),
    ("used", "size"),
    ("available", "size"),
    ("avail", "size"),
    ("available", "capacity"),
    ("available", "total"),
    ("free", "total"),
    ("free", "size"),
    ("errors", "requests"),
    ("failed", "total"),
    ("hits", "requests"),
)
# A crashing container is started again after 10 s, 20 s … 5 min (the kubelet's back-off).
RESTARTS_A_SECOND = 0.1
CONTAINERS_OF_A_POD = 20  # more than any has


@dataclass(frozen=True)
class Bounds:
    """Between what an expression's values lie; ``whole``: 0 or 1 and nothing between."""

    low: float = -math.inf
    high: float = math.inf
    whole: bool = False
    why: str = ""


def parse(text: str) -> ql.Expr:
    """Parse a query; variables stand for something. Raises ValueError."""
    text = re.sub(r"\[\s*\$[\w{}:]+\s*(?=[:\]])", "[5m", text)
    text = re.sub(r"(?<![\"'\w=~])\$\{?\w+\}?", "x", text)
    return ql.parse(text)


def walk(expression: Any) -> Iterator[Any]:
    """Yield an expression and all within it."""
    yield expression
    for child in children(expression):
        yield from walk(child)


def children(expression: Any) -> list[Any]:
    """Return the direct parts of an expression."""
    match expression:
        case ql.BinaryExpr():
            return [expression.lhs, expression.rhs]
        case ql.Call():
            return list(expression.args)
        case ql.MatrixSelector():
            return [expression.vector_selector]
        case ql.AggregateExpr() | ql.ParenExpr() | ql.UnaryExpr() | ql.SubqueryExpr():
            return [expression.expr]
    return []


def bare(expression: Any) -> Any:
    """Return an expression without the brackets around it."""
    while isinstance(expression, ql.ParenExpr):
        expression = expression.expr
    return expression


def number(expression: Any) -> float | None:
    """Return the number that an expression is, if it is one."""
    expression = bare(expression)
    if isinstance(expression, ql.UnaryExpr):
        value = number(expression.expr)
        return None if value is None else -value
    return float(expression.val) if isinstance(expression, ql.NumberLiteral) else None


def operator(expression: Any) -> str:
    """Return the operator or aggregation as it is written."""
    return str(expression.op)


def comparisons(expression: Any) -> Iterator[tuple[Any, str, float]]:
    """Yield every comparison with a number: the other side, the sign turned to it, the number."""
    turned = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "!=": "!="}
    for one in walk(expression):
        if isinstance(one, ql.BinaryExpr) and operator(one) in turned:
            right, left = number(one.rhs), number(one.lhs)
            if right is not None and left is None:
                yield bare(one.lhs), operator(one), right
            elif left is not None and right is None:
                yield bare(one.rhs), turned[operator(one)], left


def bounds(expression: Any) -> Bounds:
    """Return what is known of an expression's values."""
    expression = bare(expression)
    value = number(expression)
    if value is not None:
        return Bounds(value, value)
    match expression:
        case ql.VectorSelector():
            return _of_metric(expression.name or "")
        case ql.Call():
            return _of_call(expression)
        case ql.AggregateExpr():
            return _of_aggregate(expression)
        case ql.BinaryExpr():
            return _of_binary(expression)
    return Bounds()


def _of_metric(name: str) -> Bounds:
    if _QUALITY.search(name):
        return Bounds(0, 1, whole=True, why=f"{name} is 0 or 1")
    if re.search(r"_timestamp(_seconds)?$|_time_seconds$", name) and "duration" not in name:
        if name.endswith(("timestamp", "timestamp_seconds")) or "start_time" in name:
            return Bounds(1e9, math.inf, why=f"{name} counts seconds since 1970")
        return Bounds()
    if name.endswith("_ratio"):
        return Bounds(0, math.inf)
    return Bounds(0, math.inf) if name.endswith(("_total", "_count", "_bucket")) else Bounds()


def _of_call(call: Any) -> Bounds:
    name = call.func.name
    if name in ("absent", "absent_over_time"):
        return Bounds(1, 1, whole=True, why=f"{name}() is 1 or nothing")
    if name in ("rate", "irate"):
        metric = metrics(call)[0] if metrics(call) else ""
        if re.search(r"restarts?(_total)?$", metric):
            return Bounds(
                0,
                RESTARTS_A_SECOND,
                why="rate() is per second, and the kubelet waits 10 s to 5 min between restarts",
            )
        return Bounds(0, math.inf)
    if name in ("increase", "changes", "resets", "abs"):
        return Bounds(0, math.inf)
    if name == "count_over_time":
        return Bounds(1, math.inf, why="count_over_time() of nothing is nothing, not 0")
    if (name.endswith("_over_time") and name[:3] in ("avg", "min", "max")) or name in (
        "sort",
        "round",
    ):
        return bounds(bare(call.args[0])) if call.args else Bounds()
    return Bounds()


def _of_aggregate(one: Any) -> Bounds:
    name = operator(one)
    inner = bounds(one.expr)
    if name == "count":
        return Bounds(1, math.inf, why="count() of nothing is nothing, not 0")
    if name in ("avg", "min", "max", "topk", "bottomk"):
        return Bounds(inner.low, inner.high, inner.whole and name != "avg", inner.why)
    kept = labels(one) or frozenset()
    if name == "sum" and "per second" in inner.why and {"pod", "container"} & kept:
        return Bounds(0, inner.high * CONTAINERS_OF_A_POD, why=inner.why)
    if name == "sum" and inner.low >= 0:
        return Bounds(0, math.inf)
    return Bounds()


def _of_binary(one: Any) -> Bounds:
    sign = operator(one)
    if sign == "/" and is_share(one):
        return Bounds(0, 1, why="a part divided by its whole is at most 1")
    left, right = bounds(one.lhs), bounds(one.rhs)
    factor = number(one.rhs)
    if sign in ("*", "/") and factor and factor > 0:
        by = factor if sign == "*" else 1 / factor
        return Bounds(left.low * by, left.high * by, why=left.why)
    factor = number(one.lhs)
    if sign == "*" and factor and factor > 0:
        return Bounds(right.low * factor, right.high * factor, why=right.why)
    if sign == "-" and factor is not None:
        return Bounds(factor - right.high, factor - right.low, why=right.why)
    if sign in (">", "<", ">=", "<=", "==", "!=") and not (
        one.modifier and one.modifier.return_bool
    ):
        return left
    return Bounds()


def is_share(one: Any) -> bool:
    """Return whether a division is of a part by its whole."""
    above, below = _series(one.lhs), _series(one.rhs)
    if above is None or below is None:
        return False
    (name, matchers, how), (whole, all_of, how_whole) = above, below
    if how != how_whole:
        return False
    if name == whole:
        return all_of <= matchers
    return any(_replaced(name, part, of) == whole for part, of in _PARTS) and all_of == matchers


def _replaced(name: str, part: str, of: str) -> str:
    return re.sub(rf"(?<![a-z]){part}(?![a-z])", of, name)


def _series(expression: Any) -> tuple[str, frozenset[str], str] | None:
    """Return metric, matchers and the functions around it, if it is one series so wrapped."""
    how = ""
    expression = bare(expression)
    while not isinstance(expression, ql.VectorSelector):
        if isinstance(expression, ql.Call) and expression.func.name in (*_RATES, "sum_over_time"):
            how += expression.func.name
        elif isinstance(expression, ql.AggregateExpr) and operator(expression) in ("sum", "avg"):
            how += f"{operator(expression)}{expression.modifier}"
        elif isinstance(expression, ql.MatrixSelector):
            how += str(expression.range)
        else:
            return None
        expression = bare(children(expression)[0])
    matchers = frozenset(
        str(one) for one in re.findall(r'[^,{}]+?(?:=|!)[~=]?"[^"]*"', str(expression.matchers))
    )
    return expression.name or "", frozenset(one.strip() for one in matchers), how


def metrics(expression: Any) -> list[str]:
    """Return the names of all metrics in an expression."""
    return [one.name for one in walk(expression) if isinstance(one, ql.VectorSelector) and one.name]


def labels(expression: Any) -> frozenset[str] | None:
    """Return the labels that a result has, if the expression says so; None: whatever is there."""
    expression = bare(expression)
    match expression:
        case ql.AggregateExpr():
            if operator(expression) in ("topk", "bottomk", "limitk", "limit_ratio", "count_values"):
                return None
            modifier = expression.modifier
            if modifier is None:
                return frozenset()
            by = modifier.type == ql.AggModifierType.By
            return frozenset(modifier.labels) if by else None
        case ql.Call():
            if expression.func.name in (
                "label_replace",
                "label_join",
                "vector",
                "time",
                "info",
                "scalar",
            ):
                return None
            inner = [arg for arg in expression.args if number(arg) is None]
            known = labels(inner[-1]) if inner else None
            if expression.func.name == "histogram_quantile" and known is not None:
                return known - {"le"}
            return None if expression.func.name.startswith("absent") else known
        case ql.BinaryExpr():
            return _labels_of_both(expression)
    return None


def _labels_of_both(one: Any) -> frozenset[str] | None:
    if number(one.rhs) is not None:
        return labels(one.lhs)
    if number(one.lhs) is not None:
        return labels(one.rhs)
    if one.modifier is not None and (one.modifier.matching or "group" in str(one.modifier)):
        return None
    left, right = labels(one.lhs), labels(one.rhs)
    return left if left == right else None


def ranges(expression: Any) -> list[tuple[str, float]]:
    """Return function and range, in seconds, of every rate and its kin."""
    found = []
    for one in walk(expression):
        if isinstance(one, ql.Call) and one.func.name in _RATES and one.args:
            inner = bare(one.args[0])
            if isinstance(inner, ql.MatrixSelector):
                found.append((one.func.name, inner.range.total_seconds()))
    return found
