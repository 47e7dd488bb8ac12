"""A workload told to run an image that does not exist."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from drillbook.clients.answers import Absent, Json
from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete, UsageError
from drillbook.faults.bringing import Fault, action, as_seen, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.faults.workloads import require_whole
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.probes import kubernetes
from drillbook.session import Session, undo_step

_SHOWS_WITHIN = timedelta(minutes=2)
# What the kubelet calls an image that it cannot have; the last two with imagePullPolicy Never.
_NO_IMAGE = {"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull"}


@action
@described(
    changes="workload.image",
    effect="a pod of the workload waits, as the kubelet says, because the image cannot be had",
    undo="workload.image_back",
    needs=Needs(
        rights=(
            *kubernetes.WHOLE,
            "patch deployments.apps",
            "patch statefulsets.apps",
            "list replicasets.apps",
            "delete replicasets.apps",
            "delete pods",
        )
    ),
)
def missing(namespace: str, workload: str, container: str = "") -> str:
    """Give a workload's container (the first, by default) an image that does not exist.

    The rollout that this begins is the cluster's own: how many pods it takes down, and whether it
    stops, is the workload's strategy.
    """
    session = required()
    name = kubernetes.find_workload(session, namespace, workload)
    item = session.cluster.get(_path(namespace, name))
    index, before = _image(item, container)
    replicas = item["spec"]["replicas"]
    wrong = f"{_without_tag(before)}:missing-{uuid4().hex[:8]}"
    return bring(
        Fault(
            text=f"{workload} is told to run {wrong}, which does not exist",
            change=Change("workload.image", namespace, (name,), taken_down=replicas),
            undo="workload.image_back",
            arguments={
                "namespace": namespace,
                "workload": name,
                "container": index,
                "left_image": wrong,
            },
            before={"uid": item["metadata"]["uid"], "image": before},
            inject=lambda: _make_missing(session, namespace, name, index, before, wrong),
            look=lambda: _waiting(session, namespace, wrong),
            took_effect=bool,
            effect_within=_SHOWS_WITHIN,
        )
    )


@undo_step("workload.image_back")
def _image_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Name the image as before if it is still the missing one, and remove what waits for that."""
    namespace, workload = arguments["namespace"], arguments["workload"]
    index, left = arguments["container"], arguments["left_image"]
    try:
        item = session.cluster.get(_path(namespace, workload))
    except Absent:
        return f"{workload} is gone"
    if item["metadata"]["uid"] != before["uid"]:
        return f"{workload} was made anew meanwhile"
    found = item["spec"]["template"]["spec"]["containers"][index]
    by_hand = f"kubectl set image -n {namespace} {workload} {found['name']}={before['image']}"
    if found["image"] not in (left, before["image"]):
        raise UndoIncomplete(
            f"{workload} runs {found['image']}, which this fault did not name; if that is not "
            f"wanted, by hand: {by_hand}"
        )
    try:
        if found["image"] == left:
            _set(session, namespace, workload, index, left, before["image"])
        _remove_remains(session, namespace, left)
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    return require_whole(session, namespace, workload)


def _make_missing(
    session: Session, namespace: str, workload: str, index: int, found: str, wrong: str
) -> None:
    with as_seen(workload):
        _set(session, namespace, workload, index, found, wrong)


def _remove_remains(session: Session, namespace: str, left: str) -> None:
    """Remove the ReplicaSet of the missing image, and pods that wait for it.

    A StatefulSet does not replace a pod that waits for an image, even when the image is named
    right again (Kubernetes' documentation, StatefulSets, forced rollback).
    """
    for kind in ("apis/apps/v1", "replicasets"), ("api/v1", "pods"):
        path = f"/{kind[0]}/namespaces/{namespace}/{kind[1]}"
        for item in session.cluster.items(path):
            spec = item["spec"].get("template", item)["spec"]
            if any(container["image"] == left for container in spec["containers"]):
                about = item["metadata"]
                # Its workload may be quicker.
                session.cluster.discard(
                    f"{path}/{about['name']}", {"preconditions": {"uid": about["uid"]}}
                )


def _set(
    session: Session, namespace: str, workload: str, index: int, found: str, wanted: str
) -> None:
    where = f"/spec/template/spec/containers/{index}/image"
    session.cluster.json_patch(
        _path(namespace, workload),
        [
            {"op": "test", "path": where, "value": found},
            {"op": "replace", "path": where, "value": wanted},
        ],
    )


def _image(item: Json, container: str) -> tuple[int, str]:
    containers = item["spec"]["template"]["spec"]["containers"]
    for index, candidate in enumerate(containers):
        if container in ("", candidate["name"]):
            return index, candidate["image"]
    names = ", ".join(candidate["name"] for candidate in containers)
    raise UsageError(f"{item['metadata']['name']} has no container {container!r}; it has: {names}")


def _without_tag(image: str) -> str:
    """Return an image's name: ``host:5000/shop/web`` of ``host:5000/shop/web:1@sha256:…``."""
    place, slash, name = image.partition("@")[0].rpartition("/")
    return f"{place}{slash}{name.partition(':')[0]}"


def _waiting(session: Session, namespace: str, image: str) -> Observation[tuple[str, ...]]:
    """Look at the pods that wait for an image, each with the reason that the kubelet gives."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    started = now()
    found = []
    for item in session.cluster.items(path):
        for status in (item.get("status") or {}).get("containerStatuses") or []:
            reason = ((status.get("state") or {}).get("waiting") or {}).get("reason")
            if status["image"] == image and reason in _NO_IMAGE:
                found.append(f"{item['metadata']['name']}: {reason}")
    return Observation(
        f"pods that wait for {image}",
        tuple(sorted(found)),
        "Kubernetes API",
        f"GET {path}",
        started,
        now(),
    )


def _path(namespace: str, workload: str) -> str:
    return f"/apis/apps/v1/namespaces/{namespace}/{workload}"


ACTIONS = {"missing": missing}
