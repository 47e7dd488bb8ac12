"""What a JVM in a pod really runs with: its heap, its collector, its goal for pauses."""

import re
from dataclasses import dataclass

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

_ASK = ["jcmd", "1", "VM.flags", "-all"]
_COLLECTORS = ("G1", "Serial", "Parallel", "Z", "Shenandoah")
_FLAG = re.compile(r"^\s*\w+\s+(\w+)\s+=\s+(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Settings:
    """A JVM's heap at its start and at most (bytes), its collector, its longest pauses (ms)."""

    least_bytes: int
    most_bytes: int
    collector: str
    pauses_ms: int


@needs("create pods/exec", "list pods")
def settings(session: Session, namespace: str, app: str) -> Observation[dict[str, Settings]]:
    """Ask the JVM of every ready pod of an app. Raises Unobservable without such a pod."""
    started = now()
    found = {}
    for pod in kubernetes.ready_pods(session, namespace, f"app={app}"):
        said = session.cluster.execute(namespace, pod.name, _ASK)
        found[pod.name] = _settings(said.output(f"the JVM of pod {pod.name}"))
    source = f"pods of {namespace}"
    return Observation(f"JVMs of {app}", found, source, " ".join(_ASK), started, now())


def _settings(said: str) -> Settings:
    flags = dict(_FLAG.findall(said))
    used = [one for one in _COLLECTORS if flags.get(f"Use{one}GC") == "true"]
    try:
        return Settings(
            int(flags["InitialHeapSize"]),
            int(flags["MaxHeapSize"]),
            " and ".join(used) or "none",
            int(flags["MaxGCPauseMillis"]),
        )
    except (KeyError, ValueError) as error:
        raise Unobservable(f"the JVM does not tell {error}: {said[:200]}") from error
