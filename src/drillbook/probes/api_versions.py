"""Which version answers a client, and how often a version has failed by its own count."""

import re
from collections import Counter
from datetime import timedelta

from drillbook.clients import http
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.session import Session

_HEADER = "x-version"
_FAILED = re.compile(r'^neo_requests_total\{code="5\d\d".*\} ([\d.e+]+)$', re.MULTILINE)
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


def failed(session: Session, namespace: str, selector: str) -> Observation[int]:
    """Return how many requests the pods of a selector have answered with a server's error."""
    started = now()
    pods = [one for one in kubernetes.pods(session, namespace, selector).value if one.address]
    if not pods:
        raise Unobservable(f"no pod of {selector} has an address")
    texts = [http.get(f"http://{pod.address}:8080/metrics").body for pod in pods]
    total = sum(int(float(count)) for text in texts for count in _FAILED.findall(text))
    source = f"metrics of {selector}"
    return Observation("requests failed", total, source, "neo_requests_total", started, now())
