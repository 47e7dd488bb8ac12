"""What a lab's pods can reach, looked at from inside their network namespaces."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from drillbook.clients.answers import Json
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.lab import looking, pods
from drillbook.observation import Observation
from drillbook.session import Session

_PYTHON = (sys.executable, "-I", "-S", str(Path(looking.__file__)))


@dataclass(frozen=True)
class Service:
    """A named Service: its ClusterIP ("" for a headless one), first port, pods and endpoints."""

    name: str
    cluster_ip: str
    port: int
    pods: Mapping[str, str]
    endpoints: tuple[tuple[str, int], ...]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return every address that leads to it: its own and its pods'."""
        own = [self.cluster_ip] if self.cluster_ip else []
        return (*own, *sorted(address for address, _ in self.endpoints))

    @property
    def entrances(self) -> tuple[tuple[str, int], ...]:
        """Return where clients connect to: the ClusterIP, or each pod of a headless one."""
        return ((self.cluster_ip, self.port),) if self.cluster_ip else self.endpoints


@dataclass(frozen=True)
class Answer:
    """How a request ended (answered, closed, reset, silent), its bytes and seconds."""

    ended: str
    bytes: int
    seconds: float


def service(session: Session, namespace: str, name: str) -> Service:
    """Return a Service. Raises Unobservable when it has no pod or no endpoint that is ready."""
    core = f"/api/v1/namespaces/{namespace}"
    spec = session.cluster.get(f"{core}/services/{name}")["spec"]
    selector = ",".join(f"{key}={value}" for key, value in (spec.get("selector") or {}).items())
    if not selector:
        raise Unobservable(f"service {namespace}/{name} has no selector, so its pods are unknown")
    listed = session.cluster.items(f"{core}/pods", labelSelector=selector)
    found = {i["metadata"]["name"]: i["metadata"]["uid"] for i in listed if _has_network(i)}
    if not found:
        raise Unobservable(f"service {namespace}/{name} has no running pod with its own network")
    slices = session.cluster.items(
        f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices",
        labelSelector=f"kubernetes.io/service-name={name}",
    )
    own = spec.get("clusterIP", "None")
    return Service(
        name,
        "" if own == "None" else own,
        spec["ports"][0]["port"],
        found,
        tuple(sorted(_endpoints(slices))),
    )


def connections(
    session: Session, lab: int, source: Service, destination: Service
) -> Observation[Mapping[str, str]]:
    """Look at what happens when each pod of one Service connects to another."""
    started = now()
    found = {
        f"{pod} to {address}:{port}": str(_look(lab, uid, "connect", address, str(port)))
        for pod, uid in source.pods.items()
        for address, port in destination.entrances
    }
    what = f"connections from {source.name} to {destination.name}"
    return _observation(session, what, found, started)


def names(session: Session, lab: int, source: Service, server: str, name: str) -> Observation[Any]:
    """Look at what each pod of a Service hears when it asks a resolver for a name."""
    started = now()
    found = {pod: str(_look(lab, uid, "name", server, name)) for pod, uid in source.pods.items()}
    return _observation(session, f"{name} as {source.name} hears it", found, started)


def answers(
    session: Session, lab: int, source: Service, destination: Service, path: str, times: int = 1
) -> Observation[tuple[Answer, ...]]:
    """Look at how requests of a Service's pods to another one end."""
    started = now()
    found = tuple(
        Answer(**_look(lab, uid, "ask", address, str(port), path))
        for uid in source.pods.values()
        for address, port in destination.entrances
        for _ in range(times)
    )
    return _observation(session, f"GET {path} of {source.name}", found, started)


def _has_network(item: Json) -> bool:
    """Return whether a pod runs, and has a network of its own rather than its node's."""
    running = item["status"].get("phase") == "Running"
    gone = "deletionTimestamp" in item["metadata"]
    return running and not gone and not item["spec"].get("hostNetwork", False)


def _endpoints(slices: list[Json]) -> set[tuple[str, int]]:
    return {
        (address, one["ports"][0]["port"])
        for one in slices
        if one.get("ports")
        for endpoint in one.get("endpoints") or []
        if (endpoint.get("conditions") or {}).get("ready", True)
        for address in endpoint["addresses"]
    }


def _look(lab: int, pod_uid: str, *arguments: str) -> Any:
    done = pods.run_in_network(lab, pod_uid, [*_PYTHON, *arguments])
    if done.returncode != 0:
        raise Unobservable(f"{' '.join(arguments)} from pod {pod_uid}: {done.stderr[-300:]}")
    return json.loads(done.stdout)


def _observation(session: Session, what: str, found: Any, started: datetime) -> Observation[Any]:
    source = f"the pods' network namespaces in {session.target.name}"
    return Observation(what, found, source, "one look a pod", started, now())
