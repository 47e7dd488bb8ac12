"""How the memory of each process of NeuralLog's services grows (Troubleshooting / Memory Usage)."""

from dataclasses import dataclass
from datetime import timedelta

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

_PS = ["ps", "-eo", "pid=,rss=,args="]
_KIB_A_MEGABYTE = 1000


@dataclass(frozen=True)
class Process:
    """A process of a pod: what it runs, and its memory in kibibytes."""

    pod: str
    number: int
    runs: str
    kibibytes: int


@dataclass(frozen=True)
class Growth:
    """The process that grows most: its pod, what it runs, its rate; how many there are."""

    pod: str
    found: str
    grows_mb_per_minute: float
    processes: int


@needs("list pods", "create pods/exec")
def processes(
    session: Session, namespace: str, services: tuple[str, ...]
) -> Observation[tuple[Process, ...]]:
    """Return every process of the ready pods of services. Raises Unobservable without any."""
    started = now()
    found = []
    for service in services:
        for pod in kubernetes.pods(session, namespace, f"app={service}").value:
            if pod.healthy:
                said = session.cluster.execute(namespace, pod.name, _PS)
                for line in said.output(f"processes of {pod.name}").splitlines():
                    number, size, runs = line.split(maxsplit=2)
                    if runs != " ".join(_PS):
                        found.append(Process(pod.name, int(number), runs, int(size)))
    if not found:
        raise Unobservable(f"no pod of {', '.join(services)} is ready")
    source = f"pods of {namespace}"
    return Observation("processes", tuple(found), source, " ".join(_PS), started, now())


def growth(
    _session: Session,
    first: Observation[tuple[Process, ...]],
    second: Observation[tuple[Process, ...]],
) -> Observation[Growth]:
    """Compare two looks: the process whose memory has grown most between them."""
    before = {(one.pod, one.number): one.kibibytes for one in first.value}
    between = (second.started - first.started) / timedelta(minutes=1)
    grown = [
        ((one.kibibytes - before[one.pod, one.number]) / _KIB_A_MEGABYTE / between, one)
        for one in second.value
        if (one.pod, one.number) in before
    ]
    if not grown:
        raise Unobservable("no process was there at both looks")
    rate, most = max(grown, key=lambda pair: pair[0])
    found = Growth(most.pod, most.runs, rate, len(grown))
    query = f"{first.query}, twice"
    return Observation("growth", found, first.source, query, first.started, second.ended)
