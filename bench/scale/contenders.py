"""Three ways to say which of all pods are ailing; each is a process of its own.

python contenders.py NAME TARGET     prints seconds, peak_bytes and ailing

Counted are the seconds from the question to the answer, with the connection open; for kubectl,
which opens its own, the whole command. Memory is the process's peak, all that it imports included.
"""

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import kubernetes
from planted import MOST_RESTARTS, RESTARTS_WITHIN

from drillbook import opening
from drillbook import session as sessions
from drillbook import target as targets
from drillbook.checks import health
from drillbook.probes import pods

Found = list[tuple[str, str]]
Measured = tuple[float, Found]


def drillbook(session: sessions.Session) -> Measured:
    """Ask the product's own probe and judge what it saw."""
    bound = pods.Restarts(MOST_RESTARTS, RESTARTS_WITHIN)
    started = time.monotonic()
    seen = pods.health(session, *pods.all_namespaces(session), restarts=bound).value
    assessment = health.pods(seen.healthy, [pod.name for pod in seen.ailing])
    took = time.monotonic() - started
    assert assessment.level is (health.Level.WARNING if seen.ailing else health.Level.OK)
    return took, [(pod.namespace, pod.name) for pod in seen.ailing]


def kubectl(session: sessions.Session) -> Measured:
    """Ask as the runbooks do: kubectl get pods | grep -v Running | grep -v Completed."""
    kubeconfig = opening.kubeconfig_of(session.target)
    get = f"kubectl --kubeconfig {kubeconfig} get pods -A"
    command = f"{get} | grep -v Running | grep -v Completed"
    started = time.monotonic()
    said = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    took = time.monotonic() - started
    lines = [line.split() for line in said.stdout.splitlines()[1:]]
    return took, [(line[0], line[1]) for line in lines]


def models(session: sessions.Session) -> Measured:
    """Ask by the official client's models, and judge the same things as drillbook's probe."""
    kubernetes.config.load_kube_config(
        str(opening.kubeconfig_of(session.target)), context=session.target.context
    )
    core = kubernetes.client.CoreV1Api()
    core.read_namespace("kube-system")
    started = time.monotonic()
    ailing = [
        (pod.metadata.namespace, pod.metadata.name)
        for pod in core.list_pod_for_all_namespaces().items
        if not _well(pod)
    ]
    return time.monotonic() - started, ailing


def _well(pod: object) -> bool:
    status = pod.status  # type: ignore[attr-defined]  # the models carry no types
    if status.phase == "Succeeded":
        return True
    ready = any(c.type == "Ready" and c.status == "True" for c in status.conditions or ())
    gone = pod.metadata.deletion_timestamp  # type: ignore[attr-defined]
    containers = status.container_statuses or ()
    often = sum(one.restart_count for one in containers) > MOST_RESTARTS
    ends = [
        one.last_state.terminated.finished_at for one in containers if one.last_state.terminated
    ]
    recent = any(time.time() - end.timestamp() < RESTARTS_WITHIN.total_seconds() for end in ends)
    return status.phase == "Running" and ready and not gone and not (often and recent)


CONTENDERS: dict[str, Callable[[sessions.Session], Measured]] = {
    "drillbook": drillbook,
    "kubectl": kubectl,
    "models": models,
}


def _peak_bytes(name: str) -> int:
    if name == "kubectl":
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    # Unlike ru_maxrss, this one begins anew with the program.
    said = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", said)[0]) * 1024


def main(name: str, target: Path) -> None:
    """Measure one contender once."""
    with opening.opened(targets.load(target)) as session:
        took, ailing = CONTENDERS[name](session)
    print(json.dumps({"seconds": took, "peak_bytes": _peak_bytes(name), "ailing": sorted(ailing)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
