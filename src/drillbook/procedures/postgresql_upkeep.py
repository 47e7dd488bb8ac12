"""Upkeep of a PostgreSQL database (Neo Service Layer, Database Maintenance)."""

from datetime import timedelta

from drillbook.clients.postgresql import connected, server
from drillbook.clock import eventually
from drillbook.errors import NotDone, Unobservable
from drillbook.faults import servers
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import postgresql_queries
from drillbook.procedures.restoring import note
from drillbook.session import Session

_STARTED_WITHIN = timedelta(minutes=2)


def start(session: Session, namespace: str) -> Observation[bool]:
    """Start the server that is stopped in its pod, and wait until it accepts connections.

    Raises Refused, NotDone, or CheckFailed when it does not come up.
    """
    pod = f"{server(session, namespace).service}-0"
    session.permit(Change("server.start", namespace, (pod,)))
    with session.changing():
        servers.tell(session, namespace, pod, "postgresql", "start")
    note(f"PostgreSQL is started in {pod}")
    return eventually(
        lambda: postgresql_queries.ready(session, namespace),
        lambda seen: seen.value,
        within=_STARTED_WITHIN,
        what="PostgreSQL accepts connections",
    ).value


def reindex(session: Session, namespace: str) -> None:
    """Build every index of the system's tables anew, and gather statistics. Raises NotDone.

    The runbook's ``REINDEX DATABASE`` takes the system's own tables, too, which their owner may
    not; and it gathers no statistics, for which the runbook wants it.
    """
    place = server(session, namespace)
    session.permit(Change("postgresql.vacuum", namespace, (place.service,)))
    try:
        with connected(session, namespace) as connection:
            connection.execute("REINDEX SCHEMA public")
            connection.execute("ANALYZE")
    except Unobservable as error:
        raise NotDone(str(error)) from error
