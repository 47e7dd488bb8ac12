"""What each container has used, by the kernel's own counters in its control group."""

from dataclasses import dataclass

from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

# Nanoseconds of processor time since its start, bytes in use, bytes of it that could be freed.
_USED = """set -eu
cd /sys/fs/cgroup
if [ -f cgroup.controllers ]; then
  echo "$(grep usage_usec cpu.stat | tr -dc 0-9)000"
  cat memory.current
  grep ^inactive_file memory.stat | tr -dc 0-9
else
  cat cpuacct/cpuacct.usage memory/memory.usage_in_bytes
  grep ^total_inactive_file memory/memory.stat | tr -dc 0-9
fi
"""


@dataclass(frozen=True)
class Used:
    """Processor time since a container's start, and the memory that cannot be taken from it."""

    cpu_seconds: float
    memory_bytes: int


@needs("create pods/exec")
def used(session: Session, namespace: str) -> Observation[dict[str, Used]]:
    """Return what the first container of every ready pod has used."""
    started = now()
    found = {}
    for pod in kubernetes.pods(session, namespace, "").value:
        if not pod.healthy or pod.phase != "Running":
            continue  # a Job's pod that is done has no container any more
        executed = session.cluster.execute(namespace, pod.name, ["sh", "-c", _USED])
        lines = executed.output(f"what {pod.name} has used").split()
        spent, memory, inactive = (int(line) for line in lines)
        found[pod.name] = Used(spent / 1e9, memory - inactive)
    return Observation("used", found, f"pods of {namespace}", _USED, started, now())
