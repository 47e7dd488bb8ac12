"""Pods' health at scale: python bench/scale [--rounds N] [--lab N]

1,000 nodes and 10,000 pods on a bare lab, some broken in each way that the runbooks name. One line
a round, then the medians beside the goals. Exit code 1 when a goal was missed. Lab 6 is taken, and
taken down after, if no other is named.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import world
import yaml
from contenders import CONTENDERS

from drillbook import target as targets
from drillbook.clients.kubernetes import Cluster
from drillbook.lab.layout import layout
from drillbook.lab.toolchain import ensure_toolchain

BUILD = Path("build/bench")
SECONDS, MEGABYTES, OVER_KUBECTL, OVER_MODELS = 0.5, 120, 15, 30


@dataclass(frozen=True)
class Figures:
    """One contender in one round."""

    seconds: float
    peak_bytes: int
    ailing: frozenset[world.Key]


def main() -> int:
    """Make the cluster, measure, take it down; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lab", type=int, default=6, help="number of the lab to take")
    asked = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    target, number = write_target(asked.lab), f"--number={asked.lab}"
    lab = [sys.executable, "-m", "drillbook.lab"]
    subprocess.run([*lab, "up", "--bare", number], check=True, stdout=subprocess.DEVNULL)
    try:
        return measured(target, asked.lab, asked.rounds)
    finally:
        subprocess.run([*lab, "down", number], check=True)


def measured(target: Path, lab: int, rounds: int) -> int:
    """Measure on a lab that is up, and say what came of it."""
    # No session: each contender opens the target for itself alone.
    kubeconfig, started = layout(lab).kubeconfig, time.monotonic()
    cluster = Cluster(kubeconfig, targets.load(target).context)
    with world.kwok(kubeconfig, BUILD / "kwok.log") as kubelets:
        made = world.make(cluster, lab, kubelets)
        took = time.monotonic() - started
        print(f"{made.pods:,} pods on {world.NODES:,} nodes after {took:.0f} s", flush=True)
        print(f"before the first round, {world.settled():.0%} of the processors' time is idle")
        seen = [one_round(number, target) for number in range(1, rounds + 1)]
    return report(made, seen)


def one_round(number: int, target: Path) -> dict[str, Figures]:
    """Measure each contender once."""
    found = {}
    path = f"{ensure_toolchain()}:{os.environ['PATH']}"
    for name in CONTENDERS:
        command = [
            sys.executable,
            str(Path(__file__).with_name("contenders.py")),
            name,
            str(target),
        ]
        output = subprocess.check_output(command, text=True, env=os.environ | {"PATH": path})
        said = json.loads(output)
        ailing = frozenset((namespace, pod) for namespace, pod in said["ailing"])
        found[name] = Figures(said["seconds"], said["peak_bytes"], ailing)
    parts = (f"{name} {f.seconds:6.2f} s {f.peak_bytes / 1e6:4.0f} MB" for name, f in found.items())
    load = os.getloadavg()[0]
    print(f"round {number}, load {load:.1f}: " + "   ".join(parts), flush=True)
    return found


def report(made: world.World, seen: list[dict[str, Figures]]) -> int:
    """Print what each contender found and the closing line; return the exit code."""
    wrong = {name: judged(name, made, [each[name].ailing for each in seen]) for name in CONTENDERS}
    median = {name: statistics.median(each[name].seconds for each in seen) for name in CONTENDERS}
    peak = max(each["drillbook"].peak_bytes for each in seen) / 1e6
    over_kubectl = median["kubectl"] / median["drillbook"]
    over_models = median["models"] / median["drillbook"]
    good = (
        not wrong["drillbook"]
        and median["drillbook"] <= SECONDS
        and peak <= MEGABYTES
        and over_kubectl >= OVER_KUBECTL
        and over_models >= OVER_MODELS
    )
    figures = (
        f"{made.pods:,} pods, {len(made.broken)} broken in {len(set(made.broken.values()))} ways",
        f"{wrong['drillbook']} misjudged",
        f"verdict in {median['drillbook']:.2f} s (goal {SECONDS})",
        f"{peak:.0f} MB (goal {MEGABYTES})",
        f"{over_kubectl:.1f} x kubectl | grep (goal {OVER_KUBECTL})",
        f"{over_models:.1f} x the client's models (goal {OVER_MODELS})",
        f"medians of {len(seen)} rounds",
    )
    print(f"bench-scale: {'pass' if good else 'FAIL'}: {'; '.join(figures)}")
    return 0 if good else 1


def judged(name: str, made: world.World, found: list[frozenset[world.Key]]) -> int:
    """Print what a contender missed and named wrongly in any round; return how many pods."""
    missed = set().union(*(made.broken.keys() - each for each in found))
    false = set().union(*(each - made.broken.keys() for each in found))
    named = set().union(*found)
    recall = 1 - len(missed) / len(made.broken)
    precision = 1 - len(false) / len(named) if named else 0.0
    print(f"{name}: recall {recall:.1%}, precision {precision:.1%}")
    for how, keys in (("missed", missed), ("wrongly named", false)):
        if keys:
            states = {made.broken.get(key) or made.sound.get(key, "/".join(key)) for key in keys}
            print(f"  {how}: {', '.join(sorted(states))}")
    return len(missed) + len(false)


def write_target(lab: int) -> Path:
    """Write a target file that names the lab, for reading only."""
    file = BUILD / "scale.yaml"
    systems = {"scale": {"namespace": world.NAMESPACES[0]}}
    written = {"name": f"lab-{lab}", "kind": "lab", "lab": lab, "context": f"drillbook-lab-{lab}"}
    file.write_text(yaml.safe_dump(written | {"systems": systems}), encoding="utf-8")
    return file


if __name__ == "__main__":
    sys.exit(main())
