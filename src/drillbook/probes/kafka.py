"""What Kafka says of itself: brokers, replication, lag. Nothing here changes anything."""

from dataclasses import dataclass
from datetime import timedelta

from drillbook.clients import kafka_broker
from drillbook.clients.kafka import Broker, Kafka, Partition
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation


@dataclass(frozen=True)
class Replication:
    """How whole the replicas of all partitions are, and which brokers are live."""

    brokers: tuple[int, ...]
    partitions: int
    under_replicated: tuple[Partition, ...]
    offline: tuple[Partition, ...]
    missing: tuple[int, ...]
    """Brokers that hold replicas and are not live: known a moment before the replicas are."""

    @property
    def whole(self) -> bool:
        """Return whether there are partitions and each has all its replicas, live and in sync."""
        lacking = self.under_replicated or self.offline or self.missing
        return self.partitions > 0 and not lacking

    def without(self, broker: int) -> bool:
        """Return whether a broker is missing: from the cluster, or from a partition's ISR."""
        lagging = any(
            broker in p.replicas for p in self.under_replicated if broker not in p.in_sync
        )
        return broker not in self.brokers or lagging


@dataclass(frozen=True)
class BrokerPlace:
    """Where one broker stands: does its address answer, and does the cluster count on it?"""

    broker: int
    address: str
    answers: bool
    in_cluster: bool
    replicas: int
    in_sync: int

    @property
    def whole(self) -> bool:
        """Return whether it answers, is counted on, and is in sync for all its replicas."""
        return self.answers and self.in_cluster and 0 < self.replicas == self.in_sync


@dataclass(frozen=True)
class PartitionLag:
    """How far a group is behind in one partition, in messages."""

    topic: str
    partition: int
    committed: int | None
    end: int
    lag: int


@dataclass(frozen=True)
class Lag:
    """How far a group is behind in each partition of the topics that it has offsets for."""

    group: str
    partitions: tuple[PartitionLag, ...]
    largest: int
    total: int


def brokers(kafka: Kafka) -> Observation[tuple[Broker, ...]]:
    """Return the brokers that are in the cluster."""
    started = now()
    found = kafka.cluster()
    if not found:
        raise Unobservable(f"Kafka at {kafka.access.bootstrap} names no broker at all")
    return Observation(
        "Kafka brokers",
        found,
        kafka.access.bootstrap,
        "DescribeCluster",
        started,
        now(),
    )


def replication(kafka: Kafka) -> Observation[Replication]:
    """Return which partitions lack a replica in sync or a leader. Raises Unobservable."""
    started = now()
    seen = kafka.metadata()
    if not seen.partitions:
        raise Unobservable(f"Kafka at {kafka.access.bootstrap} has no partition to look at")
    short = tuple(p for p in seen.partitions if len(p.in_sync) < len(p.replicas))
    live = {broker.id for broker in seen.brokers}
    value = Replication(
        brokers=tuple(sorted(live)),
        partitions=len(seen.partitions),
        under_replicated=short,
        offline=tuple(p for p in seen.partitions if p.leader < 0),
        missing=tuple(sorted({r for p in seen.partitions for r in p.replicas} - live)),
    )
    return Observation(
        "Kafka replication",
        value,
        kafka.access.bootstrap,
        "Metadata of all topics",
        started,
        now(),
        {"answered_by": seen.answered_by},
    )


def place(kafka: Kafka, broker: int, host: str, port: int) -> Observation[BrokerPlace]:
    """Return whether a broker answers at an address itself, and is counted on by the cluster."""
    started = now()
    answering = kafka_broker.answers(host, port, timedelta(seconds=1))
    seen = kafka.metadata()
    held = [p for p in seen.partitions if broker in p.replicas]
    value = BrokerPlace(
        broker=broker,
        address=f"{host}:{port}",
        answers=answering,
        in_cluster=broker in {known.id for known in seen.brokers},
        replicas=len(held),
        in_sync=sum(broker in p.in_sync for p in held),
    )
    return Observation(
        f"Kafka broker {broker}",
        value,
        f"{host}:{port} and {kafka.access.bootstrap}",
        "ApiVersions; Metadata of all topics",
        started,
        now(),
        {"broker": broker},
    )


def lag(kafka: Kafka, group: str) -> Observation[Lag]:
    """Return how far a consumer group is behind: committed against end offsets.

    All partitions of each topic with a committed offset count; one without a commit is behind
    by all that it holds. Raises Unobservable for a group that has committed nothing.
    """
    started = now()
    committed = kafka.committed(group)
    if not committed:
        raise Unobservable(
            f"consumer group {group} has committed no offset, so it has no known lag"
        )
    topics = {topic for topic, _ in committed}
    known = [(p.topic, p.number) for p in kafka.metadata().partitions if p.topic in topics]
    if gone := committed.keys() - set(known):
        raise Unobservable(f"group {group} has offsets for {min(gone)}, which is not there")
    ends = kafka.ends(known)
    read_to = kafka.begins([one for one in known if one not in committed]) | committed
    each = tuple(
        # An end read before a commit that came in between would make the lag negative.
        PartitionLag(*one, committed.get(one), ends[one], max(0, ends[one] - read_to[one]))
        for one in sorted(known)
    )
    value = Lag(group, each, max(p.lag for p in each), sum(p.lag for p in each))
    query = "OffsetFetch of the group; ListOffsets latest of its topics"
    return Observation(
        f"lag of consumer group {group}",
        value,
        kafka.access.bootstrap,
        query,
        started,
        now(),
        {"group": group},
    )


@dataclass(frozen=True)
class Held:
    """How many brokers are in the cluster, and how many replicas in sync the emptiest one holds."""

    brokers: int
    least: int


def held(kafka: Kafka) -> Observation[Held]:
    """Return how many brokers there are, and the fewest replicas in sync that one holds."""
    started = now()
    seen = kafka.metadata()
    counts = {one.id: 0 for one in seen.brokers}
    for partition in seen.partitions:
        for one in counts.keys() & set(partition.in_sync):
            counts[one] += 1
    found = Held(len(counts), min(counts.values(), default=0))
    bootstrap = kafka.access.bootstrap
    return Observation("replicas in sync", found, bootstrap, "Metadata", started, now())
