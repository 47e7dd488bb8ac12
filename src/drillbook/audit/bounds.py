"""Between what the values of a PromQL expression lie, as far as that can be said without data."""

import math
import re
from dataclasses import dataclass
from typing import Any

import promql_parser as ql

from drillbook.audit.promql import RATES, bare, children, labels, metrics, number, operator

_QUALITY = re.compile(
    r"(^|_)(up|(?<!none_)(?<!s_)healthy|is_leader|probe_success)$|^kube_(pod_status_(ready|phase|scheduled)|"
    r"node_status_condition|node_spec_unschedulable|pod_container_status_(ready|running|waiting|"
    r"terminated)|deployment_status_condition|persistentvolume(claim)?_status_phase)$|"
    r"^(vault_core_(unsealed|active)|elasticsearch_cluster_health_status|"
    r"certmanager_certificate_ready_status|node_systemd_unit_state)$"
)
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
    ("MemAvailable", "MemTotal"),
    ("MemFree", "MemTotal"),
    ("SwapFree", "SwapTotal"),
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
    if re.search(r"^(kube_\w+|argocd_\w+|\w+_build)_info$", name):
        return Bounds(1, 1, whole=True, why=f"{name} is always 1")
    if re.search(r"_timestamp(_seconds)?$|_time_seconds$", name) and "duration" not in name:
        if name.endswith(("timestamp", "timestamp_seconds")) or "start_time" in name:
            return Bounds(1e9, math.inf, why=f"{name} counts seconds since 1970")
        return Bounds()
    if name.endswith(("_ratio", "_total", "_count", "_bucket")):
        return Bounds(0, math.inf, why=f"{name} is never below 0")
    return Bounds()


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
        return Bounds(0, math.inf, why=f"{name}() is never below 0")
    if name in ("increase", "changes", "resets", "abs"):
        return Bounds(0, math.inf, why=f"{name}() is never below 0")
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
        return Bounds(0, math.inf, why=inner.why and "a sum of what is never below 0 is not either")
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
        if isinstance(expression, ql.Call) and expression.func.name in (*RATES, "sum_over_time"):
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
