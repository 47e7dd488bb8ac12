import json

import pytest

from kg_rca.events import Event, MalformedEventError, Resource, client_of, decode, encode, topic_of

EVENT = Event("client-a", "e1", "r1", "app", "deploy", "info", 1_700_000_000_000, "e0")
RESOURCE = Resource("client-a", "r1", "app", "service", ("r2", "r3"))


@pytest.mark.parametrize("message", [EVENT, RESOURCE])
def test_what_was_written_is_read_back(message: Event | Resource) -> None:
    assert decode("client-a", encode(message)) == message


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"severity": "fatal"}, "severity"),
        ({"at_ms": "soon"}, "at_ms"),
        ({"at_ms": True}, "at_ms"),
        ({"at_ms": -1}, "at_ms"),
        ({"id": ""}, "id"),
        ({"type": "thing"}, "type"),
        ({"client_id": "client-b"}, "client_id"),
        ({"true_cause": 7}, "true_cause"),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, object], says: str) -> None:
    document = json.loads(encode(EVENT)) | change
    with pytest.raises(MalformedEventError, match=says):
        decode("client-a", json.dumps(document).encode())


@pytest.mark.parametrize("value", [None, b"", b"[]", b"7", b"\xff\xfe", b"{"])
def test_what_is_no_object_is_refused(value: bytes | None) -> None:
    with pytest.raises(MalformedEventError):
        decode("client-a", value)


def test_a_topic_and_its_client_name_each_other() -> None:
    assert client_of(topic_of("client-acme-abc123")) == "client-acme-abc123"
    assert topic_of("client-acme-abc123") == "client-acme-abc123.events.normalized"
