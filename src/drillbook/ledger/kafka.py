"""A ledger in Kafka: numbered messages in a topic of its own, read back whole.

Each message carries the ledger's identity and its number, and goes to partition ``number modulo
partitions``, so that order is known for each partition.
"""

import struct
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from confluent_kafka import KafkaError, KafkaException, TopicPartition

from drillbook.clients import kafka as clients
from drillbook.clients.kafka import Kafka
from drillbook.clock import eventually, now
from drillbook.errors import CheckFailed, UndoIncomplete, Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.guard import Change
from drillbook.ledger import books
from drillbook.ledger.account import account
from drillbook.ledger.history import History, ReadBack
from drillbook.ledger.protocol import GAP
from drillbook.session import Session, undo_step

#: Only topics of this prefix are ever made or deleted by a ledger.
PREFIX = "drillbook.ledger."

_HEAD = struct.Struct(">16sQ")
_READ_STALL = timedelta(seconds=30)
_BATCH = 5_000
_MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Settings:
    """How a ledger writes. ``answer_within`` is the client's own time-out of a message."""

    rate_per_second: int = 2_500
    partitions: int = 6
    replicas: int = 3
    min_in_sync: int = 2
    acks: str = "all"
    idempotence: bool = True
    message_bytes: int = 100
    answer_within: timedelta = timedelta(seconds=60)

    def producer(self) -> Mapping[str, Any]:
        """Return the settings of the producer, as librdkafka names them."""
        return {
            "acks": self.acks,
            "enable.idempotence": self.idempotence,
            "linger.ms": 20,
            "delivery.timeout.ms": int(self.answer_within.total_seconds() * 1000),
            "request.timeout.ms": 10_000,
            # A dead leader that sends no reset is found by asking for metadata.
            "topic.metadata.refresh.interval.ms": 5_000,
            "queue.buffering.max.messages": 1_000_000,
        }


class KafkaLedger:
    """Writes numbered messages at a steady rate from a thread of its own."""

    def __init__(
        self, session: Session, namespace: str, settings: Settings = Settings(), name: str = "Kafka"
    ) -> None:
        self.name = name
        self.settings = settings
        self.identity = uuid.uuid4()
        self.topic = f"{PREFIX}{self.identity.hex[:12]}"
        self.place = f"topic {self.topic}"
        self._session, self._namespace = session, namespace
        self._kafka = clients.connect(session, namespace)
        self._first, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._write, name=f"ledger {name}", daemon=True)
        self._crash: BaseException | None = None
        self._ended = 0
        self.history = History()

    def start(self) -> None:
        """Make the topic, all replicas in sync, and write until the first acknowledgement."""
        books.permitted(
            self._session,
            Change("ledger.write", self._namespace, (self.place,)),
            "kafka.delete_topic",
            {"namespace": self._namespace, "topic": self.topic},
        )
        make_topic(self._kafka, self.topic, self.settings)
        self.history = History()
        books.begun(self)
        self._thread.start()
        try:
            eventually(
                lambda: self._first.is_set() or self._crash is not None,
                bool,
                within=self.settings.answer_within,
                what=f"the first acknowledgement of ledger {self.name}",
            )
        except CheckFailed as error:
            raise Unobservable(str(error)) from error

    def stop(self) -> None:
        """Stop writing; messages under way get their answer or their time-out."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(2 * self.settings.answer_within.total_seconds())

    def account(self) -> LedgerRecord:
        """Read the topic back whole and return what became of every message."""
        if self._crash is not None:
            raise Unobservable(f"ledger {self.name} stopped writing: {self._crash!r}")
        if self._thread.is_alive() or not len(self.history):
            raise Unobservable(f"ledger {self.name} has not written and stopped")
        return account(
            self.history,
            [self.read_back()],
            name=self.name,
            system_under_write=f"Kafka topic {self.topic}, acks={self.settings.acks}",
            ended=self._ended,
            gap_threshold=GAP,
        )

    def read_back(self) -> ReadBack:
        """Read every partition from its beginning to its end. Raises Unobservable."""
        found = ReadBack(len(self.history), self.settings.partitions, self.history.ticks())
        read_topic(self._kafka, self.topic, self.identity.bytes, found)
        return found

    def _write(self) -> None:
        try:
            producer = self._kafka.producer(self.settings.producer())
            self._produce(producer)
            self._ended = self.history.ticks()
            producer.flush(self.settings.answer_within.total_seconds())
            producer.purge()  # what is left says so to its callback
            producer.flush(1)
        except BaseException as error:  # noqa: BLE001 (a thread's crash must reach the account)
            self._crash = error

    def _produce(self, producer: Any) -> None:
        """Keep to the rate: behind it, send what is due; else serve answers for a moment."""
        history, settings = self.history, self.settings
        identity, fill = self.identity.bytes, bytes(settings.message_bytes - _HEAD.size)
        begun = time.monotonic()
        skipped = 0
        while not self._stopping.is_set():
            elapsed = time.monotonic() - begun
            due = int(elapsed * settings.rate_per_second) - len(history) - skipped
            # After a standstill of this machine there is no burst to catch up.
            skipped += max(0, due - _MOST_AT_ONCE)
            for _ in range(min(due, _MOST_AT_ONCE)):
                number = len(history)
                try:
                    producer.produce(
                        self.topic,
                        _HEAD.pack(identity, number) + fill,
                        partition=number % settings.partitions,
                        on_delivery=self._answered,
                    )
                except BufferError:
                    break  # the queue is full of messages without an answer
                history.invoke()
            producer.poll(0.02)

    def _answered(self, error: KafkaError | None, message: Any) -> None:
        _, number = _HEAD.unpack_from(message.value())
        if error is None:
            self.history.acknowledge(number)
            self._first.set()
        elif error.code() == KafkaError._PURGE_QUEUE:
            self.history.fail(number)
        else:
            # An earlier try of the same message may have been stored: no error is a sure failure.
            self.history.unanswered(number)


def make_topic(kafka: Kafka, topic: str, settings: Settings) -> None:
    """Create a ledger's topic and wait until each partition has a leader and all replicas."""
    kafka.create_topic(
        topic,
        settings.partitions,
        settings.replicas,
        {"min.insync.replicas": str(settings.min_in_sync), "retention.ms": "-1"},
    )
    try:
        eventually(
            lambda: [p for p in kafka.metadata().partitions if p.topic == topic],
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


@undo_step("kafka.delete_topic")
def _delete_topic(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    topic = str(arguments["topic"])
    if not topic.startswith(PREFIX):
        raise UndoIncomplete(f"topic {topic} was not made by a ledger; it is left alone")
    books.before_undo(f"topic {topic}")
    kafka = clients.connect(session, str(arguments["namespace"]))
    kafka.delete_topic(topic)
    try:
        eventually(
            lambda: {p.topic for p in kafka.metadata().partitions},
            lambda topics: topic not in topics,
            within=timedelta(seconds=30),
            what=f"topic {topic} gone",
        )
    except (CheckFailed, Unobservable) as error:
        raise UndoIncomplete(
            f"{error}; by hand: kafka-topics.sh --delete --topic {topic}"
        ) from error
    return f"topic {topic} is gone"
