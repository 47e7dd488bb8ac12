"""NeuralLog's tenants made, used and deleted (Rolling Updates / Kubernetes Operator Updates).

Only a tenant that a drill has made itself is changed: its undo deletes it.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from drillbook.clients import http
from drillbook.clients.answers import Absent
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.probes import tenants
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_GONE_WITHIN = timedelta(minutes=2)
_KEY_WITHIN = timedelta(minutes=1)
_ANSWER_SECONDS = 10.0
_MOST = 50


@dataclass(frozen=True)
class Made:
    """A tenant that a drill has made; its name has six random digits."""

    name: str


@dataclass(frozen=True)
class Sent:
    """Logs that a tenant has sent in, and the status that each request was answered with."""

    statuses: tuple[int, ...] = field(default=())


@dataclass(frozen=True)
class Filled:
    """How many objects were made before one was refused, and what was said of that one."""

    made: int
    refused: str


@needs("create tenants.neurallog.io")
def make(session: Session, namespace: str, name: str, plan: str) -> Made:
    """Make a tenant; the undo deletes it. Raises Refused, NotDone."""
    made = Made(f"{name}-{secrets.token_hex(3)}")
    session.permit(Change("tenant.make", namespace, (made.name,), undo_within=_GONE_WITHIN))
    session.intend("tenant.remove", {"namespace": namespace, "tenant": made.name}, {})
    body = {
        "apiVersion": "neurallog.io/v1",
        "kind": "Tenant",
        "metadata": {"name": made.name},
        "spec": {"plan": plan},
    }
    session.cluster.create(tenants.PATH, body)
    note(f"tenant {made.name} is made with plan {plan}")
    return made


def key(session: Session, tenant: str) -> str:
    """Return a tenant's key, once there is one. Raises Unobservable."""
    place = f"tenant-{tenant}"
    try:
        seen = eventually(
            lambda: _held(session, place), bool, within=_KEY_WITHIN, what=f"{tenant} has a key"
        )
    except CheckFailed as error:
        raise Unobservable(str(error)) from error
    return seen.value


def send(
    session: Session, namespace: str, tenant: str, several: Sequence[Mapping[str, str]]
) -> Sent:
    """Send logs in with a tenant's key. Raises Refused, NotDone when nobody answers."""
    session.permit(Change("ledger.write", namespace, (f"logs of {tenant}",)))
    url = http.service_url(session, f"{namespace}/log-ingestion:8080") + "/api/v1/logs"
    headers = {"X-API-Key": key(session, tenant)}
    try:
        with httpx.Client(timeout=_ANSWER_SECONDS, trust_env=False) as client:
            answer = client.post(url, content=json.dumps({"logs": several}), headers=headers)
    except httpx.HTTPError as error:
        raise NotDone(f"POST {url}: {error}") from error
    note(f"tenant {tenant} has sent {len(several)} logs: {answer.status_code}")
    return Sent((answer.status_code,))


@needs("delete tenants.neurallog.io")
def delete(session: Session, namespace: str, tenant: str) -> None:
    """Delete a tenant that the drill has made. Raises Refused, NotDone."""
    session.permit(Change("tenant.delete", namespace, (tenant,)))
    session.cluster.delete(f"{tenants.PATH}/{tenant}")
    note(f"tenant {tenant} is deleted")


@needs("create configmaps")
def fill_quota(session: Session, namespace: str, tenant: str) -> Filled:
    """Make ConfigMaps in a tenant's namespace until one is refused; return how many were.

    They go with the tenant. Raises Refused, NotDone for another refusal than the quota's.
    """
    session.permit(Change("tenant.make", namespace, (f"ConfigMaps of {tenant}",)))
    path = f"/api/v1/namespaces/tenant-{tenant}/configmaps"
    for number in range(_MOST):
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"filled-{number}"}}
        try:
            session.cluster.create(path, body)
        except NotDone as error:
            if "exceeded quota" in str(error):
                return Filled(number, str(error)[:200])
            raise
    return Filled(_MOST, "")


@needs("create replicasets.apps")
def ask_for_rights(session: Session, namespace: str, tenant: str) -> None:
    """Ask for a pod with all rights over its node in a tenant's namespace; it goes with the tenant.

    Raises Refused, NotDone.
    """
    session.permit(Change("tenant.make", namespace, (f"ReplicaSet of {tenant}",)))
    labels = {"app": "drill-privileged"}
    container = {"name": "c", "image": "none", "securityContext": {"privileged": True}}
    body = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {"name": "drill-privileged"},
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }
    session.cluster.create(f"/apis/apps/v1/namespaces/tenant-{tenant}/replicasets", body)
    note(f"a pod with all rights over its node is asked for in tenant {tenant}")


@undo_step("tenant.remove")
@needs("get tenants.neurallog.io", "delete tenants.neurallog.io")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Delete a tenant that a drill has made, and wait until it is gone."""
    name = str(arguments["tenant"])
    path = f"{tenants.PATH}/{name}"
    try:
        session.cluster.get(path)
        session.cluster.delete(path)
        eventually(
            lambda: not session.cluster.has(path),
            bool,
            within=_GONE_WITHIN,
            what=f"{name} is gone",
        )
    except Absent:
        return f"tenant {name} is not there"
    except (CheckFailed, NotDone) as error:
        raise UndoIncomplete(f"{error}; by hand: kubectl delete tenant {name}") from error
    return f"tenant {name} is gone"


def _held(session: Session, place: str) -> str:
    try:
        return session.secret(place, "api-key")["key"]
    except Absent:
        return ""
