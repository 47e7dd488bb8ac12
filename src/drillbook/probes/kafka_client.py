"""What Kafka lets a client do."""

from dataclasses import dataclass

from drillbook.clients import kafka_acl
from drillbook.clients.kafka import Access
from drillbook.clock import now
from drillbook.observation import Observation


@dataclass(frozen=True)
class Write:
    """Whether a client's write to a topic is refused, and in which words."""

    user: str
    topic: str
    refused: str


def write(access: Access, topic: str, largest: int) -> Observation[Write]:
    """Try to write as a client, a message that is too large for the topic: nothing is written."""
    started = now()
    found = Write(access.username or "", topic, kafka_acl.refusal(access, topic, largest))
    query = f"produce {largest + 1} bytes, and the topic takes {largest}"
    return Observation(
        f"a write of {found.user} to {topic}", found, access.bootstrap, query, started, now()
    )
