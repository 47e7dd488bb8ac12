"""Releases rolled out, tried as a canary, and rolled back (Neo Operational, Deployment Procedures).

The runbook sets the image ``latest``, which names no version. Here a version is named, with the
image that the ConfigMap ``releases`` gives for it, and the cause is written beside the revision.
"""

import copy
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Json
from drillbook.clock import Seen, eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import releases as probes
from drillbook.probes.releases import CAUSE, Rollout
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

ROLLED_OUT_WITHIN = timedelta(minutes=3)
_EVERY = timedelta(milliseconds=500)
_CONTAINER = "/spec/template/spec/containers/0"


def roll_out(session: Session, namespace: str, name: str, version: str, source: str) -> None:
    """Give a Deployment the image of a version; ``source`` is the namespace of the releases.

    The undo gives it the one that it had. Raises Refused, Unobservable for a version that there
    is none of, or NotDone.
    """
    image = _image(session, source, version)
    item = session.cluster.get(_path(namespace, name))
    had = item["spec"]["template"]["spec"]["containers"][0]["image"]
    cause = (item["metadata"].get("annotations") or {}).get(CAUSE, "")
    session.permit(
        Change(
            "workload.image",
            namespace,
            (f"deployments/{name}",),
            taken_down=1,
            undo_within=ROLLED_OUT_WITHIN,
        )
    )
    session.intend(
        "rollout.back", {"namespace": namespace, "deployment": name}, {"image": had, "cause": cause}
    )
    _set(session, namespace, name, image, f"version {version}")
    note(f"{name} in {namespace} is told to run version {version}")


def roll_back(session: Session, namespace: str, name: str, revision: int = 0) -> int:
    """Give a Deployment the template of a revision, by default of the one before; return which.

    As ``kubectl rollout undo`` does. It is for what ``roll_out`` of this drill has changed, whose
    undo holds for it, too. Raises Unobservable for a revision that is not there, or NotDone.
    """
    known = probes.history(session, namespace, name).value
    numbers = [one.number for one in known]
    wanted = revision or (numbers[-2] if len(numbers) > 1 else 0)
    chosen = next((one for one in known if one.number == wanted), None)
    if chosen is None:
        raise Unobservable(f"{name} has no revision {wanted}; it has: {numbers}")
    session.permit(
        Change("workload.image", namespace, (f"deployments/{name}",), undo_within=ROLLED_OUT_WITHIN)
    )
    _set(session, namespace, name, chosen.image, chosen.cause)
    note(f"{name} in {namespace} is rolled back to revision {wanted}")
    return wanted


def rolled_out(session: Session, namespace: str, name: str) -> Seen[Observation[Rollout]]:
    """Wait until a roll-out is complete, or was given up; raises CheckFailed when it is neither."""
    what = f"the roll-out of {name} ends"
    return _until(session, namespace, name, lambda found: found.complete or found.stuck, what)


def _until(
    session: Session, namespace: str, name: str, accept: Callable[[Rollout], bool], what: str
) -> Seen[Observation[Rollout]]:
    return eventually(
        lambda: probes.rollout(session, namespace, name),
        lambda seen: accept(seen.value),
        within=ROLLED_OUT_WITHIN,
        what=what,
        every=_EVERY,
    )


@needs("create deployments.apps", "delete deployments.apps")
def begin_canary(session: Session, namespace: str, name: str, version: str) -> None:
    """Run one pod of a version beside a Deployment's, behind the same Service; the undo ends it."""
    image = _image(session, namespace, version)
    canary = _canary_of(session.cluster.get(_path(namespace, name)), image)
    change = Change("workload.image", namespace, (f"deployments/{name}-canary",))
    session.permit(change)
    session.intend("rollout.end_canary", {"namespace": namespace, "deployment": name}, {})
    session.cluster.create(f"/apis/apps/v1/namespaces/{namespace}/deployments", canary)
    note(f"one pod of {name} runs version {version}")
    try:
        rolled_out(session, namespace, f"{name}-canary")
    except CheckFailed as error:
        raise Unobservable(str(error)) from error


@undo_step("rollout.back")
def _back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Name the image as before, and wait until every pod runs it."""
    namespace, name = str(arguments["namespace"]), str(arguments["deployment"])
    by_hand = f"by hand: kubectl rollout undo -n {namespace} deployment/{name}"
    try:
        _set(session, namespace, name, str(before["image"]), str(before["cause"]))
        # Not until it was given up: that a Deployment says of the roll-out before for a while.
        what = f"{name} is rolled out as before"
        _until(session, namespace, name, lambda found: found.complete, what)
    except (CheckFailed, NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"{name} in {namespace} runs {before['image']}"


@undo_step("rollout.end_canary")
def _end_canary(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Delete the canary and wait until no pod of it is left."""
    namespace, name = str(arguments["namespace"]), str(arguments["deployment"])
    path = _path(namespace, f"{name}-canary")
    pods = f"/api/v1/namespaces/{namespace}/pods"
    try:
        session.cluster.discard(path, {"propagationPolicy": "Background"})
    except NotDone as error:
        by_hand = f"by hand: kubectl delete -n {namespace} deployment/{name}-canary"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    selector = f"app={name},track=canary"
    eventually(
        lambda: session.cluster.items(pods, labelSelector=selector),
        lambda items: not items,
        within=ROLLED_OUT_WITHIN,
        what=f"no canary of {name} is left",
    )
    return f"the canary of {name} is gone"


def _canary_of(item: Json, image: str) -> Json:
    name, labels = item["metadata"]["name"], {"track": "canary"}
    template = copy.deepcopy(item["spec"]["template"])
    template["metadata"]["labels"] |= labels
    template["spec"]["containers"][0]["image"] = image
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": f"{name}-canary", "labels": {"app": name, **labels}},
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": {"app": name, **labels}},
            "template": template,
        },
    }


def _image(session: Session, namespace: str, version: str) -> str:
    known = probes.images(session, namespace).value
    if version not in known:
        raise Unobservable(f"there is no version {version}; there are: {', '.join(sorted(known))}")
    return known[version]


@needs("patch deployments.apps")
def _set(session: Session, namespace: str, name: str, image: str, cause: str) -> None:
    annotation = CAUSE.replace("/", "~1")
    operations = [
        {"op": "add", "path": f"/metadata/annotations/{annotation}", "value": cause},
        {"op": "add", "path": f"{_CONTAINER}/image", "value": image},
    ]
    session.cluster.json_patch(_path(namespace, name), operations)


def _path(namespace: str, name: str) -> str:
    return f"/apis/apps/v1/namespaces/{namespace}/deployments/{name}"
