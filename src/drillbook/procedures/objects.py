"""Objects of the cluster changed as ``kubectl edit``, ``set`` and ``rollout`` do, and put back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Absent, Json
from drillbook.clock import now
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.procedures import environment
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_ROLLED_OUT_WITHIN = timedelta(minutes=4)
_SOON = timedelta(seconds=30)
_ROLLED = ("/deployments/", "/statefulsets/")
_RESTARTED = "kubectl.kubernetes.io/restartedAt"


def path(namespace: str, kind_and_name: str) -> str:
    """Return the API's path of an object such as ``deployments/web`` or ``configmaps/settings``."""
    kind = kind_and_name.partition("/")[0]
    group = {
        "configmaps": "/api/v1",
        "secrets": "/api/v1",
        "pods": "/api/v1",
        "ingresses": "/apis/networking.k8s.io/v1",
        "cronjobs": "/apis/batch/v1",
        "horizontalpodautoscalers": "/apis/autoscaling/v2",
    }.get(kind, "/apis/apps/v1")
    return f"{group}/namespaces/{namespace}/{kind_and_name}"


@needs("get deployments.apps", "patch deployments.apps")
def patch(
    session: Session,
    namespace: str,
    kind_and_name: str,
    body: Mapping[str, Any],
    what: str,
    *,
    awaited: bool = True,
) -> None:
    """Merge a patch into an object; the undo puts back what the patch has changed.

    A workload is waited for, unless that is not wanted, until all its pods are of the new template.
    Raises Refused, NotDone, Unobservable, or CheckFailed when that takes over four minutes.
    """
    where = path(namespace, kind_and_name)
    change = Change("workload.change", namespace, (kind_and_name,), undo_within=_ROLLED_OUT_WITHIN)
    session.permit(change)
    before = inverse(body, session.cluster.get(where))
    session.intend(
        "object.patch_back",
        {"namespace": namespace, "object": kind_and_name},
        {"body": before},
    )
    session.cluster.merge_patch(where, dict(body))
    note(what)
    if awaited:
        await_rollout(session, namespace, kind_and_name)


@undo_step("object.patch_back")
def _patch_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace, name = str(arguments["namespace"]), str(arguments["object"])
    # What is put back after this may be what its pods need to start.
    last = len(session.journal.pending()) <= 1
    try:
        session.cluster.merge_patch(path(namespace, name), before["body"])
        await_rollout(session, namespace, name, _ROLLED_OUT_WITHIN if last else _SOON)
    except Absent:
        return f"{name} is gone"
    except CheckFailed:
        if not last:
            return f"{name} is as it was; its pods come once the rest is put back"
        by_hand = f"by hand: kubectl edit -n {namespace} {name}"
        raise UndoIncomplete(f"{name} was put back, its pods do not come; {by_hand}") from None
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; by hand: kubectl edit -n {namespace} {name}") from error
    return f"{name} is as it was"


def inverse(body: Mapping[str, Any], item: Mapping[str, Any]) -> Json:
    """Return the merge patch that takes back what another one changes of an object."""
    found: Json = {}
    for key, value in body.items():
        was = item.get(key)
        if isinstance(value, Mapping) and isinstance(was, Mapping):
            found[key] = inverse(value, was)
        else:
            found[key] = was
    return found


def await_rollout(
    session: Session, namespace: str, kind_and_name: str, within: timedelta = _ROLLED_OUT_WITHIN
) -> None:
    """Wait until all replicas are of the present template and ready; other objects are at once."""
    where = path(namespace, kind_and_name)
    if not any(kind in where for kind in _ROLLED):
        return
    environment.await_rolled_out(session, where, within)


def restart(session: Session, namespace: str, kind_and_name: str, *, awaited: bool = True) -> None:
    """Restart a workload's pods one after another, as ``kubectl rollout restart`` does."""
    session.permit(
        Change("workload.change", namespace, (kind_and_name,), undo_within=_ROLLED_OUT_WITHIN)
    )
    _stamp(session, namespace, kind_and_name)
    note(f"{kind_and_name} is restarted")
    if awaited:
        await_rollout(session, namespace, kind_and_name)


