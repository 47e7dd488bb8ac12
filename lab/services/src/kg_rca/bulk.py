"""The older nine tenths of the first data as tables for `neo4j-admin database import`: a new graph starts with them.

Streaming all of it costs about a minute of both cores. What is written here is what graph-builder would have written:
the same messages in the same order, ranked by the same function, with each partition's next offset. The rest of every
partition goes through the stream.
"""

from __future__ import annotations

import csv
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from kg_rca import settings
from kg_rca.applying import Partition
from kg_rca.events import Event, Message, Resource, topic_of
from kg_rca.generator import partition_of, world
from kg_rca.ranking import MOST_HOPS, Candidate, Link, rank

STREAMED_PER_CENT = 10
Rows = Iterable[tuple[object, ...]]


def place_of(message: Message) -> Partition:
    """The partition that a message of the first data lies in."""
    return topic_of(message.client_id), partition_of(message.application)


def bulk_part(messages: Iterable[Message]) -> tuple[list[Message], dict[Partition, int]]:
    """The first nine tenths of each partition, and the offset at which the stream goes on."""
    everything = list(messages)
    totals = Counter(place_of(one) for one in everything)
    until = {place: count - count * STREAMED_PER_CENT // 100 for place, count in totals.items()}
    seen: Counter[Partition] = Counter()
    kept = []
    for one in everything:
        place = place_of(one)
        if seen[place] < until[place]:
            kept.append(one)
        seen[place] += 1
    return kept, until


def reach(needs: Mapping[str, tuple[str, ...]], resource_id: str) -> dict[str, int]:
    """The resources within MOST_HOPS dependencies, with the number of hops; the resource itself is 0 away."""
    hops = {resource_id: 0}
    layer = [resource_id]
    for number in range(1, MOST_HOPS + 1):
        layer = [below for one in layer for below in needs.get(one, ())]
        for one in layer:
            hops.setdefault(one, number)
    return hops


def links_of(messages: Iterable[Message], window: timedelta, most_causes: int) -> Iterator[tuple[str, Link]]:
    """Every likely cause among the messages, with its client; the order within an application is that of time."""
    by_application: dict[tuple[str, str], list[Message]] = {}
    for one in messages:
        by_application.setdefault((one.client_id, one.application), []).append(one)
    for (client_id, _), of_application in sorted(by_application.items()):
        needs = {one.id: one.depends_on for one in of_application if isinstance(one, Resource)}
        events = [one for one in of_application if isinstance(one, Event)]
        for link in rank(_candidates(events, needs, window), window, most_causes):
            yield client_id, link


def _candidates(events: list[Event], needs: Mapping[str, tuple[str, ...]], window: timedelta) -> Iterator[Candidate]:
    window_ms = int(window.total_seconds() * 1000)
    history: dict[str, list[Event]] = {}
    for one in events:
        history.setdefault(one.resource_id, []).append(one)
    times = {resource_id: [one.at_ms for one in found] for resource_id, found in history.items()}
    for effect in events:
        if effect.severity != "error":
            continue
        for resource_id, hops in reach(needs, effect.resource_id).items():
            found = history.get(resource_id, [])
            start = bisect_left(times.get(resource_id, []), effect.at_ms - window_ms)
            for cause in found[start:]:
                if cause.at_ms > effect.at_ms:
                    break
                age_ms = effect.at_ms - cause.at_ms
                yield Candidate(effect.id, cause.id, cause.kind, cause.severity, hops, age_ms)


def tables(
    messages: list[Message], offsets: Mapping[Partition, int], window: timedelta, most_causes: int
) -> dict[str, tuple[str, Rows]]:
    """File name to heading and rows, as `neo4j-admin database import full` reads them."""
    resources = [one for one in messages if isinstance(one, Resource)]
    events = [one for one in messages if isinstance(one, Event)]
    return {
        "resources": (
            ":ID(R),client_id,id,application,kind",
            ((_key(one), one.client_id, one.id, one.application, one.kind) for one in resources),
        ),
        "depends_on": (
            ":START_ID(R),:END_ID(R)",
            ((_key(one), f"{one.client_id}/{below}") for one in resources for below in one.depends_on),
        ),
        "events": (
            ":ID(E),client_id,id,resource_id,kind,severity,at_ms:long,true_cause,applied:long",
            ((_key(one), one.client_id, one.id, one.resource_id, one.kind, one.severity, one.at_ms,
              one.true_cause or "", 1) for one in events),
        ),
        "on": (
            ":START_ID(E),:END_ID(R)",
            ((_key(one), f"{one.client_id}/{one.resource_id}") for one in events),
        ),
        "causes": (
            ":START_ID(E),:END_ID(E),confidence:double,rank:long",
            ((f"{client_id}/{link.cause_id}", f"{client_id}/{link.effect_id}", link.confidence, link.rank)
             for client_id, link in links_of(messages, window, most_causes)),
        ),
        "offsets": (
            ":ID(O),topic,partition:long,next:long",
            ((f"{topic}/{number}", topic, number, after) for (topic, number), after in sorted(offsets.items())),
        ),
    }  # fmt: skip


def _key(one: Message) -> str:
    return f"{one.client_id}/{one.id}"


def main() -> int:
    """Write the tables into a folder, unless the graph's folder has a database already, or is to start empty."""
    directory, database = Path(sys.argv[1]), Path(sys.argv[2])
    count = settings.number("SEED_EVENTS", 100_000, least=0)
    if count == 0 or database.exists():
        return 0
    messages, offsets = bulk_part(world(count, run="seed"))
    window = timedelta(minutes=settings.number("RCA_WINDOW_MIN", 15))
    directory.mkdir(parents=True, exist_ok=True)
    for name, (heading, rows) in tables(messages, offsets, window, settings.number("RCA_MAX_CAUSES", 10)).items():
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            stream.write(heading + "\n")
            csv.writer(stream, lineterminator="\n").writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
