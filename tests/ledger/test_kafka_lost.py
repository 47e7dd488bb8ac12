"""A message that is taken away from a topic, to see that it is missed."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest

from drillbook.clients.kafka import Kafka
from drillbook.errors import NotDone, Unobservable
from drillbook.ledger import kafka_topic
from drillbook.ledger.kafka_topic import Topic
from drillbook.ledger.kafka_writer import Settings


class Brokers:
    """Partitions by their bounds; the leader of one without bounds does not say."""

    def __init__(self, *bounds: tuple[int, int] | None) -> None:
        self.bounds = bounds

    def begins(self, places: list[tuple[str, int]]) -> dict[tuple[str, int], int]:
        return {place: self._of(place)[0] for place in places}

    def ends(self, places: list[tuple[str, int]]) -> dict[tuple[str, int], int]:
        return {place: self._of(place)[1] for place in places}

    def _of(self, place: tuple[str, int]) -> tuple[int, int]:
        bounds = self.bounds[place[1]]
        if bounds is None:
            raise Unobservable("the leader does not say yet")
        return bounds


@pytest.fixture
def deleted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    monkeypatch.setattr(kafka_topic, "_READ_STALL", timedelta(milliseconds=50))
    monkeypatch.setattr(kafka_topic, "_SETTLED", timedelta(milliseconds=5))
    monkeypatch.setattr(
        kafka_topic, "delete_before", lambda _, place, to: found.append((place, to))
    )
    return found


def topic(*bounds: tuple[int, int] | None) -> Topic:
    settings = Settings(partitions=len(bounds))
    return Topic(cast("Kafka", Brokers(*bounds)), UUID(int=7), settings)


def test_one_leader_that_says_is_enough(deleted: list[Any]) -> None:
    topic(None, (4, 4), (7, 90)).lose()
    ((place, offset),) = deleted
    assert (place[1], offset) == (2, 8)


@pytest.mark.parametrize("bounds", [((3, 3), (0, 0)), (None, None)])
def test_nothing_is_deleted_where_no_message_is_known(
    deleted: list[Any], bounds: tuple[tuple[int, int] | None, ...]
) -> None:
    with pytest.raises(NotDone, match="has a message that could be lost"):
        topic(*bounds).lose()
    assert deleted == []
