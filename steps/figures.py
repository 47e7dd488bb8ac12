"""Phrases of the figures that dashboards have of every node, pod, service and volume there is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, then

from drillbook.checks import inventory as checks
from drillbook.clients.prometheus import NoSeries
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import inventory, kubernetes, postgresql_queries, prometheus
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged

_SHOWN_WITHIN = timedelta(seconds=45)

#: What of each there is a figure: which query, and by which label.
OF_EVERY = {
    "the share of time up": ("avg_over_time(up{job=~'neo-.*-service'}[1h])", "job"),
    "processor time": ("cpu_usage_percent", "node"),
    "memory": ("memory_usage_percent", "node"),
    "mean processor time over a week": ("avg_over_time(cpu_usage_percent[7d])", "node"),
    "mean memory over a week": ("avg_over_time(memory_usage_percent[7d])", "node"),
    "processor time of its limit": ("neo:cpu_share", "pod"),
    "memory of its limit": ("neo:memory_share", "pod"),
    "bytes on the network": ("network_bytes_total", "pod"),
    "bytes a second on the network": ("rate(network_bytes_total[1h])", "pod"),
    "used bytes": ("kubelet_volume_stats_used_bytes", "persistentvolumeclaim"),
    "size in bytes": ("kubelet_volume_stats_capacity_bytes", "persistentvolumeclaim"),
    "growth over a week": ("abs(delta(disk_usage_bytes[7d]))", "persistentvolumeclaim"),
    "growth in bytes over a week": ("abs(delta(neo_database_size_bytes[7d]))", "database"),
    "used connections of its pool": ("neo_database_pool_connections{state='used'}", "pod"),
    "free connections of its pool": ("neo_database_pool_connections{state='free'}", "pod"),
    "open connections": ("neo_open_connections", "pod"),
}


@then(parsers.parse("the dashboards have {figure} of every {kind}"))
def _of_every(
    drill: Drill, session: Session, system: SystemUnderDrill, figure: str, kind: str
) -> None:
    query, label = OF_EVERY[figure]
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        there = KINDS[kind](session, system)
        try:
            shown = prometheus.samples(session, system.name, query)
        except NoSeries:  # an empty panel was seen, and has nothing of what there is
            latest[:] = [there]
            return checks.known_of_every(figure, tuple(there.value), {})
        latest[:] = [shown, there]
        parts = {str(one.labels.get(label, "")): one.value for one in shown.value}
        return checks.known_of_every(figure, tuple(there.value), parts)

    drill.judge(judged(look, f"{figure} of every {kind}", _SHOWN_WITHIN), latest)


def _pods_of(session: Session, system: SystemUnderDrill) -> Observation[tuple[str, ...]]:
    seen = kubernetes.pods(session, system.namespace, "app.kubernetes.io/name=neo-service")
    return _of(seen, tuple(one.name for one in seen.value if one.healthy))


def _services_of(session: Session, system: SystemUnderDrill) -> Observation[tuple[str, ...]]:
    seen = kubernetes.workloads(session, system.namespace)
    return _of(seen, tuple(one.name.rpartition("/")[2] for one in seen.value))


def _of(seen: Observation[Any], names: tuple[str, ...]) -> Observation[tuple[str, ...]]:
    return Observation(seen.name, names, seen.source, seen.query, seen.started, seen.ended)


KINDS: dict[str, Callable[[Session, SystemUnderDrill], Observation[Any]]] = {
    "node": lambda session, _system: inventory.nodes(session),
    "volume": lambda session, system: inventory.volumes(session, system.databases),
    "database": lambda session, system: postgresql_queries.sizes(session, system.databases),
    "pod": _pods_of,
    "service": _services_of,
}
