"""What the controllers do: every workload has its pods, and says how many of them are ready."""

import copy
from collections.abc import Callable
from itertools import count

from drillbook.clock import now
from tests.world.objects import Json, Objects

_APPS = "/apis/apps/v1/namespaces"
KNOWN_IMAGES = ("localhost/", "registry.example/")


def reconcile(objects: Objects, runs: Callable[[str, str], bool]) -> None:
    """Make the pods that are missing, remove those too many, and bring every status up to date.

    ``runs`` says whether the server in a pod (namespace, name) is running.
    """
    for node in objects.below("/api/v1/nodes"):
        taint = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
        node["spec"].pop("taints", None)
        if node["spec"].get("unschedulable"):
            node["spec"]["taints"] = [taint]
    for path, item in list(objects.paths()):
        if path.startswith(_APPS) and "/replicasets/" not in path:
            _reconcile(objects, path, item, runs)


def _reconcile(objects: Objects, path: str, item: Json, runs: Callable[[str, str], bool]) -> None:
    namespace, (kind, name) = item["metadata"]["namespace"], path.split("/")[-2:]
    pods = f"/api/v1/namespaces/{namespace}/pods"
    wanted = item["spec"]["replicas"] if kind != "daemonsets" else 1
    owner = _owner(objects, path, item, kind)
    mine = [p for p in objects.below(pods) if p["metadata"]["ownerReferences"][0] == owner]
    template = item["spec"]["template"]
    # A pod of another template is replaced, as an update's end leaves it.
    for pod in [p for p in mine if p["spec"]["containers"] != template["spec"]["containers"]]:
        objects.delete(f"{pods}/{pod['metadata']['name']}", {})
        mine.remove(pod)
    for pod in mine[wanted:]:
        objects.delete(f"{pods}/{pod['metadata']['name']}", {})
    names = {pod["metadata"]["name"] for pod in mine}
    ordinals = (number for number in count() if f"{name}-{number}" not in names)
    for _ in range(wanted - len(mine)):
        number = next(ordinals) if kind == "statefulsets" else f"x{next(objects.numbers):04d}"
        objects.create(pods, _pod(f"{name}-{number}", owner, template, _node(objects)))
    ready = 0
    for pod in objects.below(pods):
        if pod["metadata"]["ownerReferences"][0] == owner:
            ready += _status(pod, runs(namespace, pod["metadata"]["name"]))
    item["status"] = {
        "observedGeneration": item["metadata"]["generation"],
        "replicas": wanted,
        "updatedReplicas": wanted,
        "readyReplicas": ready,
        "availableReplicas": ready,
    }


def _owner(objects: Objects, path: str, item: Json, kind: str) -> Json:
    """Return the controller that pods name: of a Deployment, its ReplicaSet."""
    reference = {
        "apiVersion": "apps/v1",
        "kind": {"deployments": "Deployment", "statefulsets": "StatefulSet"}.get(kind, "DaemonSet"),
        "name": item["metadata"]["name"],
        "uid": item["metadata"]["uid"],
        "controller": True,
    }
    if kind != "deployments":
        return reference
    sets = f"{path.rsplit('/', 2)[0]}/replicasets"
    name = f"{item['metadata']['name']}-set"
    if f"{sets}/{name}" not in objects:
        metadata = {"name": name, "ownerReferences": [reference]}
        objects.create(sets, {"metadata": metadata, "spec": {}})
    found = objects.get(f"{sets}/{name}")
    return reference | {"kind": "ReplicaSet", "name": name, "uid": found["metadata"]["uid"]}


def _pod(name: str, owner: Json, template: Json, node: str | None) -> Json:
    metadata = {
        "name": name,
        "labels": copy.deepcopy(template["metadata"]["labels"]),
        "ownerReferences": [owner],
    }
    return {"metadata": metadata, "spec": {**copy.deepcopy(template["spec"]), "nodeName": node}}


def _node(objects: Objects) -> str | None:
    free = [n for n in objects.below("/api/v1/nodes") if not n["spec"].get("unschedulable")]
    return str(free[0]["metadata"]["name"]) if free else None


def _ready_since(pod: Json, ready: bool) -> str:
    for condition in pod.get("status", {}).get("conditions", ()):
        if condition["type"] == "Ready" and condition["status"] == str(ready):
            return str(condition["lastTransitionTime"])
    return now().isoformat(timespec="seconds").replace("+00:00", "Z")


def _status(pod: Json, runs: bool) -> bool:
    images = [container["image"] for container in pod["spec"]["containers"]]
    there = all(image.startswith(KNOWN_IMAGES) for image in images)
    ready = there and runs and pod["spec"]["nodeName"] is not None
    waiting = {} if there else {"waiting": {"reason": "ErrImagePull", "message": "not found"}}
    since = _ready_since(pod, ready)
    pod["status"] = {
        "phase": "Running" if there and pod["spec"]["nodeName"] else "Pending",
        "podIP": "127.0.0.1",
        "hostIP": "127.0.0.1",
        "conditions": [
            {"type": kind, "status": str(ready), "lastTransitionTime": since}
            for kind in ("Ready", "ContainersReady")
        ],
        "containerStatuses": [
            {
                "name": container["name"],
                "image": container["image"],
                "restartCount": 0,
                "ready": ready,
                "started": ready,
                "containerID": f"containerd://{pod['metadata']['uid']}",
                "state": waiting or {"running": {"startedAt": "2026-01-01T00:00:00Z"}},
            }
            for container in pod["spec"]["containers"]
        ],
    }
    return ready
