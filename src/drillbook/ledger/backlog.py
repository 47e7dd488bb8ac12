"""A backlog before graph-builder: events of a ledger's own client, sent while nobody reads them."""

import uuid
from datetime import timedelta
from functools import partial

from confluent_kafka import KafkaError

from drillbook.clients import kafka as kafka_clients
from drillbook.clients import neo4j as neo4j_clients
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.ledger import books, graph
from drillbook.ledger.history import History
from drillbook.ledger.kafka import make_topic
from drillbook.ledger.kafka_writer import Settings
from drillbook.session import Session

#: As many as a client's topic times three: enough that 20 replicas all get some.
PARTITIONS = 24

_SERVED_WITHIN = timedelta(minutes=2)
_ANSWERED_SECONDS = 60.0
_AT_ONCE = 1_000


class Backlog:
    """Numbered events that are sent at once; what became of them is read from the graph."""

    name = "backlog"

    def __init__(self, session: Session, namespace: str, caught_up_within: timedelta) -> None:
        self.client = f"{graph.PREFIX}{uuid.uuid4().hex[:8]}"
        self.topic = graph.topic_of(self.client)
        self.place = f"client {self.client}"
        self._session, self._namespace = session, namespace
        self._within = caught_up_within
        self._kafka = kafka_clients.connect(session, namespace)
        self._producer = self._kafka.producer(Settings().producer())
        self.history = History()
        self._ended = 0

    def start(self) -> None:
        """Make the client, and wait until graph-builder reads each partition of its topic."""
        graph.permitted(self._session, self._namespace, self.client)
        make_topic(self._kafka, self.topic, Settings(partitions=PARTITIONS))
        books.begun(self)
        for partition in range(PARTITIONS):
            self.send(1, partition)
        try:
            eventually(
                self._committed,
                lambda partitions: partitions == PARTITIONS,
                within=_SERVED_WITHIN,
                what=f"graph-builder reads all {PARTITIONS} partitions of {self.topic}",
            )
        except CheckFailed as error:
            raise Unobservable(str(error)) from error

    def send(self, count: int, partition: int | None = None) -> None:
        """Send events to one partition, or to all in turn; return when each is acknowledged."""
        for sent in range(count):
            number = len(self.history)
            self._producer.produce(
                self.topic,
                graph.event(self.client, number),
                partition=number % PARTITIONS if partition is None else partition,
                on_delivery=partial(self._answered, number),
            )
            self.history.invoke()
            if sent % _AT_ONCE == 0:
                self._producer.poll(0)
        left = self._producer.flush(_ANSWERED_SECONDS)
        self._ended = self.history.ticks()
        if left:
            raise Unobservable(f"{left} of {count} events for {self.topic} were not answered")

    def behind(self) -> int:
        """Return how many events graph-builder has not committed yet."""
        return graph.behind(self._kafka, self.topic)

    def stop(self) -> None:
        """Nothing is under way between two calls of ``send``."""

    def account(self) -> LedgerRecord:
        """Wait until graph-builder has read all events, and return what became of each."""
        access = neo4j_clients.connect(self._session, self._namespace)
        graph.await_caught_up(access, self._kafka, self.client, self.history, self._within)
        return graph.account_of(access, self.client, self.history, self._ended, self.name)

    def _committed(self) -> int:
        committed = self._kafka.committed(graph.GROUP)
        return sum(1 for topic, _ in committed if topic == self.topic)

    def _answered(self, number: int, error: KafkaError | None, _message: object) -> None:
        if error is None:
            self.history.acknowledge(number)
        else:
            self.history.unanswered(number)
