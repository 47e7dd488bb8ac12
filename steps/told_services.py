"""What an operator is told of services, pods, tenants and money, and how it is counted apart."""

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

from drillbook.checks import capacity
from drillbook.checks import neurallog as money
from drillbook.checks import told as checks
from drillbook.clients import http
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes import (
    certificates,
    kubernetes,
    neurallog,
    neurallog_commands,
    prometheus,
    service_pods,
    storage,
    usage,
)
from drillbook.probes import tenants as tenant_probes
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements

Looked = tuple[Judgement, list[Observation[Any]]]
SERVICE, AUTH = "billing-service", "auth-service"
#: Who may have rights over the whole cluster: Kubernetes' own, the lab's, the operator.
ON_PURPOSE = {"neurallog-operator": ("neurallog-system/neurallog-operator",)}


def _by_memory(session: Session, system: SystemUnderDrill) -> Looked:
    seen = usage.containers(session, system.namespace)
    ordered = sorted(
        ((one.name, one.memory_bytes) for one in seen.value.used), key=lambda pair: -pair[1]
    )
    judgement = merge_judgements(
        [
            checks.falling("pods by memory", ordered, least=5),
            capacity.use_known(len(seen.value.used), seen.value.unknown),
        ]
    )
    return judgement, [seen]


def _pods_of_service(session: Session, system: SystemUnderDrill) -> Looked:
    seen = kubernetes.pods(session, system.namespace, f"app={SERVICE}")
    name = kubernetes.find_workload(session, system.namespace, SERVICE)
    counted = kubernetes.workload(session, system.namespace, name)
    judgement = merge_judgements(
        [
            checks.is_("pods", len(seen.value), counted.value.wanted),
            checks.is_("ready ones", sum(one.ready for one in seen.value), counted.value.ready),
        ]
    )
    return judgement, [seen, counted]


def _events(session: Session, system: SystemUnderDrill) -> Looked:
    seen = service_pods.events(session, system.namespace)
    own = [one.reason for one in seen.value if SERVICE in one.about]
    return checks.all_told("reasons", ["ScalingReplicaSet"], own), [seen]


def _logs(session: Session, system: SystemUnderDrill) -> Looked:
    names = service_pods.names(session, system.namespace, SERVICE)
    seen = service_pods.lines(session, system.namespace, SERVICE)
    read = [name for name, lines in seen.value.items() if 0 < lines <= service_pods.LINES]
    return checks.all_told("logs of pods", names.value, read), [names, seen]


def _use(session: Session, system: SystemUnderDrill) -> Looked:
    names = service_pods.names(session, system.namespace, SERVICE)
    seen = usage.containers(session, system.namespace)
    known = [one.name.partition("/")[0] for one in seen.value.used if one.memory_bytes > 0]
    return checks.all_told("use of pods", names.value, known), [names, seen]


def _limits(session: Session, system: SystemUnderDrill) -> Looked:
    seen = service_pods.limits(session, system.namespace, SERVICE)
    query = f'max by (resource) (kube_pod_container_resource_limits{{container="{SERVICE}"}})'
    told = prometheus.samples(session, system.name, query)
    shown = {str(one.labels["resource"]): one.value for one in told.value}
    return checks.same("limits", shown, seen.value), [seen, told]


def _broken(session: Session, system: SystemUnderDrill) -> Looked:
    seen = neurallog.dependencies(session, system.namespace, SERVICE)
    workloads = kubernetes.workloads(session, system.namespace)
    down = sorted(one.name.rpartition("/")[2] for one in workloads.value if one.down)
    judgement = merge_judgements(
        [
            checks.is_("what does not answer", neurallog.nothing_but(seen.value), down),
            checks.is_("something does not", bool(down), True),
        ]
    )
    return judgement, [seen, workloads]


def _dependencies(session: Session, system: SystemUnderDrill) -> Looked:
    seen = neurallog.dependencies(session, system.namespace, SERVICE)
    judgement = merge_judgements(
        [
            checks.is_("what does not answer", neurallog.nothing_but(seen.value), []),
            checks.all_told(
                "dependencies",
                ["auth-service", "clickhouse", "postgresql", "redis"],
                list(seen.value),
            ),
        ]
    )
    return judgement, [seen]


def _changes(session: Session, system: SystemUnderDrill) -> Looked:
    seen = service_pods.rolled_out(session, system.namespace)
    lately = [one.workload for one in seen.value if now() - one.at < timedelta(hours=2)]
    return checks.all_told("rollouts of two hours", [SERVICE], lately), [seen]


def _usage(session: Session, system: SystemUnderDrill) -> Looked:
    day = (now().astimezone(UTC) - timedelta(days=1)).date()
    seen = neurallog.usage(session, system.namespace, day)
    counted = neurallog.stored(session, system.namespace, day)
    told = {name: logs for name, logs in seen.value.items() if logs}
    return checks.same("logs of yesterday", told, counted.value), [seen, counted]


def _charges(session: Session, system: SystemUnderDrill) -> Looked:
    month = f"{now():%Y-%m}"
    seen = neurallog.invoices(session, system.namespace, month)
    return money.charged_as_used(seen.value), [seen]


