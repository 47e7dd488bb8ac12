"""Phrases of scaling: Kafka by hand to more brokers, and autoscalers by a load that is real."""

from collections.abc import Callable
from datetime import datetime

from pytest_bdd import parsers, then, when

from drillbook.checks import autoscaling as scaling_checks
from drillbook.checks import recovery, replication
from drillbook.clients import kafka as clients
from drillbook.clock import now
from drillbook.drill import Budget, Drill
from drillbook.errors import UsageError
from drillbook.ledger import books
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.probes import autoscalers, kafka, kubernetes
from drillbook.probes.autoscalers import Standing
from drillbook.procedures import kafka_scale
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged_in_time, until
from steps.spans import span


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
    parsers.parse("the autoscaler of {workload} has at least {replicas:d} replicas within {time}")
)
def _added(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    workload: str,
    replicas: int,
    time: str,
) -> None:
    def check(found: Standing) -> Judgement:
        more = replicas - found.least
        return scaling_checks.added(workload, found.replicas, found.least, found.most, more)

    _until(drill, session, system, workload, f"{workload} scaled up", time, check)


@then(parsers.parse("the autoscaler of {workload} comes back to its least within {time}"))
def _came_back(
    drill: Drill, session: Session, system: SystemUnderDrill, workload: str, time: str
) -> None:
    def check(found: Standing) -> Judgement:
        return scaling_checks.came_back(workload, found.replicas, found.least)

    _until(drill, session, system, workload, f"{workload} scaled down", time, check)


def _until(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    workload: str,
    what: str,
    time: str,
    check: Callable[[Standing], Judgement],
) -> None:
    until(
        drill,
        lambda: autoscalers.named(session, system.namespace, workload),
        check,
        what,
        Budget(span(time), "target file"),
    )


@when(parsers.parse("the ledger of {thing}s ends"))
def _ends(drill: Drill, ledgers: dict[str, Ledger], thing: str) -> None:
    if thing not in ledgers:
        raise UsageError(f"no ledger of this scenario writes a {thing}")
    books.closed(ledgers[thing], drill)
