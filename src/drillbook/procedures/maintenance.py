"""The monthly maintenance window (KG RCA, Maintenance Windows / Scheduled Maintenance).

The runbook scales kg-api to none and applies a maintenance page that it does not give. Here the
page is a pod that answers every request 503, from kg-api's own image, and the Service leads to it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Absent, Json
from drillbook.clients.postgresql import connected, server
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.faults.workloads import BACK_WITHIN
from drillbook.guard import Change
from drillbook.probes import kubernetes
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

WORKLOAD, SERVICE, PAGE = "deployments/kg-api", "kg-api", "maintenance-page"
REPLICAS = 10

_READY_WITHIN = timedelta(minutes=2)
_ANSWER = """
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/page-is-up" else 503)
        self.send_header("Content-Length", "0")
        self.send_header("Retry-After", "600")
        self.end_headers()
    def log_message(self, *_): pass
ThreadingHTTPServer(("", 8080), Page).serve_forever()
"""


@needs(
    "get deployments.apps",
    "create deployments.apps",
    "get services",
    "patch services",
    "patch deployments.apps/scale",
)
def begin(session: Session, namespace: str) -> None:
    """Put the API into maintenance: the page answers, kg-api has no pod. All of it is undone.

    Raises Refused, Unobservable or CheckFailed (the page does not come up), or NotDone.
    """
    before = kubernetes.workload(session, namespace, WORKLOAD).value.wanted
    selector = session.cluster.get(_service(namespace))["spec"]["selector"]
    image = _image(session, namespace)
    session.permit(
        Change("workload.scale", namespace, (WORKLOAD,), taken_down=before, undo_within=BACK_WITHIN)
    )
    session.permit(
        Change("maintenance.page", namespace, (PAGE, SERVICE), undo_within=_READY_WITHIN)
    )
    session.intend(
        "workload.scale_back",
        {"namespace": namespace, "workload": WORKLOAD, "left_at": 0},
        {"replicas": before},
    )
    session.intend("maintenance.end", {"namespace": namespace}, {"selector": selector})
    session.cluster.create(f"/apis/apps/v1/namespaces/{namespace}/deployments", _page(image))
    kubernetes.whole(session, namespace, f"deployments/{PAGE}", _READY_WITHIN)
    _lead_to(session, namespace, {"app": PAGE})
    session.cluster.scale(namespace, WORKLOAD, 0)
    note(f"{SERVICE} leads to the maintenance page, and {WORKLOAD} is scaled from {before} to none")


@needs("patch deployments.apps/scale")
def end(session: Session, namespace: str) -> None:
    """End maintenance: kg-api has the runbook's replicas, and the Service leads to them again.

    Raises Refused, Unobservable or CheckFailed (its pods do not come up), or NotDone.
    """
    session.permit(Change("workload.scale", namespace, (WORKLOAD,), scaled_to=REPLICAS))
    session.cluster.scale(namespace, WORKLOAD, REPLICAS)
    kubernetes.whole(session, namespace, WORKLOAD, _READY_WITHIN)
    _lead_to(session, namespace, {"app": SERVICE})
    _remove_page(session, namespace)
    note(f"{WORKLOAD} has {REPLICAS} replicas, and {SERVICE} leads to them")


def vacuum(session: Session, namespace: str) -> None:
    """Vacuum and analyse all tables of the billing user, as the runbook does. Raises NotDone."""
    pod = f"{server(session, namespace).service}-0"
    session.permit(Change("postgresql.vacuum", namespace, (pod,)))
    try:
        with connected(session, namespace) as connection:
            connection.execute("VACUUM (ANALYZE)")
    except Unobservable as error:
        raise NotDone(str(error)) from error


@undo_step("maintenance.end")
def _end(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace = str(arguments["namespace"])
    try:
        _lead_to(session, namespace, before["selector"])
        _remove_page(session, namespace)
    except (CheckFailed, NotDone) as error:
        by_hand = f"kubectl edit -n {namespace} service/{SERVICE}; kubectl delete deployment {PAGE}"
        raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    return f"{SERVICE} leads where it did, and the maintenance page is gone"


def _lead_to(session: Session, namespace: str, selector: Mapping[str, str]) -> None:
    session.cluster.json_patch(
        _service(namespace),
        [{"op": "replace", "path": "/spec/selector", "value": dict(selector)}],
    )


@needs("get deployments.apps", "delete deployments.apps")
def _remove_page(session: Session, namespace: str) -> None:
    path = f"/apis/apps/v1/namespaces/{namespace}/deployments/{PAGE}"
    try:
        session.cluster.get(path)
        session.cluster.delete(path, {"propagationPolicy": "Background"})
    except Absent:
        return
    eventually(
        lambda: not session.cluster.has(path),
        bool,
        within=_READY_WITHIN,
        what="the maintenance page is gone",
    )


def _image(session: Session, namespace: str) -> str:
    item = session.cluster.get(f"/apis/apps/v1/namespaces/{namespace}/{WORKLOAD}")
    return str(item["spec"]["template"]["spec"]["containers"][0]["image"])


def _service(namespace: str) -> str:
    return f"/api/v1/namespaces/{namespace}/services/{SERVICE}"


def _page(image: str) -> Json:
    container = {
        "name": "page",
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "command": ["/usr/bin/python3", "-c", _ANSWER],
        "readinessProbe": {"httpGet": {"path": "/page-is-up", "port": 8080}, "periodSeconds": 1},
        "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": PAGE},
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": {"app": PAGE}},
            "template": {
                "metadata": {"labels": {"app": PAGE}},
                "spec": {"terminationGracePeriodSeconds": 1, "containers": [container]},
            },
        },
    }
