from collections import Counter
from datetime import timedelta

from kg_rca.bulk import bulk_part, links_of, place_of, reach, tables
from kg_rca.events import Event, Resource
from kg_rca.generator import world
from kg_rca.ranking import Link

WINDOW = timedelta(minutes=15)
RESOURCES = [
    Resource("c", "gateway", "app", "gateway", ("service",)),
    Resource("c", "service", "app", "service", ("database",)),
    Resource("c", "database", "app", "database", ("node",)),
    Resource("c", "node", "app", "node"),
    Resource("c", "stranger", "app", "node"),
]


def event(name: str, resource_id: str, kind: str, severity: str, at_ms: int) -> Event:
    return Event("c", name, resource_id, "app", kind, severity, at_ms)


def test_each_partition_is_cut_once_and_its_offset_says_where() -> None:
    everything = list(world(20_000, run="seed"))
    kept, offsets = bulk_part(everything)
    assert Counter(place_of(one) for one in kept) == offsets
    totals = Counter(place_of(one) for one in everything)
    for place, total in totals.items():
        assert 0.9 * total <= offsets[place] < total
        of_place = [one for one in everything if place_of(one) == place]
        assert [one for one in kept if place_of(one) == place] == of_place[: offsets[place]]


def test_only_what_is_within_two_dependencies_and_the_window_is_linked() -> None:
    minute = 60_000
    found = links_of(
        [
            *RESOURCES,
            event("old", "database", "deploy", "info", 0),
            event("near", "database", "deploy", "info", 14 * minute),
            event("far", "node", "deploy", "info", 14 * minute),
            event("elsewhere", "stranger", "deploy", "info", 14 * minute),
            event("reading", "service", "heartbeat", "info", 14 * minute),
            event("effect", "gateway", "errors_high", "error", 16 * minute),
            event("later", "gateway", "deploy", "info", 17 * minute),
        ],
        WINDOW,
        10,
    )
    assert [(link.cause_id, link.effect_id, link.rank) for _, link in found] == [("near", "effect", 1)]


def test_reach_counts_the_fewest_hops() -> None:
    needs = {"a": ("b", "c"), "b": ("c",), "c": ("d",)}
    assert reach(needs, "a") == {"a": 0, "b": 1, "c": 1, "d": 2}


def test_every_end_of_a_relationship_is_a_node_of_the_tables() -> None:
    kept, offsets = bulk_part(world(3_000, run="seed"))
    made = {name: list(rows) for name, (_, rows) in tables(kept, offsets, WINDOW, 10).items()}
    events = {row[0] for row in made["events"]}
    resources = {row[0] for row in made["resources"]}
    assert {row[0] for row in made["on"]} == events
    assert {row[1] for row in made["on"]} <= resources
    assert {end for row in made["causes"] for end in row[:2]} <= events
    assert {end for row in made["depends_on"] for end in row} <= resources
    assert made["causes"]
    assert len(made["offsets"]) == len(offsets)


def test_links_carry_their_client() -> None:
    cause, effect = event("x", "node", "deploy", "info", 1), event("y", "node", "errors_high", "error", 2)
    assert list(links_of([*RESOURCES, cause, effect], WINDOW, 1)) == [("c", Link("y", "x", 0.949999, 1))]
