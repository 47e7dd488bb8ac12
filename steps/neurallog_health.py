"""Parts of NeuralLog's morning check, each with the level that it is at."""

from collections.abc import Callable
from typing import Any

from drillbook.checks.health import Assessment, Level
from drillbook.observation import Observation
from drillbook.probes import neurallog, node_conditions, prometheus, service_pods
from drillbook.session import Session
from drillbook.system import SystemUnderDrill

Looked = tuple[Assessment, list[Observation[Any]]]
#: The manual's limits, in per cent (Morning Checklist / Key Metrics Review).
CPU, MEMORY, STORAGE = 70.0, 80.0, 85.0
WELL = 200
#: Failed log-ins and suspicious requests of an hour (Security Monitoring / Security Metrics).
FAILED, SUSPICIOUS = 100, 10
#: What is suspicious the manual does not say: one account that fails at so many tenants.
MANY_TENANTS = 3
LOG_INS = "auth-service"
_OF_PODS = 'namespace="neurallog-system"'
_MEMORY_USED = (
    f'100 * max(sum by (pod) (container_memory_working_set_bytes{{container!="",{_OF_PODS}}}) '
    f'/ sum by (pod) (kube_pod_container_resource_limits{{resource="memory",{_OF_PODS}}}))'
)


def _nodes(session: Session, _system: SystemUnderDrill) -> Looked:
    seen = node_conditions.ready(session)
    down = sorted(name for name, ready in seen.value.items() if not ready)
    level = Level.CRITICAL if down or not seen.value else Level.OK
    return Assessment("nodes", level, f"{len(down)} of {len(seen.value)} not ready"), [seen]


def _services(session: Session, system: SystemUnderDrill) -> Looked:
    seen = neurallog.health(session, system.namespace)
    down = sorted(name for name, status in seen.value.items() if status != WELL)
    level = Level.CRITICAL if down else Level.OK
    return Assessment("core services", level, ", ".join(down) or "all answer"), [seen]


def _prometheus(session: Session, system: SystemUnderDrill) -> Looked:
    seen = prometheus_health(session, system)
    level = Level.OK if seen.value == WELL else Level.CRITICAL
    return Assessment("Prometheus", level, f"answers {seen.value}"), [seen]


def prometheus_health(session: Session, system: SystemUnderDrill) -> Observation[int]:
    """Return the status with which Prometheus answers for its health."""
    return node_conditions.web_health(session, _service(session, system))


def _service(session: Session, system: SystemUnderDrill) -> str:
    return str(session.target.system(system.name).prometheus)


def _percent(part: str, query: str, limit: float) -> Callable[..., Looked]:
    def look(session: Session, system: SystemUnderDrill) -> Looked:
        seen = prometheus.number(session, system.name, query)
        level = Level.OK if seen.value < limit else Level.WARNING
        return Assessment(part, level, f"{seen.value:.1f} %, limit {limit:g} %"), [seen]

    return look


def _failed_log_ins(session: Session, system: SystemUnderDrill) -> Looked:
    seen = service_pods.refused(session, system.namespace, LOG_INS)
    level = Level.OK if len(seen.value) < FAILED else Level.WARNING
    said = f"{len(seen.value)} in an hour, limit {FAILED}"
    return Assessment("failed log-ins", level, said), [seen]


def _suspicious(session: Session, system: SystemUnderDrill) -> Looked:
    seen = service_pods.refused(session, system.namespace, LOG_INS)
    tried: dict[str, set[str]] = {}
    for one in seen.value:
        tried.setdefault(one.account, set()).add(one.tenant)
    accounts = {name for name, at in tried.items() if name and len(at) >= MANY_TENANTS}
    count = sum(one.account in accounts for one in seen.value)
    level = Level.OK if count < SUSPICIOUS else Level.WARNING
    said = f"{count} in an hour, limit {SUSPICIOUS}: {', '.join(sorted(accounts)) or 'nobody'}"
    return Assessment("suspicious requests", level, said), [seen]


PARTS: dict[str, Callable[[Session, SystemUnderDrill], Looked]] = {
    "nodes": _nodes,
    "core services": _services,
    "Prometheus": _prometheus,
    "processor use": _percent("processor use", "avg(cpu_usage_percent)", CPU),
    "memory use": _percent("memory use", _MEMORY_USED, MEMORY),
    "failed log-ins": _failed_log_ins,
    "suspicious requests": _suspicious,
    "storage": _percent("storage", 'max(disk_usage_percent{volume="spool"})', STORAGE),
}
