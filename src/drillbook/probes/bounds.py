"""The numbers that stop conditions bound: of PromQL, or of a probe that target files may name."""

from collections.abc import Callable

from drillbook.clients import kafka as kafka_clients
from drillbook.clients import neo4j as neo4j_clients
from drillbook.errors import Unobservable
from drillbook.probes import kafka, kubernetes, neo4j, postgresql, prometheus
from drillbook.session import Session
from drillbook.target import StopCondition, StopProbe


def look(session: Session, condition: StopCondition) -> float:
    """Return what a stop condition's number is now. Raises Unobservable."""
    if condition.query is not None:
        return prometheus.number(session, condition.system, condition.query).value
    if condition.probe is None:
        raise Unobservable(f"stop condition {condition.name} asks for nothing")
    return PROBES[condition.probe](session, session.system(condition.system).namespace)


def _unhealthy(session: Session, namespace: str) -> float:
    return sum(not pod.healthy for pod in kubernetes.pods(session, namespace).value)


def _missing(session: Session, namespace: str) -> float:
    found = kubernetes.workloads(session, namespace).value
    return sum(max(0, workload.wanted - workload.ready) for workload in found)


def _offline(session: Session, namespace: str) -> float:
    return len(kafka.replication(kafka_clients.connect(session, namespace)).value.offline)


def _under_replicated(session: Session, namespace: str) -> float:
    seen = kafka.replication(kafka_clients.connect(session, namespace))
    return len(seen.value.under_replicated)


def _writable(session: Session, namespace: str) -> float:
    return neo4j.availability(neo4j_clients.connect(session, namespace)).value.writable


def _clients(session: Session, namespace: str) -> float:
    return postgresql.client_count(session, namespace).value


PROBES: dict[StopProbe, Callable[[Session, str], float]] = {
    StopProbe.PODS_UNHEALTHY: _unhealthy,
    StopProbe.REPLICAS_MISSING: _missing,
    StopProbe.KAFKA_OFFLINE: _offline,
    StopProbe.KAFKA_UNDER_REPLICATED: _under_replicated,
    StopProbe.NEO4J_WRITABLE: _writable,
    StopProbe.POSTGRESQL_CLIENTS: _clients,
}
