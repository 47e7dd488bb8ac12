"""What travels through `<client>.events.normalized`: a resource of the topology, or something that happened to one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

TOPIC_PATTERN = r"^client-[a-z0-9-]+\.events\.normalized$"
SEVERITIES = ("info", "warning", "error")


class MalformedEventError(ValueError):
    """A message that is neither a resource nor an event; says what is wrong with it."""


@dataclass(frozen=True)
class Resource:
    """One thing that can fail, and the ids of those of the same application that it needs."""

    client_id: str
    id: str
    application: str
    kind: str
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """Something that happened to a resource. `true_cause` is what the generator knows, to judge the ranking by."""

    client_id: str
    id: str
    resource_id: str
    application: str
    kind: str
    severity: str
    at_ms: int
    true_cause: str | None = None


Message = Resource | Event


def topic_of(client_id: str) -> str:
    """The topic of a client's normalised events."""
    return f"{client_id}.events.normalized"


def client_of(topic: str) -> str:
    """The client whose topic this is."""
    return topic.removesuffix(".events.normalized")


def encode(message: Message) -> bytes:
    """One message as JSON; `type` says which of the two it is."""
    document = {key: value for key, value in asdict(message).items() if value is not None}
    document["type"] = "resource" if isinstance(message, Resource) else "event"
    return json.dumps(document, separators=(",", ":")).encode()


def decode(client_id: str, value: bytes | None) -> Message:
    """Read one message of a client's topic.

    Raises:
        MalformedEventError: not JSON, a field missing or of the wrong type, or of another client.
    """
    try:
        document = json.loads(value or b"")
    except ValueError as error:
        raise MalformedEventError(f"not JSON: {error}") from error
    if not isinstance(document, dict):
        raise MalformedEventError("not a JSON object")
    if document.get("client_id") != client_id:
        raise MalformedEventError(f"client_id is {document.get('client_id')!r}, the topic's {client_id!r}")
    match document.get("type"):
        case "resource":
            depends_on = document.get("depends_on", [])
            if not isinstance(depends_on, list) or not all(isinstance(one, str) for one in depends_on):
                raise MalformedEventError("depends_on is not a list of ids")
            return Resource(
                client_id,
                _text(document, "id"),
                _text(document, "application"),
                _text(document, "kind"),
                tuple(depends_on),
            )
        case "event":
            return _event(client_id, document)
        case other:
            raise MalformedEventError(f"type is {other!r}, not 'resource' or 'event'")


def _event(client_id: str, document: dict[str, Any]) -> Event:
    severity, at_ms = _text(document, "severity"), document.get("at_ms")
    if severity not in SEVERITIES:
        raise MalformedEventError(f"severity is {severity!r}, not one of {', '.join(SEVERITIES)}")
    if not isinstance(at_ms, int) or isinstance(at_ms, bool) or at_ms < 0:
        raise MalformedEventError(f"at_ms is {at_ms!r}, not milliseconds since 1970")
    return Event(
        client_id,
        _text(document, "id"),
        _text(document, "resource_id"),
        _text(document, "application"),
        _text(document, "kind"),
        severity,
        at_ms,
        _text(document, "true_cause") if "true_cause" in document else None,
    )


def _text(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    if not isinstance(value, str) or not value:
        raise MalformedEventError(f"{key} is {value!r}, not a text")
    return value
