"""What a dashboard's panel showed at a moment, in one figure or by parts."""

from datetime import datetime

from drillbook.clients import prometheus as clients
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

#: The percentiles that the panels of times have.
PERCENTILES = (0.5, 0.95, 0.99)


def figure(session: Session, system: str, query: str, at: datetime) -> Observation[float]:
    """Return the one number that a panel's query had. Raises Unobservable for none or several."""
    server = clients.connect(session, system)
    started = now()
    found = _one(server, query, at)
    source = f"Prometheus at {server.url}"
    return Observation("panel", found, source, query, started, now(), {"at": at})


def percentiles(
    session: Session, system: str, histogram: str, at: datetime
) -> Observation[dict[str, float]]:
    """Return the percentiles (seconds) of a histogram's last minute, as ``P50``, ``P95``, ``P99``.

    The runbook asks for them of counters that only grow; what it means is of their rates.
    """
    server = clients.connect(session, system)
    started = now()
    rates = f"sum by (le) (rate({histogram}_bucket[1m]))"
    queries = {
        f"P{share * 100:g}": f"histogram_quantile({share}, {rates})" for share in PERCENTILES
    }
    found = {name: _one(server, query, at) for name, query in queries.items()}
    query = f"histogram_quantile({', '.join(map(str, PERCENTILES))}; {rates})"
    source = f"Prometheus at {server.url}"
    return Observation("percentiles of the panel", found, source, query, started, now(), {"at": at})


def _one(server: clients.Prometheus, query: str, at: datetime) -> float:
    found = server.instant(query, at=at)
    if len(found) != 1:
        raise Unobservable(f"{query} has {len(found)} series, not one")
    return found[0].value
