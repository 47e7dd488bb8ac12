"""The invariant of applying.py under crashes, lost partitions, zombies and a graph put back to an older state."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kg_rca.applying import Batch, FencedError, Partition, Record, apply_records, make_batch
from kg_rca.events import Event, encode

PLACE: Partition = ("client-a.events.normalized", 0)
OTHER: Partition = ("client-a.events.normalized", 1)


@dataclass
class MemoryGraph:
    """A graph with Neo4j's promise: a transaction is applied whole or not at all."""

    offsets: dict[Partition, int] = field(default_factory=dict)
    applied: dict[str, int] = field(default_factory=dict)

    def positions(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        return {place: self.offsets[place] for place in partitions if place in self.offsets}

    def apply(self, batch: Batch) -> None:
        for move in batch.moves:
            if self.offsets.get(move.partition, 0) != move.expected:
                raise FencedError(str(move))
        for move in batch.moves:
            self.offsets[move.partition] = move.next
        for message in batch.messages:
            self.applied[message.id] = self.applied.get(message.id, 0) + 1


def record(offset: int, place: Partition = PLACE) -> Record:
    event = Event("client-a", f"{place[1]}-{offset}", "r", "app", "deploy", "info", 1)
    return Record(place, offset, encode(event))


class Groups(RuleBasedStateMachine):
    """Two consumers that both believe to own the partition, over one log; either may die or act on old beliefs."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Record] = []
        self.graph = MemoryGraph()
        self.backups: list[MemoryGraph] = []
        self.beliefs: list[dict[Partition, int]] = [{}, {}]

    @rule(count=st.integers(1, 20))
    def more_messages(self, count: int) -> None:
        end = len(self.log)
        self.log.extend(record(offset) for offset in range(end, end + count))

    @rule(who=st.integers(0, 1), size=st.integers(1, 8))
    def consume(self, who: int, size: int) -> None:
        position = self.beliefs[who].get(PLACE, 0)
        try:
            apply_records(self.graph, self.beliefs[who], self.log[position : position + size])
        except FencedError:
            assert self.beliefs[who][PLACE] == self.graph.offsets.get(PLACE, 0)

    @rule(who=st.integers(0, 1), size=st.integers(1, 8))
    def die_between_the_graph_and_the_commit(self, who: int, size: int) -> None:
        self.consume(who, size)
        self.beliefs[who] = self.graph.positions([PLACE])

    @rule(who=st.integers(0, 1))
    def start_anew(self, who: int) -> None:
        self.beliefs[who] = self.graph.positions([PLACE])

    @rule()
    def back_up(self) -> None:
        self.backups.append(copy.deepcopy(self.graph))

    @rule()
    def restore(self) -> None:
        if self.backups:
            self.graph = copy.deepcopy(self.backups[-1])

    @invariant()
    def every_message_before_the_offset_is_applied_once_and_none_after_it(self) -> None:
        offset = self.graph.offsets.get(PLACE, 0)
        assert self.graph.applied == {f"0-{number}": 1 for number in range(offset)}


Groups.TestCase.settings = settings(max_examples=150, stateful_step_count=30)
test_whatever_happens_each_message_is_applied_exactly_once = Groups.TestCase


@given(st.lists(st.integers(0, 30), max_size=40), st.integers(0, 20))
def test_a_batch_holds_each_message_from_the_position_on_once(offsets: list[int], position: int) -> None:
    records = [record(offset) for offset in sorted(offsets)]
    batch = make_batch({PLACE: position}, records)
    wanted = sorted({offset for offset in offsets if offset >= position})
    assert [message.id for message in batch.messages] == [f"0-{offset}" for offset in wanted]
    assert [(move.expected, move.next) for move in batch.moves] == ([(position, wanted[-1] + 1)] if wanted else [])


def test_a_refused_batch_changes_nothing_and_names_the_place_to_go_on() -> None:
    graph = MemoryGraph({PLACE: 5, OTHER: 0})
    beliefs = {PLACE: 3, OTHER: 0}
    with pytest.raises(FencedError):
        apply_records(graph, beliefs, [record(0, OTHER), record(3), record(4)])
    assert graph.applied == {}
    assert beliefs == {PLACE: 5, OTHER: 0}


def test_a_malformed_message_is_passed_over_and_the_offset_moves_past_it() -> None:
    graph = MemoryGraph()
    broken = [Record(PLACE, 0, b"{"), Record(PLACE, 1, None), record(2)]
    batch = apply_records(graph, {}, broken)
    assert graph.offsets == {PLACE: 3}
    assert [client for client, _ in batch.malformed] == ["client-a", "client-a"]
    assert "@0: not JSON" in batch.malformed[0][1]


def test_a_message_of_another_client_is_malformed() -> None:
    stranger = encode(Event("client-b", "x", "r", "app", "deploy", "info", 1))
    batch = make_batch({}, [Record(PLACE, 0, stranger)])
    assert batch.messages == ()
    assert "client_id" in batch.malformed[0][1]
