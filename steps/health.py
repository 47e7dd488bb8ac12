"""Phrases of health: the whole system's before a drill, and the morning health check's parts."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from pytest_bdd import given, parsers, then, when

from drillbook.checks import health
from drillbook.checks.health import Assessment, Level
from drillbook.clients import kafka as kafka_clients
from drillbook.clients import neo4j as neo4j_clients
from drillbook.clock import eventually
from drillbook.drill import Drill
from drillbook.errors import CheckFailed, Unobservable
from drillbook.observation import Observation
from drillbook.probes import kafka, kubernetes, neo4j, pods, prometheus
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import passed
from steps import neurallog_health

GROUP = "kg-builder"
VOLUMES = (("neo4j-0", "/data"), ("kafka-0", "/kafka"))
ACCURACY = 'kg_rca_accuracy_at_k{k="3"}'
RATE = 'sum(rate(kg_messages_processed_total{status="success"}[1h]))'

Looked = tuple[Assessment, list[Observation[Any]]]
_KAFKA = "statefulsets/kafka"
_STEADY = timedelta(seconds=0.5)
_LOOKED_WITHIN = timedelta(seconds=15)
_SCRAPED_WITHIN = timedelta(minutes=1)


@given("the system is healthy")
def _healthy(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    within = session.target.objective(system.name, "healthy")
    try:
        seen = eventually(
            lambda: _looked_over(session, system),
            _whole,
            within=within,
            what="the system is healthy",
            every=_STEADY,
        )
    except CheckFailed as error:
        # What was broken before the fault is not the fault's doing.
        raise Unobservable(f"the drill cannot start: {error}") from error
    drill.judge(passed("every workload, pod and partition is whole"), seen.value)


def _looked_over(session: Session, system: SystemUnderDrill) -> tuple[Observation[Any], ...]:
    """Look at all workloads and pods, and at the partitions of Kafka where the system has it."""
    workloads = [kubernetes.workloads(session, one) for one in system.namespaces]
    found = (*workloads, pods.health(session, *system.namespaces))
    if any(one.name == _KAFKA for seen in workloads for one in seen.value):
        broker_client = kafka_clients.connect(session, system.namespace)
        return (*found, kafka.replication(broker_client))
    return found


def _whole(seen: tuple[Observation[Any], ...]) -> bool:
    return all(_is_whole(observation.value) for observation in seen)


def _is_whole(found: Any) -> bool:
    if isinstance(found, pods.Health):
        return not found.ailing
    return found.whole if isinstance(found, kafka.Replication) else all(w.whole for w in found)


@when(parsers.parse("the morning health check looks at {part}"), target_fixture="looked")
def _look(session: Session, system: SystemUnderDrill, part: str) -> Looked:
    if part not in PARTS:
        raise Unobservable(f"the health check has no part {part!r}; it has: {', '.join(PARTS)}")
    # A server that has just stopped is between answering and refusing for a moment.
    return eventually(
        lambda: PARTS[part](session, system),
        lambda _seen: True,
        within=_LOOKED_WITHIN,
        what=f"the health check looks at {part}",
        every=_STEADY,
    ).value


@then(parsers.parse("the level found is {level}"))
def _level(drill: Drill, looked: Looked, level: str) -> None:
    assessment, observations = looked
    drill.judge(health.is_at(assessment, Level(level)), observations)


def _pods(session: Session, system: SystemUnderDrill) -> Looked:
    seen = pods.health(session, system.namespace)
    return health.pods(seen.value.healthy, [pod.name for pod in seen.value.ailing]), [seen]


def _neo4j(session: Session, system: SystemUnderDrill) -> Looked:
    seen = neo4j.availability(neo4j_clients.connect(session, system.namespace))
    return health.neo4j(online=seen.value.writable, text=seen.value.text), [seen]


def _brokers(session: Session, system: SystemUnderDrill) -> Looked:
    seen = kafka.brokers(kafka_clients.connect(session, system.namespace))
    return health.brokers(len(seen.value)), [seen]


def _lag(session: Session, system: SystemUnderDrill) -> Looked:
    seen = kafka.lag(kafka_clients.connect(session, system.namespace), GROUP)
    return health.lag(seen.value.largest), [seen]


def _disk(session: Session, system: SystemUnderDrill) -> Looked:
    seen = [kubernetes.disk_use(session, system.namespace, *volume) for volume in VOLUMES]
    return health.disk((observation.name, observation.value) for observation in seen), [*seen]


def _metrics(session: Session, system: SystemUnderDrill) -> Looked:
    # Pods that have just been replaced are scraped a moment later.
    accuracy, rate = (
        eventually(
            partial(prometheus.number, session, system.name, query),
            lambda _seen: True,
            within=_SCRAPED_WITHIN,
            what=query,
            every=_STEADY,
        ).value
        for query in (ACCURACY, RATE)
    )
    return health.key_metrics(accuracy.value, rate.value), [accuracy, rate]


PARTS: dict[str, Callable[[Session, SystemUnderDrill], Looked]] = {
    "pods": _pods,
    "Neo4j": _neo4j,
    "the Neo4j leader": _neo4j,
    "Kafka brokers": _brokers,
    "consumer lag": _lag,
    "disk usage": _disk,
    "key metrics": _metrics,
    **neurallog_health.PARTS,
}
