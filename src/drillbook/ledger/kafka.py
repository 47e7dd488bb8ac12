"""A ledger in Kafka: numbered messages in a topic of its own, read back whole.

Each message carries the ledger's identity and its number, and goes to partition ``number modulo
partitions``, so that order is known for each partition.
"""

import struct
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from confluent_kafka import KafkaError, KafkaException, TopicPartition

from drillbook.clients import kafka as clients
from drillbook.clients.kafka import Kafka, Partition
from drillbook.clock import eventually, now
from drillbook.errors import CheckFailed, UndoIncomplete, Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.guard import Change
from drillbook.ledger import books
from drillbook.ledger.account import account
from drillbook.ledger.history import ReadBack
from drillbook.ledger.kafka_writer import KafkaWriter, Settings
from drillbook.ledger.protocol import GAP
from drillbook.session import Session, undo_step

#: Only topics of this prefix are ever made or deleted by a ledger.
PREFIX = "drillbook.ledger."

_HEAD = struct.Struct(">16sQ")
_READ_STALL = timedelta(seconds=30)
_BATCH = 5_000
_SETTINGS = Settings()


class KafkaLedger:
    """Numbered messages with the ledger's identity, in a topic of its own."""

    def __init__(
        self, session: Session, namespace: str, settings: Settings = _SETTINGS, name: str = "Kafka"
    ) -> None:
        self.name = name
        self.identity = uuid.uuid4()
        self.topic = f"{PREFIX}{self.identity.hex[:12]}"
        self.place = f"topic {self.topic}"
        self._session, self._namespace, self._settings = session, namespace, settings
        self._kafka = clients.connect(session, namespace)
        self._fill = bytes(settings.message_bytes - _HEAD.size)
        self.writer = KafkaWriter(self._kafka, self.topic, settings, self._message)

    def start(self) -> None:
        """Make the topic, all replicas in sync, and write until the first acknowledgement."""
        books.permitted(
            self._session,
            Change("ledger.write", self._namespace, (self.place,)),
            "kafka.delete_topic",
            {"namespace": self._namespace, "topic": self.topic},
        )
        make_topic(self._kafka, self.topic, self._settings)
        books.begun(self)
        self.writer.start()

    def stop(self) -> None:
        """Stop writing; messages under way get their answer or their time-out."""
        self.writer.stop()

    def account(self) -> LedgerRecord:
        """Read the topic back whole and return what became of every message."""
        history = self.writer.finished()
        found = ReadBack(len(history), self._settings.partitions, history.ticks())
        read_topic(self._kafka, self.topic, self.identity.bytes, found)
        return account(
            history,
            [found],
            name=self.name,
            system_under_write=f"Kafka topic {self.topic}, acks={self._settings.acks}",
            ended=self.writer.ended,
            gap_threshold=GAP,
        )

    def _message(self, number: int) -> bytes:
        return _HEAD.pack(self.identity.bytes, number) + self._fill


def make_topic(kafka: Kafka, topic: str, settings: Settings) -> None:
    """Create a ledger's topic and wait until each partition has a leader and all replicas."""
    kafka.create_topic(
        topic,
        settings.partitions,
        settings.replicas,
        {"min.insync.replicas": str(settings.min_in_sync), "retention.ms": "-1"},
    )
    numbers = [(topic, number) for number in range(settings.partitions)]

    def look() -> list[Partition]:
        found = [p for p in kafka.metadata().partitions if p.topic == topic]
        # One broker's word is not enough: each leader must know that it leads.
        return found if len(kafka.ends(numbers)) == len(found) else []

    try:
        eventually(
            look,
            lambda found: (
                len(found) == settings.partitions
                and all(p.leader >= 0 and len(p.in_sync) == settings.replicas for p in found)
            ),
            within=timedelta(seconds=30),
            what=f"topic {topic} with {settings.replicas} replicas in sync",
        )
    except CheckFailed as error:
        # The system is not in the state that a ledger starts from; no claim was violated by it.
        raise Unobservable(str(error)) from error


def read_topic(kafka: Kafka, topic: str, identity: bytes, found: ReadBack) -> None:
    """Read all messages of a topic, from the beginning to its present end, into ``found``."""
    known = [(p.topic, p.number) for p in kafka.metadata().partitions if p.topic == topic]
    if not known:
        raise Unobservable(f"topic {topic} is not there, so nothing of it can be read back")
    left = {number: end for (_, number), end in kafka.ends(known).items()}
    begins = {number: begin for (_, number), begin in kafka.begins(known).items()}
    left = {number: end for number, end in left.items() if end > begins[number]}
    consumer = kafka.consumer()
    try:
        consumer.assign([TopicPartition(topic, number, begins[number]) for number in left])
        last_progress = now()
        while left:
            messages = consumer.consume(_BATCH, 0.5)
            for message in messages:
                _take(message, identity, found, left)
            if messages:
                last_progress = now()
            elif now() - last_progress > _READ_STALL:
                raise Unobservable(f"topic {topic} was not read to its end; left: {left}")
    except KafkaException as error:
        raise Unobservable(f"reading topic {topic} back: {error.args[0].str()}") from error
    finally:
        consumer.close()


def _take(message: Any, identity: bytes, found: ReadBack, left: dict[int, int]) -> None:
    if (error := message.error()) is not None:
        if error.retriable() or error.code() == KafkaError._ALL_BROKERS_DOWN:
            return
        raise Unobservable(f"reading {message.topic()} back: {error.str()}")
    number, value = message.partition(), message.value()
    if left.get(number, 0) <= message.offset() + 1:
        left.pop(number, None)
    if value is not None and len(value) >= _HEAD.size and value.startswith(identity):
        found.saw(_HEAD.unpack_from(value)[1], number)
    else:
        found.unexpected += 1


def delete_topic(kafka: Kafka, topic: str) -> None:
    """Delete a topic and look until it is gone. Raises UndoIncomplete, NotDone."""
    kafka.delete_topic(topic)
    try:
        eventually(
            lambda: {p.topic for p in kafka.metadata().partitions},
            lambda topics: topic not in topics,
            within=timedelta(seconds=30),
            what=f"topic {topic} gone",
        )
    except (CheckFailed, Unobservable) as error:
        by_hand = f"by hand: kafka-topics.sh --delete --topic {topic}"
        raise UndoIncomplete(f"{error}; {by_hand}") from error


@undo_step("kafka.delete_topic")
def _delete_topic(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    topic = str(arguments["topic"])
    if not topic.startswith(PREFIX):
        raise UndoIncomplete(f"topic {topic} was not made by a ledger; it is left alone")
    books.before_undo(f"topic {topic}")
    delete_topic(clients.connect(session, str(arguments["namespace"])), topic)
    return f"topic {topic} is gone"
