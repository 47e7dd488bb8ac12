"""What NeuralLog's services say: of themselves, of what they need, of use and money."""

from collections.abc import Mapping
from datetime import UTC, date, timedelta
from typing import Any

from drillbook.clients import http
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

#: The services that the manual names; it does not say which are core.
SERVICES = ("auth-service", "billing-service", "log-ingestion")
PORT = 8080
NOBODY = 0
_CLICKHOUSE = "clickhouse:8123"


def health(session: Session, namespace: str) -> Observation[dict[str, int]]:
    """Return the status with which each service answers for its health; 0 where nobody listens."""
    started = now()
    found = {}
    for name in SERVICES:
        try:
            found[name] = http.get(f"{_url(session, namespace, name)}/health").status
        except Unobservable:
            found[name] = NOBODY
    return Observation("services", found, namespace, "GET /health of each", started, now())


def dependencies(session: Session, namespace: str, service: str) -> Observation[dict[str, str]]:
    """Return what each thing that a service uses says of itself: ``ok``, or why not."""
    started = now()
    url = f"{_url(session, namespace, service)}/dependencies"
    found: dict[str, str] = http.get_json(url)
    return Observation(f"dependencies of {service}", found, url, "GET", started, now())


def usage(session: Session, namespace: str, day: date) -> Observation[dict[str, int]]:
    """Return the logs of each tenant of a day, as billing reports them."""
    url = f"{_url(session, namespace, 'billing-service')}/api/v1/usage"
    started = now()
    said = http.get_json(url, {"day": str(day)})["tenants"]
    found = {name: int(one["logs"]) for name, one in said.items()}
    return Observation(f"usage of {day}", found, url, "GET", started, now())


def usage_answered(session: Session, namespace: str) -> Observation[int]:
    """Return the status with which billing answers for yesterday's use."""
    url = f"{_url(session, namespace, 'billing-service')}/api/v1/usage"
    started = now()
    day = (started.astimezone(UTC) - timedelta(days=1)).date()
    status = http.get(url, {"day": str(day)}).status
    return Observation("answer for yesterday's use", status, url, "GET", started, now())


def stored(session: Session, namespace: str, day: date) -> Observation[dict[str, int]]:
    """Return the logs of each tenant of a day, counted in ClickHouse."""
    query = f"SELECT tenant, count() FROM neurallog.logs WHERE toDate(at) = '{day}' GROUP BY tenant"  # noqa: S608
    return _counted(session, namespace, query, f"logs of {day}")


def found(session: Session, namespace: str, text: str) -> Observation[dict[str, int]]:
    """Return how many logs have a text, by tenant, counted in ClickHouse."""
    query = (
        "SELECT tenant, count() FROM neurallog.logs "  # noqa: S608 (a text of the drill's own)
        f"WHERE position(message, '{text}') > 0 GROUP BY tenant"
    )
    return _counted(session, namespace, query, f"logs with {text}")


def invoices(session: Session, namespace: str, month: str) -> Observation[dict[str, Any]]:
    """Return what each tenant is charged for a month (``cents``), for how many ``logs``."""
    url = f"{_url(session, namespace, 'billing-service')}/api/v1/invoices"
    started = now()
    said = http.get_json(url, {"month": month})["tenants"]
    return Observation(f"invoices of {month}", said, url, "GET", started, now())


def indicators(session: Session, namespace: str) -> Observation[list[dict[str, Any]]]:
    """Return revenue, customers and those who left of three months, the last one last."""
    url = f"{_url(session, namespace, 'billing-service')}/api/v1/indicators"
    started = now()
    said = http.get_json(url)["months"]
    return Observation("indicators", said, url, "GET", started, now())


def search(session: Session, namespace: str, key: str, text: str) -> Observation[int]:
    """Return how many logs a tenant finds by a text."""
    url = f"{_url(session, namespace, 'log-ingestion')}/api/v1/search"
    started = now()
    answer = http.get(url, {"text": text}, headers={"X-API-Key": key})
    if answer.status != 200:
        raise Unobservable(f"GET {url}: {answer.status} {answer.body[:200]}")
    count = answer.body.count('"message"')
    return Observation(f"logs found by {text}", count, url, "GET", started, now(), {"text": text})


def answered(session: Session, namespace: str, key: str) -> Observation[int]:
    """Return the status with which a search with a key is answered."""
    url = f"{_url(session, namespace, 'log-ingestion')}/api/v1/search"
    started = now()
    status = http.get(url, {"text": "nothing"}, headers={"X-API-Key": key}).status
    return Observation("search", status, url, "GET", started, now())


def _counted(
    session: Session, namespace: str, query: str, name: str
) -> Observation[dict[str, int]]:
    url = http.service_url(session, f"{namespace}/{_CLICKHOUSE}")
    started = now()
    answer = http.get(url, {"query": query})
    if answer.status != 200:
        raise Unobservable(f"ClickHouse: {answer.body[:200]}")
    counted = {line.split("\t")[0]: int(line.split("\t")[1]) for line in answer.body.splitlines()}
    return Observation(name, counted, url, query, started, now())


def _url(session: Session, namespace: str, service: str) -> str:
    return http.service_url(session, f"{namespace}/{service}:{PORT}")


def nothing_but(value: Mapping[str, str]) -> list[str]:
    """Return the names of what does not say ``ok``."""
    return sorted(name for name, said in value.items() if said != "ok")
