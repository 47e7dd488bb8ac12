"""The first data of a new KG RCA: users, rights, topics in Kafka, clients in PostgreSQL, 100,000 events in the topics.

The graph starts with the older of them (bulk.py) and goes on where the topics' partitions say; this Job is done when
graph-builder has applied the rest.

It may run again, also after it was killed half-way: what is there stays. Each partition's messages are known in
advance and in order, so a partition that holds n of them goes on with the next.
"""

from __future__ import annotations

import hashlib
import logging
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import psycopg
from confluent_kafka import KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    NewTopic,
    OffsetSpec,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from neo4j.exceptions import DriverError, Neo4jError

from kg_rca import settings
from kg_rca.applying import Partition
from kg_rca.events import encode, topic_of
from kg_rca.generator import CLIENTS, PARTITIONS, Client, partition_of, world
from kg_rca.graph import Neo4jGraph, RankingSettings
from kg_rca.graph_builder import open_graph

log = logging.getLogger("seed")

REPLICAS = 3
RUN = "seed"
USAGE_DAYS = 365
FIRST_DAY = date(2025, 1, 1)
ANSWER_WITHIN_SECONDS = 10.0
THERE_WITHIN = timedelta(minutes=5)
Result = TypeVar("Result")


class SeedError(Exception):
    """The data could not be brought in; the Job tries again."""


@dataclass(frozen=True)
class Secrets:
    """Passwords of Kafka users and keys for the API, by client."""

    kafka: dict[str, str]
    api_keys: dict[str, str]


def read_secrets(directory: Path) -> dict[str, str]:
    """The files of a mounted Secret by name; SeedError when a client has none."""
    missing = [one.id for one in CLIENTS if not (directory / one.id).is_file()]
    if missing:
        raise SeedError(f"{directory} has no secret for {', '.join(missing)}")
    return {one.id: (directory / one.id).read_text().strip() for one in CLIENTS}


def acls() -> list[AclBinding]:
    """What each user may do: read all clients' topics, look at everything, or write to a client's own topics."""

    def allow(user: str, kind: ResourceType, name: str, operation: AclOperation, *, prefix: bool = False) -> AclBinding:
        pattern = ResourcePatternType.PREFIXED if prefix else ResourcePatternType.LITERAL
        return AclBinding(kind, name, pattern, f"User:{user}", "*", operation, AclPermissionType.ALLOW)

    rights = [
        allow("graph-builder", ResourceType.TOPIC, "client-", AclOperation.READ, prefix=True),
        allow("graph-builder", ResourceType.GROUP, "kg-builder", AclOperation.READ),
        allow("exporter", ResourceType.TOPIC, "*", AclOperation.DESCRIBE),
        allow("exporter", ResourceType.GROUP, "*", AclOperation.DESCRIBE),
        allow("exporter", ResourceType.BROKER, "kafka-cluster", AclOperation.DESCRIBE),
    ]
    own = [allow(one.id, ResourceType.TOPIC, f"{one.id}.", AclOperation.WRITE, prefix=True) for one in CLIENTS]
    return rights + own


def require_brokers(admin: AdminClient, expected: int) -> None:
    """TimeoutError until so many brokers are there: topics made before leave the late ones empty."""
    there = len(admin.list_topics(timeout=ANSWER_WITHIN_SECONDS).brokers)
    if there < expected:
        raise TimeoutError(f"{there} of {expected} brokers are there")


def prepare_kafka(admin: AdminClient, passwords: dict[str, str]) -> None:
    """Users, rights, topics; what is there already stays as it is."""
    users = [
        UserScramCredentialUpsertion(user, ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password.encode())
        for user, password in passwords.items()
    ]
    for user, future in admin.alter_user_scram_credentials(users).items():
        future.result(ANSWER_WITHIN_SECONDS)
        log.info("Kafka user %s", user)
    for future in admin.create_acls(acls()).values():
        future.result(ANSWER_WITHIN_SECONDS)
    topics = [NewTopic(topic_of(one.id), PARTITIONS, REPLICAS) for one in CLIENTS]
    topics.append(NewTopic("client-smallco-jkl012.logs.normalized", 1, REPLICAS))
    for name, future in admin.create_topics(topics).items():
        try:
            future.result(ANSWER_WITHIN_SECONDS)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise
        log.info("topic %s", name)


def prepare_billing(where: str, api_keys: dict[str, str]) -> None:
    """Clients, the hashes of their keys, and a year of daily usage, in one transaction."""
    created = datetime(2025, 1, 1, tzinfo=UTC)
    with psycopg.connect(where, connect_timeout=5) as connection, connection.cursor() as cursor:
        for client in CLIENTS:
            cursor.execute(
                "INSERT INTO clients VALUES (%s, %s, %s, %s, 'active', %s, %s) ON CONFLICT DO NOTHING",
                (client.id, client.name, client.email, client.plan, created, created),
            )
            digest = hashlib.sha256(api_keys[client.id].encode()).hexdigest()
            cursor.execute(
                "INSERT INTO api_keys VALUES (%s, %s, %s, NULL) ON CONFLICT DO NOTHING", (digest, client.id, created)
            )
            cursor.executemany("INSERT INTO usage VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING", usage_of(client))


