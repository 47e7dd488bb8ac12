"""Which version answers a client."""

from collections import Counter
from datetime import timedelta

from drillbook.clients import http
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.session import Session

_HEADER = "x-version"
_PATIENCE = timedelta(seconds=15)


def versions(session: Session, service: str, path: str, count: int) -> Observation[dict[str, int]]:
    """Ask a path so often, each time anew, and count by which version it was answered."""
    url = http.service_url(session, service) + path
    started = now()
    found: Counter[str] = Counter()
    for _ in range(count):
        found[http.get(url, within=_PATIENCE).headers.get(_HEADER, "")] += 1
    return Observation(
        "versions", dict(sorted(found.items())), service, f"GET {path}", started, now()
    )
