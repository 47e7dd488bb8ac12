"""What Alertmanager has told whom: the lab's place for pager, Slack and mail keeps it."""

from drillbook.clients import http
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.session import Session

_SERVICE = "monitoring/notifications:8080"


def told(session: Session, alert: str, since: float, status: str) -> Observation[dict[str, int]]:
    """Return how many messages of an alert each receiver got since a time (seconds since 1970)."""
    url = f"{http.service_url(session, _SERVICE)}/received"
    started = now()
    found: dict[str, int] = {}
    for one in http.get_json(url):
        right = one["labels"].get("alertname") == alert and one["status"] == status
        if right and float(one["at"]) >= since:
            found[str(one["receiver"])] = found.get(str(one["receiver"]), 0) + 1
    query = f"{status} messages of {alert}"
    return Observation("messages", found, url, query, started, now())
