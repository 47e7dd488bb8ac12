"""Phrases of ledgers: what is written during a drill, and what became of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from pytest_bdd import given, parsers, then

from drillbook.checks import ledger as checks
from drillbook.clients import http
from drillbook.clock import eventually, now
from drillbook.drill import Drill
from drillbook.errors import UsageError
from drillbook.evidence.model import LedgerRecord
from drillbook.ledger import books
from drillbook.ledger.graph import GraphLedger
from drillbook.ledger.http import HttpLedger, Request
from drillbook.ledger.kafka import KafkaLedger
from drillbook.ledger.neo4j import Neo4jLedger
from drillbook.ledger.postgresql import PostgresLedger
from drillbook.ledger.protocol import Ledger
from drillbook.ledger.redis import RedisLedger
from drillbook.observation import Observation
from drillbook.probes.kafka import Replication
from drillbook.probes.kg_clients import API, API_PATH, KEYS, RESOURCE
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from drillbook.watch import Watch
from steps.spans import budget, span

API_CLIENT = "client-acme-abc123"

REQUEST = "request"

#: The target's objective for how much of each kind of write a restore may lose, as time.
RECOVERY_POINT = {"row": "postgresql_rpo"}

#: A ledger goes on for at least this long after the fault took effect: consumers that divide
#: partitions anew and addresses that are taken out of a Service are late to show.
AFTER_FAULT = timedelta(seconds=20)


@pytest.fixture
def ledgers() -> Iterator[dict[str, Ledger]]:
    """Return the ledgers of the scenario by what they write; stop them at its end."""
    writing: dict[str, Ledger] = {}
    yield writing
    for ledger in writing.values():
        ledger.stop()


@given("a ledger is writing to Kafka with acks from all replicas")
def _kafka(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    replication_watch: Watch[Replication],
) -> None:
    begin(drill, ledgers, "message", KafkaLedger(session, system.namespace))
    replication_watch.stretches()  # it watches from before the fault; a broken watch ends here


@given("a ledger is writing to PostgreSQL")
def _postgresql(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger]
) -> None:
    begin(drill, ledgers, "row", PostgresLedger(session, system.namespace))


@given("a ledger is writing to Redis")
def _redis(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger]
) -> None:
    begin(drill, ledgers, "key", RedisLedger(session, system.namespace))


@given("a ledger is writing to Neo4j")
def _neo4j(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger]
) -> None:
    begin(drill, ledgers, "node", Neo4jLedger(session, system.namespace))


@given("a ledger is sending events through Kafka into the graph")
def _graph(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger]
) -> None:
    begin(drill, ledgers, "event", GraphLedger(session, system.namespace))


@given(parsers.parse("a ledger is asking the API {rate:d} times a second"))
def _api(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    rate: int,
) -> None:
    key = session.secret(system.namespace, KEYS)[API_CLIENT]
    begin(drill, ledgers, REQUEST, asking(session, system.namespace, API_CLIENT, key, rate))


@then(parsers.parse("no acknowledged {thing} is lost"))
def _nothing_lost(drill: Drill, ledgers: dict[str, Ledger], thing: str) -> None:
    if thing == REQUEST:
        raise UsageError("a request leaves nothing that could be lost; judge the share that failed")
    record = accounted(drill, ledgers, thing)
    judge_account(drill, record, checks.nothing_lost(record))


@then(parsers.parse("no acknowledged {thing} is lost or applied twice"))
def _exactly_once(drill: Drill, ledgers: dict[str, Ledger], thing: str) -> None:
    record = accounted(drill, ledgers, thing)
    judgement = merge_judgements([checks.nothing_lost(record), checks.each_once_in_order(record)])
    judge_account(drill, record, judgement)


@then(parsers.parse("at most {time} of acknowledged {things}s are lost"))
def _lost_at_most(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    time: str,
    things: str,
) -> None:
    record = accounted(drill, ledgers, things)
    limit = budget(session, system, RECOVERY_POINT[things], time).limit
    judge_account(drill, record, checks.lost_at_most(record, limit))


@then(parsers.parse("each {thing} is there once and in order"))
def _once(drill: Drill, ledgers: dict[str, Ledger], thing: str) -> None:
    record = accounted(drill, ledgers, thing)
    judge_account(drill, record, checks.each_once_in_order(record))


@then(parsers.parse("at least {rate:d} {thing}s a second were acknowledged"))
def _rate(drill: Drill, ledgers: dict[str, Ledger], rate: int, thing: str) -> None:
    record = accounted(drill, ledgers, thing)
    judge_account(drill, record, checks.rate_at_least(record, rate))


@then(parsers.parse("at most {share:g} % of requests fail"))
def _errors(drill: Drill, ledgers: dict[str, Ledger], share: float) -> None:
    record = accounted(drill, ledgers, REQUEST)
    judge_account(drill, record, checks.errors_at_most(record, share / 100))


@then(parsers.parse("fewer than {share:g} % of requests fail"))
def _errors_under(drill: Drill, ledgers: dict[str, Ledger], share: float) -> None:
    record = accounted(drill, ledgers, REQUEST)
    judge_account(drill, record, checks.errors_under(record, share / 100))


@then(parsers.parse("the {percentile} percentile of their times is under {time}"))
def _times(drill: Drill, ledgers: dict[str, Ledger], percentile: str, time: str) -> None:
    record = accounted(drill, ledgers, REQUEST)
    seconds = {"95th": record.p95_seconds, "99th": record.p99_seconds}[percentile]
    judge_account(drill, record, checks.time_under(record, percentile, seconds, span(time)))


def asking(session: Session, namespace: str, client: str, key: str, rate: int) -> HttpLedger:
    """Return a ledger of requests to the API as a client, so many a second."""
    request = Request(
        http.service_url(session, f"{namespace}/{API}") + API_PATH,
        {"client_id": client, "resource_id": RESOURCE},
        {"X-API-Key": key},
        rate,
    )
    return HttpLedger(session, namespace, request)


def begin(drill: Drill, ledgers: dict[str, Ledger], thing: str, ledger: Ledger) -> None:
    """Begin to write what a scenario names, until its account is asked for or it ends."""
    ledgers[thing] = ledger
    ledger.start()
    drill.event("ledger", f"{ledger.name} ledger writes")


def accounted(drill: Drill, ledgers: dict[str, Ledger], thing: str) -> LedgerRecord:
    """Return the account of the ledger that writes a thing, closed once and for all."""
    if thing not in ledgers:
        writing = ", ".join(ledgers) or "nothing"
        raise UsageError(f"no ledger of this scenario writes a {thing}; they write: {writing}")
    if drill.faulted_at is not None:
        eventually(
            partial(_since, drill.faulted_at),
            lambda span: span >= AFTER_FAULT,
            within=2 * AFTER_FAULT,
            what="the ledger has gone on after the fault",
        )
    return books.closed(ledgers[thing], drill)


def _since(moment: datetime) -> timedelta:
    return now() - moment


def judge_account(drill: Drill, record: LedgerRecord, judgement: Judgement) -> None:
    """Judge by what a ledger has counted."""
    seen = record.model_dump(mode="json", exclude={"rates", "gaps"})
    observation = Observation(
        f"account of ledger {record.name}",
        seen,
        record.system_under_write,
        "every write read back",
        record.started,
        now(),
    )
    drill.judge(judgement, [observation])
