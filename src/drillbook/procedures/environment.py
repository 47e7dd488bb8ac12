"""A workload's environment and requests changed, as ``kubectl set`` does."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Json
from drillbook.clients.quantity import quantity
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

#: Performance Tuning / Graph Builder Tuning.
TUNED: Mapping[str, str] = {
    "KAFKA_CONSUMER_BATCH_SIZE": "100",
    "KAFKA_CONSUMER_BATCH_TIMEOUT_MS": "1000",
    "RCA_WINDOW_MIN": "15",
    "RCA_MAX_CAUSES": "10",
}
_ROLLED_OUT_WITHIN = timedelta(minutes=3)
_CONTAINER = "/spec/template/spec/containers/0"


def change(
    session: Session,
    namespace: str,
    deployment: str,
    variables: Mapping[str, str],
    requests: Mapping[str, str],
    limits: Mapping[str, str] | None = None,
) -> None:
    """Give a Deployment's first container variables, requests and limits; wait until all have them.

    The undo puts back what the container had. Raises Refused, Unobservable, NotDone, or
    CheckFailed when the new pods do not become ready.
    """
    path = path_of(namespace, deployment)
    container = _first(session, path)
    environment, resources = container.get("env") or [], container.get("resources") or {}
    names = (f"deployments/{deployment}",)
    session.permit(Change("workload.change", namespace, names, undo_within=_ROLLED_OUT_WITHIN))
    kept = [one for one in environment if one["name"] not in variables]
    set_to = {
        "env": kept + [{"name": name, "value": value} for name, value in variables.items()],
        "resources": resources
        | {"requests": (resources.get("requests") or {}) | dict(requests)}
        | ({"limits": (resources.get("limits") or {}) | dict(limits)} if limits else {}),
    }
    session.intend(
        "workload.change_back",
        {"namespace": namespace, "deployment": deployment, "left": set_to},
        {"env": environment, "resources": resources},
    )
    _set(session, path, set_to)
    await_rolled_out(session, path)
    said = [f"{name}={value}" for name, value in {**variables, **requests}.items()]
    said += [f"at most {name}={value}" for name, value in (limits or {}).items()]
    note(f"every pod of {deployment} has {', '.join(said)}")


@undo_step("workload.change_back")
def _back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace, deployment = str(arguments["namespace"]), str(arguments["deployment"])
    path = path_of(namespace, deployment)
    by_hand = f"kubectl edit -n {namespace} deployment/{deployment}"
    try:
        container = _first(session, path)
        found = {name: container.get(name) or type(was)() for name, was in before.items()}
        if not (_same(found, before) or _same(found, arguments["left"])):
            raise UndoIncomplete(
                f"somebody else has changed {deployment} since; by hand: {by_hand}"
            )
        if not _same(found, before):
            _set(session, path, before)
        await_rolled_out(session, path)
    except (CheckFailed, NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    return f"{deployment} has the environment and the requests that it had"


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two containers have the same; the API server writes 32768Ki as 32Mi."""
    return one["env"] == other["env"] and _amounts(one) == _amounts(other)


def _amounts(container: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    return {
        (kind, name): quantity(amount)
        for kind, amounts in container["resources"].items()
        for name, amount in amounts.items()
    }


@needs("get deployments.apps")
def _first(session: Session, path: str) -> Json:
    containers: list[Json] = session.cluster.get(path)["spec"]["template"]["spec"]["containers"]
    return containers[0]


@needs("patch deployments.apps")
def _set(session: Session, path: str, wanted: Mapping[str, Any]) -> None:
    session.cluster.json_patch(
        path,
        [
            {"op": "add", "path": f"{_CONTAINER}/{name}", "value": value}
            for name, value in wanted.items()
        ],
    )


def await_rolled_out(session: Session, path: str, within: timedelta = _ROLLED_OUT_WITHIN) -> None:
    """Wait until all replicas are of the present template and ready, and none of another is."""

    def rolled_out() -> bool:
        item = session.cluster.get(path)
        status, wanted = item.get("status") or {}, item["spec"]["replicas"]
        current = status.get("observedGeneration", 0) >= item["metadata"]["generation"]
        counts = {status.get(kind, 0) for kind in ("replicas", "updatedReplicas", "readyReplicas")}
        return current and counts == {wanted}

    eventually(
        rolled_out,
        bool,
        within=within,
        what=f"{path.rpartition('/')[2]} is rolled out",
        every=timedelta(milliseconds=500),
    )


def path_of(namespace: str, deployment: str) -> str:
    """Return the API's path of a Deployment."""
    return f"/apis/apps/v1/namespaces/{namespace}/deployments/{deployment}"
