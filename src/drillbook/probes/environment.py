"""What processes in pods really run with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drillbook.clients.quantity import quantity
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

# Only the variables that are asked for leave the pod: others hold passwords.
_VARIABLES = 'for name in "$@"; do tr "\\0" "\\n" < /proc/1/environ | grep "^$name=" || true; done'


# What the kernel holds the container to: cores, then bytes.
_LIMITS = """set -eu
cd /sys/fs/cgroup
if [ -f cpu.max ]; then
  awk '{ print $1 / $2 }' cpu.max; cat memory.max
else
  echo "$(cat cpu/cpu.cfs_quota_us) $(cat cpu/cpu.cfs_period_us)" | awk '{ print $1 / $2 }'
  cat memory/memory.limit_in_bytes
fi
"""


@dataclass(frozen=True)
class Requested:
    """What a pod's first container is promised: cores and bytes."""

    cores: float
    memory_bytes: float


@needs("create pods/exec")
def variables(
    session: Session, namespace: str, selector: str, names: Iterable[str]
) -> Observation[dict[str, dict[str, str]]]:
    """Return some variables of the first process of every ready pod that a selector picks."""
    wanted = tuple(names)
    started = now()
    found: dict[str, dict[str, str]] = {}
    for pod in kubernetes.pods(session, namespace, selector).value:
        if not pod.healthy:
            continue
        command = ["sh", "-c", _VARIABLES, "sh", *wanted]
        executed = session.cluster.execute(namespace, pod.name, command)
        said = executed.output(f"the environment of pod {pod.name}")
        lines = (line.partition("=") for line in said.splitlines())
        found[pod.name] = {name: value for name, _, value in lines}
    return Observation(
        f"environment of {selector}",
        found,
        f"pods of {namespace}",
        _VARIABLES,
        started,
        now(),
        {"names": wanted},
    )


@needs("list pods")
def requests(
    session: Session, namespace: str, selector: str
) -> Observation[Mapping[str, Requested]]:
    """Return what the first container of every running pod that a selector picks is promised."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    started = now()
    found = {}
    for item in session.cluster.items(path, labelSelector=selector):
        if "deletionTimestamp" not in item["metadata"]:
            given = item["spec"]["containers"][0].get("resources", {}).get("requests", {})
            found[item["metadata"]["name"]] = Requested(
                quantity(given.get("cpu", "0")), quantity(given.get("memory", "0"))
            )
    return Observation(
        f"requests of {selector}", found, "Kubernetes API", f"GET {path}", started, now()
    )


@needs("create pods/exec")
def limits(session: Session, namespace: str, selector: str) -> Observation[dict[str, Requested]]:
    """Return what the kernel holds the first container of every ready pod to: cores and bytes."""
    started = now()
    found = {}
    for pod in kubernetes.pods(session, namespace, selector).value:
        if not pod.healthy:
            continue
        executed = session.cluster.execute(namespace, pod.name, ["sh", "-c", _LIMITS])
        cores, memory = executed.output(f"the limits of pod {pod.name}").split()
        found[pod.name] = Requested(float(cores), float(memory))
    source = f"pods of {namespace}"
    return Observation(f"limits of {selector}", found, source, _LIMITS, started, now())
