"""Exactly-once application of a topic's messages to the graph, whatever dies in between.

Invariant: for every partition the graph holds the offset of the next message to apply, and it moves only in the
transaction that applies the messages up to it. So after any crash the graph says how far it is, and Kafka's own
committed offset is a mere report (it makes lag visible, it decides nothing).

A batch carries the offset that it expects to find. A consumer that was thought dead, or that lost the partition, finds
another one there: its transaction is refused as a whole (`FencedError`), and it asks the graph where to go on.
The same holds when the graph was put back to an older state: the batch is refused, and what was lost is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kg_rca.events import MalformedEventError, Message, client_of, decode

Partition = tuple[str, int]  # topic, number


class FencedError(Exception):
    """The graph is at other offsets than the batch expects; nothing of the batch was applied."""


@dataclass(frozen=True)
class Record:
    """One message as it came from Kafka."""

    partition: Partition
    offset: int
    value: bytes | None


@dataclass(frozen=True)
class Move:
    """A partition's next offset before and after a batch."""

    partition: Partition
    expected: int
    next: int


@dataclass(frozen=True)
class Batch:
    """What one transaction applies. `malformed` counts, by client, records that are passed over, and says why."""

    moves: tuple[Move, ...]
    messages: tuple[Message, ...]
    malformed: tuple[tuple[str, str], ...]


class GraphStore(Protocol):
    """The graph: the real one, or one in memory for the proof of the invariant."""

    def positions(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        """The next offset of each partition that the graph knows."""

    def apply(self, batch: Batch) -> None:
        """Apply a batch and its moves in one transaction; FencedError and no change when a move does not fit."""


def make_batch(positions: Mapping[Partition, int], records: Sequence[Record]) -> Batch:
    """One batch of records that were polled together; each partition's in order of offset.

    Records before a partition's position were applied already and are dropped. A partition without a position starts
    at its first record. Offsets may have gaps (compaction, aborted transactions): only their order counts.
    """
    next_offsets: dict[Partition, int] = {}
    expected: dict[Partition, int] = {}
    messages: list[Message] = []
    malformed: list[tuple[str, str]] = []
    for record in records:
        place = record.partition
        if place not in expected:
            expected[place] = positions.get(place, 0)
            next_offsets[place] = expected[place]
        if record.offset < next_offsets[place]:
            continue
        next_offsets[place] = record.offset + 1
        client_id = client_of(place[0])
        try:
            messages.append(decode(client_id, record.value))
        except MalformedEventError as error:
            malformed.append((client_id, f"{place[0]}/{place[1]}@{record.offset}: {error}"))
    moves = tuple(
        Move(place, expected[place], after) for place, after in sorted(next_offsets.items()) if after > expected[place]
    )
    return Batch(moves, tuple(messages), tuple(malformed))


def apply_records(store: GraphStore, positions: dict[Partition, int], records: Sequence[Record]) -> Batch:
    """Apply what was polled and move `positions` along; the batch that was applied.

    Raises:
        FencedError: nothing was applied; `positions` are read anew, and the consumer has to seek to them.
    """
    batch = make_batch(positions, records)
    if not batch.moves:
        return batch
    try:
        store.apply(batch)
    except FencedError:
        partitions = [move.partition for move in batch.moves]
        found = store.positions(partitions)
        positions.update({place: found.get(place, 0) for place in partitions})
        raise
    positions.update({move.partition: move.next for move in batch.moves})
    return batch
