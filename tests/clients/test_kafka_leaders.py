"""Brokers that name different leaders are not believed, nor is one that another answered for."""

from collections.abc import Callable
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
    answers: Callable[[str], str]

    def metadata(self) -> Metadata:
        who = self.answers(self.access.bootstrap)
        partition = Partition("writes", 0, self.leaders[who], (0, 1, 2), (0, 1, 2))
        return Metadata("cluster", f"sasl_plaintext://{who}/0", BROKERS, (partition,))


def cluster(
    monkeypatch: pytest.MonkeyPatch, *leaders: int, answers: Callable[[str], str] = str
) -> Kafka:
    named = {f"kafka-{number}:9092": leader for number, leader in enumerate(leaders)}
    monkeypatch.setattr(kafka_leaders, "Kafka", lambda access: Asked(access, named, answers))
    return cast("Kafka", Asked(Access("kafka-0:9092"), named, answers))


def test_brokers_that_all_name_one_leader_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka_leaders.agreed(cluster(monkeypatch, 2, 2, 2), "writes")


def test_a_broker_that_has_not_heard_of_its_successor_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Unobservable, match="kafka-0:9092: 2 of 0; kafka-1:9092: 1 of 0; kafka-2"):
        kafka_leaders.agreed(cluster(monkeypatch, 2, 1, 2), "writes")


def test_a_broker_that_another_answered_for_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others = iter(["kafka-0:9092", "kafka-2:9092", "kafka-0:9092"])
    asked = cluster(monkeypatch, 2, 1, 2, answers=lambda own: next(others, own))
    with pytest.raises(Unobservable, match="kafka-1:9092: 1 of 0"):
        kafka_leaders.agreed(asked, "writes")


def test_a_broker_that_never_answers_itself_has_not_agreed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = cluster(monkeypatch, 2, 2, 2, answers=lambda _: "kafka-2:9092")
    with pytest.raises(Unobservable, match="kafka-0:9092, kafka-1:9092 did not say who leads"):
        kafka_leaders.agreed(asked, "writes")
