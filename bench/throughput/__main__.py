"""How throughput scales: python bench/throughput [--target FILE] [--events N] [COUNT…]

On a lab where KG RCA is deployed, a backlog is written while graph-builder is stopped; then 1, 2,
4, 8, 16 of them read it, and how fast it drains is measured between a tenth and nine tenths of
it. What was measured is left in build/bench/throughput.csv, for
``drillbook report capacity kg_rca --load-test``, and the universal scalability law is fitted to it.
All is put back at the end.
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from drillbook import opening
from drillbook import target as targets
from drillbook.clock import eventually
from drillbook.forecast import scalability
from drillbook.ledger.backlog import Backlog
from drillbook.probes import autoscalers, kubernetes
from drillbook.procedures import workloads
from drillbook.session import Session

COUNTS = (1, 2, 4, 8, 16)
BUILDER = "graph-builder"
RESULTS = Path("build/bench/throughput.csv")
FROM, TO = 0.9, 0.1  # shares of the backlog that are left
_SCALED_WITHIN = timedelta(minutes=4)
_DRAINED_WITHIN = timedelta(minutes=6)
_EVERY = timedelta(milliseconds=100)


@dataclass(frozen=True)
class Measured:
    """Events a second that so many consumers read, once all of them did."""

    consumers: int
    throughput: float


def main() -> int:
    """Measure, write the CSV, and say where throughput bends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, metavar="COUNT", default=list(COUNTS))
    parser.add_argument("--target", type=Path, default=Path("targets/lab.yaml"))
    parser.add_argument("--events", type=int, default=20_000)
    asked = parser.parse_args()
    with opening.opened(targets.load(asked.target)) as session:
        namespace = session.system("kg_rca").namespace
        with lowered(session, namespace):
            try:
                found = [measure(session, namespace, n, asked.events) for n in asked.counts]
            finally:
                session.undo()  # before the least is put back, as it finds its own
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("consumers", "throughput"))
        rows.writerows((one.consumers, round(one.throughput, 1)) for one in found)
    return tell(found)


@contextmanager
def lowered(session: Session, namespace: str) -> Iterator[None]:
    """Let the autoscaler leave one consumer alone, which is fewer than its least."""
    path = autoscalers.path(namespace, f"horizontalpodautoscalers/{BUILDER}")
    before = session.cluster.get(path)["spec"]
    session.cluster.merge_patch(path, {"spec": {"minReplicas": 1}})
    try:
        yield
    finally:
        session.cluster.merge_patch(path, {"spec": {"minReplicas": before["minReplicas"]}})


def measure(session: Session, namespace: str, consumers: int, events: int) -> Measured:
    """Let so many consumers read a backlog; return how fast they do."""
    workloads.scale(session, namespace, BUILDER, 0, _SCALED_WITHIN)
    eventually(
        lambda: kubernetes.workload(session, namespace, f"deployments/{BUILDER}").value.ready,
        lambda ready: ready == 0,
        within=_SCALED_WITHIN,
        what="graph-builder is stopped",
    )
    backlog = Backlog(session, namespace, _DRAINED_WITHIN)
    backlog.start()
    backlog.send(events)
    # Once they are ready they have read for a while already: the backlog is topped up.
    workloads.scale(session, namespace, BUILDER, consumers, _SCALED_WITHIN)
    backlog.send(max(0, events - backlog.behind()))
    first = _left(backlog, FROM * events)
    last = _left(backlog, TO * events)
    rate = (first[1] - last[1]) / (last[0] - first[0])
    print(f"  {consumers} of graph-builder: {rate:,.0f} events a second", flush=True)
    return Measured(consumers, rate)


def _left(backlog: Backlog, at_most: float) -> tuple[float, int]:
    """Return when no more than so many events were left, and how many."""

    def look() -> tuple[float, int]:
        left = backlog.behind()
        return time.monotonic(), left

    seen = eventually(
        look,
        lambda found: found[1] <= at_most,
        within=_DRAINED_WITHIN,
        what=f"{at_most:,.0f} events are left",
        every=_EVERY,
    )
    return seen.value


def tell(found: list[Measured]) -> int:
    """Print the law; the exit code is 1 where none can be fitted."""
    law = scalability.scalability([(one.consumers, one.throughput) for one in found])
    if isinstance(law, scalability.NoLaw):
        print(f"no law: {law.reason}")
        return 1
    peak = f"the peak is at {law.peak:.1f}" if law.peak is not None else "no peak can be told"
    print(
        f"throughput: {law.single:,.0f} events a second by one, contention {law.contention:.3f}, "
        f"coherency {law.coherency:.5f}; it bends at {law.bend}, {peak}; "
        f"off by {law.off:.0%} of what was measured ({RESULTS})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
