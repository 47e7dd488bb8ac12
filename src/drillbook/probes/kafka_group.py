"""How far the partitions of one member of a consumer group are behind."""

from dataclasses import dataclass

from drillbook.clients import kafka_group
from drillbook.clients.kafka import Kafka
from drillbook.clock import now
from drillbook.observation import Observation


@dataclass(frozen=True)
class Held:
    """What a member (by its client id) holds in a group, and how far that is behind.

    ``read_to`` is the sum of the committed offsets of its partitions, ``lag`` of what is behind
    them, in messages.
    """

    state: str
    assignor: str
    members: int
    partitions: tuple[tuple[str, int], ...]
    read_to: int
    lag: int


def held(kafka: Kafka, group: str, client: str) -> Observation[Held]:
    """Look at which partitions a member holds and how far behind they are."""
    started = now()
    seen = kafka_group.describe(kafka.access, group)
    places = seen.held_by(client)
    committed = kafka.committed(group)
    places = tuple(place for place in places if place in committed)
    ends = kafka.ends(list(places)) if places else {}
    found = Held(
        state=seen.state,
        assignor=seen.assignor,
        members=sum(len(members) for members in seen.members.values()),
        partitions=places,
        read_to=sum(committed[place] for place in places),
        lag=sum(max(0, ends[place] - committed[place]) for place in places),
    )
    query = "DescribeGroups; OffsetFetch of the group; ListOffsets latest"
    return Observation(
        f"{client} in consumer group {group}",
        found,
        kafka.access.bootstrap,
        query,
        started,
        now(),
        {"group": group},
    )


def present(kafka: Kafka, group: str, client: str) -> bool:
    """Return whether a member with this client id is in a group. Raises Unobservable."""
    return client in kafka_group.describe(kafka.access, group).members
