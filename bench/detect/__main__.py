"""How soon a recovery is noticed: python bench/detect [--minutes N] [--lab N] [KIND…]

Fifty recoveries each of a pod, postgresql and kafka on a lab of their own (6 if no other is named);
the truth is the component's own log. Beside drillbook's watches and probes, on the same recoveries:
kubectl wait, and a look every second. Each recovery is a line of build/bench/detect.jsonl: a run
that was stopped, or whose N minutes (60) were over, goes on there, and the one after a whole one
begins anew. Exit code 1 when a goal was missed or some are not done.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import world
import yaml
from recoveries import WITHIN, Broker, Commit, Pod, Recovery, polling

from drillbook import opening
from drillbook import session as sessions
from drillbook import target as targets
from drillbook.clock import now
from drillbook.errors import CheckFailed, Unobservable
from drillbook.lab.layout import layout
from drillbook.lab.toolchain import ensure_toolchain

ROUNDS = 50
MEDIAN, NEARLY_ALL, ALL_BUT = 0.1, 0.5, 1  # seconds, seconds, recoveries
BUILD = Path("build/bench")
RESULTS = BUILD / "detect.jsonl"
WAYS = ("drillbook", "kubectl wait", "polling")
KINDS: dict[str, Callable[[sessions.Session], Recovery]] = {
    "pod": Pod,
    "postgresql": Commit,
    "kafka": Broker,
}


def main() -> int:
    """Do what is left to do, then report on all that was done; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--lab", type=int, default=6, help="number of the lab to take")
    parser.add_argument("--report", action="store_true", help="only say what is known")
    asked = parser.parse_args()
    kinds = asked.kinds or list(KINDS)
    if unknown := set(kinds) - KINDS.keys():
        parser.error(f"no kind is named {', '.join(sorted(unknown))}")
    if not asked.report:
        BUILD.mkdir(parents=True, exist_ok=True)
        if RESULTS.exists() and not left(list(KINDS)):
            RESULTS.rename(RESULTS.with_suffix(".before.jsonl"))
        if kinds_left := left(kinds):
            on_a_lab(asked.lab, kinds_left, timedelta(minutes=asked.minutes))
    return report(kinds)


def left(kinds: list[str]) -> list[str]:
    """Return the kinds of which some recoveries are not measured yet."""
    return [kind for kind in kinds if len(done(kind)) < ROUNDS]


def on_a_lab(lab: int, kinds: list[str], limit: timedelta) -> None:
    """Bring the lab up, lose and find again until all is done or time is up, take it down."""
    deadline = time.monotonic() + limit.total_seconds()
    command = [sys.executable, "-m", "drillbook.lab"]
    subprocess.run([*command, "up", f"--number={lab}"], check=True, stdout=subprocess.DEVNULL)
    try:
        world.deploy(lab, kinds, BUILD / "detect")
        world.talkative(layout(lab))
        with opening.opened(targets.load(write_target(lab))) as session:
            for name in kinds:
                recover(session, name, deadline)
    finally:
        subprocess.run([*command, "down", f"--number={lab}"], check=True)


def recover(session: sessions.Session, name: str, deadline: float) -> None:
    """Lose and find again one kind; a line of the results each."""
    kind, kubeconfig = KINDS[name](session), layout(session.target.lab or 0).kubeconfig
    while (number := len(done(name))) < ROUNDS and time.monotonic() < deadline:
        try:
            figures = once(kind, number, kubeconfig)
        except (CheckFailed, Unobservable) as error:  # not lost, or no truth: nobody's figure
            figures = {"unmeasured": str(error)}
        with RESULTS.open("a", encoding="utf-8") as results:
            results.write(json.dumps({"kind": name, "number": number} | figures) + "\n")
        print(name, number + 1, figures, flush=True)


