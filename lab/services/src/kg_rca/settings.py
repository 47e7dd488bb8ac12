"""Settings from the environment; each named once, wrong values refused with their name."""

from __future__ import annotations

import os
from dataclasses import dataclass


class SettingError(Exception):
    """An environment variable is missing or not what it must be."""


def text(name: str, default: str | None = None) -> str:
    """A variable's value; SettingError when it is not set and has no default."""
    value = os.environ.get(name, default)
    if not value:
        raise SettingError(f"{name} is not set")
    return value


def number(name: str, default: int, *, least: int = 1) -> int:
    """A variable as a whole number of at least `least`."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise SettingError(f"{name} is {value!r}, not a whole number of at least {least}")
    return int(value)


@dataclass(frozen=True)
class Neo4jSettings:
    """Where the graph is and who asks."""

    uri: str
    user: str
    password: str


@dataclass(frozen=True)
class KafkaSettings:
    """Where Kafka is and who asks."""

    bootstrap: str
    user: str
    password: str

    def client(self) -> dict[str, str | int | float | bool]:
        """The part of a librdkafka configuration that every client shares."""
        return {
            "bootstrap.servers": self.bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": self.user,
            "sasl.password": self.password,
            "socket.keepalive.enable": True,
            "reconnect.backoff.ms": 500,
            "reconnect.backoff.max.ms": 2000,
            "broker.address.ttl": 1000,  # milliseconds: a restarted broker may have a new address
        }


def neo4j() -> Neo4jSettings:
    """NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD."""
    return Neo4jSettings(text("NEO4J_URI", "bolt://neo4j:7687"), text("NEO4J_USER", "neo4j"), text("NEO4J_PASSWORD"))


def kafka() -> KafkaSettings:
    """KAFKA_BOOTSTRAP, KAFKA_USER, KAFKA_PASSWORD."""
    return KafkaSettings(text("KAFKA_BOOTSTRAP", "kafka:9092"), text("KAFKA_USER"), text("KAFKA_PASSWORD"))


def postgresql() -> str:
    """A connection string from PGHOST, PGUSER, PGDATABASE and PGPASSWORD, which libpq reads itself."""
    text("PGPASSWORD")
    host, user, database = text("PGHOST", "postgresql"), text("PGUSER", "billing"), text("PGDATABASE", "billing")
    return f"host={host} user={user} dbname={database}"
