"""Metrics of common exporters that there are not, and labels that they do not have.

What is judged is known to be theirs: labels that an exporter gives some of its metrics, or that
people take them to have. Any other label may have been given by whoever scrapes.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import promql_parser as ql

from drillbook.audit import promql
from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.prometheus import Query
from drillbook.audit.reference import recorded
from drillbook.audit.rules.queries import parsed
from drillbook.audit.runbook import Runbook

_WORKLOADS = frozenset(["deployment", "statefulset", "daemonset", "replicaset", "cronjob"])
_STATES = frozenset([
    "pod", "container", "phase", "condition", "reason", "resource", "unit", "status", "type",
    "node", "persistentvolumeclaim", "horizontalpodautoscaler", "job_name", "ingress", "image",
    "persistentvolume", "poddisruptionbudget", "deployment_name", "pod_name", "container_name",
    "node_name", "pvc", "volume", "mountpoint", "device",
])  # fmt: skip
_NODES = frozenset([
    "device", "mountpoint", "fstype", "mode", "cpu", "chip", "sensor", "operstate", "state",
    "path", "mount", "mount_point", "mountpath", "disk", "filesystem", "interface", "iface",
    "partition", "core", "fs",
])  # fmt: skip
_SAY_HOW = frozenset(["phase", "condition", "reason", "status", "state", "type", "mode"])
_VOLUMES = frozenset(["pod", "container", "pvc", "volume", "mountpoint", "device", "path"])
_MEANT = {
    "path": "mountpoint", "mount": "mountpoint", "mount_point": "mountpoint",
    "mountpath": "mountpoint", "filesystem": "mountpoint", "fs": "fstype",
    "interface": "device", "iface": "device", "disk": "device", "partition": "device",
    "core": "cpu", "pvc": "persistentvolumeclaim", "volume": "persistentvolumeclaim",
    "deployment_name": "deployment", "pod_name": "pod", "container_name": "container",
    "node_name": "node",
}  # fmt: skip
_CONTAINER = re.compile(
    r"^container_(cpu|memory|network|fs|spec|last_seen|start_time|tasks|threads|processes|"
    r"sockets|file_descriptors|oom_events)"
)
# Kinds of which others than kube-state-metrics tell nothing under these names.
_OWN = re.compile(r"^kube_(pod|deployment|statefulset|daemonset|node|replicaset|job|cronjob)_\w+$")
# kube-scheduler's, kubelet's and the controller manager's own.
_OTHERS = re.compile(
    r"^(kube_pod_resource_(request|limit)|node_(cpu_usage_seconds_total|memory_working_set_bytes|"
    r"swap_usage_bytes)|node_(collector|authorizer|ipam|lifecycle)_|container_(cpu_usage_seconds|"
    r"swap_(usage|limit)_bytes|memory_allocation_bytes|cpu_allocation|gpu_allocation))"
)
_CLOSE, _ALIKE = 0.88, 0.65
_WHOSE = {"kube": "kube-state-metrics", "node": "node_exporter", "container": "the kubelet",
          "prometheus": "Prometheus"}  # fmt: skip
_SINCE = {"kube-state-metrics": "2.0", "node_exporter": "0.16"}
_RESOURCE = re.compile(r"(kube_\w+?)_(cpu|memory|pods)(?:_cores|_bytes)?")
_UNITS = ("_bytes", "_total", "_seconds", "_seconds_total", "_bytes_total")


@cache
def _known() -> dict[str, frozenset[str]]:
    return {name: frozenset(labels) for name, labels in recorded("metrics")["labels"].items()}


def labels(runbook: Runbook) -> Iterator[Finding]:
    """``kube_pod_status_phase{deployment="x"}``, ``sum by (pod) (kube_deployment_…)``."""
    for query, expression in parsed(runbook):
        told: set[str] = set()
        for name, label, so in _lacking(expression):
            if label not in told:
                told.add(label)
                yield _no_label(query, name, label, so)


def _lacking(expression: Any) -> Iterator[tuple[str, str, str]]:
    """Yield metrics with a label that they do not have, and what comes of it."""
    for one in promql.walk(expression):
        if isinstance(one, ql.VectorSelector):
            for matcher in one.matchers.matchers:
                if _needs(str(matcher.op), matcher.value) and lacks(one, matcher.name):
                    yield str(one.name), matcher.name, "nothing is selected"
        elif isinstance(one, ql.AggregateExpr):
            for label in _by(one):
                if name := lacks(one.expr, label):
                    yield name, label, "by it no group is told from another"


def _by(one: ql.AggregateExpr) -> list[str]:
    modifier = one.modifier
    by = modifier is not None and modifier.type == ql.AggModifierType.By
    return list(modifier.labels) if modifier is not None and by else []


def _needs(sign: str, value: str) -> bool:
    """Return whether a matcher refuses a series without the label."""
    if "$" in value:
        return False
    try:
        plain = sign in ("MatchOp.Equal", "MatchOp.NotEqual")
        takes_none = value == "" if plain else re.fullmatch(value, "") is not None
    except re.error:
        return False
    return takes_none == (sign in ("MatchOp.NotEqual", "MatchOp.NotRe"))


def _no_label(query: Query, name: str, label: str, so: str) -> Finding:
    own = ", ".join(sorted(_labels_of(name)))
    meant = _meant(name, label)
    line = _line_of(query, label)
    return finding(
        "unknown-label",
        line,
        f"{name} has no label {label} (it has {own or 'none of its own'}): {so}",
        f"write {meant}" if meant else _instead(name, label),
        ShownBy.REFERENCE,
        (Edit(line, label, meant),) if meant and _once(query, label) else (),
    )


def _meant(name: str, label: str) -> str:
    """Return the label of a metric that another name stands for, where it can be but one."""
    own = _labels_of(name)
    if _MEANT.get(label) in own:
        return _MEANT[label]
    said = sorted(own & _SAY_HOW) if label in _SAY_HOW else []
    return said[0] if len(said) == 1 else ""


def _instead(name: str, label: str) -> str:
    if label in _WORKLOADS and "pod" in _labels_of(name):
        return 'match the pods\' names (pod=~"NAME-.*"), or join kube_pod_owner'
    if name.startswith("kubelet_volume"):
        return "match persistentvolumeclaim"
    return f"take a metric that has {label}, or one of these labels"


def _once(query: Query, label: str) -> bool:
    return len(re.findall(rf"\b{label}\b", query.text)) == 1


def _line_of(query: Query, text: str) -> int:
    lines = lines_of(query.text)
    return query.line + next((i for i, line in enumerate(lines) if text in line), 0)


def _labels_of(name: str) -> frozenset[str]:
    if name in _known():
        return _known()[name]
    if name.startswith("kubelet_volume_stats_"):  # pkg/kubelet/metrics/collectors/volume_stats.go
        return frozenset(["namespace", "persistentvolumeclaim"])
    return frozenset(["container", "id", "image", "name", "namespace", "pod"])  # the kubelet's


def _judged(name: str) -> frozenset[str]:
    """Return the labels of which it is known whether a metric has them."""
    if name.startswith("kube_") and name in _known():
        return _STATES | _WORKLOADS
    if name.startswith("node_") and name in _known():
        return _NODES
    if name.startswith("kubelet_volume_stats_"):
        return _VOLUMES | _WORKLOADS
    return _WORKLOADS if _CONTAINER.match(name) else frozenset()


def lacks(expression: Any, label: str) -> str:
    """Return a metric of an expression of which no series has a label, if that is certain."""
    expression = promql.bare(expression)
    match expression:
        case ql.VectorSelector():
            name = expression.name or ""
            return name if label in _judged(name) - _labels_of(name) else ""
        case ql.MatrixSelector():
            return lacks(expression.vector_selector, label)
        case ql.SubqueryExpr() | ql.UnaryExpr():
            return lacks(expression.expr, label)
        case ql.Call():
            inner = [arg for arg in expression.args if promql.number(arg) is None]
            made = expression.func.name.startswith(("label_", "absent", "vector", "info", "scalar"))
            return lacks(inner[-1], label) if inner and not made else ""
        case ql.AggregateExpr():
            kept = promql.labels(expression)
            named = promql.operator(expression) == "count_values"
            lost = kept is not None and label not in kept
            return "" if named or lost else lacks(expression.expr, label)
        case ql.BinaryExpr():
            return _lacked_by_both(expression, label)
    return ""


def _lacked_by_both(one: Any, label: str) -> str:
    if promql.number(one.rhs) is not None:
        return lacks(one.lhs, label)
    if promql.number(one.lhs) is not None:
        return lacks(one.rhs, label)
    left, right = lacks(one.lhs, label), lacks(one.rhs, label)
    return left if left and right else ""


def names(runbook: Runbook) -> Iterator[Finding]:
    """Metrics that an exporter does not have, or has no longer."""
    own = _recorded_by(runbook)
    told: set[tuple[int, str]] = set()
    for query, expression in parsed(runbook):
        # "old or new" is how queries are written for several versions
        either = any(promql.operator(one) == "or" for one in promql.walk(expression)
                     if isinstance(one, ql.BinaryExpr))  # fmt: skip
        for name in () if either else promql.metrics(expression):
            line = _line_of(query, name)
            if name in own or (line, name) in told or _OTHERS.match(name):
                continue
            told.add((line, name))
            if said := _missing(name):
                yield finding(
                    "unknown-metric",
                    line,
                    said[0],
                    f"write {said[1]}" if said[1] else "take one that there is",
                    ShownBy.REFERENCE,
                    _renamed(query, line, name, said[1]),
                )


def _renamed(query: Query, line: int, name: str, better: str) -> tuple[Edit, ...]:
    alone = query.text.count(name) == 1 and f"{name}{{" not in query.text
    plain = re.fullmatch(r"\w+", better) and query.text.count(name) == 1
    return (Edit(line, name, better),) if better and (plain or alone) else ()


def _recorded_by(runbook: Runbook) -> set[str]:
    """Return the names that the runbook's own rules, or its relabelling, give."""
    return set(
        re.findall(r"(?:record|__name__|replacement|name):\s*['\"]?(\w+)", runbook.document.text)
    )


