"""Kafka's access control lists, and what a client of Kafka may do by them."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from confluent_kafka import (
    OFFSET_BEGINNING,
    Consumer,
    KafkaError,
    KafkaException,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ConfigResource,
    ResourcePatternType,
    ResourceType,
)

from drillbook.clients.kafka import Access
from drillbook.errors import NotDone, Unobservable

_ANSWER_SECONDS = 10.0
_SEND_MILLISECONDS = 10_000
_MOST_BYTES = 16 << 20
_LIMIT = "max.message.bytes"
_SILENT = KafkaError(KafkaError._TIMED_OUT, "no answer")


@dataclass(frozen=True)
class Denial:
    """An entry that denies a user one operation on one topic, from any host."""

    user: str
    topic: str
    operation: str


def denied(access: Access, denial: Denial) -> bool:
    """Return whether there is such an entry. Raises Unobservable."""
    try:
        client = AdminClient(access.settings())  # kept: a request dies with its client
        entry = _entry(AclBindingFilter, denial)
        return bool(client.describe_acls(entry, request_timeout=_ANSWER_SECONDS).result())
    except KafkaException as error:
        where = f"access control lists of Kafka at {access.bootstrap}"
        raise Unobservable(f"{where}: {error.args[0].str()}") from error


def deny(access: Access, denial: Denial) -> None:
    """Add the entry. Raises NotDone."""
    entry = _entry(AclBinding, denial)
    try:
        client = AdminClient(access.settings())
        client.create_acls([entry], request_timeout=_ANSWER_SECONDS)[entry].result()
    except KafkaException as error:
        raise NotDone(f"deny {denial.operation}: {error.args[0].str()}") from error


def allow_again(access: Access, denial: Denial) -> bool:
    """Remove the entry, and no other; return whether there was one. Raises NotDone."""
    entry = _entry(AclBindingFilter, denial)
    try:
        client = AdminClient(access.settings())
        removed = client.delete_acls([entry], request_timeout=_ANSWER_SECONDS)[entry].result()
    except KafkaException as error:
        raise NotDone(f"remove the denial of {denial.operation}: {error.args[0].str()}") from error
    return bool(removed)


def refusal(access: Access, topic: str, largest: int) -> str:
    """Return why a client's write to a topic is refused, or '' where it may write.

    The message is larger than the topic takes (``largest``), so that none is ever written; a
    broker asks first whether the client may write at all. Raises Unobservable.
    """
    answers: list[KafkaError | None] = []
    producer = Producer(
        access.settings()
        | {"message.max.bytes": 2 * _MOST_BYTES, "message.timeout.ms": _SEND_MILLISECONDS}
    )
    producer.produce(topic, b"\0" * (largest + 1), on_delivery=lambda e, _: answers.append(e))
    producer.flush(2 * _SEND_MILLISECONDS / 1000)
    if not answers:
        raise Unobservable(f"Kafka at {access.bootstrap} did not answer a write to {topic}")
    error = answers[0]
    if error is None:
        raise Unobservable(f"a message of {largest + 1} bytes was taken by {topic}")
    if error.code() == KafkaError.MSG_SIZE_TOO_LARGE:
        return ""
    refused = (KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED)
    if error.code() in refused:
        return str(error.str())
    raise Unobservable(f"a write to {topic} at {access.bootstrap}: {error.str()}")


def refusal_to_read(access: Access, topic: str) -> str:
    """Return why a client's read of a topic is refused, or '' where it may read.

    It joins no group and commits nothing. Raises Unobservable.
    """
    consumer = Consumer(
        access.settings()
        | {
            # The library wants a group's name; assigning by hand joins none.
            "group.id": f"drillbook-{secrets.token_hex(4)}",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "auto.offset.reset": "earliest",
        }
    )
    try:
        # Who may not even see a topic gets no answer to a fetch, but one to this.
        known = consumer.list_topics(topic, timeout=_ANSWER_SECONDS).topics[topic]
        consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
        error = known.error or _first_answer(consumer)
    except KafkaException as failure:
        where = f"a read of {topic} at {access.bootstrap}"
        raise Unobservable(f"{where}: {failure.args[0].str()}") from failure
    finally:
        consumer.close()
    if error is None or error.code() == KafkaError._PARTITION_EOF:
        return ""
    if error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED:
        return str(error.str())
    raise Unobservable(f"a read of {topic} at {access.bootstrap}: {error.str()}")


def _first_answer(consumer: Any) -> KafkaError | None:
    """Return the error of the first answer that is about the topic, None for a message."""
    deadline = time.monotonic() + _SEND_MILLISECONDS / 1000
    while (left := deadline - time.monotonic()) > 0:
        answer = consumer.poll(left)
        error: KafkaError | None = answer.error() if answer is not None else _SILENT
        # The library looks for the group's coordinator, whether it is needed or not.
        if error is None or error.code() != KafkaError.GROUP_AUTHORIZATION_FAILED:
            return error
    return _SILENT


def largest_message(access: Access, topic: str) -> int:
    """Return how many bytes a message of a topic may have. Raises Unobservable."""
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
    try:
        client = AdminClient(access.settings())
        asked = client.describe_configs([resource], request_timeout=_ANSWER_SECONDS)
        largest = int(asked[resource].result()[_LIMIT].value)
    except KafkaException as error:
        raise Unobservable(f"settings of topic {topic}: {error.args[0].str()}") from error
    if largest > _MOST_BYTES:
        raise Unobservable(f"topic {topic} takes messages of {largest} bytes: too large to try")
    return largest


def _entry(kind: Any, denial: Denial) -> Any:
    return kind(
        ResourceType.TOPIC,
        denial.topic,
        ResourcePatternType.LITERAL,
        f"User:{denial.user}",
        "*",
        AclOperation[denial.operation],
        AclPermissionType.DENY,
    )