def usage_of(client: Client) -> Iterator[tuple[str, date, int, int]]:
    """A year of daily usage of a client: id, day, events, calls; a week's rhythm over steady growth."""
    for number in range(USAGE_DAYS):
        day = FIRST_DAY + timedelta(days=number)
        events = client.applications * (400 + number) * (10 if day.weekday() < 5 else 6) // 10
        yield client.id, day, events, events // 50


def end_offsets(admin: AdminClient) -> dict[Partition, int]:
    """The next offset of every partition of the clients' event topics."""
    wanted = {
        TopicPartition(topic_of(one.id), number): OffsetSpec.latest() for one in CLIENTS for number in range(PARTITIONS)
    }
    results = admin.list_offsets(wanted, request_timeout=ANSWER_WITHIN_SECONDS)
    return {(place.topic, place.partition): future.result().offset for place, future in results.items()}


def produce(producer: Producer, count: int, there: dict[Partition, int]) -> int:
    """Send the world's messages that a partition does not hold yet; the number sent.

    Raises:
        SeedError: a message was not acknowledged by all in-sync replicas.
    """
    failures: list[str] = []

    def delivered(error: KafkaError | None, _: object) -> None:
        if error is not None:
            failures.append(str(error))

    skipped = dict.fromkeys(there, 0)
    sent = 0
    for message in world(count, run=RUN):
        place = (topic_of(message.client_id), partition_of(message.application))
        if skipped[place] < there[place]:
            skipped[place] += 1
            continue
        while True:
            try:
                producer.produce(place[0], encode(message), key=message.application, partition=place[1],
                                 on_delivery=delivered)  # fmt: skip
            except BufferError:
                producer.poll(0.1)
                continue
            break
        sent += 1
        if sent % 1000 == 0:
            producer.poll(0)
    if producer.flush(120) or failures:
        raise SeedError(f"messages were not acknowledged: {failures[:3] or 'no answer within 120 s'}")
    return sent


def wait_for_graph(ends: dict[Partition, int], within: timedelta) -> None:
    """Return when graph-builder has applied everything up to `ends`; SeedError after `within`."""
    deadline = time.monotonic() + within.total_seconds()
    with open_graph(settings.neo4j()) as driver:
        graph = Neo4jGraph(driver, RankingSettings(timedelta(minutes=15), 10))
        while True:
            found = until_there(lambda: graph.positions(ends))
            behind = sum(max(0, end - found.get(place, 0)) for place, end in ends.items())
            if behind == 0:
                return
            if time.monotonic() > deadline:
                raise SeedError(f"graph-builder is {behind} messages behind after {within}")
            log.info("graph-builder is %d messages behind", behind)
            time.sleep(2)  # the pace of asking, not a wait for something to have happened


def until_there(step: Callable[[], Result]) -> Result:
    """The step's result as soon as Kafka, PostgreSQL or Neo4j is there for it; its last error after THERE_WITHIN."""
    deadline = time.monotonic() + THERE_WITHIN.total_seconds()
    while True:
        try:
            return step()
        except (KafkaException, TimeoutError, psycopg.OperationalError, DriverError, Neo4jError) as error:
            if time.monotonic() > deadline:
                raise
            log.info("not there yet: %s %s", type(error).__name__, error)
            time.sleep(1)  # the pace of trying, not a wait for something to have happened


def main() -> int:
    """Bring everything in, or end with 1 so that the Job tries again."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    began = time.monotonic()
    directory = Path(settings.text("SECRETS_DIRECTORY", "/secrets"))
    passwords = {
        **read_secrets(directory / "kafka-clients"),
        "graph-builder": settings.text("GRAPH_BUILDER_PASSWORD"),
        "exporter": settings.text("EXPORTER_PASSWORD"),
    }
    api_keys = read_secrets(directory / "api-keys")
    kafka = settings.kafka().client()
    admin = AdminClient(kafka)
    brokers = settings.number("EXPECTED_BROKERS", REPLICAS)
    try:
        until_there(lambda: require_brokers(admin, brokers))
        until_there(lambda: prepare_kafka(admin, passwords))
        until_there(lambda: prepare_billing(settings.postgresql(), api_keys))
        log.info("prepared after %.1f s", time.monotonic() - began)
        producer = Producer(kafka | {"enable.idempotence": True, "linger.ms": 50, "compression.type": "lz4"})
        count = settings.number("SEED_EVENTS", 100_000, least=0)
        sent = produce(producer, count, until_there(lambda: end_offsets(admin)))
        log.info("%d messages sent after %.1f s", sent, time.monotonic() - began)
        wait_for_graph(until_there(lambda: end_offsets(admin)), timedelta(minutes=10))
    except (SeedError, KafkaException, TimeoutError, psycopg.Error, DriverError, Neo4jError) as error:
        log.error("not done: %s", error)  # noqa: TRY400 the Job's log needs the sentence, not the stack
        return 1
    log.info("done after %.1f s", time.monotonic() - began)
    return 0


if __name__ == "__main__":
    sys.exit(main())
