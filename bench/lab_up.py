"""How long a warm ``drillbook lab up`` takes: python bench/lab_up.py [ROUNDS]

Uses lab 5, which it takes down after. The first up brings images into the cache and is not counted.
Counted is until a node is Ready, and until a first Deployment's pod runs and DNS answers: the
definition by which the time-to-k8s benchmark counts kind, k3d and minikube.
"""

import json
import os
import statistics
import subprocess
import sys
import time

LAB = "5"
COMMAND = [sys.executable, "-m", "drillbook.lab"]


def run(*arguments: str) -> tuple[str, float]:
    """Run ``drillbook lab``; return its output and the seconds it took, interpreter included."""
    started = time.monotonic()
    done = subprocess.run(
        [*COMMAND, *arguments, "--number", LAB],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return done.stdout, time.monotonic() - started


def main(rounds: int) -> None:
    """Measure and print one line a round, then the medians."""
    run("up", "--json")
    seen: list[tuple[float, ...]] = []
    print("round  load   ready  first pod and DNS  all add-ons  whole command  down (seconds)")
    for number in range(1, rounds + 1):
        _, down = run("down")
        load = os.getloadavg()[0]
        output, whole = run("up", "--json")
        report = json.loads(output)
        figures = (
            report["ready_seconds"],
            report["first_pod_seconds"],
            report["whole_seconds"],
            whole,
            down,
        )
        seen.append(figures)
        print(f"{number:5} {load:5.1f}" + "".join(f"{x:8.2f}" for x in figures), flush=True)
    run("down")
    medians = [statistics.median(column) for column in zip(*seen, strict=True)]
    print("median     " + "".join(f"{x:8.2f}" for x in medians))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
