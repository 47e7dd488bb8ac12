"""What a ledger in Kafka refuses, before any broker is asked."""

import socket
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from confluent_kafka import OFFSET_INVALID, TopicPartition

from drillbook.clients import kafka as clients
from drillbook.clients import kafka_broker
from drillbook.clients.kafka import Access, Kafka, Partition
from drillbook.clock import eventually, now
from drillbook.errors import Refused, UndoIncomplete, Unobservable
from drillbook.ledger import kafka_topic
from drillbook.ledger.kafka import KafkaLedger
from drillbook.ledger.kafka_writer import Settings
from drillbook.session import UNDO_STEPS
from tests.ledger.worlds import NAMESPACE, session

SECRETS = {"kafka-auth": {"username": "admin", "password": "not-a-secret"}}
NOWHERE = {"kafka": "127.0.0.1:9"}


def test_a_target_that_does_not_allow_ledgers_is_not_written_to(tmp_path: Path) -> None:
    world = session(tmp_path, changes=frozenset(), secrets=SECRETS, addresses=NOWHERE)
    with pytest.raises(Refused, match=r"ledger\.write in kg-rca-server refused"):
        KafkaLedger(world, NAMESPACE).start()
    assert world.journal.pending() == ()


def test_the_undo_leaves_topics_alone_that_no_ledger_made(tmp_path: Path) -> None:
    world = session(tmp_path, secrets=SECRETS, addresses=NOWHERE)
    with pytest.raises(UndoIncomplete, match="client-acme was not made by a ledger"):
        UNDO_STEPS["kafka.delete_topic"](
            world, {"namespace": NAMESPACE, "topic": "client-acme"}, {}
        )


def test_a_ledger_that_has_not_written_has_no_account(tmp_path: Path) -> None:
    world = session(tmp_path, secrets=SECRETS, addresses=NOWHERE)
    with pytest.raises(Unobservable, match="has not written"):
        KafkaLedger(world, NAMESPACE).account()


def test_a_secret_without_a_password_is_said_to_be_so(tmp_path: Path) -> None:
    world = session(tmp_path, secrets={"kafka-auth": {"user": "x"}}, addresses=NOWHERE)
    with pytest.raises(Unobservable, match="neither a password nor an admin-password"):
        clients.connect(world, NAMESPACE)


def test_brokers_that_do_not_answer_are_unobservable_with_the_reason() -> None:
    def said() -> str:
        with pytest.raises(Unobservable, match=r"127\.0\.0\.1:9") as raised:
            Kafka(Access("127.0.0.1:9")).metadata()
        return str(raised.value)

    # On a busy machine the call may time out before the reason is heard.
    eventually(
        said,
        lambda text: "Connection refused" in text,
        within=timedelta(seconds=30),
        what="the reason is named",
    )


class Slow:
    """Brokers that make a topic, and answer only after the one who asked has given up."""

    def __init__(self, *, makes: bool) -> None:
        self._makes = makes
        self._made: tuple[Partition, ...] = ()

    def create_topic(self, name: str, partitions: int, replicas: int, _: object) -> None:
        brokers = tuple(range(replicas))
        if self._makes:
            numbers = range(partitions)
            self._made = tuple(Partition(name, n, 0, brokers, brokers) for n in numbers)
        raise Unobservable("no answer")

    def metadata(self) -> SimpleNamespace:
        return SimpleNamespace(partitions=self._made)

    def ends(self, places: list[tuple[str, int]]) -> dict[tuple[str, int], int]:
        return dict.fromkeys(places, 0)


def test_a_topic_that_was_made_by_brokers_slow_to_say_so_is_taken() -> None:
    kafka_topic.make_topic(cast("Kafka", Slow(makes=True)), "writes", Settings())


def test_a_topic_that_nobody_made_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_topic, "_MADE", timedelta(seconds=0.2))
    with pytest.raises(Unobservable, match="topic writes with 3 replicas in sync: not within"):
        kafka_topic.make_topic(cast("Kafka", Slow(makes=False)), "writes", Settings())


def test_creating_a_topic_where_nothing_answers_is_unobservable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clients, "_TOPIC_SECONDS", 0.3)
    with pytest.raises(Unobservable, match="create topic writes"):
        Kafka(Access("127.0.0.1:9")).create_topic("writes", 1, 1, {})


