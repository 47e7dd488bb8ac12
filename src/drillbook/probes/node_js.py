"""What V8 holds the heap of a service in Node.js to, as the running process says."""

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

_ASK = "fetch('http://127.0.0.1:8080/heap').then(a => a.text()).then(t => console.log(t))"
_MEGABYTE = 1024**2


@needs("create pods/exec", "list pods")
def heap_mb(session: Session, namespace: str, app: str) -> Observation[dict[str, float]]:
    """Ask every ready pod of an app for the limit of its heap in MB, the young generation in it.

    Raises Unobservable without a pod.
    """
    started = now()
    # The one who asks is another process, which must not take the options of the one asked.
    command = ["env", "-u", "NODE_OPTIONS", "node", "-e", _ASK]
    found = {}
    for pod in kubernetes.ready_pods(session, namespace, f"app={app}"):
        said = session.cluster.execute(namespace, pod.name, command)
        found[pod.name] = _megabytes(said.output(f"the service in pod {pod.name}"))
    source = f"pods of {namespace}"
    return Observation("heap_mb", found, source, _ASK, started, now())


def _megabytes(said: str) -> float:
    if not said.strip().isdecimal():
        raise Unobservable(f"the service does not tell its heap: {said[:200]}")
    return int(said) / _MEGABYTE
