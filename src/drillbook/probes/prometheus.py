"""What Prometheus says, with the query that it was asked. No data is Unobservable, never zero."""

from datetime import datetime, timedelta

from drillbook.clients import http
from drillbook.clients import prometheus as clients
from drillbook.clients.prometheus import Alert, Sample, Series
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session


def number(session: Session, system: str, query: str) -> Observation[float]:
    """Return the one number that an instant query has. Raises Unobservable for none or several."""
    seen = samples(session, system, query)
    if len(seen.value) != 1:
        several = ", ".join(str(dict(sample.labels)) for sample in seen.value[:5])
        raise Unobservable(f"{query} has {len(seen.value)} series, not one: {several}")
    return Observation(
        seen.name, seen.value[0].value, seen.source, seen.query, seen.started, seen.ended
    )


def samples(session: Session, system: str, query: str) -> Observation[tuple[Sample, ...]]:
    """Return all series of an instant query, at least one."""
    server = clients.connect(session, system)
    started = now()
    found = server.instant(query)
    return Observation("metric", found, f"Prometheus at {server.url}", query, started, now())


def over(
    session: Session, system: str, query: str, start: datetime, end: datetime, step: timedelta
) -> Observation[tuple[Series, ...]]:
    """Return all series of a range query, at least one."""
    server = clients.connect(session, system)
    started = now()
    found = server.range(query, start, end, step)
    return Observation(
        "metric over time",
        found,
        f"Prometheus at {server.url}",
        query,
        started,
        now(),
        {"start": start, "end": end, "step": step},
    )


def alerts(session: Session, system: str) -> Observation[tuple[Alert, ...]]:
    """Return the alerts that are pending or firing now; none is an answer, too."""
    server = clients.connect(session, system)
    started = now()
    found = server.alerts()
    query = "GET /api/v1/alerts"
    return Observation("alerts", found, f"Prometheus at {server.url}", query, started, now())


def alert_rules(session: Session, system: str) -> Observation[dict[str, str]]:
    """Return the severity of every alert that there is a rule for."""
    server = clients.connect(session, system)
    started = now()
    found = {rule.name: rule.severity for rule in server.rules()}
    source = f"Prometheus at {server.url}"
    return Observation("alert rules", found, source, "GET /api/v1/rules", started, now())


def routed(session: Session, system: str) -> Observation[dict[str, str]]:
    """Return the severity of every alert that an Alertmanager of this Prometheus has as active.

    An alert of one name that is active twice counts once. Raises Unobservable without one.
    """
    where = clients.connect(session, system).alertmanagers()
    if not where:
        raise Unobservable("Prometheus sends its alerts to no Alertmanager")
    started = now()
    found: dict[str, str] = {}
    for url in where:
        for alert in http.get_json(url, {"active": "true", "silenced": "false"}):
            found[alert["labels"]["alertname"]] = alert["labels"].get("severity", "")
    return Observation("active alerts", found, ", ".join(where), "GET, active", started, now())
