"""A seeded world: clients, their topologies, and events with known causes. Equal seed, equal bytes.

All that belongs to one application (resources, events) is keyed by it, so that it is in one partition and in order:
a cause is read before its effect.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from kg_rca.events import Event, Message, Resource

PARTITIONS = 8
BASE_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z
LAYERS = (("gateway", 2), ("service", 16), ("queue", 6), ("database", 6), ("node", 20))
RESOURCES_PER_APPLICATION = sum(count for _, count in LAYERS)
CHANGES = ("deploy", "config_change")
FAILURES = ("disk_full", "out_of_memory", "node_lost", "certificate_expired")
SYMPTOMS = ("latency_high", "errors_high")
NOISE = (("heartbeat", "info"), ("login", "info"), ("cpu_high", "warning"), ("retry", "warning"))


@dataclass(frozen=True)
class Client:
    """One customer: its record for billing and the size of its topology."""

    id: str
    name: str
    email: str
    plan: str
    applications: int


CLIENTS = (
    Client("client-acme-abc123", "Acme Corp", "ops@acme.example", "pro", 80),
    Client("client-bigco-def456", "BigCo Ltd", "ops@bigco.example", "enterprise", 80),
    Client("client-medco-ghi789", "MedCo GmbH", "ops@medco.example", "pro", 36),
    Client("client-smallco-jkl012", "SmallCo", "ops@smallco.example", "basic", 12),
)


def partition_of(application: str) -> int:
    """Where librdkafka's default partitioner puts a message with this key."""
    return zlib.crc32(application.encode()) % PARTITIONS


def applications_of(client: Client) -> list[str]:
    """The names of a client's applications, `app-000` onwards."""
    return [f"app-{number:03d}" for number in range(client.applications)]


def topology(client: Client, application: str) -> list[Resource]:
    """The resources of one application: each layer needs two of the layer below; the same on every call."""
    chance = random.Random(f"{client.id}/{application}/topology")  # noqa: S311 a reproducible world
    layers = [[f"{application}-{kind}-{number:02d}" for number in range(count)] for kind, count in LAYERS]
    return [
        Resource(client.id, one, application, kind, tuple(sorted(chance.sample(below, 2))) if below else ())
        for (kind, _), layer, below in zip(LAYERS, layers, [*layers[1:], []], strict=True)
        for one in layer
    ]


def events(
    client: Client,
    application: str,
    count: int,
    *,
    run: str,
    seed: int = 1,
    start_ms: int = BASE_MS,
    spacing_ms: int = 15_000,
) -> Iterator[Event]:
    """`count` events of one application in order of time: noise, lone changes, and incidents with labelled symptoms.

    Ids begin with `run`, so that events of different runs never collide. `spacing_ms` is the mean time between two.
    """
    chance = random.Random(f"{seed}/{run}/{client.id}/{application}")  # noqa: S311 a reproducible world
    resources = topology(client, application)
    dependents = _dependents(resources)
    made: list[Event] = []
    at_ms = start_ms
    while len(made) < count:
        at_ms += int(chance.expovariate(1 / spacing_ms)) + 1
        if chance.random() < 0.05:
            made.extend(_incident(chance, resources, dependents, client.id, application, at_ms))
        else:
            made.append(_background(chance, resources, client.id, application, at_ms))
    return _numbered(made[:count], run)


def world(count: int, *, run: str, seed: int = 1) -> Iterator[Message]:
    """All topologies, then `count` events over all applications in equal shares, one application after the other.

    Of 0 events there is nothing at all: a system that is to be restored starts empty.
    """
    if count == 0:
        return
    places = [(client, application) for client in CLIENTS for application in applications_of(client)]
    for client, application in places:
        yield from topology(client, application)
    for number, (client, application) in enumerate(places):
        share = count // len(places) + (number < count % len(places))
        yield from events(client, application, share, run=run, seed=seed)


def _dependents(resources: list[Resource]) -> dict[str, list[str]]:
    dependents: dict[str, list[str]] = {one.id: [] for one in resources}
    for one in resources:
        for below in one.depends_on:
            dependents[below].append(one.id)
    return dependents


def _background(
    chance: random.Random, resources: list[Resource], client_id: str, application: str, at_ms: int
) -> Event:
    resource = chance.choice(resources).id
    if chance.random() < 0.15:  # a change that breaks nothing: what makes finding the cause hard
        return Event(client_id, "", resource, application, chance.choice(CHANGES), "info", at_ms)
    kind, severity = chance.choice(NOISE)
    return Event(client_id, "", resource, application, kind, severity, at_ms)


def _incident(
    chance: random.Random,
    resources: list[Resource],
    dependents: dict[str, list[str]],
    client_id: str,
    application: str,
    at_ms: int,
) -> list[Event]:
    """A cause and the errors it makes above it; `true_cause` is a place in the list until ids are given."""
    origin = chance.choice([one for one in resources if dependents[one.id]]).id
    is_change = chance.random() < 0.5
    cause = Event(
        client_id, "", origin, application, chance.choice(CHANGES if is_change else FAILURES),
        "info" if is_change else "error", at_ms,
    )  # fmt: skip
    above = dependents[origin]
    reach = [origin, *above, *(two for one in above for two in dependents[one])]
    hit = chance.sample(sorted(set(reach)), min(len(set(reach)), chance.randint(1, 3)))
    symptoms = [
        Event(client_id, "", resource, application, chance.choice(SYMPTOMS), "error",
              at_ms + chance.randint(5_000, 300_000), true_cause=f"#{at_ms}")
        for resource in hit
    ]  # fmt: skip
    return [cause, *symptoms]


def _numbered(made: list[Event], run: str) -> Iterator[Event]:
    """Sort by time, give ids, and turn each label into its cause's id; without its cause an event has no label."""
    ordered = sorted(made, key=lambda one: one.at_ms)
    names = {id(one): f"{run}-{one.application}-{place:06d}" for place, one in enumerate(ordered)}
    causes = {f"#{one.at_ms}": names[id(one)] for one in made if one.kind in (*CHANGES, *FAILURES)}
    for one in ordered:
        label = causes.get(one.true_cause) if one.true_cause else None
        yield Event(one.client_id, names[id(one)], one.resource_id, one.application, one.kind, one.severity,
                    one.at_ms, label)  # fmt: skip
