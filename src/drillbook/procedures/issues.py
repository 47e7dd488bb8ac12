"""Work on a service's issues: a larger pool, a Secret that is gone, a way back that is tried.

Neo Operational, Common Issues & Solutions; Database Connection Pool Exhausted; Scheduled
Maintenance / Rollback plan.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from drillbook.clock import eventually, now
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.kept import Kept
from drillbook.observation import Observation
from drillbook.probes import maintenance_window, postgresql_sessions
from drillbook.probes import releases as probes
from drillbook.probes.maintenance_window import Answer
from drillbook.probes.postgresql_sessions import Listed
from drillbook.procedures import objects, releases
from drillbook.procedures import postgresql_sessions as sessions
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_ROLLED_OUT_WITHIN = timedelta(minutes=4)
_YOUNG = 3
_GONE_WITHIN = timedelta(seconds=10)


@dataclass(frozen=True)
class WayBack:
    """A service's way back as it was tried: from which image, to which, and what it came to."""

    service: str
    tried: str
    before: str
    after: str


@dataclass(frozen=True)
class Ended:
    """Clients' sessions before and after idle ones were ended, and the drill's own among them."""

    before: tuple[Listed, ...]
    after: tuple[Listed, ...]
    own: tuple[int, ...]


def raise_pool(session: Session, namespace: str, service: str, size: int) -> None:
    """Let each pod of a service have more sessions; its pods are restarted with it.

    The undo puts the setting back, and restarts again. Raises Refused, NotDone, CheckFailed.
    """
    name = f"deployments/{service}"
    session.permit(Change("workload.change", namespace, (name,), undo_within=_ROLLED_OUT_WITHIN))
    session.intend("workload.restart_again", {"namespace": namespace, "workload": name}, {})
    body = {"data": {"POOL_SIZE": str(size)}}
    what = f"a pod of {service} may have {size} sessions"
    objects.patch(session, namespace, f"configmaps/{service}-config", body, what)
    objects.restart(session, namespace, name)


