"""A backlog: events that wait in Kafka for graph-builder, which must be stopped meanwhile.

They are those of a client of their own (see ``ledger.graph``), so that all of it, read or not,
can be taken away again.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from drillbook import drill
from drillbook.clients import kafka as clients
from drillbook.clients.kafka import Kafka
from drillbook.clients.kubernetes import NotDone
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, Unobservable
from drillbook.ledger import graph
from drillbook.ledger.kafka import make_topic
from drillbook.ledger.kafka_writer import Settings
from drillbook.observation import Observation
from drillbook.probes import kafka as probes
from drillbook.probes.kafka import Lag
from drillbook.session import Session

_EMPTY_WITHIN = timedelta(seconds=60)
_SENT_SECONDS = 120.0


def build_up(
    session: Session, namespace: str, messages: int, *, partitions: int
) -> Observation[Lag]:
    """Let this many events wait, spread over partitions, and return the lag that is seen.

    The builder's group must have no members: its offsets are set to the beginning, so that it
    is behind by exactly these. Raises Refused, NotDone, Unobservable.
    """
    kafka = clients.connect(session, namespace)
    client = f"{graph.PREFIX}{uuid.uuid4().hex[:8]}"
    topic = graph.topic_of(client)
    graph.permitted(session, namespace, client)
    make_topic(kafka, topic, Settings(partitions=partitions))
    _begin_at_zero(kafka, topic, partitions)
    _send(kafka, topic, messages, partitions, lambda number: graph.event(client, number))
    running = drill.current.get()
    if running is not None:
        running.event("procedure", f"{messages} events wait in {topic}, {partitions} partitions")
    return probes.lag(kafka, graph.GROUP)


def _begin_at_zero(kafka: Kafka, topic: str, partitions: int) -> None:
    offsets = {(topic, number): 0 for number in range(partitions)}

    def look() -> str:
        try:
            kafka.commit(graph.GROUP, offsets)
        except NotDone as error:
            return str(error)
        return ""

    try:
        # A member that has just been stopped counts until its session is over.
        eventually(look, lambda why: not why, within=_EMPTY_WITHIN, what="offsets set to 0")
    except CheckFailed as error:
        raise NotDone(f"group {graph.GROUP} still has members? {error}") from error


def _send(
    kafka: Kafka, topic: str, messages: int, partitions: int, encode: Callable[[int], bytes]
) -> None:
    settings = Settings()
    producer = kafka.producer(settings.producer())
    refused: list[str] = []

    def answered(error: Any, _message: Any) -> None:
        if error is not None:
            refused.append(error.str())

    for number in range(messages):
        producer.produce(topic, encode(number), partition=number % partitions, on_delivery=answered)
        producer.poll(0)
    left = producer.flush(_SENT_SECONDS)
    if left or refused:
        why = refused[0] if refused else "no answer"
        raise Unobservable(f"{left + len(refused)} of {messages} events were not taken: {why}")
