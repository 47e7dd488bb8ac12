import re
import socket
import threading
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn, Self, cast

import pytest
from confluent_kafka import Consumer, KafkaException
from confluent_kafka.admin import AdminClient
from neo4j.exceptions import ServiceUnavailable
from prometheus_client.core import Metric

from kg_rca.graph_builder import open_graph
from kg_rca.graph_exporter import (
    ANSWER_WITHIN_SECONDS,
    PATIENCE_SECONDS,
    GraphCollector,
    Reading,
    families,
    storage_by_client,
)
from kg_rca.kafka_exporter import KafkaCollector, Lag, PartitionState, lags
from kg_rca.kafka_exporter import families as kafka_families
from kg_rca.ranking import quality
from kg_rca.settings import Neo4jSettings


def values(made: list[Metric], name: str) -> dict[tuple[str, ...], float]:
    found = next(one for one in made if one.name == name)
    return {tuple(sample.labels.values()): sample.value for sample in found.samples}


def test_a_broker_that_is_expected_and_missing_is_zero() -> None:
    made = kafka_families(5, [0, 1, 2, 4], [], [])
    assert values(made, "kafka_broker_up") == {("0",): 1, ("1",): 1, ("2",): 1, ("3",): 0, ("4",): 1}


def test_a_broker_beyond_the_expected_ones_is_shown() -> None:
    assert values(kafka_families(1, [0, 6], [], []), "kafka_broker_up") == {("0",): 1, ("6",): 1}


def test_a_partition_with_a_replica_missing_is_under_replicated() -> None:
    made = kafka_families(1, [0], [PartitionState("t", 0, 3, 3, True), PartitionState("t", 1, 3, 2, False)], [])
    assert values(made, "kafka_topic_partition_under_replicated_partition") == {("t", "0"): 0, ("t", "1"): 1}
    assert values(made, "kafka_partitions_without_leader") == {(): 1}


def test_lag_is_the_sum_over_partitions_and_an_uncommitted_one_lags_by_all_it_holds() -> None:
    found = lags("g", {("t", 0): 90, ("t", 1): -1001}, {("t", 0): 100, ("t", 1): 50, ("t", 2): 7})
    assert found == [Lag("g", "t", 67, 50)]


def _told(offset: int) -> Future[SimpleNamespace]:
    future: Future[SimpleNamespace] = Future()
    future.set_result(SimpleNamespace(offset=offset))
    return future


def _untold() -> Future[SimpleNamespace]:
    future: Future[SimpleNamespace] = Future()
    future.set_exception(KafkaException("not leader for partition"))
    return future


def test_a_topic_without_a_leader_takes_no_other_topics_lag_with_it() -> None:
    partitions = {0: SimpleNamespace(replicas=[0], isrs=[0], leader=0)}
    names = ("new.events.normalized", "old.events.normalized")
    cluster = SimpleNamespace(
        brokers={0: None}, topics={name: SimpleNamespace(partitions=partitions) for name in names}
    )
    ends = {names[0]: _untold(), names[1]: _told(7)}
    admin = SimpleNamespace(
        list_topics=lambda **_: cluster,
        list_offsets=lambda wanted, **_: {place: ends[place.topic] for place in wanted},
    )
    consumer = SimpleNamespace(
        committed=lambda places, **_: [
            SimpleNamespace(topic=one.topic, partition=one.partition, offset=2) for one in places
        ]
    )
    collector = KafkaCollector(cast("AdminClient", admin), cast("Consumer", consumer), 1, "g")
    assert values(list(collector.collect()), "kg_kafka_consumer_lag") == {(names[1], "g"): 5}


def reading(**changes: object) -> Reading:
    usual: dict[str, object] = {
        "quality": quality([1, 2, None]), "links_by_tenth": {None: 2, 1: 3, 5: 4}, "confidence_sum": 2.5,
        "resources": {"a": 10, "b": 10}, "events": {"a": 70, "b": 10}, "applied_twice": 0, "store_bytes": 1000,
    }  # fmt: skip
    return Reading(**(usual | changes))  # type: ignore[arg-type]  # the test says which field it changes


def test_links_without_confidence_are_counted_apart() -> None:
    made = families(reading())
    assert values(made, "kg_rca_null_confidence_links") == {(): 2}
    buckets = next(one for one in made if one.name == "kg_rca_confidence").samples
    assert next(one.value for one in buckets if one.labels.get("le") == "+Inf") == 7
    assert next(one.value for one in buckets if one.labels.get("le") == "0.1") == 3


def test_storage_is_shared_by_the_clients_nodes() -> None:
    assert storage_by_client(reading()) == {"a": 800.0, "b": 200.0}
    assert storage_by_client(reading(resources={}, events={})) == {}


def test_without_labelled_errors_there_is_no_accuracy_rather_than_a_good_one() -> None:
    assert not [one for one in families(reading(quality=None)) if one.name.startswith("kg_rca_accuracy")]


@pytest.mark.parametrize("listens", [True, False], ids=["that never answers", "that is gone"])
def test_a_graph_is_shown_as_down(listens: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if not listens:
            server.close()
        with open_graph(Neo4jSettings(f"bolt://127.0.0.1:{port}", "neo4j", "neo4j"), PATIENCE_SECONDS) as driver:
            made = list(GraphCollector(driver, "neo4j-0", "http://127.0.0.1:9/store").collect())
    assert values(made, "neo4j_up") == {("neo4j-0",): 0}


class Graph:
    """A graph that answers what it is told to, and hangs at the rest until it is let go."""

    def __init__(self, answers: bool) -> None:
        self.answers = answers
        self.let_go = threading.Event()

    def session(self) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, _query: str) -> Self:
        if not self.answers:
            self.let_go.wait()
        return self

    def consume(self) -> None:
        pass

    def execute_query(self, *_: object, **__: object) -> NoReturn:
        self.let_go.wait()
        raise ServiceUnavailable


@pytest.mark.parametrize(("answers", "up"), [(False, 0), (True, 1)], ids=["nothing", "all but the dear questions"])
def test_prometheus_is_answered_while_the_graph_hangs_at(answers: bool, up: int) -> None:
    graph = Graph(answers)
    try:
        made = list(GraphCollector(graph, "neo4j-0", "http://127.0.0.1:9/store").collect())  # type: ignore[arg-type]  # a driver's part that is asked
    finally:
        graph.let_go.set()
    assert values(made, "neo4j_up") == {("neo4j-0",): up}
    assert values(made, "neo4j_exporter_failures") == {(): 1}
    assert not [one for one in made if one.name.startswith("kg_")]


def test_a_graph_that_is_down_is_told_before_prometheus_gives_up() -> None:
    monitoring = (Path(__file__).parents[2] / "addons/40-monitoring.yaml").read_text(encoding="utf-8")
    gives_up_after_seconds = float(re.findall(r"scrape_timeout: (\d+)s", monitoring)[0])
    assert PATIENCE_SECONDS < ANSWER_WITHIN_SECONDS < gives_up_after_seconds
