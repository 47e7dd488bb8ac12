"""Phrases of capacity: what is there, whether it is counted right, and how long there is room."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from pytest_bdd import given, parsers, then, when

from drillbook.checks import capacity as checks
from drillbook.clients import kafka
from drillbook.clock import eventually
from drillbook.drill import Drill
from drillbook.errors import CheckFailed
from drillbook.observation import Observation
from drillbook.probes import kafka as kafka_probes
from drillbook.probes import kg_clients, prometheus, storage, usage
from drillbook.probes.kg_clients import Events
from drillbook.procedures import kg_growth, neo4j_dump
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged, judged_in_time
from steps.spans import budget

STORAGE = "kg_client_storage_bytes"
NEO4J_FILES = ("neo4j-0", neo4j_dump.STORE)
# Kafka counts its logs, not their indexes, not the log of the controllers' quorum, and not those
# of a topic that was deleted, which stay for a minute.
KAFKA_FILES, NOT_COUNTED = ("/kafka/data", "*.log"), ("__cluster_metadata", "-delete/")

# Files grow while they are added up, and the store's size is as old as its last scrape.
NEO4J_OFF, KAFKA_OFF = 0.1, 0.02
_MEASURED_WITHIN = timedelta(minutes=1)
# The graph is read every 30 seconds, and scraped a moment later.
_READ_WITHIN = timedelta(seconds=45)
_EVERY = timedelta(seconds=1)
PLAN_MONTHS_BEFORE = 3


@then("as many clients are active in billing as have a graph")
def _clients(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    active = kg_clients.active(session, system.namespace)
    others = kg_clients.of_graph(session, system.namespace)
    drill.judge(checks.same_clients(active.value, others.value, "the graph"), [active, others])


@then(parsers.parse("the graph has read every event that the topics keep within {time}"))
def _events(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    limit = budget(session, system, "events_in_graph", time)
    latest: list[Observation[Events]] = []

    def look() -> Judgement:
        latest[:] = [kg_clients.events(session, system.namespace)]
        found = latest[0].value
        return checks.all_read(found.kept, found.read)

    drill.judge(judged_in_time(drill, look, "every event read", limit), latest)


@then("the storage of all clients together is the size of Neo4j's files")
def _neo4j_storage(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    said = prometheus.number(session, system.name, f"sum({STORAGE})")
    counted = storage.files(session, system.namespace, *NEO4J_FILES)
    judgement = checks.agree(
        "bytes of Neo4j", {"store": said.value}, {"store": counted.value.disk_bytes}, NEO4J_OFF
    )
    drill.judge(judgement, [said, counted])


@then("the storage of every active client is known")
def _client_storage(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        active = kg_clients.active(session, system.namespace)
        sizes = prometheus.samples(session, system.name, f"sort_desc({STORAGE} > 0)")
        latest[:] = [active, sizes]
        known = [str(sample.labels.get("client_id")) for sample in sizes.value]
        return checks.same_clients(active.value, known, "the storage")

    drill.judge(judged(look, "the storage of every active client", _READ_WITHIN), latest)


@then("each broker's files are as large as Kafka says, and none is in error")
def _kafka_storage(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    brokers = kafka_probes.brokers(kafka.connect(session, system.namespace)).value
    said = storage.log_directories(session, system.namespace)
    pods = [f"kafka-{broker.id}" for broker in brokers]
    files = [
        storage.files(session, system.namespace, pod, *KAFKA_FILES, without=NOT_COUNTED)
        for pod in pods
    ]
    judgement = merge_judgements(
        [
            checks.no_errors("brokers", {f"kafka-{one.broker}": one.errors for one in said.value}),
            checks.agree(
                "bytes of Kafka",
                {f"kafka-{one.broker}": one.size_bytes for one in said.value},
                {pod: seen.value.size_bytes for pod, seen in zip(pods, files, strict=True)},
                KAFKA_OFF,
            ),
        ]
    )
    drill.judge(judgement, [said, *files])


@then("the use of processor and memory is known for every node and every container")
def _use(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    latest: list[Observation[usage.Known]] = []

    def look() -> bool:
        latest[:] = [usage.nodes(session), usage.containers(session, system.namespace)]
        return not any(seen.value.unknown for seen in latest)

    with suppress(CheckFailed):  # what was seen last is judged
        eventually(look, bool, within=_MEASURED_WITHIN, what="all use is known", every=_EVERY)
    known = sum(len(seen.value.used) for seen in latest)
    unknown = [name for seen in latest for name in seen.value.unknown]
    drill.judge(checks.use_known(known, unknown), latest)


@given(parsers.parse("{total:d} clients are active, {a_month:d} of them new in each month"))
def _grown(session: Session, system: SystemUnderDrill, total: int, a_month: int) -> None:
    kg_growth.enrol(session, system.namespace, total, a_month)


@when(
    parsers.parse("their growth is projected to the {most:d} that there is room for"),
    target_fixture="projected",
)
def _projected(
    session: Session, system: SystemUnderDrill, most: int
) -> Observation[kg_clients.Growth]:
    return kg_clients.growth(session, system.namespace, most, PLAN_MONTHS_BEFORE)


@then(parsers.parse("the room is used up after {months:d} months"))
def _used_up(drill: Drill, projected: Observation[kg_clients.Growth], months: int) -> None:
    found = projected.value.months_until_full
    drill.judge(checks.months_until("the room is used up", found, months), [projected])


@then(parsers.parse("more room is planned after {months:d} months, three months before"))
def _planned(drill: Drill, projected: Observation[kg_clients.Growth], months: int) -> None:
    found = projected.value.plan_month
    drill.judge(checks.months_until("more room is planned", found, months), [projected])