@undo_step("workload.restart_again")
def _again(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Restart a workload's pods, so that they read their settings anew."""
    namespace, name = str(arguments["namespace"]), str(arguments["workload"])
    stamp = {"metadata": {"annotations": {"drillbook.dev/restarted": now().isoformat()}}}
    try:
        session.cluster.merge_patch(objects.path(namespace, name), {"spec": {"template": stamp}})
        objects.await_rollout(session, namespace, name)
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = f"by hand: kubectl rollout restart -n {namespace} {name}"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"{name} is restarted"


@needs("get secrets", "delete secrets", "create secrets")
def take_away(session: Session, namespace: str, name: str) -> None:
    """Take a Secret away; what it holds is kept in the target, and the undo puts it back."""
    path = objects.path(namespace, f"secrets/{name}")
    item = session.cluster.get(path)
    values = {key: base64.b64decode(value) for key, value in item["data"].items()}
    about = {key: item["metadata"].get(key) or {} for key in ("labels", "annotations")}
    session.permit(Change("secret.wrong", namespace, (name,)))
    session.intend(
        "secret.make_again",
        {"namespace": namespace, "name": name, "about": about, "type": item["type"]},
        {"values": Kept(values)},
    )
    session.cluster.delete(path)
    note(f"Secret {name} is gone")


@undo_step("secret.make_again")
def _make_again(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace, name = str(arguments["namespace"]), str(arguments["name"])
    if session.cluster.has(objects.path(namespace, f"secrets/{name}")):
        return f"Secret {name} is there"
    values = session.kept(before["values"])
    body = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": arguments["type"],
        "metadata": {"name": name, **arguments["about"]},
        "data": {key: base64.b64encode(value).decode() for key, value in values.items()},
    }
    try:
        session.cluster.create(f"/api/v1/namespaces/{namespace}/secrets", body)
    except NotDone as error:
        where = f"Secret drillbook/{before['values']['secret']}"
        raise UndoIncomplete(f"{error}; by hand: its values are in {where}") from error
    return f"Secret {name} is there again"


@needs("get deployments.apps")
def give_memory(session: Session, namespace: str, app: str, request: str, limit: str) -> None:
    """Give a Deployment's first container another request and limit of memory; undone."""
    item = session.cluster.get(objects.path(namespace, f"deployments/{app}"))
    had = item["spec"]["template"]["spec"]["containers"][0]["resources"]
    resources = {
        "requests": had["requests"] | {"memory": request},
        "limits": had["limits"] | {"memory": limit},
    }
    objects.change_container(session, namespace, app, resources=resources)


def end_idle(
    session: Session, namespace: str, limit: timedelta, compressed: int
) -> Observation[Ended]:
    """End sessions that were idle for longer, once some of the drill's own were; a few are young.

    Sessions grow old so many times quicker; what is returned of them before and after has the
    times that these stand for. Raises Refused, Unobservable, NotDone, CheckFailed.
    """
    over = limit / compressed
    seconds = over.total_seconds()
    own = [one for one in postgresql_sessions.listed(session, namespace).value if _own(one)]
    if not own:
        raise Unobservable("the drill has no session of its own that could be idle")
    eventually(
        lambda: postgresql_sessions.listed(session, namespace).value,
        lambda found: all(one.since_seconds > seconds for one in found if _own(one)),
        within=over + timedelta(minutes=1),
        what="the drill's sessions are idle for that long",
    )
    most = postgresql_sessions.used(session, namespace).value.clients
    sessions.take(session, namespace, most + _YOUNG)
    before = postgresql_sessions.listed(session, namespace)
    sessions.end_idle(session, namespace, over)
    old = {one.pid for one in before.value if one.state == "idle" and one.since_seconds > seconds}
    try:
        after = eventually(
            lambda: postgresql_sessions.listed(session, namespace),
            lambda seen: not old & {one.pid for one in seen.value},
            within=_GONE_WITHIN,
            what="they are gone",
        ).value
    except CheckFailed:
        after = postgresql_sessions.listed(session, namespace)
    idle = tuple(
        replace(one, since_seconds=one.since_seconds * compressed)
        for one in before.value
        if one.state == "idle"
    )
    found = Ended(idle, after.value, tuple(one.pid for one in idle if _own(one)))
    return Observation("sessions", found, after.source, after.query, before.started, after.ended)


def _own(one: Listed) -> bool:
    return one.application.startswith("drillbook")


def try_way_back(
    session: Session, staging: str, production: str, service: str, version: str
) -> Observation[WayBack]:
    """Roll a version out in staging, and back; return what ran before, then, and afterwards."""
    started, selector = now(), f"app={service}"
    before = _image(session, staging, selector)
    releases.roll_out(session, staging, service, version, production)
    releases.rolled_out(session, staging, service)
    tried = _image(session, staging, selector)
    releases.roll_back(session, staging, service)
    releases.rolled_out(session, staging, service)
    found = WayBack(service, tried, before, _image(session, staging, selector))
    return Observation("way back", found, "Kubernetes API", "rollout undo", started, now())


def _image(session: Session, namespace: str, selector: str) -> str:
    return ", ".join(sorted(set(probes.running(session, namespace, selector).value.values())))


def ask_for_maintenance(
    session: Session, namespace: str, service: str, tried: Observation[WayBack] | None
) -> Observation[Answer]:
    """Ask for maintenance of a service in the window; without a way back that worked, refused."""
    seen = maintenance_window.asked(session, namespace, 72, "02:00", 60)
    if tried is None:
        return maintenance_window.with_way_back(seen, f"no way back of {service} was tried")
    found = tried.value
    works = found.service == service and found.before == found.after != found.tried
    why = "" if works else f"the way back that was tried left {found.after}, not {found.before}"
    return maintenance_window.with_way_back(seen, why)