def _missing(name: str) -> tuple[str, str] | None:
    """Return why nobody has a metric of this name, and which one may be meant."""
    reference, known = recorded("metrics"), _known()
    pools = {"container": reference["containers"], "prometheus": reference["own"]}
    pool = pools.get(name.partition("_")[0], known)
    if name in known or name in reference["elsewhere"] or name in pool:
        return None
    whose = _WHOSE.get(name.partition("_")[0], "")
    if name in reference["went"]:
        return f"{whose} has no {name} since {_SINCE[whose]}: the query finds nothing", _after(name)
    near = _after(name, pool) or _misspelt(name, pool)
    if whose and (near or _OWN.match(name)):
        return f"{whose} has no {name}: the query finds nothing", near
    return None


def _misspelt(name: str, pool: Iterable[str]) -> str:
    """Return the name of the same words in another order, or with one in another spelling."""
    parts = name.split("_")
    if turned := [one for one in pool if sorted(one.split("_")) == sorted(parts)]:
        return turned[0]
    for near in difflib.get_close_matches(name, pool, 10, _CLOSE):
        pairs = list(zip(parts, near.split("_"), strict=False))
        odd = [(one, two) for one, two in pairs if one != two]
        if len(near.split("_")) == len(parts) and len(odd) == 1 and _alike(*odd[0]):
            return near
    return ""


def _alike(one: str, two: str) -> bool:
    if one.lower() in two.lower() or two.lower() in one.lower():
        return True
    return difflib.SequenceMatcher(None, one.lower(), two.lower()).ratio() >= _ALIKE


def _after(name: str, pool: Iterable[str] = ()) -> str:
    """Return the name that goes on from one, with its unit or in a kind that was renamed."""
    known = pool or _known()
    name = name.replace("kube_hpa_", "kube_horizontalpodautoscaler_")
    if name in known:
        return name
    if (found := _RESOURCE.fullmatch(name)) and found[1] in known:
        return f'{found[1]}{{resource="{found[2]}"}}'
    after = [f"{name}{unit}" for unit in _UNITS] + [name.removesuffix(unit) for unit in _UNITS]
    return next((one for one in after if one in known), "")


LOOKS = (labels, names)
