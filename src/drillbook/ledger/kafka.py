"""A ledger in Kafka: numbered messages in a topic of its own, read back whole."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import kafka as clients
from drillbook.clients.kafka import Kafka
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.ledger import books
from drillbook.ledger.kafka_topic import PREFIX, Topic
from drillbook.ledger.kafka_writer import Settings
from drillbook.ledger.stored import StoredLedger
from drillbook.session import Session, undo_step

_SETTINGS = Settings()
_GONE, _ASKED = timedelta(seconds=60), timedelta(milliseconds=500)


class KafkaLedger(StoredLedger):
    """Numbered messages with the ledger's identity, in a topic of its own."""

    def __init__(
        self, session: Session, namespace: str, settings: Settings = _SETTINGS, name: str = "Kafka"
    ) -> None:
        self.identity = uuid.uuid4()
        kafka = clients.connect(session, namespace)
        topic = Topic(kafka, self.identity, settings)
        self.topic = topic.name
        undo = ("kafka.delete_topic", {"namespace": namespace, "topic": topic.name})
        super().__init__(session, namespace, name, lambda: topic, undo)


def delete_topic(kafka: Kafka, topic: str) -> None:
    """Delete a topic and look until it is gone. Raises UndoIncomplete."""

    def gone() -> bool:
        try:
            kafka.delete_topic(topic)
        except NotDone as error:  # a broker that answered late may have done it: ask again
            raise Unobservable(str(error)) from error
        return topic not in {p.topic for p in kafka.metadata().partitions}

    try:
        eventually(gone, bool, within=_GONE, what=f"topic {topic} gone", every=_ASKED)
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
