"""Settings from the environment; each named once, wrong values refused with their name."""

from __future__ import annotations

from dataclasses import dataclass

from reference.postgresql import where
from reference.settings import SettingError, number, text

__all__ = ["KafkaSettings", "Neo4jSettings", "SettingError", "kafka", "neo4j", "number", "postgresql", "text"]


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
    """Where the billing database is: PGHOST, PGUSER, PGDATABASE, PGPASSWORD."""
    return where(host="postgresql", user="billing", database="billing")
