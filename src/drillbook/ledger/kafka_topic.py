"""Numbered messages in a Kafka topic: written, looked up, and read back whole.

Each message carries the ledger's identity and its number, and goes to partition ``number modulo
partitions``, so that order is known for each partition.
"""

import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from confluent_kafka import KafkaError, KafkaException, TopicPartition

from drillbook.clients.kafka import Kafka, Partition
from drillbook.clients.kafka_leaders import agreed
from drillbook.clients.kafka_records import delete_before
from drillbook.clock import eventually, now
from drillbook.errors import CheckFailed, NotDone, Unobservable
from drillbook.ledger.history import ReadBack
from drillbook.ledger.kafka_writer import Messages, Settings
from drillbook.ledger.writer import Writer

#: Only topics of this prefix are ever made or deleted by a ledger.
PREFIX = "drillbook.ledger."

#: An offset of each topic and partition.
Offsets = dict[tuple[str, int], int]

_HEAD = struct.Struct(">16sQ")
_MADE = timedelta(seconds=60)  # a broker that has just come back joins within this
_READ_STALL = timedelta(seconds=30)
_SETTLED = timedelta(seconds=1)
_ASK_EVERY = timedelta(seconds=4)
_BATCH = 5_000


class Topic:
    """A topic for one ledger's messages, each with the ledger's identity and its number."""

    threads = 1

    def __init__(self, kafka: Kafka, identity: UUID, settings: Settings) -> None:
        self.name = f"{PREFIX}{identity.hex[:12]}"
        self.place = f"topic {self.name}"
        self.described = f"Kafka topic {self.name}, acks={settings.acks}"
        self.lanes, self.answer_within = settings.partitions, settings.answer_within
        self._kafka, self._identity, self._settings = kafka, identity.bytes, settings
        self._ask_again = now()
        fill = bytes(settings.message_bytes - _HEAD.size)
        self._messages = Messages(
            kafka, self.name, settings, lambda number: _HEAD.pack(self._identity, number) + fill
        )

    def make(self) -> None:
        """Make the topic, all replicas in sync."""
        make_topic(self._kafka, self.name, self._settings)

    def write(self, writer: Writer) -> None:
        """Write messages; the mark of each is its offset."""
        self._messages.write(writer)

    def look(self, marks: Mapping[int, Any]) -> Iterable[int]:
        """Return the messages that consumers may read: those before their partition's end.

        Raises Unobservable when one is missing, and brokers disagree on who leads, or were asked
        a moment ago: each is asked by a connection of its own, which costs them something.
        """
        if len(found := self._readable(marks)) < len(marks):
            if now() < self._ask_again:
                raise Unobservable(f"messages of {self.name} are missing; brokers were just asked")
            self._ask_again = now() + _ASK_EVERY
            agreed(self._kafka, self.name)
            found = self._readable(marks)
        return found

    def lose(self) -> None:
        """Delete the first message of the first partition that has any.

        One partition's leader is enough: of others, after a broker was lost, some do not say yet.
        """
        what = f"a partition of {self.place} has a message that could be lost"
        try:
            seen = eventually(self._first_held, bool, within=_READ_STALL, what=what, every=_SETTLED)
        except CheckFailed as error:
            raise NotDone(str(error)) from error
        ((place, first),) = seen.value.items()
        delete_before(self._kafka, place, first + 1)

    def _first_held(self) -> Offsets:
        """Return a partition that holds a message, and its first offset; none while none says."""
        for place in ((self.name, lane) for lane in range(self.lanes)):
            with suppress(Unobservable):
                first = self._kafka.begins([place])[place]
                if self._kafka.ends([place])[place] > first:
                    return {place: first}
        return {}

    def _readable(self, marks: Mapping[int, Any]) -> list[int]:
        lanes = {number % self.lanes for number in marks}
        ends = self._kafka.ends([(self.name, lane) for lane in lanes])
        return [n for n, offset in marks.items() if offset < ends[self.name, n % self.lanes]]

    def read_back(self, found: ReadBack) -> None:
        """Read the topic from its beginning to its present end."""
        _read_topic(self._kafka, self.name, self._identity, found)


def make_topic(kafka: Kafka, topic: str, settings: Settings) -> None:
    """Create a ledger's topic and wait until each partition has a leader and all replicas."""
    written = {"min.insync.replicas": str(settings.min_in_sync), "retention.ms": "-1"}
    try:
        kafka.create_topic(topic, settings.partitions, settings.replicas, written)
    except Unobservable:
        kafka.metadata()  # brokers that answer may have made it all the same, or be about to
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
            within=_MADE,
            what=f"topic {topic} with {settings.replicas} replicas in sync",
        )
    except CheckFailed as error:
        # The system is not in the state that a ledger starts from; no claim was violated by it.
        raise Unobservable(str(error)) from error


def _read_topic(kafka: Kafka, topic: str, identity: bytes, found: ReadBack) -> None:
    known = [(p.topic, p.number) for p in kafka.metadata().partitions if p.topic == topic]
    if not known:
        raise Unobservable(f"topic {topic} is not there, so nothing of it can be read back")
    begins, ends = settled_bounds(kafka, known)
    left = {place[1]: end for place, end in ends.items() if end > begins[place]}
    consumer = kafka.consumer()
    try:
        consumer.assign([TopicPartition(topic, number, begins[topic, number]) for number in left])
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


def settled_bounds(kafka: Kafka, known: list[tuple[str, int]]) -> tuple[Offsets, Offsets]:
    """Return where a topic's partitions begin and end: all brokers name the same leaders, and two
    answers a second apart agree.

    Who led a partition until now answers with an older end until it hears of its successor.
    Raises Unobservable.
    """
    said: list[tuple[Offsets, Offsets]] = []

    def agree() -> bool:
        agreed(kafka, known[0][0])
        before = said[:]
        said[:] = [(kafka.begins(known), kafka.ends(known))]
        return before == said

    what = f"two answers about the ends of {known[0][0]} agree"
    try:
        eventually(agree, bool, within=_READ_STALL, what=what, every=_SETTLED)
    except CheckFailed as error:
        raise Unobservable(str(error)) from error
    return said[0]


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
