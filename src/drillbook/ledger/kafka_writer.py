"""Writes numbered messages to a Kafka topic at a steady rate, and notes what became of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from confluent_kafka import KafkaError

from drillbook.clients.kafka import Kafka
from drillbook.ledger.pace import Pace
from drillbook.ledger.writer import Writer

_MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Settings:
    """How messages are written. ``answer_within`` is the client's own time-out of a message."""

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
            # At 5 ms the many small requests cost four times the processor time.
            "linger.ms": 20,
            "delivery.timeout.ms": int(self.answer_within.total_seconds() * 1000),
            "request.timeout.ms": 10_000,
            # A dead leader that sends no reset is found by asking for metadata.
            "topic.metadata.refresh.interval.ms": 5_000,
            # What waits for an answer is in memory; a full queue holds the writer up.
            "queue.buffering.max.messages": 200_000,
        }


class Messages:
    """Message ``n``, as ``encode(n)``, goes to partition ``n modulo partitions`` of a topic."""

    def __init__(
        self, kafka: Kafka, topic: str, settings: Settings, encode: Callable[[int], bytes]
    ) -> None:
        self._kafka, self._topic, self._settings, self._encode = kafka, topic, settings, encode

    def write(self, writer: Writer) -> None:
        """Write until told to stop, and wait for the answers that are still under way."""
        producer = self._kafka.producer(self._settings.producer())
        self._produce(producer, writer)
        producer.flush(self._settings.answer_within.total_seconds())
        producer.purge()  # what is left says so to its callback
        producer.flush(1)

    def _produce(self, producer: Any, writer: Writer) -> None:
        """Keep to the rate: behind it, send what is due; else serve answers for a moment."""
        history, pace = writer.history, Pace(self._settings.rate_per_second)
        while writer.goes_on():
            due = pace.due(_MOST_AT_ONCE)
            for left in range(due, 0, -1):
                number = len(history)
                try:
                    producer.produce(
                        self._topic,
                        self._encode(number),
                        partition=number % self._settings.partitions,
                        on_delivery=partial(_answered, writer, number),
                    )
                except BufferError:
                    pace.unsent(left)  # the queue is full of messages without an answer
                    break
                history.invoke()
            producer.poll(0.02)


def _answered(writer: Writer, number: int, error: KafkaError | None, message: Any) -> None:
    if error is None:
        writer.acknowledged(number, message.offset())
    else:
        # An earlier try of the same message may have been stored, and one that waits in the queue
        # may wait there for its next: no error is a sure failure.
        writer.history.unanswered(number)
