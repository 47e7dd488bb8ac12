"""The volumes of a pod whose container does not start: reached from a pod beside it.

A container that ends as soon as it starts cannot be entered. Its persistent volumes can be mounted
by another pod on the same node, at the same paths, by the same user.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Json
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, Unobservable
from drillbook.faults import scripts
from drillbook.probes import kubernetes
from drillbook.session import Session

_RUNS_WITHIN = timedelta(minutes=1)
_LASTS_SECONDS = 600


def run(session: Session, namespace: str, pod: str, script: str, *arguments: str) -> str:
    """Run a shell script over a pod's volumes, in its container or else in a pod beside it.

    Returns what it printed. Raises NotDone when it fails.
    """
    found = kubernetes.pod(session, namespace, pod).value
    if found is not None and found.healthy:
        return scripts.run(session, namespace, pod, script, *arguments)
    with beside(session, namespace, pod) as other:
        return scripts.run(session, namespace, other, script, *arguments)


@contextmanager
def beside(session: Session, namespace: str, pod: str) -> Iterator[str]:
    """Run a pod that mounts the volumes of another, yield its name, and remove it again.

    It ends by itself after 10 minutes. Raises NotDone or Unobservable.
    """
    path = f"/api/v1/namespaces/{namespace}/pods"
    name = f"{pod}-drillbook"
    wanted = _beside(session.cluster.get(f"{path}/{pod}"), name)
    _remove(session, namespace, name)  # one that a process which was killed has left
    session.cluster.create(path, wanted)
    try:
        eventually(
            lambda: kubernetes.pod(session, namespace, name).value,
            lambda seen: seen is not None and seen.phase == "Running",
            within=_RUNS_WITHIN,
            what=f"pod {name}, which mounts the volumes of {pod}, runs",
        )
        yield name
    except CheckFailed as error:
        raise NotDone(str(error)) from error
    finally:
        _remove(session, namespace, name)


def start_anew(session: Session, namespace: str, pod: str) -> None:
    """Delete a pod that is not ready, so that its workload starts it without waiting any longer."""
    found = kubernetes.pod(session, namespace, pod).value
    if found is not None and not found.healthy:
        session.cluster.delete(
            f"/api/v1/namespaces/{namespace}/pods/{pod}",
            {"gracePeriodSeconds": 0, "preconditions": {"uid": found.uid}},
        )


def _remove(session: Session, namespace: str, name: str) -> None:
    if kubernetes.pod(session, namespace, name).value is None:
        return
    session.cluster.delete(f"/api/v1/namespaces/{namespace}/pods/{name}", {"gracePeriodSeconds": 0})
    try:
        eventually(
            lambda: kubernetes.pod(session, namespace, name).value,
            lambda seen: seen is None,
            within=_RUNS_WITHIN,
            what=f"pod {name} is gone",
        )
    except CheckFailed as error:
        raise Unobservable(str(error)) from error


def _beside(pod: Json, name: str) -> Json:
    """Return a pod with the image, user, node and persistent volumes of another's first container.

    It has no label of that pod, so that no Service and no workload takes it for one of its own.
    """
    spec = pod["spec"]
    container = spec["containers"][0]
    volumes = [v for v in spec["volumes"] if "persistentVolumeClaim" in v]
    kept = {volume["name"] for volume in volumes}
    of_container: dict[str, Any] = {
        "name": "volumes",
        "image": container["image"],
        "imagePullPolicy": container["imagePullPolicy"],
        "command": ["sh", "-c", f"sleep {_LASTS_SECONDS}"],
        "securityContext": container.get("securityContext") or {},
        "volumeMounts": [m for m in container["volumeMounts"] if m["name"] in kept],
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app.kubernetes.io/managed-by": "drillbook"}},
        "spec": {
            "nodeName": spec["nodeName"],
            "restartPolicy": "Never",
            "activeDeadlineSeconds": _LASTS_SECONDS,
            "automountServiceAccountToken": False,
            "securityContext": spec.get("securityContext") or {},
            "tolerations": spec.get("tolerations") or [],
            "containers": [of_container],
            "volumes": volumes,
        },
    }
