"""The graph in Neo4j: resources, events, likely causes, and how far each partition has been applied."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta

from neo4j import Driver, ManagedTransaction

from kg_rca.applying import Batch, FencedError, Partition
from kg_rca.events import Event, Resource
from kg_rca.ranking import MOST_HOPS, Candidate, rank

SCHEMA = (
    "CREATE CONSTRAINT resource_id IF NOT EXISTS FOR (r:Resource) REQUIRE (r.client_id, r.id) IS UNIQUE",
    "CREATE CONSTRAINT event_id IF NOT EXISTS FOR (e:Event) REQUIRE (e.client_id, e.id) IS UNIQUE",
    "CREATE CONSTRAINT offset_of IF NOT EXISTS FOR (o:Offset) REQUIRE (o.topic, o.partition) IS UNIQUE",
    "CREATE INDEX event_at IF NOT EXISTS FOR (e:Event) ON (e.client_id, e.resource_id, e.at_ms)",
)

# The write to `locked` takes the node's lock before `next` is read: Neo4j reads without locks, and two batches that
# expect the same offset must not both find it.
_MOVE = """
UNWIND $moves AS move
MERGE (o:Offset {topic: move.topic, partition: move.partition}) ON CREATE SET o.next = 0
SET o.locked = true
WITH o, move WHERE o.next = move.expected
SET o.next = move.next
RETURN count(o) AS moved
"""

_RESOURCES = """
UNWIND $resources AS row
MERGE (r:Resource {client_id: row.client_id, id: row.id})
SET r.application = row.application, r.kind = row.kind
"""

_DEPENDENCIES = """
UNWIND $resources AS row
MATCH (r:Resource {client_id: row.client_id, id: row.id})
UNWIND row.depends_on AS below
MERGE (b:Resource {client_id: row.client_id, id: below})
MERGE (r)-[:DEPENDS_ON]->(b)
"""

_EVENTS = """
UNWIND $events AS row
MERGE (e:Event {client_id: row.client_id, id: row.id})
ON CREATE SET e.resource_id = row.resource_id, e.kind = row.kind, e.severity = row.severity, e.at_ms = row.at_ms,
  e.true_cause = row.true_cause, e.applied = 0
SET e.applied = e.applied + 1
WITH e, row WHERE e.applied = 1
MERGE (r:Resource {client_id: row.client_id, id: row.resource_id})
CREATE (e)-[:ON]->(r)
"""

_CANDIDATES = f"""
UNWIND $effects AS effect
MATCH way = (:Resource {{client_id: effect.client_id, id: effect.resource_id}})
  -[:DEPENDS_ON*0..{MOST_HOPS}]->(r:Resource)
WITH effect, r, min(length(way)) AS hops
MATCH (c:Event {{client_id: effect.client_id, resource_id: r.id}})
WHERE c.at_ms >= effect.at_ms - $window_ms AND c.at_ms <= effect.at_ms AND c.id <> effect.id
  AND (c.severity <> 'info' OR c.kind IN $changes)
RETURN effect.id AS effect_id, c.id AS cause_id, c.kind AS kind, c.severity AS severity, hops,
  effect.at_ms - c.at_ms AS age_ms
"""

_LINKS = """
UNWIND $links AS row
MATCH (c:Event {client_id: row.client_id, id: row.cause_id})
MATCH (e:Event {client_id: row.client_id, id: row.effect_id})
MERGE (c)-[l:POTENTIAL_CAUSE]->(e)
SET l.confidence = row.confidence, l.rank = row.rank
"""


@dataclass(frozen=True)
class RankingSettings:
    """How far back a cause is looked for, and how many are kept for an effect."""

    window: timedelta
    most_causes: int


def prepare(driver: Driver) -> None:
    """Make constraints and indexes; nothing where they are."""
    with driver.session() as session:
        for statement in SCHEMA:
            session.run(statement).consume()


class Neo4jGraph:
    """The GraphStore of applying.py on Neo4j. `on_ranked` is told how long each ranking took, in seconds."""

    def __init__(
        self,
        driver: Driver,
        settings: RankingSettings,
        on_ranked: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._driver = driver
        self._settings = settings
        self._on_ranked = on_ranked

    def positions(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        """The next offset of each partition that the graph knows."""
        wanted = [{"topic": topic, "partition": number} for topic, number in partitions]
        records = self._driver.execute_query(
            "UNWIND $wanted AS one MATCH (o:Offset {topic: one.topic, partition: one.partition}) "
            "RETURN o.topic AS topic, o.partition AS partition, o.next AS next",
            wanted=wanted,
            bookmark_manager_=None,  # see kg_rca.kg_api: a restore must not leave us waiting
        ).records
        return {(record["topic"], record["partition"]): record["next"] for record in records}

    def apply(self, batch: Batch) -> None:
        """Apply a batch in one transaction; FencedError and no change when another offset is found."""
        with self._driver.session() as session:
            session.execute_write(self._apply, batch)

    def _apply(self, transaction: ManagedTransaction, batch: Batch) -> None:
        moves = [
            {"topic": move.partition[0], "partition": move.partition[1], "expected": move.expected,
             "next": move.next}
            for move in batch.moves
        ]  # fmt: skip
        moved = transaction.run(_MOVE, moves=moves).single(strict=True)["moved"]
        if moved != len(moves):
            raise FencedError(f"{len(moves) - moved} of {len(moves)} partitions are at other offsets")
        resources = [asdict(one) for one in batch.messages if isinstance(one, Resource)]
        events = [one for one in batch.messages if isinstance(one, Event)]
        if resources:
            transaction.run(_RESOURCES, resources=resources).consume()
            transaction.run(_DEPENDENCIES, resources=resources).consume()
        if events:
            transaction.run(_EVENTS, events=[asdict(one) for one in events]).consume()
        effects: dict[str, list[Event]] = {}
        for one in events:
            if one.severity == "error":
                effects.setdefault(one.client_id, []).append(one)
        for client_id, of_client in sorted(effects.items()):  # ids are unique within a client
            self._link(transaction, client_id, of_client)

    def _link(self, transaction: ManagedTransaction, client_id: str, effects: list[Event]) -> None:
        began = time.monotonic()
        rows = transaction.run(
            _CANDIDATES,
            effects=[
                {"client_id": client_id, "id": one.id, "resource_id": one.resource_id, "at_ms": one.at_ms}
                for one in effects
            ],
            window_ms=int(self._settings.window.total_seconds() * 1000),
            changes=["deploy", "config_change"],
        )
        candidates = [Candidate(**row.data()) for row in rows]
        links = rank(candidates, self._settings.window, self._settings.most_causes)
        if links:
            found = [{**asdict(one), "client_id": client_id} for one in links]
            transaction.run(_LINKS, links=found).consume()
        each = (time.monotonic() - began) / len(effects)
        for _ in effects:
            self._on_ranked(each)
