"""What the graph says of itself, as metrics: whether it answers, how good its links are, and each client's share.

`neo4j_up` is asked at every scrape, and a graph that has not answered in time is down: a scrape never waits for it. The
rest reads the whole graph and is asked at most every 30 seconds; it is absent while the graph does not answer, or not
in time, so that no old value looks new.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
import urllib.request
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from neo4j import Driver, Record
from neo4j.exceptions import DriverError, Neo4jError
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from kg_rca import settings
from kg_rca.graph_builder import open_graph
from kg_rca.ranking import Quality, quality
from reference.endpoint import serve

log = logging.getLogger("graph-exporter")
READ_EVERY_SECONDS = 30.0
PATIENCE_SECONDS = 1.5
# Prometheus takes no answer after its scrape_timeout of 4 s; that the graph is down must be in one.
ANSWER_WITHIN_SECONDS = 2.5
BUCKETS = tuple(number / 10 for number in range(1, 11))

RANKS = """
MATCH (e:Event) WHERE e.true_cause IS NOT NULL
OPTIONAL MATCH (c:Event {client_id: e.client_id, id: e.true_cause})-[l:POTENTIAL_CAUSE]->(e)
RETURN l.rank AS rank, count(*) AS effects
"""
CONFIDENCE = """
MATCH ()-[l:POTENTIAL_CAUSE]->()
RETURN CASE WHEN l.confidence IS NULL THEN NULL ELSE toInteger(ceil(l.confidence * 10)) END AS tenth,
  count(*) AS links, sum(l.confidence) AS total
"""
CLIENTS = "MATCH (n:{label}) RETURN n.client_id AS client_id, count(*) AS nodes"
APPLIED_TWICE = "MATCH (e:Event) WHERE e.applied <> 1 RETURN count(e) AS events"


@dataclass(frozen=True)
class Reading:
    """One look at the whole graph."""

    quality: Quality | None
    links_by_tenth: dict[int | None, int]
    confidence_sum: float
    resources: dict[str, int]
    events: dict[str, int]
    applied_twice: int
    store_bytes: int


def store_bytes(url: str) -> int:
    """The size of the graph's files as the agent beside the server measures it; OSError or ValueError without it."""
    with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310 the address is the deployment's own
        return int(json.load(answer)["bytes"])


def storage_by_client(reading: Reading) -> dict[str, float]:
    """The store's bytes, shared by each client's part of the nodes: one database holds all clients."""
    clients = reading.resources.keys() | reading.events.keys()
    nodes = {one: reading.resources.get(one, 0) + reading.events.get(one, 0) for one in sorted(clients)}
    total = sum(nodes.values())
    return {one: reading.store_bytes * count / total for one, count in nodes.items()} if total else {}


def read(driver: Driver, agent_url: str) -> Reading:
    """Look at the whole graph; raises the driver's errors, OSError and ValueError."""

    def ask(query: str) -> list[Record]:
        return driver.execute_query(query, bookmark_manager_=None).records  # see kg_rca.kg_api

    ranks = ask(RANKS)
    confidence = ask(CONFIDENCE)
    return Reading(
        quality(row["rank"] for row in ranks for _ in range(row["effects"])),
        {row["tenth"]: row["links"] for row in confidence},
        float(sum(row["total"] or 0 for row in confidence)),
        {row["client_id"]: row["nodes"] for row in ask(CLIENTS.format(label="Resource"))},
        {row["client_id"]: row["nodes"] for row in ask(CLIENTS.format(label="Event"))},
        ask(APPLIED_TWICE)[0]["events"],
        store_bytes(agent_url),
    )


