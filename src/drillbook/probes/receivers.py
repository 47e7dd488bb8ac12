"""What those were told whom alerts are sent to."""

from drillbook.clients import http
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.session import Session

NAMESPACE = "neo-monitoring"
_SERVICE = "receivers:http"


def told(session: Session, namespace: str = NAMESPACE) -> Observation[dict[str, tuple[str, ...]]]:
    """Look at the alerts that each receiver was told are firing, since the stand-ins began."""
    url = http.service_url(session, f"{namespace}/{_SERVICE}")
    started = now()
    kept = http.get_json(f"{url}/kept")
    found = {
        name: tuple(one["alert"] for one in alerts if one["status"] == "firing")
        for name, alerts in kept.items()
    }
    return Observation("alerts by receiver", found, url, "GET /kept", started, now())
