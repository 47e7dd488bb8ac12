"""The public name led to another site, and which site answers it (Neo Operational, DR Steps)."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import http
from drillbook.clients.answers import Absent
from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.procedures import kept_away, recovery
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

NAME, GATEWAY, PORT = "neo-api", "api-gateway", 8080
SERVICES = tuple(
    f"deployments/{name}"
    for name in (
        GATEWAY,
        "keymanagement-service",
        "storage-service",
        "configuration-service",
        "notification-service",
        "crosschain-service",
        "oracle-service",
    )
)
#: What is not brought up at the other site: what looks at the first one, and its own nights.
WITHOUT = (
    "deployments/logs",
    "services/logs",
    "deployments/exporter",
    "cronjobs/postgres-backup",
    "services/neo-api",
)
_HEADER = "x-site"
_PATIENCE = timedelta(seconds=10)
_SLICE = "neo-api-other-site"


def stores(session: Session, system: str) -> Observation[tuple[str, ...]]:
    """Bring up the stores at the other site, with the Secrets that were kept away; undone."""
    return recovery.stores(session, system, (*SERVICES, *WITHOUT), kept_away.opened())


@needs("get services", "patch services", "create endpointslices.discovery.k8s.io", "list pods")
def lead_to(session: Session, namespace: str, other: str) -> None:
    """Lead the public name to the gateway's pods of another namespace; undone.

    Raises Refused, NotDone, or Unobservable when no such pod is ready.
    """
    pods = kubernetes.pods(session, other, f"app={GATEWAY}").value
    addresses = [pod.address for pod in pods if pod.healthy and pod.address]
    if not addresses:
        raise Unobservable(f"no pod of {GATEWAY} is ready in {other}")
    path = f"/api/v1/namespaces/{namespace}/services/{NAME}"
    selector = session.cluster.get(path)["spec"].get("selector")
    session.permit(Change("recovery.bring_up", namespace, (NAME,)))
    session.intend("other_site.back", {"namespace": namespace}, {"selector": selector})
    session.cluster.merge_patch(path, {"spec": {"selector": None}})
    slices = f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices"
    for item in session.cluster.items(slices, labelSelector=f"kubernetes.io/service-name={NAME}"):
        session.cluster.delete(f"{slices}/{item['metadata']['name']}")
    body = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": _SLICE, "labels": {"kubernetes.io/service-name": NAME}},
        "addressType": "IPv4",
        "ports": [{"name": "http", "port": PORT}],
        "endpoints": [{"addresses": [one], "conditions": {"ready": True}} for one in addresses],
    }
    session.cluster.create(slices, body)
    note(f"{NAME} leads to {len(addresses)} pods of {other}")


def answering(
    session: Session, namespace: str, path: str, count: int
) -> Observation[dict[str, int]]:
    """Ask the public name so often; count by the site that answered well, "" for nobody."""
    url = http.service_url(session, f"{namespace}/{NAME}:{PORT}") + path
    started = now()
    found: Counter[str] = Counter()
    for _ in range(count):
        try:
            answer = http.get(url, within=_PATIENCE)
            found[answer.headers.get(_HEADER, "") if answer.status == 200 else ""] += 1
        except Unobservable:
            found[""] += 1
    said = dict(sorted(found.items()))
    return Observation("sites", said, f"{namespace}/{NAME}", f"GET {path}", started, now())


@undo_step("other_site.back")
def _back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace = str(arguments["namespace"])
    path = f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices/{_SLICE}"
    try:
        try:
            session.cluster.get(path)
            session.cluster.delete(path)
        except Absent:
            pass
        own = f"/api/v1/namespaces/{namespace}/services/{NAME}"
        session.cluster.merge_patch(own, {"spec": {"selector": before["selector"]}})
    except NotDone as error:
        by_hand = f"by hand: kubectl edit -n {namespace} service/{NAME}"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"{NAME} leads to its own pods"
