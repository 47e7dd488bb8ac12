"""Labels of kube-state-metrics and node_exporter whose values are a short list, and others."""

import re
from collections.abc import Iterator

import promql_parser as ql

from drillbook.audit import promql
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.prometheus import Query
from drillbook.audit.rules.queries import parsed
from drillbook.audit.runbook import Runbook

_TRUTH = ("true", "false", "unknown")
# By the documentation of kube-state-metrics 2.15, and of node_exporter 1.9 on Linux.
_VALUES: dict[tuple[str, str], tuple[str, ...]] = {
    ("kube_pod_status_phase", "phase"): ("Pending", "Running", "Succeeded", "Failed", "Unknown"),
    ("kube_pod_status_ready", "condition"): _TRUTH,
    ("kube_pod_status_scheduled", "condition"): _TRUTH,
    ("kube_node_status_condition", "status"): _TRUTH,
    ("kube_deployment_status_condition", "status"): _TRUTH,
    ("kube_namespace_status_phase", "phase"): ("Active", "Terminating"),
    ("kube_persistentvolumeclaim_status_phase", "phase"): ("Bound", "Lost", "Pending"),
    ("kube_persistentvolume_status_phase", "phase"): (
        "Pending", "Available", "Bound", "Released", "Failed",
    ),
    ("node_cpu_seconds_total", "mode"): (
        "user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "interrupt",
    ),
    ("node_systemd_unit_state", "state"): (
        "active", "activating", "deactivating", "inactive", "failed",
    ),
}  # fmt: skip
# Others may be set, too; of these it is known that they are another's in another spelling.
_NO_CONDITION = ("NotReady", "OutOfDisk", "Unknown")
_REASONS = ("OOMKilled", "Error", "Completed", "ContainerCannotRun", "DeadlineExceeded", "Evicted",
            "CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "CreateContainerConfigError",
            "ContainerCreating", "InvalidImageName", "CreateContainerError")  # fmt: skip


def values(runbook: Runbook) -> Iterator[Finding]:
    """``kube_pod_status_phase{phase="pending"}``: it is called Pending."""
    for query, expression in parsed(runbook):
        for one in promql.walk(expression):
            if not isinstance(one, ql.VectorSelector) or not one.name:
                continue
            for matcher in one.matchers.matchers:
                takes = _wrong(str(one.name), matcher.name, str(matcher.op), matcher.value)
                if takes:
                    yield _no_value(query, f"{one.name}'s {matcher.name}", matcher.value, takes)


def _no_value(query: Query, of: str, value: str, takes: tuple[str, ...]) -> Finding:
    same = [one for one in takes if one.lower() == value.lower()]
    quoted = query.text.count(f'"{value}"') == 1 and "\n" not in query.text
    return finding(
        "label-value",
        query.line,
        f"{of} is never {value}: it is one of {', '.join(takes)}, so nothing is selected",
        f"write {same[0]}" if same else "write one of these",
        ShownBy.REFERENCE,
        (Edit(query.line, f'"{value}"', f'"{same[0]}"'),) if same and quoted else (),
    )


def _wrong(name: str, label: str, sign: str, value: str) -> tuple[str, ...]:
    """Return what a label takes, if what a matcher asks for can never be there."""
    parts = value.split("|") if sign == "MatchOp.Re" or sign.startswith("MatchOp.Re") else [value]
    plain = all(re.fullmatch(r"[A-Za-z]+", part) for part in parts)
    if not plain or "Not" in sign:
        return ()
    takes = _VALUES.get((name, label), ())
    if takes:
        return () if set(parts) & set(takes) else takes
    if name == "kube_node_status_condition" and label == "condition":
        known = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable")
        return known if set(parts) <= set(_NO_CONDITION) else ()
    if name.startswith("kube_pod_container_status_") and name.endswith("_reason"):
        misspelt = [
            one for part in parts for one in _REASONS if one.lower() == part.lower() and one != part
        ]
        return tuple(misspelt) if misspelt and len(parts) == 1 else ()
    return ()


LOOKS = (values,)
