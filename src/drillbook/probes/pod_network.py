"""Bytes that pods have sent and received, by the kernel's own counters."""

from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

_COUNTERS = "cd /sys/class/net/eth0/statistics && cat rx_bytes tx_bytes"


@needs("create pods/exec")
def counted(session: Session, namespace: str, selector: str) -> Observation[dict[str, int]]:
    """Return the bytes that each ready pod has sent and received since its start, together."""
    started = now()
    found = {}
    for pod in kubernetes.pods(session, namespace, selector).value:
        if not pod.ready:
            continue
        said = session.cluster.execute(namespace, pod.name, ["sh", "-c", _COUNTERS])
        lines = said.output(f"the network of {pod.name}").split()
        found[pod.name] = sum(int(line) for line in lines)
    return Observation("bytes on the network", found, f"{selector}", _COUNTERS, started, now())