def _stamp(session: Session, namespace: str, kind_and_name: str) -> None:
    stamp = {"metadata": {"annotations": {_RESTARTED: now().isoformat()}}}
    session.cluster.merge_patch(path(namespace, kind_and_name), {"spec": {"template": stamp}})


def restart_at_undo(session: Session, namespace: str, kind_and_name: str) -> None:
    """Have the undo restart a workload, once what is changed after this has been put back.

    It is for what a workload reads at its start alone: what is put back would not be in effect.
    """
    session.permit(
        Change("workload.change", namespace, (kind_and_name,), undo_within=_ROLLED_OUT_WITHIN)
    )
    session.intend("object.restart", {"namespace": namespace, "object": kind_and_name}, {})


@undo_step("object.restart")
def _restart_again(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    namespace, name = str(arguments["namespace"]), str(arguments["object"])
    try:
        _stamp(session, namespace, name)
        await_rollout(session, namespace, name)
    except Absent:
        return f"{name} is gone"
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = f"by hand: kubectl rollout restart -n {namespace} {name}"
        raise UndoIncomplete(f"{name} was not restarted: {error}; {by_hand}") from error
    return f"{name} was restarted and has read what was put back"


def _containers_with(
    session: Session, namespace: str, kind_and_name: str, **changed: Any
) -> Mapping[str, Any]:
    """Return the patch of fields of a workload's first container; ``env`` is added to."""
    found = session.cluster.get(path(namespace, kind_and_name))["spec"]["template"]["spec"]
    first, *others = found["containers"]
    added = changed.pop("env", {})
    kept = [one for one in first.get("env") or [] if one["name"] not in added]
    env = [*kept, *({"name": name, "value": value} for name, value in added.items())]
    new = {**first, **changed, **({"env": env} if added else {})}
    return {"spec": {"template": {"spec": {"containers": [new, *others]}}}}


def change_container(session: Session, namespace: str, deployment: str, **changed: Any) -> None:
    """Change fields of a Deployment's first container; wait until all its pods have them."""
    name = f"deployments/{deployment}"
    body = _containers_with(session, namespace, name, **changed)
    said = ", ".join(f"{key} {value}" for key, value in changed.items())
    patch(session, namespace, name, body, f"{deployment} gets {said}")


def limit_memory(session: Session, namespace: str, deployment: str, mebibytes: int) -> None:
    """Let a Deployment's first container use no more memory; its pods may not start. Undone."""
    name, memory = f"deployments/{deployment}", f"{mebibytes}Mi"
    resources = {"requests": {"cpu": "50m", "memory": memory}, "limits": {"memory": memory}}
    body = _containers_with(session, namespace, name, resources=resources)
    patch(session, namespace, name, body, f"{deployment} may use {memory}", awaited=False)


def change_arguments(
    session: Session, namespace: str, kind_and_name: str, arguments: Mapping[str, str]
) -> None:
    """Give a workload's first container arguments of the form ``--name=value``; others stay."""
    spec = session.cluster.get(path(namespace, kind_and_name))["spec"]["template"]["spec"]
    had = [str(one) for one in spec["containers"][0]["args"]]
    kept = [one for one in had if one.partition("=")[0] not in arguments]
    args = [*kept, *(f"{name}={value}" for name, value in arguments.items())]
    body = _containers_with(session, namespace, kind_and_name, args=args)
    said = " ".join(args[len(kept) :])
    patch(session, namespace, kind_and_name, body, f"{kind_and_name} runs with {said}")


@needs("get configmaps", "patch configmaps")
def replace_text(
    session: Session, namespace: str, config_map: str, key: str, old: str, new: str
) -> None:
    """Replace one place in a text of a ConfigMap; raises NotDone when it is not there once."""
    name = f"configmaps/{config_map}"
    text = str(session.cluster.get(path(namespace, name))["data"][key])
    if text.count(old) != 1:
        raise NotDone(f"{old!r} is {text.count(old)} times in {key} of {config_map}, not once")
    body = {"data": {key: text.replace(old, new)}}
    patch(session, namespace, name, body, f"{key} of {config_map}: {old} becomes {new}")