def test_an_address_where_nothing_listens_or_something_else_does_is_no_broker() -> None:
    assert not kafka_broker.answers("127.0.0.1", 9)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert not kafka_broker.answers("127.0.0.1", port, timedelta(milliseconds=50))


def test_the_password_is_in_no_text_of_an_access() -> None:
    assert "hidden" not in repr(Access("kafka:9092", "admin", "hidden"))


def test_a_producer_waits_for_as_long_as_its_settings_say() -> None:
    settings = Settings(answer_within=timedelta(seconds=7), idempotence=False, acks="1")
    assert settings.producer()["delivery.timeout.ms"] == 7_000
    assert settings.producer()["acks"] == "1"


PLACE = ("drillbook.ledger.1", 0)


def test_a_leader_that_does_not_say_its_end_yet_is_unobservable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kafka = Kafka(Access("127.0.0.1:9"))
    said: Future[Any] = Future()
    said.set_result(SimpleNamespace(offset=OFFSET_INVALID))  # as librdkafka 2.16 has it
    answer = {TopicPartition(*PLACE): said}
    monkeypatch.setattr(
        kafka, "_admin", SimpleNamespace(list_offsets=lambda *_, **__: answer, poll=int)
    )
    with pytest.raises(Unobservable, match=r"ledger\.1-0: the leader does not say yet"):
        kafka.ends([PLACE])


class Answering:
    """Gives the ends that it was given, one after another, then the last again and again."""

    def __init__(self, *ends: int | None) -> None:
        self._ends = [*ends]

    def begins(self, _known: object) -> dict[tuple[str, int], int]:
        return {PLACE: 0}

    def ends(self, _known: object) -> dict[tuple[str, int], int]:
        end = self._ends.pop(0) if len(self._ends) > 1 else self._ends[0]
        if end is None:
            raise Unobservable("the leader does not say yet")
        return {PLACE: end}


def test_a_topic_is_read_to_an_end_that_two_answers_agree_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kafka_topic, "_SETTLED", timedelta(0))
    monkeypatch.setattr(kafka_topic, "agreed", lambda *_: None)
    asked: Any = Answering(None, 70, None, 70, 100, 100)
    assert kafka_topic.settled_bounds(asked, [PLACE])[1] == {PLACE: 70}
    asked = Answering(70, 100, 100)
    assert kafka_topic.settled_bounds(asked, [PLACE])[1] == {PLACE: 100}


def test_no_end_is_taken_while_brokers_disagree_on_who_leads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = iter([False, False, True, True, True])

    def agreed(_kafka: object, topic: str) -> None:
        if not next(heard):
            raise Unobservable(f"brokers do not name the same leaders of {topic}")

    monkeypatch.setattr(kafka_topic, "_SETTLED", timedelta(0))
    monkeypatch.setattr(kafka_topic, "agreed", agreed)
    asked: Any = Answering(0, 100)
    assert kafka_topic.settled_bounds(asked, [PLACE])[1] == {PLACE: 100}
    assert list(heard) == []


class Led:
    """A topic that one broker, which led until now, knows nothing new of; and the writes in it."""

    def __init__(self, *ends: int) -> None:
        self._ends = [*ends]

    def ends(self, known: list[tuple[str, int]]) -> dict[tuple[str, int], int]:
        return dict.fromkeys(known, self._ends.pop(0))


def test_a_write_that_is_not_there_is_looked_for_again_once_brokers_agree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(kafka_topic, "agreed", lambda _, topic: asked.append(topic))
    topic: Any = object.__new__(kafka_topic.Topic)
    topic.name, topic.lanes, topic._ask_again = "ledger.1", 1, now()
    monkeypatch.setattr(kafka_topic, "_ASK_EVERY", timedelta(0))
    topic._kafka = Led(0, 3)
    assert topic.look({0: 0, 1: 1, 2: 2}) == [0, 1, 2]
    topic._kafka = Led(0, 1)
    assert topic.look({0: 0, 1: 1, 2: 2}) == [0], "all agree, and it is not there"
    topic._kafka = Led(3)
    assert topic.look({0: 0, 1: 1, 2: 2}) == [0, 1, 2]
    assert asked == ["ledger.1", "ledger.1"], "nobody is asked when nothing is missing"
    topic._ask_again, topic._kafka = now() + timedelta(minutes=1), Led(0)
    with pytest.raises(Unobservable, match="brokers were just asked"):
        topic.look({0: 0})
