"""What Prometheus says, with the query that it was asked. No data is Unobservable, never zero."""

from datetime import datetime, timedelta

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
