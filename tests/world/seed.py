"""What is in a world when it is made: a namespace with workloads, and files in their volumes."""

import base64
import copy
import os
import shutil
from pathlib import Path

from drillbook.target import OWN_NAMESPACE
from tests.world.objects import Json, Objects

UID = "0d8d3c07-2c0c-4a3c-9d0e-52f0f7f2a001"
NAMESPACE = "kg-rca-server"
COLLECTIONS = tuple(
    f"/{kind}"
    for kind in (
        "namespaces",
        "nodes",
        "pods",
        "services",
        "configmaps",
        "secrets",
        "deployments",
        "statefulsets",
        "daemonsets",
        "replicasets",
        "jobs",
        "cronjobs",
        "leases",
        "networkpolicies",
        "virtualservices",
        "horizontalpodautoscalers",
        "persistentvolumeclaims",
    )
)
VOLUMES = ("data", "backups")
#: Two services whose pods have side proxies: requests from the first to the second are answered.
MESHED = ("graph-builder", "web")

_WORKLOADS = {
    "deployments/web": 3,
    "deployments/graph-builder": 3,
    "statefulsets/kafka": 3,
    "statefulsets/postgresql": 1,
    "statefulsets/neo4j": 1,
    "statefulsets/redis": 1,
}
_WRITTEN = 1_700_000_000


def plant(objects: Objects, port: int = 80) -> None:
    """Put the objects of a new world in place; ``port`` is where the service in the mesh is."""
    for name in ("kube-system", OWN_NAMESPACE, NAMESPACE):
        objects.create("/api/v1/namespaces", {"metadata": {"name": name}})
    objects.get("/api/v1/namespaces/kube-system")["metadata"]["uid"] = UID
    for number in (1, 2):
        metadata = {"name": f"node-{number}", "labels": {}, "annotations": {}}
        node = {"metadata": metadata, "spec": {}}
        objects.create("/api/v1/nodes", node)
    here = f"namespaces/{NAMESPACE}"
    for workload, replicas in _WORKLOADS.items():
        kind, _, name = workload.partition("/")
        objects.create(f"/apis/apps/v1/{here}/{kind}", _workload(name, replicas))
        objects.create(
            f"/api/v1/{here}/services", _service(name, port if name == MESHED[1] else 80)
        )
    words = {"greeting": "hello", "limit": "10"}
    objects.create(f"/api/v1/{here}/configmaps", {"metadata": {"name": "web"}, "data": words})
    secret = {"password": base64.b64encode(b"open sesame").decode()}
    objects.create(f"/api/v1/{here}/secrets", {"metadata": {"name": "web"}, "data": secret})


def files(root: Path) -> None:
    """Put the files of a pod's volumes in place, whatever was there before."""
    for volume in VOLUMES:
        shutil.rmtree(root / volume, ignore_errors=True)
        (root / volume).mkdir()
    for name in ("postgresql", "neo4j"):
        if root.name.startswith(name):
            for day in (1, 2):
                prefix = "billing" if name == "postgresql" else name
                file = root / "backups" / f"{prefix}-2026-01-0{day}.dump"
                file.write_bytes(bytes(range(256)) * 4 * day)
                os.utime(file, (_WRITTEN + day * 86400,) * 2)
    (root / "data" / "settings").write_text("as they were", encoding="utf-8")
    os.utime(root / "data" / "settings", (_WRITTEN,) * 2)
    (root / "data" / "store").write_bytes(b"what the server keeps\n" * 100)
    os.utime(root / "data" / "store", (_WRITTEN,) * 2)


def comparable(path: str, item: Json) -> tuple[str, str]:
    """Return an object without what is new with each version or each pod; empty if it is ours."""
    found = copy.deepcopy(item)
    metadata = found["metadata"]
    for key in ("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"):
        metadata.pop(key, None)
    if "/pods/" in path or "/replicasets/" in path:
        owner = metadata.pop("ownerReferences")[0]
        path = f"{path.rpartition('/')[0]} of {owner['name']}"
        metadata.pop("name")
        found["spec"].pop("nodeName", None)
        for container in found.get("status", {}).get("containerStatuses", ()):
            container.pop("containerID", None)
        for condition in found.get("status", {}).get("conditions", ()):
            condition.pop("lastTransitionTime", None)
    if path.endswith(
        ("/namespaces/drillbook", "/drillbook/configmaps/journal", "/drillbook/leases/run")
    ):
        return "", ""
    found.get("status", {}).pop("observedGeneration", None)
    return path, repr(_sorted(found))


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _workload(name: str, replicas: int) -> Json:
    container = {
        "name": name,
        "image": f"registry.example/{name}:1",
        "env": [{"name": "MODE", "value": "plain"}],
        "envFrom": [{"configMapRef": {"name": "web"}}],
        "resources": {"limits": {"cpu": "1", "memory": "256Mi"}},
    }
    labels = {"app": name, "app.kubernetes.io/name": name}
    containers = [container]
    if name in MESHED:
        containers.append({"name": "istio-proxy", "image": "registry.example/proxyv2:1"})
    template = {"metadata": {"labels": labels}, "spec": {"containers": containers}}
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    return {"metadata": {"name": name, "labels": labels}, "spec": spec}


def _service(name: str, port: int) -> Json:
    ports = [{"name": name, "port": port}]
    spec = {"clusterIP": "127.0.0.1", "ports": ports, "selector": {"app": name}}
    return {"metadata": {"name": name}, "spec": spec}
