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

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kg_rca import settings
from reference.endpoint import serve

log = logging.getLogger("kafka-exporter")
TIMEOUT_SECONDS = 1.2  # three questions within a scrape's 4 s


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
    """Asks the cluster whenever Prometheus asks; within its 4 s even when a broker has just been lost."""

    def __init__(self, admin: AdminClient, offsets: Consumer, expected_brokers: int, group: str) -> None:
        self._admin = admin
        self._offsets = offsets
        self._expected = expected_brokers
        self._group = group
        self._one_at_a_time = threading.Lock()

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked for registration."""
        return []

    def collect(self) -> Iterable[Metric]:
        """One look at the cluster. What one part cannot say is left out; it does not take the other with it."""
        with self._one_at_a_time:
            try:
                cluster = self._admin.list_topics(timeout=TIMEOUT_SECONDS)
            except KafkaException as error:
                log.warning("the cluster does not answer: %s", error)
                return families(self._expected, [], [], [])[:1]
            states = [
                PartitionState(name, number, len(one.replicas), len(one.isrs), one.leader >= 0)
                for name, topic in cluster.topics.items()
                for number, one in topic.partitions.items()
            ]
            looks = families(self._expected, cluster.brokers, states, [])
            try:
                found = self._lags([one for one in states if one.topic.endswith(".events.normalized")])
            except KafkaException as error:
                log.warning("the lag cannot be told: %s", error)
                return looks[:3]
            return families(self._expected, cluster.brokers, states, found)

    def _lags(self, states: Iterable[PartitionState]) -> list[Lag]:
        places = [TopicPartition(one.topic, one.partition) for one in states]
        if not places:
            return []
        # a consumer that never joins: the admin client's call for this aborts the process (an assertion in
        # librdkafka 2.16) when the coordinator is not there in time
        committed = {
            (one.topic, one.partition): one.offset for one in self._offsets.committed(places, timeout=TIMEOUT_SECONDS)
        }
        wanted = dict.fromkeys(places, OffsetSpec.latest())
        ends, untold = {}, {}
        for place, future in self._admin.list_offsets(wanted, request_timeout=TIMEOUT_SECONDS).items():
            try:
                ends[place.topic, place.partition] = future.result().offset
            except KafkaException as error:
                untold[place.topic] = error
        # A topic that was made a moment ago has no leader yet; the others' lag is known all the same.
        for topic, why in untold.items():
            log.warning("the lag of %s cannot be told: %s", topic, why)
        return lags(self._group, committed, {place: end for place, end in ends.items() if place[0] not in untold})


def main() -> int:
    """Serve until killed; nothing needs an orderly end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    registry = CollectorRegistry()
    kafka = settings.kafka().client() | {"log_level": 3}
    group = "kg-builder"
    collector = KafkaCollector(
        AdminClient(kafka), Consumer(kafka | {"group.id": group}), settings.number("EXPECTED_BROKERS", 5), group
    )
    registry.register(collector)
    serve(9101, list, registry)
    threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