def families(reading: Reading) -> list[Metric]:
    """The metrics of one look at the graph."""
    made: list[Metric] = []
    if reading.quality is not None:
        accuracy = GaugeMetricFamily(
            "kg_rca_accuracy_at_k", "Share of labelled errors whose true cause is among the first k links.",
            labels=["k"],
        )  # fmt: skip
        for k, share in reading.quality.accuracy.items():
            accuracy.add_metric([str(k)], share)
        made.append(accuracy)
        if reading.quality.mean_rank is not None:
            made.append(GaugeMetricFamily(
                "kg_rca_mean_average_rank", "Mean rank of the true causes that were found.",
                value=reading.quality.mean_rank,
            ))  # fmt: skip
    made.append(GaugeMetricFamily(
        "kg_rca_null_confidence_links", "POTENTIAL_CAUSE links without a confidence.",
        value=reading.links_by_tenth.get(None, 0),
    ))  # fmt: skip
    made.append(_confidence_histogram(reading))
    made.append(GaugeMetricFamily(
        "kg_events_applied_twice", "Events whose count of applications is not 1.", value=reading.applied_twice
    ))  # fmt: skip
    for name, about, counts in (
        ("kg_client_resources", "Resources of the client in the graph.", reading.resources),
        ("kg_client_events", "Events of the client in the graph.", reading.events),
        ("kg_client_storage_bytes", "The client's share of the graph's files.", storage_by_client(reading)),
    ):
        family = GaugeMetricFamily(name, about, labels=["client_id"])
        for client_id, count in sorted(counts.items()):
            family.add_metric([client_id], count)
        made.append(family)
    return made


def _confidence_histogram(reading: Reading) -> HistogramMetricFamily:
    total, buckets = 0, []
    for bound in BUCKETS:
        total += reading.links_by_tenth.get(round(bound * 10), 0)
        buckets.append((str(bound), float(total)))
    buckets.append(("+Inf", float(total)))
    return HistogramMetricFamily(
        "kg_rca_confidence", "Confidence of the POTENTIAL_CAUSE links there are.",
        buckets=buckets, sum_value=reading.confidence_sum,
    )  # fmt: skip


class GraphCollector(Collector):
    """Asks the graph whenever Prometheus asks, the dear part less often, and answers whether or not the graph does."""

    def __init__(self, driver: Driver, instance: str, agent_url: str) -> None:
        self._driver = driver
        self._agent_url = agent_url
        self._instance = instance
        self._one_at_a_time = threading.Lock()
        # A question that hangs keeps its thread; the next scrape asks anew, by another.
        self._questions = ThreadPoolExecutor(4)
        self._looks = ThreadPoolExecutor(1)
        self._look: Future[Reading] | None = None
        self._looked_at = -READ_EVERY_SECONDS
        self._failures = 0

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked for registration."""
        return []

    def collect(self) -> Iterable[Metric]:
        """One look."""
        with self._one_at_a_time:
            begun = time.monotonic()
            up = GaugeMetricFamily("neo4j_up", "1 when the instance answers a query.", labels=["instance"])
            failed = CounterMetricFamily("neo4j_exporter_failures", "Looks at the graph that failed.")
            made: list[Metric] = []
            answered = False
            try:
                self._questions.submit(self._ask).result(ANSWER_WITHIN_SECONDS)
                answered = True
                made = families(self._current(ANSWER_WITHIN_SECONDS - (time.monotonic() - begun)))
            except (DriverError, Neo4jError, OSError, ValueError) as error:
                log.warning("the graph does not answer: %s", error or "not in time")
                self._failures += 1
                if self._look is not None and self._look.done():
                    self._look = None
            up.add_metric([self._instance], int(answered))
            failed.add_metric([], self._failures)
            return [up, failed, *made]

    def _ask(self) -> None:
        with self._driver.session() as session:  # execute_query would try again, for longer than Prometheus waits
            session.run("RETURN 1").consume()

    def _current(self, within_seconds: float) -> Reading:
        """The reading of this time; one that is late is taken by the scrape that finds it done."""
        due = time.monotonic() - self._looked_at >= READ_EVERY_SECONDS
        if self._look is None or (self._look.done() and (due or self._look.exception())):
            self._look = self._looks.submit(read, self._driver, self._agent_url)
            self._looked_at = time.monotonic()
        return self._look.result(max(0, within_seconds))


def main() -> int:
    """Serve until killed; nothing needs an orderly end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    registry = CollectorRegistry()
    driver = open_graph(settings.neo4j(), PATIENCE_SECONDS, test_idle_seconds=0)
    agent = settings.text("NEO4J_AGENT", "http://neo4j-headless:7475/store")
    registry.register(GraphCollector(driver, settings.text("NEO4J_INSTANCE", "neo4j-0"), agent))
    serve(9102, list, registry)
    threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
