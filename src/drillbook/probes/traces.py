"""Traces as Jaeger's query API tells them (Neo Service Layer, Jaeger Analysis)."""

import json
from datetime import datetime

from drillbook.clients import http
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.session import Session

SERVICE = "neo-monitoring/jaeger:query"
_MOST = 5000


def services(session: Session) -> Observation[tuple[str, ...]]:
    """Return the services of which there are traces."""
    url = f"{http.service_url(session, SERVICE)}/api/services"
    started = now()
    found = tuple(sorted(http.get_json(url)["data"] or ()))
    return Observation("traced services", found, url, "GET /api/services", started, now())


def found(
    session: Session,
    service: str,
    since: datetime,
    *,
    operation: str = "",
    tags: dict[str, str] | None = None,
    least: str = "",
) -> Observation[int]:
    """Return how many traces since a moment are of a service, with its operation, tags, time.

    ``least`` is their least duration, such as ``1s``.
    """
    url = f"{http.service_url(session, SERVICE)}/api/traces"
    started = now()
    asked = {
        "service": service,
        "limit": str(_MOST),
        "start": str(int(since.timestamp() * 1e6)),
        "end": str(int(started.timestamp() * 1e6)),
        "lookback": "custom",
    }
    if operation:
        asked["operation"] = operation
    if tags:
        asked["tags"] = json.dumps(tags)
    if least:
        asked["minDuration"] = least
    traces = http.get_json(url, asked)["data"] or ()
    query = ", ".join(f"{name}={value}" for name, value in asked.items())
    return Observation("traces found", len(traces), url, query, started, now())
