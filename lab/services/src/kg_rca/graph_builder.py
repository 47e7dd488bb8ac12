"""graph-builder: consumer group `kg-builder` reads every client's normalised events and builds the graph.

Positions come from the graph (applying.py); the commit to Kafka only makes the lag visible. While Neo4j is away the
batch at hand is tried again until it is applied, fenced, or the process is told to end.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from neo4j import Driver, GraphDatabase, NotificationMinimumSeverity
from neo4j.exceptions import DriverError, Neo4jError
from prometheus_client import Counter, Histogram

from kg_rca import graph, settings
from kg_rca.applying import Batch, FencedError, GraphStore, Partition, Record, apply_records
from kg_rca.events import TOPIC_PATTERN, client_of
from reference.endpoint import serve

log = logging.getLogger("graph-builder")

PROCESSED = Counter(
    "kg_messages_processed", "Messages applied to the graph, or passed over as malformed.", ["client_id", "status"]
)
DURATION = Histogram(
    "kg_message_processing_duration_seconds",
    "Time to apply one message: its batch's time by the number of messages in it.",
    buckets=(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
COMPUTE = Histogram(
    "kg_rca_compute_time_seconds",
    "Time to find and rank the causes of one error: its batch's time by the number of errors in it.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
END_TO_END = Histogram(
    "kg_end_to_end_latency_seconds",
    "From a message's arrival in Kafka to its place in the graph.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600),
)
FENCED = Counter("kg_batches_fenced", "Batches refused because the graph was at other offsets.")

GRAPH_SEEN_WITHIN_SECONDS = 10.0
RETRY_AFTER = timedelta(seconds=1)


@dataclass
class State:
    """What readiness is judged by."""

    joined: bool = False
    graph_seen: float = field(default=-1e9)
    ending: threading.Event = field(default_factory=threading.Event)


class Builder:
    """One member of the group: polls, applies, commits."""

    def __init__(
        self, consumer: Consumer, store: GraphStore, state: State, batch_size: int, batch_timeout: timedelta
    ) -> None:
        self._consumer = consumer
        self._store = store
        self._state = state
        self._batch_size = batch_size
        self._batch_timeout_seconds = batch_timeout.total_seconds()
        self._positions: dict[Partition, int] = {}

    def run(self) -> None:
        """Work until told to end, then leave the group at once."""
        self._consumer.subscribe([TOPIC_PATTERN], on_assign=self._on_assign, on_revoke=self._on_revoke,
                                 on_lost=self._on_revoke)  # fmt: skip
        while not self._state.ending.is_set():
            messages = self._consumer.consume(self._batch_size, self._batch_timeout_seconds)
            if messages:
                self._handle(list(_valid(messages)), messages)
        self._consumer.close()

    def _handle(self, records: list[Record], messages: list[Message]) -> None:
        began = time.monotonic()
        try:
            batch = self._apply(records)
        except FencedError as error:
            FENCED.inc()
            log.warning("batch refused: %s; going on where the graph is", error)
            self._seek()
            return
        if batch is None or not batch.moves:
            return
        self._consumer.commit(
            offsets=[TopicPartition(*move.partition, move.next) for move in batch.moves], asynchronous=True
        )
        _count(batch, messages, time.monotonic() - began)

    def _apply(self, records: list[Record]) -> Batch | None:
        while not self._state.ending.is_set():
            try:
                batch = apply_records(self._store, self._positions, records)
            except (DriverError, Neo4jError) as error:
                log.warning("the graph does not take the batch, trying again: %s", error)
                self._state.ending.wait(RETRY_AFTER.total_seconds())
                continue
            self._state.graph_seen = time.monotonic()
            return batch
        return None

    def _seek(self) -> None:
        """Assign anew from the graph's positions: what was fetched ahead is dropped with the old assignment."""
        self._consumer.assign([TopicPartition(*place, offset) for place, offset in sorted(self._positions.items())])

    def _on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        places = [(one.topic, one.partition) for one in partitions]
        found: dict[Partition, int] = {}
        while places and not self._state.ending.is_set():
            try:
                found = self._store.positions(places)
                break
            except (DriverError, Neo4jError) as error:
                log.warning("the graph does not say where to go on, asking again: %s", error)
                self._state.ending.wait(RETRY_AFTER.total_seconds())
        self._positions = {place: found.get(place, 0) for place in places}
        going_on = [TopicPartition(*place, offset) for place, offset in self._positions.items()]
        consumer.assign(going_on)
        # Who had them before may have died between applying and committing; without this, the lag of
        # a quiet partition would show its last batch for ever.
        if applied := [one for one in going_on if one.offset > 0]:
            consumer.commit(offsets=applied, asynchronous=True)
        for topic in {topic for topic, _ in places}:
            # A rate needs its counter from 0 on, not from the first message on.
            PROCESSED.labels(client_of(topic), "success")
        self._state.joined = True
        log.info("assigned %d partitions", len(places))

    def _on_revoke(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._positions = {}
        self._state.joined = False
        consumer.unassign()
        log.info("revoked %d partitions", len(partitions))


def _valid(messages: Iterable[Message]) -> Iterator[Record]:
    for message in messages:
        error = message.error()
        if error is None:
            yield Record((message.topic(), message.partition()), message.offset(), message.value())
        elif error.code() != KafkaError._PARTITION_EOF:
            log.warning("Kafka: %s", error)


def _count(batch: Batch, messages: list[Message], seconds: float) -> None:
    for one in batch.messages:
        PROCESSED.labels(one.client_id, "success").inc()
    for client_id, why in batch.malformed:
        PROCESSED.labels(client_id, "malformed").inc()
        log.warning("passed over: %s", why)
    each = seconds / max(1, len(messages))
    now_ms = time.time() * 1000
    for message in messages:
        DURATION.observe(each)
        kind, at_ms = message.timestamp()
        if kind:
            END_TO_END.observe(max(0.0, (now_ms - at_ms) / 1000))


def missing_for_ready(state: State, driver: Driver) -> Iterator[str]:
    """What keeps this member from being ready: no assignment yet, or a graph that does not answer."""
    if not state.joined:
        yield "no assignment from the consumer group yet"
    if time.monotonic() - state.graph_seen > GRAPH_SEEN_WITHIN_SECONDS:
        try:
            driver.execute_query("RETURN 1", bookmark_manager_=None)  # see kg_rca.kg_api
            state.graph_seen = time.monotonic()
        except (DriverError, Neo4jError) as error:
            yield f"the graph does not answer: {error}"


def open_graph(where: settings.Neo4jSettings, patience_seconds: float = 5, test_idle_seconds: float = 30) -> Driver:
    """A driver that gives up on a lost server soon, so that readiness and the log say so.

    A connection that was idle for `test_idle_seconds` is tried before it is used.
    """
    return GraphDatabase.driver(
        where.uri,
        auth=(where.user, where.password),
        connection_timeout=min(3, patience_seconds),
        connection_acquisition_timeout=patience_seconds,
        max_transaction_retry_time=patience_seconds,
        max_connection_pool_size=4,
        liveness_check_timeout=test_idle_seconds,
        notifications_min_severity=NotificationMinimumSeverity.OFF,
    )


def _prepare(driver: Driver, state: State) -> None:
    while not state.ending.is_set():
        try:
            graph.prepare(driver)
        except (DriverError, Neo4jError) as error:
            log.warning("the graph cannot be prepared, trying again: %s", error)
            state.ending.wait(RETRY_AFTER.total_seconds())
            continue
        return


def main() -> int:
    """Run until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    state = State()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: state.ending.set())
    ranking = graph.RankingSettings(
        timedelta(minutes=settings.number("RCA_WINDOW_MIN", 15)), settings.number("RCA_MAX_CAUSES", 10)
    )
    driver = open_graph(settings.neo4j())
    serve(9100, lambda: missing_for_ready(state, driver))
    _prepare(driver, state)
    consumer = Consumer(
        settings.kafka().client()
        | {
            "group.id": "kg-builder",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "partition.assignment.strategy": "range",
            "session.timeout.ms": 10000,
            "heartbeat.interval.ms": 3000,
            "topic.metadata.refresh.interval.ms": 10000,
            "fetch.wait.max.ms": 1000,
            "queued.max.messages.kbytes": 4096,
        }
    )
    builder = Builder(
        consumer,
        graph.Neo4jGraph(driver, ranking, COMPUTE.observe),
        state,
        settings.number("KAFKA_CONSUMER_BATCH_SIZE", 500),
        timedelta(milliseconds=settings.number("KAFKA_CONSUMER_BATCH_TIMEOUT_MS", 1000)),
    )
    try:
        builder.run()
    except KafkaException:
        log.exception("Kafka refused to go on")
        return 1
    finally:
        driver.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
