"""A service mesh (Istio): its routes to a service, and requests from inside a service's pods."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Absent, Json
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

VIRTUAL_SERVICES = "/apis/networking.istio.io/v1/namespaces/{namespace}/virtualservices"
_PROXY = "istio-proxy"
_PROGRAMS_MISSING = 127
_WITHIN = timedelta(minutes=3)
# Busybox knows no parts of a second but those of /proc/uptime (hundredths).
_ASK = r"""
url=$1; host=$2; times=$3
clock() {
  if [ -r /proc/uptime ]; then read -r at _ < /proc/uptime; echo "$at"; else date +%s.%N; fi
}
ask() {
  if command -v curl > /dev/null; then
    curl -s -o /dev/null -m 60 -w '%{http_code}' -H "Host: $host" "$url"
  else
    wget -S -O /dev/null -T 60 --header "Host: $host" "$url" 2>&1 |
      sed -n 's|.*HTTP/1[.][01] \([0-9][0-9]*\).*|\1|p' | tail -n 1
  fi
}
command -v curl > /dev/null || command -v wget > /dev/null || exit 127
while [ "$times" -gt 0 ]; do
  begun=$(clock); status=$(ask); ended=$(clock)
  echo "$begun $ended ${status:-0}"
  times=$((times - 1))
done
"""


@dataclass(frozen=True)
class Meshed:
    """A Service: its pods' labels, where clients connect to, and a container of each pod.

    ``containers`` are of those pods that have a side proxy, ``bare`` those that have none.
    """

    namespace: str
    name: str
    labels: Mapping[str, str]
    entrance: str
    containers: Mapping[str, str]
    bare: tuple[str, ...]

    @property
    def host(self) -> str:
        """Return its name as clients of any namespace write it."""
        return f"{self.name}.{self.namespace}"


@dataclass(frozen=True)
class Answer:
    """The status that a request got (0 when it got none), and its seconds."""

    status: int
    seconds: float


def service(session: Session, namespace: str, name: str) -> Meshed:
    """Return a Service. Raises Unobservable when it has no running pod or no address of its own."""
    core = f"/api/v1/namespaces/{namespace}"
    spec = session.cluster.get(f"{core}/services/{name}")["spec"]
    labels = spec.get("selector") or {}
    address = spec.get("clusterIP") or "None"
    if not labels or address == "None":
        raise Unobservable(f"service {namespace}/{name} has no selector, or no address of its own")
    selector = ",".join(f"{key}={value}" for key, value in labels.items())
    running = [
        pod
        for pod in session.cluster.items(f"{core}/pods", labelSelector=selector)
        if pod["status"].get("phase") == "Running" and "deletionTimestamp" not in pod["metadata"]
    ]
    if not running:
        raise Unobservable(f"service {namespace}/{name} has no running pod")
    containers = {pod["metadata"]["name"]: _container(pod) for pod in running if _proxied(pod)}
    bare = sorted(pod["metadata"]["name"] for pod in running if not _proxied(pod))
    entrance = f"{address}:{spec['ports'][0]['port']}"
    return Meshed(namespace, name, labels, entrance, containers, tuple(bare))


def virtual_services(session: Session, namespace: str, name: str) -> list[Json] | None:
    """Return the VirtualServices that route requests to a Service inside the mesh.

    Only those of its own namespace; None when the cluster knows no such kind.
    """
    path = VIRTUAL_SERVICES.format(namespace=namespace)
    try:
        items = session.cluster.items(path)
    except Absent:
        return None
    return [item for item in items if _routes(item["spec"], namespace, name)]


def answers(
    session: Session, source: Meshed, destination: Meshed, path: str, times: int = 1
) -> Observation[tuple[Answer, ...]]:
    """Look at what requests from inside each pod of a Service to another one get."""
    started = now()
    url = f"http://{destination.entrance}{path}"
    command = ["sh", "-c", _ASK, "ask", url, destination.host, str(times)]
    found: list[Answer] = []
    for pod, container in source.containers.items():
        done = session.cluster.execute(
            source.namespace, pod, command, container=container, within=_WITHIN
        )
        if done.exit_code == _PROGRAMS_MISSING:
            raise Unobservable(f"container {container} of {pod} has neither curl nor wget")
        if done.exit_code != 0:
            raise Unobservable(f"GET {url} from {pod}: {done.stderr.strip()[-200:]}")
        found += [_answer(line) for line in done.stdout.splitlines()]
    what = f"GET {path} of {destination.name} from {source.name}"
    return Observation(what, tuple(found), "inside the pods", url, started, now())


def _answer(line: str) -> Answer:
    begun, ended, status = line.split()
    return Answer(int(status), round(float(ended) - float(begun), 3))


def _proxied(pod: Json) -> bool:
    spec = pod["spec"]
    containers = [*spec["containers"], *(spec.get("initContainers") or [])]
    return any(container["name"] == _PROXY for container in containers)


def _container(pod: Json) -> str:
    """Return the first container that is not the proxy: what the proxy sends goes past itself."""
    names = [container["name"] for container in pod["spec"]["containers"]]
    return str(next(name for name in names if name != _PROXY))


def _routes(spec: Mapping[str, Any], namespace: str, name: str) -> bool:
    short, whole = (
        {name, f"{name}.{namespace}", f"{name}.{namespace}.svc"},
        f"{name}.{namespace}.svc.",
    )
    of_host = any(host in short or host.startswith(whole) for host in spec.get("hosts") or [])
    return of_host and "mesh" in (spec.get("gateways") or ["mesh"])
