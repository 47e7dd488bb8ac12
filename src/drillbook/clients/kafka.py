"""Kafka through confluent-kafka (librdkafka), as plain records.

Reads raise Unobservable, changes raise NotDone. Every call has a deadline of its own.
"""

import logging
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from confluent_kafka import (
    Consumer,
    KafkaError,
    KafkaException,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

from drillbook.errors import NotDone, Unobservable
from drillbook.rights import needs
from drillbook.session import Session

#: The Secret of a client that may administer: ``password`` and ``username``, or ``admin-password``.
SECRET = "kafka-auth"  # noqa: S105 (a name, not a password)
SERVICE = "kafka"
PORT = 9092

_ANSWER_SECONDS = 5.0
# Short, since a request to a broker that has just died is lost, and the next one goes elsewhere.
_METADATA_SECONDS = 3.0
_TOPIC_SECONDS = 20.0
_NO_ANSWER = {KafkaError._TIMED_OUT, KafkaError.REQUEST_TIMED_OUT}

# librdkafka prints to standard error otherwise; what matters of it is in the errors raised.
_LOGGER = logging.getLogger("drillbook.kafka")
_LOGGER.disabled = True


@dataclass(frozen=True)
class Access:
    """Where a Kafka cluster is first asked, and as whom."""

    bootstrap: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    mechanism: str = "SCRAM-SHA-512"

    def settings(self) -> dict[str, Any]:
        """Return what every client of librdkafka needs."""
        common = {
            "bootstrap.servers": self.bootstrap,
            "socket.timeout.ms": 10_000,
            "socket.connection.setup.timeout.ms": 3_000,
            "reconnect.backoff.max.ms": 1_000,
            "allow.auto.create.topics": False,
            "logger": _LOGGER,
        }
        if self.username is None:
            return common
        return common | {
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": self.mechanism,
            "sasl.username": self.username,
            "sasl.password": self.password,
        }


@dataclass(frozen=True, order=True)
class Partition:
    """One partition as the cluster's metadata has it. ``leader`` is -1 when it has none."""

    topic: str
    number: int
    leader: int
    replicas: tuple[int, ...]
    in_sync: tuple[int, ...]


@dataclass(frozen=True)
class Broker:
    """A live broker and the address that it advertises."""

    id: int
    host: str
    port: int


@dataclass(frozen=True)
class Metadata:
    """A cluster's metadata, as one of its brokers has it."""

    cluster: str
    answered_by: str
    brokers: tuple[Broker, ...]
    partitions: tuple[Partition, ...]


class Kafka:
    """One Kafka cluster, with a connection that stays open. For any thread."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self._reasons: list[str] = []
        self._finding = threading.Lock()
        self._groups: dict[str, Any] = {}
        self._admin = AdminClient(access.settings() | {"error_cb": self._note})

    def metadata(self) -> Metadata:
        """Return the live brokers and all partitions."""
        with self._reading("metadata"):
            answer = self._admin.list_topics(timeout=_METADATA_SECONDS)
        brokers = (Broker(b.id, b.host, b.port) for b in answer.brokers.values())
        partitions = (
            Partition(topic, p.id, p.leader, tuple(p.replicas), tuple(p.isrs))
            for topic, described in answer.topics.items()
            for p in described.partitions.values()
        )
        return Metadata(
            answer.cluster_id,
            answer.orig_broker_name,
            tuple(sorted(brokers, key=lambda broker: broker.id)),
            tuple(sorted(partitions)),
        )

    def cluster(self) -> tuple[Broker, ...]:
        """Return the brokers by the request DescribeCluster, as kafka-broker-api-versions.sh."""
        with self._reading("DescribeCluster"):
            answer = self._admin.describe_cluster(request_timeout=_ANSWER_SECONDS).result()
        found = (Broker(node.id, node.host, node.port) for node in answer.nodes)
        return tuple(sorted(found, key=lambda broker: broker.id))

    def committed(self, group: str) -> dict[tuple[str, int], int]:
        """Return the committed offset of each topic and partition that a group has one for."""
        places = [TopicPartition(p.topic, p.number) for p in self.metadata().partitions]
        with self._reading(f"committed offsets of group {group}"):
            found = self._of_group(group).committed(places, timeout=_ANSWER_SECONDS)
        for one in found:
            if one.error is not None:
                raise Unobservable(f"committed offset of {one.topic}-{one.partition}: {one.error}")
        return {(p.topic, p.partition): p.offset for p in found if p.offset >= 0}

    def ends(self, partitions: list[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """Return the end offset (that of the next message) of partitions."""
        return self._offsets(partitions, OffsetSpec.latest(), "end offsets")

    def begins(self, partitions: list[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """Return the offset of the oldest message kept in partitions."""
        return self._offsets(partitions, OffsetSpec.earliest(), "first offsets")

    def create_topic(
        self, name: str, partitions: int, replicas: int, settings: Mapping[str, str]
    ) -> None:
        """Create a topic. Raises NotDone, and Unobservable when no answer came.

        Whether it is there then, who called must look.
        """
        topic = NewTopic(name, partitions, replicas, config=dict(settings))
        try:
            self._admin.create_topics([topic], request_timeout=_TOPIC_SECONDS)[name].result()
        except KafkaException as error:
            if error.args[0].code() in _NO_ANSWER:
                raise Unobservable(f"create topic {name}: {self._said(error)}") from error
            raise NotDone(f"create topic {name}: {self._said(error)}") from error

    def delete_topic(self, name: str) -> None:
        """Delete a topic; it may be there for a moment longer. Raises NotDone."""
        try:
            self._admin.delete_topics([name], request_timeout=_TOPIC_SECONDS)[name].result()
        except KafkaException as error:
            if error.args[0].code() != KafkaError.UNKNOWN_TOPIC_OR_PART:
                raise NotDone(f"delete topic {name}: {self._said(error)}") from error

    def commit(self, group: str, offsets: Mapping[tuple[str, int], int]) -> None:
        """Set the committed offsets of a group without members. Raises NotDone."""
        wanted = [TopicPartition(*place, offset) for place, offset in offsets.items()]
        try:
            done = self._of_group(group).commit(offsets=wanted, asynchronous=False)
        except KafkaException as error:
            raise NotDone(f"offsets of group {group}: {self._said(error)}") from error
        for one in done:
            if one.error is not None:
                raise NotDone(f"offset of {one.topic}-{one.partition}: {one.error.str()}")

    def producer(self, settings: Mapping[str, Any]) -> Any:
        """Return a librdkafka producer (confluent_kafka.Producer)."""
        return Producer(self.access.settings() | dict(settings))

    def consumer(self) -> Any:
        """Return a librdkafka consumer that joins no group and commits nothing."""
        # The library wants a group's name; assigning partitions by hand never joins it.
        group = f"drillbook-{secrets.token_hex(4)}"
        return Consumer(
            self.access.settings()
            | {"group.id": group, "enable.auto.commit": False, "auto.offset.reset": "error"}
        )

    def _of_group(self, group: str) -> Any:
        """Return a consumer that asks a group's coordinator, and is no member of the group.

        The same requests of the AdminClient end the whole process when a connection breaks
        meanwhile: librdkafka's pull request 5397, not in 2.16.1.
        """
        with self._finding:
            if group not in self._groups:
                self._groups[group] = Consumer(
                    self.access.settings()
                    | {
                        "group.id": group,
                        "enable.auto.commit": False,
                        # As long as a commit waits for the coordinator.
                        "session.timeout.ms": int(_TOPIC_SECONDS * 1000),
                        # A commit that is part of an open transaction is not waited for.
                        "isolation.level": "read_uncommitted",
                    }
                )
            return self._groups[group]

    def _offsets(
        self, partitions: list[tuple[str, int]], which: Any, what: str
    ) -> dict[tuple[str, int], int]:
        asked = {TopicPartition(topic, number): which for topic, number in partitions}
        with self._reading(what):
            futures = self._admin.list_offsets(asked, request_timeout=_ANSWER_SECONDS)
            found = {(p.topic, p.partition): f.result().offset for p, f in futures.items()}
        if silent := [f"{topic}-{number}" for (topic, number), at in found.items() if at < 0]:
            raise Unobservable(f"{what} of {', '.join(silent)}: the leader does not say yet")
        return found

    def _note(self, error: KafkaError) -> None:
        self._reasons[:] = [*self._reasons[-4:], error.str()]

    def _said(self, error: KafkaException) -> str:
        # A failed call only says 'timed out'; what is served here says why: refused, credentials.
        self._admin.poll(0)
        why = f"; last: {self._reasons[-1]}" if self._reasons else ""
        return f"{error.args[0].str()}{why}"

    @contextmanager
    def _reading(self, what: str) -> Iterator[None]:
        self._admin.poll(0)
        self._reasons.clear()
        try:
            yield
        except KafkaException as error:
            where = f"{what} of Kafka at {self.access.bootstrap}"
            raise Unobservable(f"{where}: {self._said(error)}") from error


@needs("get secrets[kafka-auth]")
def access(session: Session, namespace: str) -> Access:
    """Return how to reach the Kafka of a namespace: its Service, its Secret ``kafka-auth``.

    The target file's ``addresses: {kafka: host:port}`` goes before the Service.
    """
    secret = session.secret(namespace, SECRET)
    password = secret.get("password") or secret.get("admin-password")
    if not password:
        where = f"Secret {namespace}/{SECRET}"
        raise Unobservable(f"{where} has neither a password nor an admin-password")
    return Access(_bootstrap(session, namespace), secret.get("username", "admin"), password)


def connect(session: Session, namespace: str) -> Kafka:
    """Return the Kafka of a namespace. Raises Unobservable when its Service or Secret is away."""
    return Kafka(access(session, namespace))


@needs("get services")
def _bootstrap(session: Session, namespace: str) -> str:
    for system in session.target.systems.values():
        if system.namespace == namespace and SERVICE in system.addresses:
            return system.addresses[SERVICE]
    host, port = session.cluster.address(namespace, SERVICE, PORT)
    return f"{host}:{port}"
