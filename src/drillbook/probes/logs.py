"""Collected logs, asked by fields as Kibana asks them."""

from drillbook.clients import http
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.session import Session

_COLLECTOR = "logs:9200"


def found(session: Session, namespace: str, query: str) -> Observation[int]:
    """Return how many collected lines a query finds."""
    url = http.service_url(session, f"{namespace}/{_COLLECTOR}") + "/search"
    started = now()
    total = int(http.get_json(url, {"q": query})["total"])
    return Observation("lines found", total, f"collected logs at {url}", query, started, now())


def more(session: Session, namespace: str, query: str, before: int) -> Observation[int]:
    """Return how many lines more than before a query finds."""
    seen = found(session, namespace, query)
    total = seen.value - before
    return Observation("more lines", total, seen.source, query, seen.started, seen.ended)
