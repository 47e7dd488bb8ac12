"""A cluster of 1,000 nodes and 10,000 pods on a bare lab: kwok plays the kubelets."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from planted import LOST_NODE, Json, Planted, broken, sound

from drillbook.clients.kubernetes import Cluster
from drillbook.clock import eventually
from drillbook.lab import api
from drillbook.lab.layout import Layout, layout
from drillbook.lab.toolchain import ensure_toolchain

NODES, PODS, OF_EACH = 1_000, 10_000, 5
NAMESPACES = tuple(f"scale-{number}" for number in range(10))
STAGES = Path(__file__).with_name("stages.yaml")
Key = tuple[str, str]  # namespace, name
_THREADS, _ANSWER_SECONDS = 32, 60
_RUNNING_WITHIN, _SETTLED_WITHIN = timedelta(minutes=7), timedelta(minutes=2)
_IDLE = 0.7
_MANAGED = {"drillbook.dev/kwok": "true"}


@dataclass(frozen=True)
class World:
    """What was made: the number of pods, and the state of each that was planted."""

    pods: int
    broken: dict[Key, str]
    sound: dict[Key, str]


@contextmanager
def kwok(kubeconfig: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run kwok beside the lab, for the nodes that carry its label."""
    program = ensure_toolchain(["kwok"]) / "kwok"
    labels = ",".join(f"{key}={value}" for key, value in _MANAGED.items())
    command = [
        str(program),
        f"--kubeconfig={kubeconfig}",
        f"--config={STAGES}",
        f"--manage-nodes-with-label-selector={labels}",
        "--manage-all-nodes=false",
        "--node-lease-duration-seconds=0",
    ]
    # Debian's etcd cannot stream a first list; the client library asks for that again and again.
    calm = os.environ | {"KUBE_FEATURE_WatchListClient": "false"}
    with (
        log.open("w") as said,
        subprocess.Popen(command, stdout=said, stderr=said, env=calm) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


def make(cluster: Cluster, lab: int, kubelets: subprocess.Popen[bytes]) -> World:
    """Make nodes and pods, plant the broken states, and wait until all is as planned."""
    with ThreadPoolExecutor(_THREADS) as threads:
        for namespace in NAMESPACES:
            cluster.create("/api/v1/namespaces", {"metadata": {"name": namespace}})
        for namespace in NAMESPACES:
            _wait_for_account(cluster, namespace)
        stop_controllers(layout(lab))
        nodes = [_node(_node_name(n), managed=True) for n in range(NODES - 1)]
        nodes.append(_node(LOST_NODE, managed=False))
        _create(threads, layout(lab), [("/api/v1/nodes", node) for node in nodes])
        _wait_for_nodes(cluster, kubelets)
        bad, good = (
            [state for state in each for _ in range(OF_EACH)] for each in (broken(), sound())
        )
        planted = bad + good
        plain = [_pod(index, None) for index in range(PODS - len(planted))]
        marked = [_pod(index, state) for index, state in enumerate(planted)]
        _create(threads, layout(lab), [(_pods_of(pod), pod) for pod in plain + marked])
        list(threads.map(lambda pair: _plant(cluster, *pair), zip(marked, planted, strict=True)))
    _wait_until_running(cluster, len(plain), kubelets)
    names = {_key(pod): state.name for pod, state in zip(marked, planted, strict=True)}
    keys = list(names)
    split = len(bad)
    return World(
        PODS, {key: names[key] for key in keys[:split]}, {key: names[key] for key in keys[split:]}
    )


def settled() -> float:
    """Wait until what the making set off is over; return the idle share of the processors' time.

    Other programs may keep the machine busy: after two minutes it is measured all the same.
    """
    deadline = time.monotonic() + _SETTLED_WITHIN.total_seconds()
    while True:
        before = _processor_seconds()
        time.sleep(2)
        idle, whole = (b - a for a, b in zip(before, _processor_seconds(), strict=True))
        if idle / whole >= _IDLE or time.monotonic() > deadline:
            return idle / whole


def _processor_seconds() -> tuple[int, int]:
    """Return the processors' idle time and their whole time since the start, in ticks."""
    user, nice, system, idle, wait, *rest = map(int, Path("/proc/stat").read_text().split()[1:9])
    return idle, user + nice + system + idle + wait + sum(rest)


def stop_controllers(lab: Layout) -> None:
    """Let the controller manager stand still: what it does for 1,000 nodes is not measured here.

    Nodes then stay Ready without leases, and pods of a lost node stay where they are.
    """
    argument = f"--kubeconfig={lab.directory}/kube-controller-manager.conf".encode()
    found = [file for file in Path("/proc").glob("[0-9]*/cmdline") if argument in _read(file)]
    for file in found:
        os.kill(int(file.parent.name), signal.SIGSTOP)
    if len(found) != 1:
        raise RuntimeError(f"{len(found)} controller managers run in lab {lab.number}, not one")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""  # it ended meanwhile


def _create(threads: ThreadPoolExecutor, lab: Layout, objects: list[tuple[str, Json]]) -> None:
    """Create objects, each thread over a connection of its own."""

    def some(share: list[tuple[str, Json]]) -> None:
        with api.connect(lab) as client:
            for path, body in share:
                client.post(path, json=body, timeout=_ANSWER_SECONDS).raise_for_status()

    list(threads.map(some, [objects[number::_THREADS] for number in range(_THREADS)]))


def _plant(cluster: Cluster, pod: Json, state: Planted) -> None:
    path = f"{_pods_of(pod)}/{pod['metadata']['name']}"
    if state.status:
        cluster.merge_patch(f"{path}/status", {"status": state.status})
    if state.deleted:
        cluster.delete(path)


def _wait_for_account(cluster: Cluster, namespace: str) -> None:
    path = f"/api/v1/namespaces/{namespace}/serviceaccounts/default"
    eventually(lambda: cluster.get(path), bool, within=_RUNNING_WITHIN, what=path)


def _wait_for_nodes(cluster: Cluster, kubelets: subprocess.Popen[bytes]) -> None:
    """Wait until all nodes but the lost one are Ready.

    kwok lists the pods of each node that it takes on, which the API server reads from its store:
    a thousand times all pods, and minutes of work, once there are ten thousand.
    """

    def not_ready() -> list[str]:
        _still_there(kubelets)
        rows = cluster.table("/api/v1/nodes").rows
        return [str(row.cells["Name"]) for row in rows if row.cells["Status"] != "Ready"]

    eventually(
        not_ready,
        lambda names: names == [LOST_NODE],
        within=_RUNNING_WITHIN,
        what="nodes are Ready",
        every=timedelta(seconds=1),
    )


def _wait_until_running(cluster: Cluster, plain: int, kubelets: subprocess.Popen[bytes]) -> None:
    """Wait for the sound pods by their number."""
    path, only = "/api/v1/pods", "!drillbook.dev/planted"

    def running() -> int:
        _still_there(kubelets)
        rows = cluster.table(path, labelSelector=only, resourceVersion="0").rows
        return sum(row.cells["Status"] == "Running" for row in rows)

    seldom = timedelta(seconds=3)  # each look is work for the API server, too
    # The lab's own pods, if any, are Running, too, or not there.
    eventually(running, lambda n: n >= plain, within=_RUNNING_WITHIN, what="pods run", every=seldom)


def _still_there(kubelets: subprocess.Popen[bytes]) -> None:
    if kubelets.poll() is not None:
        raise RuntimeError(f"kwok ended with {kubelets.returncode}; its log says why")


def _node_name(number: int) -> str:
    return f"kwok-{number:04}"


def _node(name: str, *, managed: bool) -> Json:
    labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux"}
    labels |= _MANAGED if managed else {}
    said = {"reason": "KubeletReady"} if managed else {"reason": "NodeStatusUnknown"}
    condition = said | {"type": "Ready", "status": "True" if managed else "Unknown"}
    return {
        "metadata": {"name": name, "labels": labels},
        "status": {"conditions": [condition], "addresses": [{"type": "Hostname", "address": name}]},
    }


def _pod(index: int, state: Planted | None) -> Json:
    """Return a pod of the size that a web service's has: environment, probes, limits, a volume."""
    kind = state.name if state else "shop"
    labels = {"app": kind, "pod-template-hash": "6b7f4d9c5d"}
    labels |= {"drillbook.dev/planted": kind} if state else {}
    spec: dict[str, Any] = {
        "nodeName": _node_name(index % (NODES - 1)),
        "containers": [_container("app")],
        "volumes": [{"name": "settings", "configMap": {"name": "shop"}}],
    }
    for name, value in (state.spec if state else {}).items():
        spec[name] = [_container(one) for one in value] if name == "containers" else value
    metadata = {
        "name": f"{kind}-6b7f4d9c5d-{index:05}",
        "namespace": NAMESPACES[index % len(NAMESPACES)],
        "labels": labels,
    }
    return {
        "metadata": metadata,
        "spec": {key: one for key, one in spec.items() if one is not None},
    }


def _container(name: str) -> Json:
    probe = {"httpGet": {"path": "/health", "port": 8080}, "periodSeconds": 10}
    names = ("DATABASE_URL", "KAFKA_BROKERS", "LOG_LEVEL", "REDIS_URL", "REGION", "TRACING_URL")
    return {
        "name": name,
        "image": f"shop/{name}:1",
        "ports": [{"containerPort": 8080, "name": "http"}],
        "env": [{"name": each, "value": f"{each.lower()}.shop.svc:8080"} for each in names],
        "resources": {
            "requests": {"cpu": "100m", "memory": "128Mi"},
            "limits": {"memory": "256Mi"},
        },
        "livenessProbe": probe,
        "readinessProbe": probe,
        "volumeMounts": [{"name": "settings", "mountPath": "/etc/shop"}],
    }


def _pods_of(pod: Json) -> str:
    return f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods"


def _key(pod: Json) -> Key:
    return pod["metadata"]["namespace"], pod["metadata"]["name"]
