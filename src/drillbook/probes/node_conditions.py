"""Which nodes are ready, and whether a server with a health page is well."""

from drillbook.clients import http
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

NOBODY = 0


@needs("list nodes")
def ready(session: Session) -> Observation[dict[str, bool]]:
    """Return whether each node is ready."""
    started, path = now(), "/api/v1/nodes"
    found = {
        item["metadata"]["name"]: any(
            one["type"] == "Ready" and one["status"] == "True"
            for one in item["status"].get("conditions") or []
        )
        for item in session.cluster.items(path)
    }
    return Observation("nodes", found, "Kubernetes API", f"GET {path}", started, now())


def web_health(session: Session, service: str) -> Observation[int]:
    """Return the status of a server's /-/healthy (``namespace/service:port``); 0 without one."""
    url = f"{http.service_url(session, service)}/-/healthy"
    started = now()
    try:
        status = http.get(url).status
    except Unobservable:
        status = NOBODY
    return Observation("health", status, url, "GET", started, now())
