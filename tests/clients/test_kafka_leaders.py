"""Brokers that name different leaders are not believed, nor is one that another answered for."""

from dataclasses import dataclass
from typing import cast

import pytest

from drillbook.clients import kafka_leaders
from drillbook.clients.kafka import Access, Broker, Kafka, Metadata, Partition
from drillbook.errors import Unobservable

BROKERS = tuple(Broker(number, f"kafka-{number}", 9092) for number in range(3))


@dataclass(frozen=True)
class Asked:
    """A cluster in which each broker names a leader of its own: broker's address to leader."""

    access: Access
    leaders: dict[str, int]
    answers_instead: str = ""

    def metadata(self) -> Metadata:
        leader = self.leaders[self.access.bootstrap]
        partition = Partition("writes", 0, leader, (0, 1, 2), (0, 1, 2))
        who = self.answers_instead or self.access.bootstrap
        return Metadata("cluster", f"{who}/0", BROKERS, (partition,))


def cluster(monkeypatch: pytest.MonkeyPatch, *leaders: int, answers_instead: str = "") -> Kafka:
    named = {f"kafka-{number}:9092": leader for number, leader in enumerate(leaders)}
    monkeypatch.setattr(
        kafka_leaders, "Kafka", lambda access: Asked(access, named, answers_instead)
    )
    return cast("Kafka", Asked(Access("kafka-0:9092"), named))


def test_brokers_that_all_name_one_leader_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka_leaders.agreed(cluster(monkeypatch, 2, 2, 2), "writes")


def test_a_broker_that_has_not_heard_of_its_successor_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Unobservable, match="broker 0: 2 of 0; broker 1: 1 of 0; broker 2: 2 of 0"):
        kafka_leaders.agreed(cluster(monkeypatch, 2, 1, 2), "writes")


def test_an_answer_of_another_broker_than_the_one_asked_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = cluster(monkeypatch, 2, 2, 2, answers_instead="kafka-2:9092")
    with pytest.raises(Unobservable, match="kafka-2:9092/0 answered, and not kafka-0:9092"):
        kafka_leaders.agreed(asked, "writes")
