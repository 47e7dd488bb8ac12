"""The ledgers on the lab: clean runs lose nothing, what is planted is found, nothing is left."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient

from drillbook.checks import ledger as checks
from drillbook.clients import http
from drillbook.clients import kafka as clients
from drillbook.clients import neo4j as neo4j_clients
from drillbook.clients import postgresql as postgresql_clients
from drillbook.clock import eventually
from drillbook.errors import Unobservable
from drillbook.ledger.graph import GROUP, GraphLedger
from drillbook.ledger.history import History
from drillbook.ledger.http import HttpLedger, Request
from drillbook.ledger.kafka import KafkaLedger
from drillbook.ledger.kafka_writer import Settings
from drillbook.ledger.postgresql import PostgresLedger
from drillbook.probes import kafka as probes
from drillbook.session import Session
from drillbook.verdict import Verdict

pytestmark = pytest.mark.lab

NAMESPACE = "kg-rca-server"
PASS = Verdict.PASS


def acknowledged(history: Callable[[], History], enough: int) -> None:
    eventually(
        lambda: history().acked,
        lambda count: count >= enough,
        within=timedelta(seconds=90),
        what=f"{enough} acknowledged writes",
    )


def topic_goes(lab: Session, topic: str) -> None:
    """Look until a broker that is asked anew does not know the topic; each learns in its time."""
    eventually(
        lambda: {p.topic for p in clients.connect(lab, NAMESPACE).metadata().partitions},
        lambda topics: topic not in topics,
        within=timedelta(seconds=30),
        what=f"topic {topic} is gone",
    )


def test_a_clean_run_on_kafka_loses_nothing(lab: Session) -> None:
    ledger = KafkaLedger(lab, NAMESPACE)
    ledger.start()
    acknowledged(lambda: ledger.writer.history, 25_000)
    ledger.stop()
    record = ledger.account()
    for judgement in (
        checks.nothing_lost(record),
        checks.each_once_in_order(record),
    ):
        assert judgement.verdict is PASS, judgement
    lab.undo()
    topic_goes(lab, ledger.topic)


def test_messages_that_are_deleted_by_hand_are_found_lost_one_by_one(lab: Session) -> None:
    ledger = KafkaLedger(lab, NAMESPACE, Settings(rate_per_second=500, partitions=2))
    ledger.start()
    acknowledged(lambda: ledger.writer.history, 1_000)
    ledger.stop()
    admin = AdminClient(clients.access(lab, NAMESPACE).settings())
    cut = TopicPartition(ledger.topic, 1, 100)
    for future in admin.delete_records([cut]).values():
        future.result()
    record = ledger.account()
    assert (record.lost, record.present) == (100, record.acked - 100)
    assert record.lost_examples[0].startswith("write 1 in lane 1, acknowledged ")
    assert record.rpo_seconds is not None
    assert 0 < record.rpo_seconds < 10


def test_each_row_in_postgresql_is_there(lab: Session) -> None:
    ledger = PostgresLedger(lab, NAMESPACE, rate_per_second=900)
    ledger.start()
    acknowledged(lambda: ledger.history, 5_000)
    ledger.stop()
    record = ledger.account()
    assert checks.nothing_lost(record).verdict is PASS
    lab.undo()
    with postgresql_clients.connected(lab, NAMESPACE) as connection:
        query = "SELECT count(*) FROM pg_namespace WHERE nspname = 'drillbook'"
        assert connection.execute(query).fetchone() == (0,)


def test_each_event_is_in_the_graph_once_and_all_of_them_go_again(lab: Session) -> None:
    ledger = GraphLedger(lab, NAMESPACE)
    ledger.start()
    acknowledged(lambda: ledger.writer.history, 2_000)
    ledger.stop()
    record = ledger.account()
    assert checks.nothing_lost(record).verdict is PASS, record
    assert checks.each_once_in_order(record).verdict is PASS, record
    lab.undo()
    topic_goes(lab, ledger.topic)
    graph = neo4j_clients.connect(lab, NAMESPACE)
    left = "MATCH (n) WHERE n.client_id = $client OR n.topic = $topic RETURN count(n) AS left"
    assert graph.query(left, client=ledger.client, topic=ledger.topic)[0]["left"] == 0


def test_the_api_answers_a_constant_load(lab: Session) -> None:
    client = "client-acme-abc123"
    request = Request(
        http.service_url(lab, f"{NAMESPACE}/kg-api:8080") + "/api/v1/rca",
        {"client_id": client, "resource_id": "app-000-gateway-00"},
        {"X-API-Key": lab.secret(NAMESPACE, "kg-api-keys")[client]},
        rate_per_second=20,
    )
    ledger = HttpLedger(lab, NAMESPACE, request)
    ledger.start()
    acknowledged(lambda: ledger.history, 200)
    ledger.stop()
    record = ledger.account()
    assert checks.errors_at_most(record, 0.01).verdict is PASS, record


def test_the_lag_of_a_group_that_committed_nothing_is_not_known(lab: Session) -> None:
    kafka = clients.connect(lab, NAMESPACE)
    assert probes.lag(kafka, GROUP).value.largest >= 0
    with pytest.raises(Unobservable, match="has committed no offset"):
        probes.lag(kafka, "a-group-that-nobody-has")


def test_every_broker_answers_at_its_own_address_and_no_other_port_does(lab: Session) -> None:
    kafka = clients.connect(lab, NAMESPACE)
    found = probes.brokers(kafka).value
    assert len(found) == 5
    for broker in found:
        place = probes.place(kafka, broker.id, broker.host, broker.port).value
        assert place.answers
        assert place.in_cluster
        assert place.in_sync == place.replicas
        assert not probes.place(kafka, broker.id, broker.host, 9).value.answers
