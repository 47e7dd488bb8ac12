"""Whether all brokers name the same leaders, so that none answers for what another leads by now."""

from dataclasses import replace

from drillbook.clients.kafka import Kafka
from drillbook.errors import Unobservable

Leaders = tuple[tuple[int, int], ...]

_ROUNDS = 5


def agreed(kafka: Kafka, topic: str) -> None:
    """Raise Unobservable unless every live broker names the same leaders of a topic's partitions.

    A broker that was frozen or cut off goes on leading until it hears of its successor. It tells
    who asks it that it leads, and answers with the end that it knew (seen on Kafka 4.1: an empty
    partition, of which 5,213 acknowledged messages were elsewhere).
    """
    brokers = [f"{broker.host}:{broker.port}" for broker in kafka.metadata().brokers]
    named: dict[str, Leaders] = {}
    for _ in range(_ROUNDS):
        for broker in (one for one in brokers if one not in named):
            who, leaders = _leaders(kafka, broker, topic)
            named[who] = leaders
    if unheard := [broker for broker in brokers if broker not in named]:
        raise Unobservable(f"{', '.join(unheard)} did not say who leads {topic}")
    if len(set(named.values())) != 1:
        said = "; ".join(f"{broker}: {_in_words(leaders)}" for broker, leaders in named.items())
        raise Unobservable(
            f"brokers do not name the same leaders of {topic}: {said or 'no broker'}"
        )


def _leaders(kafka: Kafka, broker: str, topic: str) -> tuple[str, Leaders]:
    """Ask a broker by a client of its own; return who answered, too.

    The client may have heard of other brokers by then, and have asked one of them.
    """
    said = Kafka(replace(kafka.access, bootstrap=broker)).metadata()
    leaders = tuple((p.number, p.leader) for p in said.partitions if p.topic == topic)
    # librdkafka names a broker as sasl_plaintext://HOST:PORT/NUMBER, or /bootstrap.
    return said.answered_by.rpartition("//")[2].rpartition("/")[0], leaders


def _in_words(leaders: Leaders) -> str:
    return ", ".join(f"{leader} of {number}" for number, leader in leaders) or "no partition"
