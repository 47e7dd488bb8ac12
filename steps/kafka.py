"""Phrases of Kafka: replication that is whole again, brokers that have come back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_bdd import parsers, then

from drillbook.checks import replication as checks
from drillbook.clients import kafka as clients
from drillbook.clock import eventually, now
from drillbook.drill import Budget, Drill
from drillbook.errors import CheckFailed, Unobservable
from drillbook.observation import Observation
from drillbook.probes import kafka as probes
from drillbook.probes import kubernetes
from drillbook.probes.kafka import Replication
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.watch import Recovery, Watch, recovery
from steps.spans import budget as within

_STEADY = timedelta(seconds=1)
_OUT_OF_REACH = timedelta(milliseconds=1)


@pytest.fixture
def replication_watch(session: Session, system: SystemUnderDrill) -> Iterator[Watch[Replication]]:
    """Watch the replication of Kafka from before the fault to the end of the scenario."""
    kafka = clients.connect(session, system.namespace)
    watch = Watch(lambda: probes.replication(kafka).value, whole=lambda seen: seen.whole)
    watch.start()
    yield watch
    watch.stop()


@then(parsers.parse("every partition is fully replicated again within {time}"))
def _fully_replicated(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    replication_watch: Watch[Replication],
    time: str,
) -> None:
    budget = within(session, system, "kafka_fully_replicated", time)
    since = drill.since_fault()
    seen = _until_whole(replication_watch, drill, budget)
    if seen.whole is not None:
        drill.phase("fully replicated", since, seen.whole, budget)
    drill.judge(
        checks.recovered(
            "every partition fully replicated", seen, since=since, limit=budget.limit, say=_short
        ),
        [_history(replication_watch, drill)],
    )


@then(parsers.parse("broker {broker:d} has rejoined within {time}"))
def _rejoined(
    drill: Drill, session: Session, system: SystemUnderDrill, broker: int, time: str
) -> None:
    budget = within(session, system, "kafka_broker_rejoined", time)
    since = drill.since_fault()
    kafka = clients.connect(session, system.namespace)
    latest: list[Observation[probes.BrokerPlace]] = []

    def look() -> probes.BrokerPlace:
        pod = kubernetes.pod(session, system.namespace, f"kafka-{broker}").value
        if pod is None or not pod.address:
            raise Unobservable(f"there is no pod kafka-{broker} with an address")
        latest[:] = [probes.place(kafka, broker, pod.address, clients.PORT)]
        return latest[0].value

    try:
        seen = eventually(
            look,
            lambda place: place.whole,
            within=max(budget.limit - (now() - since), _OUT_OF_REACH),
            what=f"broker {broker} rejoined",
        )
    except CheckFailed:
        ended = now()
    else:
        ended = seen.at
        drill.phase(f"broker {broker} rejoined", since, seen, budget)
    place = latest[0].value
    drill.judge(
        checks.rejoined(
            broker,
            answers=place.answers,
            in_cluster=place.in_cluster,
            replicas=place.replicas,
            in_sync=place.in_sync,
            took=ended - since,
            limit=budget.limit,
        ),
        latest,
    )


def _until_whole(watch: Watch[Replication], drill: Drill, budget: Budget) -> Recovery[Replication]:
    """Wait until a loss was seen and is over, or the time is up."""
    since = drill.since_fault()

    def look() -> Recovery[Replication]:
        return recovery(watch.stretches(), _is_whole, since=since, steady=_STEADY)

    try:
        return eventually(
            look,
            lambda seen: seen.whole is not None,
            within=max(since + budget.limit + _STEADY - now(), _STEADY),
            what="every partition is fully replicated again",
        ).value
    except CheckFailed:
        return look()


def _history(watch: Watch[Replication], drill: Drill) -> Observation[list[dict[str, object]]]:
    stretches = watch.stretches()
    value: list[dict[str, object]] = [
        {
            "began": stretch.began,
            "last": stretch.last,
            "brokers": stretch.value.brokers if stretch.value else None,
            "under_replicated": len(stretch.value.under_replicated) if stretch.value else None,
            "offline": len(stretch.value.offline) if stretch.value else None,
            "error": stretch.error,
        }
        for stretch in stretches
    ]
    return Observation(
        "Kafka replication over the drill",
        value,
        "Kafka",
        "Metadata of all topics, every 0.1 s",
        drill.started,
        now(),
    )


def _is_whole(seen: Replication) -> bool:
    return seen.whole


def _short(seen: Replication) -> str:
    return (
        f"{len(seen.under_replicated)} of {seen.partitions} partitions under-replicated, "
        f"{len(seen.offline)} without a leader, live brokers {list(seen.brokers)}"
    )
