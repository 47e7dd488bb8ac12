"""Consumer groups of Kafka: who is in one, and a member that takes partitions and reads nothing."""

import struct
import threading
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Consumer, KafkaException
from confluent_kafka.admin import AdminClient

from drillbook.clients.kafka import Access
from drillbook.errors import Unobservable

_ANSWER_SECONDS = 10.0
_POLL_SECONDS = 0.2
_SESSION_MILLISECONDS = 10_000

# By the name that a group chose, what a member must say to be admitted.
_STRATEGIES = {
    "range": "range,roundrobin",
    "roundrobin": "range,roundrobin",
    "cooperative-sticky": "cooperative-sticky",
}


@dataclass(frozen=True)
class Group:
    """A consumer group: its state, how it shares partitions, and who has which."""

    state: str
    assignor: str
    members: Mapping[str, tuple[tuple[str, tuple[tuple[str, int], ...]], ...]]
    """By client id: each member's id and its partitions."""

    def held_by(self, client: str) -> tuple[tuple[str, int], ...]:
        """Return the partitions that members with a client id have."""
        return tuple(sorted(place for _, held in self.members.get(client, ()) for place in held))


def describe(access: Access, group: str) -> Group:
    """Return what a group's coordinator knows of it; one that nobody knows is DEAD.

    Raises Unobservable, also when a broker did not answer. It asks by ListGroups and DescribeGroups
    of each broker, since the AdminClient's request for one group ends the whole process when a
    connection breaks meanwhile (librdkafka's pull request 5397, not in 2.16.1).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # in favour of that request
            listed = AdminClient(access.settings()).list_groups(group, _ANSWER_SECONDS)
    except KafkaException as error:
        where = f"consumer group {group} of Kafka at {access.bootstrap}"
        raise Unobservable(f"{where}: {error.args[0].str()}") from error
    members: dict[str, tuple[tuple[str, tuple[tuple[str, int], ...]], ...]] = {}
    for found in listed:
        if found.error is not None:
            raise Unobservable(f"consumer group {group}: {found.error.str()}")
        for member in found.members:
            held = tuple(sorted(assigned(member.assignment or b"")))
            members[member.client_id] = (*members.get(member.client_id, ()), (member.id, held))
        return Group(found.state.upper(), found.protocol, members)
    return Group("DEAD", "", {})


def assigned(raw: bytes) -> Iterator[tuple[str, int]]:
    """Yield topics and partitions of a member's assignment.

    Its layout is ConsumerProtocolAssignment.json of Apache Kafka 4.1: a version, and an array of
    topics, each with an array of partitions, big-endian. Raises Unobservable when it is cut off.
    """
    at = 0

    def take(layout: str) -> Any:
        nonlocal at
        try:
            (value,) = struct.unpack_from(f">{layout}", raw, at)
        except struct.error as error:
            raise Unobservable(f"a member's assignment is cut off at byte {at}") from error
        at += struct.calcsize(f">{layout}")
        return value

    if not raw:
        return
    take("h")
    for _ in range(take("i")):
        topic = take(f"{take('h')}s").decode()
        for _ in range(take("i")):
            yield topic, take("i")


def knows(assignor: str) -> bool:
    """Return whether a member can be made for a group that shares partitions in this way."""
    return assignor in _STRATEGIES


class IdleMember:
    """A member of a group that keeps its partitions, and neither reads nor commits.

    It sends heartbeats from a thread of its own for as long as this process lives.
    """

    def __init__(self, access: Access, group: str, topic: str, client: str, assignor: str) -> None:
        self._consumer = Consumer(
            access.settings()
            | {
                "group.id": group,
                "client.id": client,
                "partition.assignment.strategy": _STRATEGIES[assignor],
                "session.timeout.ms": _SESSION_MILLISECONDS,
                "enable.auto.commit": False,
                "auto.offset.reset": "latest",
            }
        )
        self._consumer.subscribe([topic])
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=client, daemon=True)
        self._thread.start()

    def leave(self) -> None:
        """Leave the group, so that its other members get the partitions at once."""
        self._stopping.set()
        self._thread.join()
        self._consumer.close()

    def _run(self) -> None:
        # A member that does not poll is thrown out; paused partitions give it nothing to read.
        while not self._stopping.is_set():
            self._consumer.poll(_POLL_SECONDS)
            held = self._consumer.assignment()
            if held:
                self._consumer.pause(held)
