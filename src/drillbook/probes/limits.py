"""How much of its own limits a container uses, from its cgroup: exact, and of this moment."""

from dataclasses import dataclass
from datetime import timedelta

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

# Two looks at the processor's account, so many seconds apart; what can be given back is not used.
_LOOK = """set -eu
cd /sys/fs/cgroup
if [ -f memory.current ]; then
  grep usage_usec cpu.stat | tr -dc 0-9; echo
  date +%s%6N
  sleep "$1"
  grep usage_usec cpu.stat | tr -dc 0-9; echo
  date +%s%6N
  cat cpu.max
  cat memory.current memory.max
  grep '^inactive_file ' memory.stat | tr -dc 0-9; echo
else
  echo $(( $(cat cpuacct/cpuacct.usage) / 1000 ))
  date +%s%6N
  sleep "$1"
  echo $(( $(cat cpuacct/cpuacct.usage) / 1000 ))
  date +%s%6N
  echo "$(cat cpu/cpu.cfs_quota_us) $(cat cpu/cpu.cfs_period_us)"
  cat memory/memory.usage_in_bytes memory/memory.limit_in_bytes
  grep '^total_inactive_file ' memory/memory.stat | tr -dc 0-9; echo
fi
"""
_LINES = 8


@dataclass(frozen=True)
class Share:
    """What a container uses of its limits, each from 0 to 1, and of which pod."""

    pod: str
    cpu: float
    memory: float


@needs("create pods/exec")
def used(
    session: Session, namespace: str, selector: str, over: timedelta = timedelta(seconds=4)
) -> Observation[tuple[Share, ...]]:
    """Look at the first container of every ready pod that a selector picks.

    Processor time is a mean ``over`` some seconds. Raises Unobservable without a limit.
    """
    started = now()
    pods = kubernetes.ready_pods(session, namespace, selector)
    found = tuple(_share(session, namespace, pod.name, over) for pod in pods)
    source = f"cgroups of pods in {namespace}"
    return Observation(f"use of limits by {selector}", found, source, _LOOK, started, now())


def _share(session: Session, namespace: str, pod: str, over: timedelta) -> Share:
    command = ["sh", "-c", _LOOK, "sh", f"{over.total_seconds():g}"]
    executed = session.cluster.execute(namespace, pod, command)
    lines = executed.stdout.split()
    if executed.exit_code != 0 or len(lines) != _LINES + 1:
        raise Unobservable(f"the limits of {pod}: {executed.stderr.strip() or executed.stdout}")
    first, began, last, ended, quota, period, current, most, inactive = lines
    if not quota.isdecimal() or not most.isdecimal():
        raise Unobservable(f"{pod} has no limit of processor time or memory")
    cores = (int(last) - int(first)) / (int(ended) - int(began))
    allowed = int(quota) / int(period)
    return Share(pod, cores / allowed, (int(current) - int(inactive)) / int(most))


def first_pod(session: Session, namespace: str, selector: str) -> Observation[str]:
    """Return the name of a ready pod of a selector, the first by name. Raises Unobservable."""
    seen = kubernetes.pods(session, namespace, selector)
    ready = sorted(pod.name for pod in seen.value if pod.healthy)
    if not ready:
        raise Unobservable(f"no pod of {selector} is ready")
    return Observation(
        "a ready pod", ready[0], seen.source, seen.query, seen.started, seen.ended, seen.parameters
    )
