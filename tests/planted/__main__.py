"""Plant loss everywhere, and say what came of it in one closing line.

python -m tests.planted [--number N] [--part NAME]… [--lane NAME]… [--histories N] [--up]

The lab is made for this alone and taken down after; ``--up`` uses one that is up and leaves it.
Exit code 1: below the goals.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from drillbook.clients.kubernetes import Cluster
from drillbook.journal import Journal
from drillbook.lab import addons, cluster
from drillbook.lab import deploy as deploying
from drillbook.lab.fence import fence
from drillbook.lab.images import ensure_images, image_names
from drillbook.lab.layout import layout
from drillbook.lab.toolchain import ensure_toolchain
from drillbook.session import Session
from drillbook.target import Allowed, Kind, SystemOnTarget, Target
from tests.planted import figures, histories, inside, kafka, neo4j, postgresql, redis
from tests.planted.trial import NAMESPACE, Lane, Plan, Trial, trials, warmed_up

LANES: dict[str, tuple[Plan, ...]] = {
    "Kafka": kafka.PLANS,
    "PostgreSQL": postgresql.PLANS,
    "Redis": redis.PLANS,
    "Neo4j": neo4j.PLANS,
}
PARTS = ("histories", "memory", "lab")
RATES = {"Kafka": figures.kafka_rate, "PostgreSQL": figures.postgresql_rate}
EACH = 1_500  # histories of each of seven kinds
ONCE, TEN_TIMES = 300_000, 3_000_000  # a minute, and ten, at 5,000 writes a second

# The goals.
LEAST_HISTORIES, LEAST_CLEAN = 10_000, 20
LEAST_RATES = {"Kafka": 5_000, "PostgreSQL": 1_000}
MOST_GROWTH = 4.0  # MB


@dataclass
class Seen:
    """What the parts that ran have shown."""

    made_up: histories.Figures = field(default_factory=histories.Figures)
    growth: float | None = None
    rates: dict[str, figures.Rate] = field(default_factory=dict)
    trials: list[Trial] = field(default_factory=list)


def main() -> int:
    """Run the parts and print the closing line."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted")
    parser.add_argument("--number", type=int, default=6, help="which lab")
    parser.add_argument("--part", choices=PARTS, action="append", help="all by default")
    parser.add_argument("--lane", choices=sorted(LANES), action="append", help="all by default")
    parser.add_argument("--histories", type=int, default=EACH, help="of each kind")
    parser.add_argument("--up", action="store_true", help="use the lab that is up")
    chosen = parser.parse_args()
    parts, seen = chosen.part or PARTS, Seen()
    if "histories" in parts:
        seen.made_up = histories.run(chosen.histories)
        for line in seen.made_up.wrong[:10]:
            print(line, flush=True)
    if "memory" in parts:
        once, ten_times = figures.memory_of(ONCE), figures.memory_of(TEN_TIMES)
        print(f"memory in MB: {ONCE:,} writes {once}, {TEN_TIMES:,} writes {ten_times}", flush=True)
        seen.growth = ten_times["peak"] - once["peak"]
    if "lab" in parts:
        with fence(chosen.number), _lab(chosen.number, up=chosen.up):
            _on_the_lab(chosen.number, chosen.lane or tuple(LANES), seen)
    return _close(seen)


@contextmanager
def _lab(number: int, *, up: bool) -> Iterator[None]:
    if up:
        yield
        return
    try:
        images = ensure_images(image_names(NAMESPACE))
        cluster.up(number, 1, ensure_toolchain(), ensure_images(addons.IMAGES), bare=True)
        deploying.deploy(NAMESPACE, number, images)
        yield
    finally:
        cluster.down(number)


def _on_the_lab(number: int, names: Sequence[str], seen: Seen) -> None:
    with tempfile.TemporaryDirectory(prefix="drillbook-planted-") as directory:
        lanes = {name: _lane(name, number, Path(directory)) for name in names}
        for name, lane in lanes.items():
            warmed_up(lane, LANES[name][0])
        for name, measure in RATES.items():
            if name in lanes:  # alone, one after the other
                seen.rates[name] = measure(lanes[name])
                print(seen.rates[name], flush=True)
        with ThreadPoolExecutor(len(lanes)) as pool:
            for done in pool.map(_run, lanes.values()):
                seen.trials += done


def _run(lane: Lane) -> list[Trial]:
    found = []
    within = [name for name in (lane.system,) if name in LEAST_RATES]
    for make in (partial(trials, lane, LANES[lane.system]), partial(inside.trials, lane, within)):
        for trial in make():
            print(trial, flush=True)
            found.append(trial)
    return found


def _lane(system: str, number: int, directory: Path) -> Lane:
    lab = layout(number)
    target = Target(
        name=f"lab-{number}",
        kind=Kind.LAB,
        lab=number,
        context=f"drillbook-lab-{number}",
        allow=Allowed(changes=frozenset({"ledger.write"}), namespaces=frozenset({NAMESPACE})),
        systems={NAMESPACE: SystemOnTarget(namespace=NAMESPACE)},
    )
    connected = Cluster(lab.kubeconfig, target.context)
    journal = Journal(directory / f"{system}.journal")
    return Lane(system, Session(target, connected, journal, connected.uid()))


def _close(seen: Seen) -> int:
    planted = [trial for trial in seen.trials if trial.plants]
    clean = [trial for trial in seen.trials if not trial.plants]
    found, alarms = sum(t.right for t in planted), sum(not t.right for t in clean)
    lost = sum(trial.truth.get("lost", 0) for trial in planted)
    made, growth = seen.made_up, seen.growth
    met = (
        made.histories >= LEAST_HISTORIES
        and made.found == made.planted
        and made.alarms == 0
        and found == len(planted) > 0
        and len(clean) >= LEAST_CLEAN
        and alarms == 0
        and growth is not None
        and growth <= MOST_GROWTH
        and set(seen.rates) == set(LEAST_RATES)
        and all(seen.rates[n].per_second >= least for n, least in LEAST_RATES.items())
        and not any(rate.lost for rate in seen.rates.values())
    )
    a_second = "".join(
        f"; {one.name} {one.per_second:,.0f} writes/s" for one in seen.rates.values()
    )
    print(
        f"ledgers: planted live {found} of {len(planted)} found ({lost:,} writes lost), false "
        f"alarms {alarms} of {len(clean)} clean runs; histories {made.histories:,}: planted "
        f"{made.found:,} of {made.planted:,} found, false alarms {made.alarms} of {made.clean:,}"
        f"{a_second}; memory at ten times the length "
        f"{'not measured' if growth is None else f'{growth:+.1f} MB'}: "
        f"{'goals met' if met else 'BELOW THE GOALS'}"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
