"""A run's Prometheus data, exported while the target is there."""

from datetime import datetime, timedelta
from pathlib import Path

from drillbook.clients.prometheus import connect
from drillbook.clock import now
from drillbook.errors import UsageError
from drillbook.notebook.incident_queries import alert_queries, incident_queries
from drillbook.notebook.prometheus_export import (
    MOST_POINTS,
    Exported,
    capacity_queries,
    export,
    read_exported,
)
from drillbook.session import Session

INCIDENT = "incident"  # the folder of what postmortems ask, below that of the system
_HISTORY_STEP = timedelta(hours=1)
_SHORTEST_STEP = timedelta(seconds=15)
_FINEST_STEP = timedelta(seconds=5)  # changes are looked for as finely as Prometheus looks


def export_history(url: str, namespace: str, days: int, directory: Path) -> Path:
    """Export a long history of what the capacity notebook forecasts; return where it is.

    Raises UsageError when the directory holds one already, so that none is mixed with another.
    """
    if read_exported(directory):
        raise UsageError(f"{directory} holds a history already; name another place with --out")
    end = now()
    span = timedelta(days=days)
    step = max(_HISTORY_STEP, span / MOST_POINTS)
    export(url, capacity_queries(namespace), end - span, end, step, directory)
    return directory


def export_run(
    session: Session, system: str, start: datetime, end: datetime, run_directory: Path
) -> tuple[Exported, ...]:
    """Export what notebooks ask about a system, over a run, into its directory.

    What the capacity notebook asks is in ``prometheus/<system>/``, what postmortems ask in
    ``incident/`` there. What is there already stays: who draws reports anew, when the target may
    be gone, must not replace answers with their absence.

    Raises Unobservable when the target names no Prometheus or its service has no address.
    """
    directory = run_directory / "prometheus" / system
    kept = read_exported(directory)
    if kept:
        return tuple(kept.values())
    server = connect(session, system)
    namespace = session.system(system).namespace
    span = (end - start) / MOST_POINTS
    asked = capacity_queries(namespace)
    answers = export(server.url, asked, start, end, max(_SHORTEST_STEP, span), directory)
    around = (*incident_queries(namespace), *alert_queries(server))
    # What came before the first fault is its baseline, and what follows the last drill its end.
    export(server.url, around, start, end, max(_FINEST_STEP, span), directory / INCIDENT)
    return answers
