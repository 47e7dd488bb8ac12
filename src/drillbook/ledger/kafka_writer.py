"""Writes numbered messages to a Kafka topic at a steady rate, and notes what became of each."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from confluent_kafka import KafkaError

from drillbook.clients.kafka import Kafka
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, Unobservable
from drillbook.ledger.history import History

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
            "queue.buffering.max.messages": 1_000_000,
        }


class KafkaWriter:
    """A thread that sends message ``n``, as ``encode(n)``, to partition ``n modulo partitions``."""

    def __init__(
        self, kafka: Kafka, topic: str, settings: Settings, encode: Callable[[int], bytes]
    ) -> None:
        self._kafka, self._topic, self._settings, self._encode = kafka, topic, settings, encode
        self._first, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._write, name=f"writer {topic}", daemon=True)
        self._crash: BaseException | None = None
        self.ended = 0
        """The tick at which the writer stopped sending."""
        self.history = History()

    def start(self) -> None:
        """Begin to write; return at the first acknowledgement. Raises Unobservable without one."""
        self.history = History()
        self._thread.start()
        try:
            eventually(
                lambda: self._first.is_set() or self._crash is not None,
                bool,
                within=self._settings.answer_within,
                what=f"the first acknowledgement from topic {self._topic}",
            )
        except CheckFailed as error:
            raise Unobservable(str(error)) from error

    def stop(self) -> None:
        """Stop writing; messages under way get their answer or their time-out."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(2 * self._settings.answer_within.total_seconds())

    def finished(self) -> History:
        """Return the history of a writer that wrote and was stopped. Raises Unobservable."""
        if self._crash is not None:
            raise Unobservable(f"the writer to {self._topic} broke off: {self._crash!r}")
        if self._thread.is_alive() or not len(self.history):
            raise Unobservable(f"the writer to {self._topic} has not written and stopped")
        return self.history

    def _write(self) -> None:
        try:
            producer = self._kafka.producer(self._settings.producer())
            self._produce(producer)
            self.ended = self.history.ticks()
            producer.flush(self._settings.answer_within.total_seconds())
            producer.purge()  # what is left says so to its callback
            producer.flush(1)
        except BaseException as error:  # noqa: BLE001 (a thread's crash must reach the account)
            self._crash = error

    def _produce(self, producer: Any) -> None:
        """Keep to the rate: behind it, send what is due; else serve answers for a moment."""
        history, settings = self.history, self._settings
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
                        self._topic,
                        self._encode(number),
                        partition=number % settings.partitions,
                        on_delivery=partial(self._answered, number),
                    )
                except BufferError:
                    break  # the queue is full of messages without an answer
                history.invoke()
            producer.poll(0.02)

    def _answered(self, number: int, error: KafkaError | None, _message: Any) -> None:
        if error is None:
            self.history.acknowledge(number)
            self._first.set()
        elif error.code() == KafkaError._PURGE_QUEUE:
            self.history.fail(number)
        else:
            # An earlier try of the same message may have been stored: no error is a sure failure.
            self.history.unanswered(number)
