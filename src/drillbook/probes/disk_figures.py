"""Operations and bytes of disks: what Prometheus shows of them, and what the kernel counts."""

from dataclasses import dataclass

from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes import prometheus
from drillbook.rights import needs
from drillbook.session import Session

_STATS = "cat /proc/diskstats"
_NO_DISKS = ("loop", "ram", "zram")
_SECTOR = 512


@dataclass(frozen=True)
class Moved:
    """Reads and writes of all disks since the machine began, and their bytes."""

    operations: float
    bytes: float


def shown(session: Session, system: str) -> Observation[Moved]:
    """Return what Prometheus shows. Raises Unobservable when it has neither."""
    operations = prometheus.number(session, system, "sum(disk_operations)")
    amount = prometheus.number(session, system, "sum(disk_bytes)")
    found = Moved(operations.value, amount.value)
    query = f"{operations.query}; {amount.query}"
    return Observation(
        "disks shown", found, operations.source, query, operations.started, amount.ended
    )


@needs("create pods/exec")
def counted(session: Session, namespace: str, pod: str) -> Observation[Moved]:
    """Return what the kernel of a pod's node counts now."""
    started = now()
    said = session.cluster.execute(namespace, pod, _STATS.split()).output(f"the disks of {pod}")
    found = _moved(said)
    return Observation("disks counted", found, f"pod {pod}", _STATS, started, now())


def _moved(stats: str) -> Moved:
    """Sum up whole disks: neither their parts, nor loops, nor what is in memory."""
    rows = [line.split() for line in stats.splitlines()]
    names = {row[2] for row in rows}
    own = [
        row
        for row in rows
        if not row[2].startswith(_NO_DISKS)
        and not any(row[2] != other and row[2].startswith(other) for other in names)
    ]
    return Moved(
        sum(float(row[3]) + float(row[7]) for row in own),
        sum(float(row[5]) + float(row[9]) for row in own) * _SECTOR,
    )
