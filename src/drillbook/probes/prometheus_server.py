"""A Prometheus server's own state: its flags, how often it scrapes, its targets, its series."""

import re
import time
from datetime import timedelta
from typing import Any

import yaml

from drillbook.clients import http
from drillbook.clients import prometheus as clients
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

_WITHIN = timedelta(seconds=20)
_SPAN = re.compile(r"(\d+)(ms|[smhdw])")
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_NONE = timedelta()


def flags(session: Session, system: str) -> Observation[dict[str, str]]:
    """Return the flags that the server says it runs with."""
    return _asked(session, system, "status/flags", "flags of Prometheus", dict)


def scrape_interval(session: Session, system: str) -> Observation[timedelta]:
    """Return how often the server scrapes, by the configuration that it has loaded."""

    def read(data: Any) -> timedelta:
        written = str(yaml.safe_load(data["yaml"])["global"]["scrape_interval"])
        return sum((_UNITS[unit] * int(number) for number, unit in _SPAN.findall(written)), _NONE)

    return _asked(session, system, "status/config", "scrape interval", read)


def targets(session: Session, system: str) -> Observation[dict[str, str]]:
    """Return the health of each active target, by its address."""

    def read(data: Any) -> dict[str, str]:
        return {str(one["scrapeUrl"]): str(one["health"]) for one in data["activeTargets"]}

    return _asked(session, system, "targets", "targets of Prometheus", read)


def oldest(session: Session, system: str) -> Observation[timedelta]:
    """Return how long ago the oldest sample is that the server has in its memory."""

    def read(data: Any) -> timedelta:
        since = float(data["headStats"]["minTime"]) / 1000
        return timedelta(seconds=round(max(0.0, time.time() - since)))

    return _asked(session, system, "status/tsdb", "age of the oldest sample", read)


def most_series(session: Session, system: str) -> Observation[list[str]]:
    """Return the ten names with most series, the most first."""

    def read(data: Any) -> list[str]:
        return [str(one["name"]) for one in data["seriesCountByMetricName"][:10]]

    return _asked(session, system, "status/tsdb", "names with most series", read)


def query_seconds(session: Session, system: str, query: str) -> Observation[float]:
    """Return how long the server takes to answer a panel's query, the least of five times."""
    server = clients.connect(session, system)
    started = now()
    url = f"{server.url}/api/v1/query"
    times = [http.get(url, {"query": query}, within=_WITHIN).seconds for _ in range(5)]
    source = f"Prometheus at {server.url}"
    return Observation("seconds of a query", min(times), source, query, started, now())


def _asked(session: Session, system: str, path: str, name: str, read: Any) -> Observation[Any]:
    server = clients.connect(session, system)
    url = f"{server.url}/api/v1/{path}"
    started = now()
    try:
        value = read(http.get_json(url)["data"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unobservable(f"GET {url}: not understood: {error!r}") from error
    return Observation(name, value, f"Prometheus at {server.url}", path, started, now())


def by_class(session: Session, system: str) -> Observation[dict[str, float]]:
    """Return how many requests are counted of the backend, by the class of their answer."""
    server = clients.connect(session, system)
    query = (
        "sum by (response_class) "
        '(istio_requests_by_class_total{destination_service_name="observatory-backend"})'
    )
    started = now()
    try:
        found = {str(o.labels["response_class"]): o.value for o in server.instant(query)}
    except Unobservable:
        server.instant("up")  # the server answers: there was no request yet
        found = {}
    source = f"Prometheus at {server.url}"
    return Observation("requests by class", found, source, query, started, now())
