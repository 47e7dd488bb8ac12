"""What a namespace offers: Services with their addresses, shells in pods, lines of logs."""

from collections.abc import Iterable
from dataclasses import dataclass

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

_SOURCE = "Kubernetes API"
_LIVE = b"GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Endpoints:
    """A Service: the addresses that it leads to, and those of its pods that are ready."""

    service: str
    addresses: tuple[str, ...]
    ready: tuple[str, ...]


@needs("list services", "list endpointslices.discovery.k8s.io", "list pods")
def endpoints(session: Session, namespace: str) -> Observation[tuple[Endpoints, ...]]:
    """Look at every Service that selects pods; none is Unobservable."""
    started = now()
    path = f"/api/v1/namespaces/{namespace}/services"
    slices = session.cluster.items(
        f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices"
    )
    found = []
    for item in session.cluster.items(path):
        name, selector = item["metadata"]["name"], item["spec"].get("selector")
        if not selector:
            continue
        addresses = sorted(
            address
            for one in slices
            if one["metadata"].get("labels", {}).get("kubernetes.io/service-name") == name
            for endpoint in one.get("endpoints") or ()
            if endpoint.get("conditions", {}).get("ready")
            for address in endpoint["addresses"]
        )
        chosen = ",".join(f"{key}={value}" for key, value in selector.items())
        pods = session.cluster.items(f"/api/v1/namespaces/{namespace}/pods", labelSelector=chosen)
        ready = sorted(
            pod.address or "" for pod in map(kubernetes.pod_of, pods) if pod.healthy and pod.address
        )
        found.append(Endpoints(name, tuple(addresses), tuple(ready)))
    if not found:
        raise Unobservable(f"no Service in {namespace} selects pods")
    return Observation("endpoints", tuple(found), _SOURCE, f"GET {path}", started, now())


@needs("create pods/exec")
def shells(session: Session, namespace: str, apps: Iterable[str]) -> Observation[dict[str, bool]]:
    """Look whether a pod of each app has /bin/bash."""
    started = now()
    found = {}
    for app in apps:
        pod = next(iter(kubernetes.pods(session, namespace, f"app={app}").value))
        executed = session.cluster.execute(namespace, pod.name, ["/bin/bash", "-c", "echo here"])
        found[app] = executed.exit_code == 0 and executed.stdout.strip() == "here"
    query = "/bin/bash -c 'echo here'"
    return Observation("shells", found, f"pods of {namespace}", query, started, now())


@needs("get pods/log")
def logs(
    session: Session, namespace: str, selector: str, lines: int, wanted: str
) -> Observation[dict[str, int]]:
    """Return by pod how many of its last lines have a text, those of the run before included."""
    started = now()
    found = {}
    for pod in kubernetes.pods(session, namespace, selector).value:
        text = _log(session, namespace, pod.name, lines, previous=False)
        if pod.restarts:
            text += _log(session, namespace, pod.name, lines, previous=True)
        found[pod.name] = sum(wanted in line for line in text.splitlines())
    query = f"the last {lines} lines with {wanted!r}"
    return Observation(f"logs of {selector}", found, _SOURCE, query, started, now())


def _log(session: Session, namespace: str, pod: str, lines: int, *, previous: bool) -> str:
    query = {"tailLines": str(lines)} | ({"previous": "true"} if previous else {})
    try:
        return session.cluster.log(namespace, pod, **query)
    except Unobservable:
        if previous:
            return ""  # its log is gone
        raise


def _alive(answer: bytes) -> bool:
    return answer.endswith(b"live")


@needs("create pods/portforward")
def forwarded(session: Session, namespace: str, apps: Iterable[str]) -> Observation[dict[str, str]]:
    """Ask a pod of each app for a sign of life by a forwarded port 8080; return its status line."""
    started = now()
    found = {}
    for app in apps:
        pods = kubernetes.pods(session, namespace, f"app={app}").value
        pod = next((one.name for one in pods if one.healthy), None)
        if pod is None:
            raise Unobservable(f"no pod of {app} is ready")
        answer = session.cluster.forwarded(namespace, pod, 8080, _LIVE, whole=_alive)
        found[app] = answer.partition(b"\r\n")[0].decode(errors="replace")
    source = f"pods of {namespace}"
    return Observation("forwarded ports", found, source, "GET /live on 8080", started, now())
