"""The figures of NeuralLog's dashboards, and how each is counted in the cluster or a database."""

from datetime import UTC, timedelta

from drillbook.clients import redis as redis_clients
from drillbook.clock import now
from drillbook.probes import (
    kubernetes,
    neurallog,
    node_conditions,
    pod_network,
    postgresql_activity,
    redis_settings,
    tenants,
)
from drillbook.session import Session
from steps.counted import ALL, Counted, Figure, as_counted

WELL, READY = 200, "Ready"
_TENANTS = 'namespace=~"tenant-.*"'
# The number of Secrets is left out: what is kept under that name is never shown.
_COUNTED, _KINDS = 'resource=~"pods|configmaps"', ("pods", "configmaps")
_BYTES = (
    'sum by (pod) (container_network_receive_bytes_total{pod=~"log-ingestion-.*"} '
    '+ container_network_transmit_bytes_total{pod=~"log-ingestion-.*"})'
)
_MEAN = "sum(postgresql_statement_seconds) / sum(postgresql_statements)"


def _services(session: Session, namespace: str) -> Counted:
    seen = neurallog.health(session, namespace)
    up = {f"neurallog-{name}": float(status == WELL) for name, status in seen.value.items()}
    return as_counted(seen, up)


def _active(session: Session, _namespace: str) -> Counted:
    seen = tenants.listed(session)
    return as_counted(seen, {ALL: float(sum(one.phase == READY for one in seen.value))})


def _by_tenant(session: Session, namespace: str) -> Counted:
    day = (now().astimezone(UTC) - timedelta(days=1)).date()
    neurallog.usage(session, namespace, day)  # billing counts a day when it is asked for it
    seen = neurallog.stored(session, namespace, day)
    return as_counted(seen, {name: float(logs) for name, logs in seen.value.items()})


def _by_plan(session: Session, namespace: str) -> Counted:
    seen = _by_tenant(session, namespace)
    plans: dict[str, float] = {}
    for one in tenants.listed(session).value:
        plans[one.plan] = plans.get(one.plan, 0.0) + seen.value.get(one.name, 0.0)
    return as_counted(seen, plans)


def _quotas(session: Session, _namespace: str) -> Counted:
    several = tenants.listed(session)
    used = {one.name: tenants.resources(session, one.name).value.used for one in several.value}
    summed = {
        f"tenant-{name}": float(sum(int(of.get(kind, 0)) for kind in _KINDS))
        for name, of in used.items()
    }
    return as_counted(several, summed)


def _revenue(session: Session, namespace: str) -> Counted:
    seen = neurallog.indicators(session, namespace)
    return as_counted(seen, {one["month"]: float(one["revenue_cents"]) for one in seen.value})


def _nodes(session: Session, _namespace: str) -> Counted:
    seen = node_conditions.ready(session)
    return as_counted(seen, {ALL: float(sum(seen.value.values()))})


def _pods(session: Session, namespace: str) -> Counted:
    seen = kubernetes.pods(session, namespace, "")
    return as_counted(seen, {ALL: float(sum(one.ready for one in seen.value))})


def _connections(session: Session, namespace: str) -> Counted:
    seen = postgresql_activity.sessions(session, namespace, "postgresql-0")
    return as_counted(seen, {ALL: float(seen.value)})


def _query_time(session: Session, namespace: str) -> Counted:
    seen = postgresql_activity.mean_seconds(session, namespace)
    return as_counted(seen, {ALL: seen.value})


def _cache_memory(session: Session, namespace: str) -> Counted:
    seen = redis_settings.memory(redis_clients.access(session, namespace))
    return as_counted(seen, {ALL: float(seen.value)})


def _network(session: Session, namespace: str) -> Counted:
    seen = pod_network.counted(session, namespace, "app=log-ingestion")
    return as_counted(seen, {pod: float(moved) for pod, moved in seen.value.items()})


FIGURES = {
    "which services are up": Figure(
        'min by (job) (up{job=~"neurallog-.+-service|neurallog-log-ingestion"})', "job", _services
    ),
    "the number of active tenants": Figure("sum(neurallog_active_tenants)", ALL, _active),
    "use by plan": Figure("neurallog_plan_logs", "plan", _by_plan),
    "use by tenant, the most first": Figure(
        "sort_desc(neurallog_tenant_logs)", "tenant", _by_tenant
    ),
    "what is used of each quota": Figure(
        f'sum by (namespace) (kube_resourcequota{{type="used", {_COUNTED}, {_TENANTS}}})',
        "namespace",
        _quotas,
    ),
    "revenue by month": Figure("neurallog_revenue_cents", "month", _revenue),
    "the number of ready nodes": Figure(
        'sum(kube_node_status_condition{condition="Ready", status="true"})', ALL, _nodes
    ),
    "the number of ready pods": Figure(
        'sum(kube_pod_status_ready{condition="true", namespace="neurallog-system"})', ALL, _pods
    ),
    # The exporter's connection, and the looks' own, come and go.
    "the connections of the database": Figure(
        "sum(postgresql_connections)", ALL, _connections, 0.35
    ),
    "the mean time of a query": Figure(_MEAN, ALL, _query_time, 0.1),
    "the memory of the cache": Figure("sum(redis_memory_used_bytes)", ALL, _cache_memory, 0.05),
    # The kubelet's figures are some seconds old, and pods are scraped meanwhile.
    "the bytes on the network": Figure(_BYTES, "pod", _network, 0.1),
}