def once(kind: Recovery, number: int, kubeconfig: Path) -> dict[str, object]:
    """Lose and find again once; return the errors in seconds, by who found it (None: nobody)."""
    since = kind.lose(number)
    waited: list[datetime] = []
    command = kind.kubectl()
    waiter = threading.Thread(target=lambda: waited.extend(kubectl_wait(command, kubeconfig)))
    waiter.start()
    found = []
    with polling(kind, timedelta(seconds=1)) as polled, suppress(CheckFailed, Unobservable):
        found.append(kind.found(since))
    waiter.join()
    truth = kind.truth(since)
    moments = {"drillbook": found, "kubectl wait": waited, "polling": polled}
    errors = {way: (at[0] - truth).total_seconds() if at else None for way, at in moments.items()}
    return {"errors": errors, "truth": truth.isoformat(), "load": os.getloadavg()[0]}


def kubectl_wait(what: list[str], kubeconfig: Path) -> list[datetime]:
    """Run kubectl wait and return when it came back saying yes."""
    program, limit = ensure_toolchain() / "kubectl", f"--timeout={WITHIN.total_seconds():.0f}s"
    head = [str(program), f"--kubeconfig={kubeconfig}", "-n", world.NAMESPACE, "wait"]
    done = subprocess.run([*head, limit, *what], capture_output=True, check=False)
    return [now()] if done.returncode == 0 else []


def lines(kind: str) -> list[dict[str, Any]]:
    """Return what is kept of each round of a kind."""
    if not RESULTS.exists():
        return []
    read = (json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines())
    return [line for line in read if line["kind"] == kind]


def done(kind: str) -> list[dict[str, float | None]]:
    """Return the errors of each recovery of a kind that was measured so far."""
    return [line["errors"] for line in lines(kind) if "errors" in line]


def report(kinds: list[str]) -> int:
    """Print a line a kind and way, then the closing line; return the exit code."""
    good, said = True, []
    for kind in kinds:
        seen = done(kind)
        for way in WAYS:
            print(of_way(kind, way, [each[way] for each in seen]))
        # One that was not found at all is as wrong as can be.
        own = [math.inf if (e := each["drillbook"]) is None else abs(e) for each in seen]
        within = sum(error <= NEARLY_ALL for error in own)
        median = statistics.median(own) if own else math.nan
        good &= len(own) >= ROUNDS and median <= MEDIAN and len(own) - within <= ALL_BUT
        said.append(f"{kind} {median * 1000:.0f} ms, {within} of {len(own)} within {NEARLY_ALL} s")
    unmeasured = sum("unmeasured" in line for kind in kinds for line in lines(kind))
    loads = [line["load"] for kind in kinds for line in lines(kind) if "load" in line]
    print(f"load of the machine: median {statistics.median(loads or [math.nan]):.1f}")
    goal = f"{ROUNDS} each, median {MEDIAN * 1000:.0f} ms, all but {ALL_BUT} in {NEARLY_ALL} s"
    end = f"{unmeasured} more not measured (goal {goal})"
    print(f"bench-detect: {'pass' if good else 'FAIL'}: {'; '.join(said)}; {end}")
    return 0 if good else 1


def of_way(kind: str, way: str, errors: list[float | None]) -> str:
    """Return a line on one way to notice: how wrong, how often too early, how often at all."""
    seen = [error for error in errors if error is not None]
    if not seen:
        return f"{kind:10} {way:12} saw none of {len(errors)}"
    median, most = statistics.median(map(abs, seen)), max(map(abs, seen))
    early = sum(error < -MEDIAN for error in seen)
    figures = f"median {median:7.3f} s, largest {most:7.3f} s, {early} said too early"
    return f"{kind:10} {way:12} {figures}, {len(seen)} of {len(errors)} seen"


def write_target(lab: int) -> Path:
    """Write a target file that names the lab, and that lets pods and servers be killed."""
    file = BUILD / "detect.yaml"
    allow = {"changes": ["pod.kill", "process.kill"], "namespaces": [world.NAMESPACE]}
    systems = {"kg_rca": {"namespace": world.NAMESPACE}}
    written = {"name": f"lab-{lab}", "kind": "lab", "lab": lab, "context": f"drillbook-lab-{lab}"}
    written |= {"allow": allow, "systems": systems}
    file.write_text(yaml.safe_dump(written), encoding="utf-8")
    return file


if __name__ == "__main__":
    sys.exit(main())
