"""Phrases of scaling: Kafka by hand to more brokers, and autoscalers by a load that is real."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pytest_bdd import parsers, then, when

from drillbook.checks import autoscaling as scaling_checks
from drillbook.checks import recovery, replication
from drillbook.clients import kafka as clients
from drillbook.clock import Seen, eventually, now
from drillbook.drill import Budget, Drill
from drillbook.errors import CheckFailed, UsageError
from drillbook.ledger import books
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.plugin import SystemUnderDrill
from drillbook.probes import autoscalers, kafka, kubernetes
from drillbook.probes.autoscalers import Standing
from drillbook.procedures import kafka_scale
from drillbook.session import Session
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged_in_time
from steps.spans import span

_EVERY = timedelta(seconds=1)


@when(
    parsers.parse("Kafka is scaled up to {brokers:d} brokers as the runbook says"),
    target_fixture="scaled_at",
)
def _brokers(session: Session, system: SystemUnderDrill, brokers: int) -> datetime:
    since = now()
    kafka_scale.scale(session, system.namespace, brokers)
    return since


@then(parsers.parse("{brokers:d} brokers are ready within {time}"))
def _ready(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    scaled_at: datetime,
    brokers: int,
    time: str,
) -> None:
    latest: list[Observation[kubernetes.Workload]] = []

    def look() -> Judgement:
        latest[:] = [kubernetes.workload(session, system.namespace, "statefulsets/kafka")]
        found = latest[0].value
        return recovery.has_replicas("kafka", found.ready, found.wanted, brokers)

    limit = Budget(span(time), "runbook")
    judgement = judged_in_time(drill, look, f"{brokers} brokers", limit, since=scaled_at)
    drill.judge(judgement, latest)


@when("partitions are reassigned to all brokers")
def _reassigned(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    drill.observe(kafka_scale.reassign(session, system.namespace))


@then(parsers.parse("each of {brokers:d} brokers holds partitions, in sync"))
def _hold(drill: Drill, session: Session, system: SystemUnderDrill, brokers: int) -> None:
    broker = clients.connect(session, system.namespace)
    held, whole = kafka.held(broker), kafka.replication(broker)
    judgement = merge_judgements(
        [
            replication.each_holds(brokers, held.value.brokers, held.value.least),
            replication.all_in_sync(len(whole.value.under_replicated), whole.value.partitions),
        ]
    )
    drill.judge(judgement, [held, whole])


@then(
    parsers.parse("the autoscaler of {workload} adds at least {more:d} replicas within {time}"),
    target_fixture="scaled_by_load",
)
def _added(
    drill: Drill, session: Session, system: SystemUnderDrill, workload: str, more: int, time: str
) -> Observation[Standing]:
    since = now()
    seen, last = _until(
        session, system, workload, time, lambda one: one.replicas >= one.least + more
    )
    if seen is not None:
        drill.phase(f"{workload} scaled up", since, seen)
    found = last.value
    drill.judge(
        scaling_checks.added(workload, found.replicas, found.least, found.most, more), [last]
    )
    return last


@then(parsers.parse("the autoscaler of {workload} comes back to its least within {time}"))
def _came_back(
    drill: Drill, session: Session, system: SystemUnderDrill, workload: str, time: str
) -> None:
    since = now()
    seen, last = _until(session, system, workload, time, lambda one: one.replicas == one.least)
    if seen is not None:
        drill.phase(f"{workload} scaled down", since, seen)
    drill.judge(scaling_checks.came_back(workload, last.value.replicas, last.value.least), [last])


def _until(
    session: Session,
    system: SystemUnderDrill,
    workload: str,
    time: str,
    wanted: Callable[[Standing], bool],
) -> tuple[Seen[Observation[Standing]] | None, Observation[Standing]]:
    try:
        seen = eventually(
            lambda: autoscalers.named(session, system.namespace, workload),
            lambda found: wanted(found.value),
            within=span(time),
            what=f"the autoscaler of {workload} scales",
            every=_EVERY,
        )
    except CheckFailed:
        return None, autoscalers.named(session, system.namespace, workload)
    return seen, seen.value


@when(parsers.parse("the ledger of {thing}s ends"))
def _ends(drill: Drill, ledgers: dict[str, Ledger], thing: str) -> None:
    if thing not in ledgers:
        raise UsageError(f"no ledger of this scenario writes a {thing}")
    books.closed(ledgers[thing], drill)
