"""Whether all brokers name the same leaders, so that none answers for what another leads by now."""

from dataclasses import replace

from drillbook.clients.kafka import Broker, Kafka
from drillbook.errors import Unobservable

Leaders = tuple[tuple[int, int], ...]


def agreed(kafka: Kafka, topic: str) -> None:
    """Raise Unobservable unless every live broker names the same leaders of a topic's partitions.

    A broker that was frozen or cut off goes on leading until it hears of its successor. It tells
    who asks it that it leads, and answers with the end that it knew (seen on Kafka 4.1: an empty
    partition, of which 5,213 acknowledged messages were elsewhere).
    """
    brokers = kafka.metadata().brokers
    named = {broker.id: _leaders(kafka, broker, topic) for broker in brokers}
    if len(set(named.values())) != 1:
        said = "; ".join(
            f"broker {broker}: {_in_words(leaders)}" for broker, leaders in named.items()
        )
        raise Unobservable(
            f"brokers do not name the same leaders of {topic}: {said or 'no broker'}"
        )


def _leaders(kafka: Kafka, broker: Broker, topic: str) -> Leaders:
    """Ask one broker alone: a client that is new knows no other."""
    where = f"{broker.host}:{broker.port}"
    said = Kafka(replace(kafka.access, bootstrap=where)).metadata()
    if not said.answered_by.startswith(f"{where}/"):
        raise Unobservable(f"{said.answered_by} answered, and not {where}, which was asked")
    return tuple((p.number, p.leader) for p in said.partitions if p.topic == topic)


def _in_words(leaders: Leaders) -> str:
    return ", ".join(f"{leader} of {number}" for number, leader in leaders) or "no partition"