def _time_parts(session: Session, system: SystemUnderDrill) -> Looked:
    url = http.service_url(session, f"{system.namespace}/log-ingestion:8080")
    seen = certificates.request_parts(session, f"{url}/health")
    parts = [(name, getattr(seen.value, name)) for name in ("total", "first_byte", "connection")]
    return checks.falling("times of a request (s)", parts, least=3), [seen]


def _certificate_days(session: Session, system: SystemUnderDrill) -> Looked:
    told = prometheus.number(session, system.name, "min(cert_expiry_days)")
    seen = certificates.held(session, system.namespace, "neurallog-tls")
    judgement = merge_judgements(
        [
            checks.near("days left", told.value, seen.value.days, 0.1),
            checks.over("days left", seen.value.days, 30),
        ]
    )
    return judgement, [told, seen]


def _certificate(session: Session, system: SystemUnderDrill) -> Looked:
    seen = certificates.held(session, system.namespace, "neurallog-tls")
    judgement = merge_judgements(
        [
            checks.over("days left", seen.value.days, 0),
            checks.is_("hosts", seen.value.hosts, ("api.neurallog.com",)),
            checks.is_("signed by its issuer", seen.value.verified, True),
        ]
    )
    return judgement, [seen]


def _rights(session: Session, system: SystemUnderDrill) -> Looked:
    seen = service_pods.powers(session)
    own = {
        role: who
        for role, who in seen.value.items()
        if any(one.startswith(f"{system.namespace}/") for one in who)
    }
    return checks.same("rights over the cluster", own, ON_PURPOSE), [seen]


def _secrets(session: Session, system: SystemUnderDrill) -> Looked:
    seen = service_pods.exposed(session, system.namespace)
    return checks.is_("secrets in the open", seen.value, ()), [seen]


def _secrets_found(session: Session, system: SystemUnderDrill) -> Looked:
    seen = service_pods.exposed(session, system.namespace)
    return checks.all_told("secrets in the open", ["ConfigMap drill-leak"], seen.value), [seen]


def _tenants_listed(session: Session, _system: SystemUnderDrill) -> Looked:
    seen, counted = tenant_probes.listed(session), tenant_probes.namespaces(session)
    told = {one.name: one.phase for one in seen.value}
    return checks.same("tenants", told, dict.fromkeys(counted.value, "Ready")), [seen, counted]


def _disks(session: Session, system: SystemUnderDrill) -> Looked:
    told = prometheus.number(session, system.name, 'max(disk_usage_percent{volume="data"})')
    seen = storage.used_share(session, system.namespace, "clickhouse-0", "/var/lib/clickhouse")
    # Others write to the machine's disk meanwhile.
    return checks.near("disk in use (%)", told.value, 100 * seen.value, 1.0), [told, seen]


def _reached(session: Session, system: SystemUnderDrill) -> Looked:
    seen = neurallog_commands.reach_service(session, system.namespace, AUTH)
    return checks.is_(f"what {AUTH} answers", seen.value.said, "200"), [seen]


def _not_reached(session: Session, system: SystemUnderDrill) -> Looked:
    seen = neurallog_commands.reach_service(session, system.namespace, AUTH)
    return _ended_in_vain(f"what {AUTH} answers", seen, "000"), [seen]


def _resolved(session: Session, system: SystemUnderDrill) -> Looked:
    seen = neurallog_commands.resolve(session, system.namespace, AUTH)
    address = http.service_url(session, f"{system.namespace}/{AUTH}:8080")
    own = address.removeprefix("http://").partition(":")[0]
    return checks.is_(f"address of {AUTH}", seen.value.said, own), [seen]


def _not_resolved(session: Session, system: SystemUnderDrill) -> Looked:
    seen = neurallog_commands.resolve(session, system.namespace, AUTH)
    return _ended_in_vain(f"address of {AUTH}", seen, ""), [seen]


def _ended_in_vain(
    what: str, seen: Observation[neurallog_commands.Reached], wanted: str
) -> Judgement:
    return merge_judgements(
        [
            checks.is_(what, seen.value.said, wanted),
            checks.is_("it says so", seen.value.exit_code != 0, True),
        ]
    )


TOLD: dict[str, Callable[[Session, SystemUnderDrill], Looked]] = {
    "how full the disks are": _disks,
    "that billing-service reaches auth-service": _reached,
    "that billing-service does not reach auth-service": _not_reached,
    "that billing-service resolves auth-service": _resolved,
    "that billing-service does not resolve auth-service": _not_resolved,
    "which pods use most memory": _by_memory,
    "which pods billing-service has, and which are ready": _pods_of_service,
    "what happened to billing-service, the newest last": _events,
    "the last lines of the log of every pod of billing-service": _logs,
    "the processor and memory of every pod of billing-service": _use,
    "the limits of billing-service": _limits,
    "which dependency of billing-service does not answer": _broken,
    "that every dependency of billing-service answers": _dependencies,
    "what was rolled out in the last two hours": _changes,
    "yesterday's use of every tenant": _usage,
    "what every tenant is charged": _charges,
    "the parts of the time of a request": _time_parts,
    "the days that every certificate has left": _certificate_days,
    "that the certificate is in date, of its host, and signed": _certificate,
    "who has rights over the whole cluster": _rights,
    "that no secret stands in the open": _secrets,
    "which secret stands in the open": _secrets_found,
    "the state of every tenant": _tenants_listed,
}
