"""A backlog before graph-builder: events of a ledger's own client, sent while nobody reads them."""

import uuid
from datetime import timedelta
from functools import partial

from confluent_kafka import KafkaError

from drillbook.clients import kafka as kafka_clients
from drillbook.clients import neo4j as neo4j_clients
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.ledger import graph
from drillbook.ledger.history import History
from drillbook.ledger.kafka_topic import make_topic
from drillbook.ledger.kafka_writer import Settings
from drillbook.session import Session

#: As many as a client's topic times three: enough that 20 replicas all get some.
PARTITIONS = 24

_EMPTY_WITHIN = timedelta(seconds=60)
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
        self.history = History()
        self._ended = 0

    def start(self) -> None:
        """Make the client, with the builder's offsets at 0, so that it is behind by what is sent.

        Raises NotDone while the builder's group has members; it must be stopped.
        """
        graph.permitted(self._session, self._namespace, self.client)
        make_topic(self._kafka, self.topic, Settings(partitions=PARTITIONS))
        offsets = {(self.topic, number): 0 for number in range(PARTITIONS)}

        def look() -> str:
            try:
                self._kafka.commit(graph.GROUP, offsets)
            except NotDone as error:
                return str(error)
            return ""

        try:
            # A member that has just been stopped counts until its session is over.
            eventually(look, lambda why: not why, within=_EMPTY_WITHIN, what="offsets set to 0")
        except CheckFailed as error:
            raise NotDone(f"group {graph.GROUP} still has members? {error}") from error

    def send(self, count: int, partition: int | None = None) -> None:
        """Send events to one partition, or to all in turn; return when each is acknowledged."""
        # One for each call: a producer that stays would go on asking brokers that are gone.
        producer = self._kafka.producer(Settings().producer())
        for sent in range(count):
            number = len(self.history)
            producer.produce(
                self.topic,
                graph.event(self.client, number),
                partition=number % PARTITIONS if partition is None else partition,
                on_delivery=partial(self._answered, number),
            )
            self.history.invoke()
            if sent % _AT_ONCE == 0:
                producer.poll(0)
        left = producer.flush(_ANSWERED_SECONDS)
        self._ended = self.history.ticks()
        if left:
            raise Unobservable(f"{left} of {count} events for {self.topic} were not answered")

    def behind(self) -> int:
        """Return how many events graph-builder has not committed yet."""
        return graph.behind(self._kafka, self.topic)

    def stop(self) -> None:
        """Nothing is under way between two calls of ``send``.

        So the books need not close it before its undo, which would wait for a reader that may
        still be stopped then.
        """

    def account(self) -> LedgerRecord:
        """Wait until graph-builder has read all events, and return what became of each."""
        access = neo4j_clients.connect(self._session, self._namespace)
        graph.await_caught_up(access, self._kafka, self.client, self.history, self._within)
        return graph.account_of(access, self.client, self.history, self._ended, self.name)

    def _answered(self, number: int, error: KafkaError | None, _message: object) -> None:
        if error is None:
            self.history.acknowledge(number)
        else:
            self.history.unanswered(number)
