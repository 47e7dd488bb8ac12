"""What can be said of a PromQL expression without its data: its parts, labels and ranges.

The parser is GreptimeDB's port of Prometheus' own grammar.
"""

import re
from collections.abc import Iterator
from typing import Any

import promql_parser as ql

RATES = ("rate", "irate", "increase", "delta", "idelta", "deriv", "resets", "changes")
_LONGEST = 20_000
_MOST_PARTS = 150
_PARTS = re.compile(r"[-+*/%^(<>=!]|\b(?:and|or|unless|atan2)\b")


class TooLongError(ValueError):
    """A query beyond what anybody writes: the parser's own stack would not hold it."""


def parse(text: str) -> ql.Expr:
    """Parse a query; variables stand for something. Raises ValueError."""
    code = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
    if len(text) > _LONGEST or len(_PARTS.findall(code)) > _MOST_PARTS:
        raise TooLongError("it is too long to be read")
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


def value(expression: Any) -> float | None:
    """Return what an expression of numbers alone comes to, such as ``21 * 24 * 3600``."""
    expression = bare(expression)
    if not isinstance(expression, ql.BinaryExpr):
        return number(expression)
    left, right = value(expression.lhs), value(expression.rhs)
    if left is None or right is None:
        return None
    match operator(expression):
        case "*":
            return left * right
        case "/":
            return left / right if right else None
        case "+":
            return left + right
        case "-":
            return left - right
    return None


def operator(expression: Any) -> str:
    """Return the operator or aggregation as it is written."""
    return str(expression.op)


def comparisons(expression: Any) -> Iterator[tuple[Any, str, float]]:
    """Yield every comparison with a number: the other side, the sign turned to it, the number."""
    turned = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "!=": "!="}
    for one in walk(expression):
        if isinstance(one, ql.BinaryExpr) and operator(one) in turned:
            right, left = value(one.rhs), value(one.lhs)
            if right is not None and left is None:
                yield bare(one.lhs), operator(one), right
            elif left is not None and right is None:
                yield bare(one.rhs), turned[operator(one)], left


def equals(expression: Any) -> dict[str, str]:
    """Return the labels of a result whose value the expression fixes by ``label="value"``."""
    expression = bare(expression)
    match expression:
        case ql.VectorSelector():
            matchers = expression.matchers.matchers
            fixed = (one for one in matchers if str(one.op) == "MatchOp.Equal")
            return {one.name: one.value for one in fixed if one.name != "__name__"}
        case ql.MatrixSelector():
            return equals(expression.vector_selector)
        case ql.SubqueryExpr() | ql.UnaryExpr():
            return equals(expression.expr)
        case ql.Call():
            inner = [arg for arg in expression.args if number(arg) is None]
            changes = ("label_replace", "label_join", "absent", "vector", "scalar", "info", "time")
            return equals(inner[-1]) if inner and expression.func.name not in changes else {}
        case ql.AggregateExpr():
            kept = labels(expression)
            if kept is None:
                modifier = expression.modifier
                dropped = set(modifier.labels) if modifier is not None else set()
                return {k: v for k, v in equals(expression.expr).items() if k not in dropped}
            return {k: v for k, v in equals(expression.expr).items() if k in kept}
        case ql.BinaryExpr():
            if number(expression.rhs) is not None:
                return equals(expression.lhs)
            if number(expression.lhs) is not None:
                return equals(expression.rhs)
            plain = expression.modifier is None or expression.modifier.matching is None
            return equals(expression.lhs) if plain and operator(expression) != "or" else {}
    return {}


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
        if isinstance(one, ql.Call) and one.func.name in RATES and one.args:
            inner = bare(one.args[0])
            if isinstance(inner, ql.MatrixSelector):
                found.append((one.func.name, inner.range.total_seconds()))
    return found
