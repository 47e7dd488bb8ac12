"""What Kafka's admin protocol says, as metrics, asked anew at every scrape: brokers, replicas, consumer lag.

A broker that is expected and not among the cluster's live ones is 0, never absent; when the cluster does not answer at
all, every broker is 0 and the rest is absent.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kg_rca import settings
from kg_rca.endpoint import serve

log = logging.getLogger("kafka-exporter")
TIMEOUT_SECONDS = 3.0


@dataclass(frozen=True)
class PartitionState:
    """What the cluster says of one partition."""

    topic: str
    partition: int
    replicas: int
    in_sync: int
    has_leader: bool


@dataclass(frozen=True)
class Lag:
    """Messages of one topic that a group has not committed, over all partitions and on the worst one."""

    group: str
    topic: str
    total: int
    worst_partition: int


def lags(group: str, committed: Mapping[tuple[str, int], int], ends: Mapping[tuple[str, int], int]) -> list[Lag]:
    """Lag by topic. A partition without a committed offset lags by all it holds."""
    by_topic: dict[str, list[int]] = {}
    for (topic, number), end in ends.items():
        behind = max(0, end - max(0, committed.get((topic, number), 0)))
        by_topic.setdefault(topic, []).append(behind)
    return [Lag(group, topic, sum(all_of), max(all_of)) for topic, all_of in sorted(by_topic.items())]


def families(
    expected: int, alive: Iterable[int], partitions: Iterable[PartitionState], all_lags: Iterable[Lag]
) -> list[Metric]:
    """The metrics of one look at the cluster."""
    alive = set(alive)
    up = GaugeMetricFamily("kafka_broker_up", "1 when the broker is a live member of the cluster.", labels=["broker"])
    for broker in sorted(set(range(expected)) | alive):
        up.add_metric([str(broker)], 1 if broker in alive else 0)
    under = GaugeMetricFamily(
        "kafka_topic_partition_under_replicated_partition", "1 when a replica is not in sync.",
        labels=["topic", "partition"],
    )  # fmt: skip
    states = list(partitions)
    for one in states:
        under.add_metric([one.topic, str(one.partition)], 1 if one.in_sync < one.replicas else 0)
    without_leader = GaugeMetricFamily(
        "kafka_partitions_without_leader", "Partitions that nobody can write to.",
        value=sum(not one.has_leader for one in states),
    )  # fmt: skip
    lag = GaugeMetricFamily(
        "kg_kafka_consumer_lag", "Messages not yet committed by the group, over the topic's partitions.",
        labels=["topic", "group"],
    )  # fmt: skip
    worst = GaugeMetricFamily(
        "kg_kafka_consumer_lag_worst_partition", "The same, of the partition that lags most.",
        labels=["topic", "group"],
    )  # fmt: skip
    for found in all_lags:
        lag.add_metric([found.topic, found.group], found.total)
        worst.add_metric([found.topic, found.group], found.worst_partition)
    return [up, under, without_leader, lag, worst]


class KafkaCollector(Collector):
    """Asks the cluster whenever Prometheus asks."""

    def __init__(self, admin: AdminClient, expected_brokers: int, group: str) -> None:
        self._admin = admin
        self._expected = expected_brokers
        self._group = group
        self._one_at_a_time = threading.Lock()

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked for registration."""
        return []

    def collect(self) -> Iterable[Metric]:
        """One look at the cluster."""
        with self._one_at_a_time:
            try:
                cluster = self._admin.describe_cluster(request_timeout=TIMEOUT_SECONDS).result()
                topics = self._admin.list_topics(timeout=TIMEOUT_SECONDS).topics
                ends = self._ends(sorted(name for name in topics if name.endswith(".events.normalized")), topics)
                committed = self._committed()
            except KafkaException as error:
                log.warning("the cluster does not answer: %s", error)
                return families(self._expected, [], [], [])[:1]
        states = [
            PartitionState(name, number, len(one.replicas), len(one.isrs), one.leader >= 0)
            for name, topic in topics.items()
            for number, one in topic.partitions.items()
        ]
        return families(
            self._expected, [node.id for node in cluster.nodes], states, lags(self._group, committed, ends)
        )

    def _ends(self, names: list[str], topics: Mapping[str, object]) -> dict[tuple[str, int], int]:
        wanted = {
            TopicPartition(name, number): OffsetSpec.latest()
            for name in names
            for number in topics[name].partitions  # type: ignore[attr-defined]  # the library has no types
        }
        if not wanted:
            return {}
        found = self._admin.list_offsets(wanted, request_timeout=TIMEOUT_SECONDS)
        return {(place.topic, place.partition): future.result().offset for place, future in found.items()}

    def _committed(self) -> dict[tuple[str, int], int]:
        request = [ConsumerGroupTopicPartitions(self._group)]
        future = self._admin.list_consumer_group_offsets(request, request_timeout=TIMEOUT_SECONDS)[self._group]
        return {(one.topic, one.partition): one.offset for one in future.result().topic_partitions}


def main() -> int:
    """Serve until killed; nothing needs an orderly end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    registry = CollectorRegistry()
    admin = AdminClient(settings.kafka().client() | {"log_level": 3})
    registry.register(KafkaCollector(admin, settings.number("EXPECTED_BROKERS", 5), "kg-builder"))
    serve(9101, list, registry)
    threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
