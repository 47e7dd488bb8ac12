"""Settings of Kafka's brokers and topics, as the brokers run with them, changed while they run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ConfigSource,
)

from drillbook.clients.kafka import Access
from drillbook.errors import NotDone, Unobservable

_ANSWER_SECONDS = 10.0


@dataclass(frozen=True)
class Resource:
    """A broker by its id, or a topic by its name."""

    kind: str
    name: str

    def __str__(self) -> str:
        """Return it as ``broker 3``."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Setting:
    """A value that is in effect, and whether it was set on this broker or topic while it ran."""

    value: str | None
    own: bool


def broker(number: int) -> Resource:
    """Return a broker."""
    return Resource("broker", str(number))


def topic(name: str) -> Resource:
    """Return a topic."""
    return Resource("topic", name)


def settings(admin: Access, resource: Resource) -> dict[str, Setting]:
    """Return all settings that a broker or a topic has. Raises Unobservable."""
    asked = _resource(resource)
    own = {
        ConfigSource.DYNAMIC_BROKER_CONFIG.value,
        ConfigSource.DYNAMIC_TOPIC_CONFIG.value,
    }
    client = AdminClient(admin.settings())  # kept: a request dies with its client
    try:
        found = client.describe_configs([asked], request_timeout=_ANSWER_SECONDS)[asked].result()
    except KafkaException as error:
        where = f"settings of {resource} at {admin.bootstrap}"
        raise Unobservable(f"{where}: {error.args[0].str()}") from error
    return {
        name: Setting(None if entry.value is None else str(entry.value), int(entry.source) in own)
        for name, entry in found.items()
    }


def change(admin: Access, resource: Resource, wanted: Mapping[str, str | None]) -> None:
    """Set what is wanted on a broker or a topic itself; None takes it away. Raises NotDone."""
    entries = [
        ConfigEntry(
            name,
            value or "",
            incremental_operation=(
                AlterConfigOpType.DELETE if value is None else AlterConfigOpType.SET
            ),
        )
        for name, value in wanted.items()
    ]
    asked: Any = _resource(resource, entries)
    client = AdminClient(admin.settings())
    try:
        futures = client.incremental_alter_configs([asked], request_timeout=_ANSWER_SECONDS)
        futures[asked].result()
    except KafkaException as error:
        raise NotDone(f"settings of {resource}: {error.args[0].str()}") from error


def _resource(resource: Resource, entries: list[ConfigEntry] | None = None) -> ConfigResource:
    kind = {"broker": ConfigResource.Type.BROKER, "topic": ConfigResource.Type.TOPIC}
    return ConfigResource(kind[resource.kind], resource.name, incremental_configs=entries)
