"""Who has a session of PostgreSQL, as the superuser sees it over the local socket."""

from dataclasses import dataclass

from drillbook.clients.postgresql import server, superuser_query
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.session import Session

# The look's own session is none of a client's.
_USED = (
    "SELECT count(*) FILTER (WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()), "
    "count(*), "
    "current_setting('max_connections')::int - "
    "current_setting('superuser_reserved_connections')::int "
    "FROM pg_stat_activity"
)
_LISTED = (
    "SELECT pid, usename, application_name, coalesce(host(client_addr), 'local'), "
    "coalesce(state, ''), extract(epoch FROM coalesce(now() - state_change, '0'))::float8 "
    "FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() "
    "ORDER BY 1"
)


@dataclass(frozen=True)
class Used:
    """Sessions of clients, every process that the server counts, and what clients may have."""

    clients: int
    processes: int
    most: int


@dataclass(frozen=True)
class Listed:
    """One client's session; ``since_seconds`` is how long it has been in its state."""

    pid: int
    role: str
    application: str
    address: str
    state: str
    since_seconds: float


def pod_of(session: Session, namespace: str) -> str:
    """Return the pod of the namespace's PostgreSQL."""
    return f"{server(session, namespace).service}-0"


def used(session: Session, namespace: str) -> Observation[Used]:
    """Count sessions. Raises Unobservable."""
    pod = pod_of(session, namespace)
    started = now()
    ((clients, processes, most),) = superuser_query(session, namespace, pod, _USED)
    found = Used(int(clients), int(processes), int(most))
    return Observation("sessions", found, f"psql in {namespace}/{pod}", _USED, started, now())


def more(session: Session, namespace: str, before: int) -> Observation[int]:
    """Count by how many clients' sessions are more than before."""
    seen = used(session, namespace)
    found = seen.value.clients - before
    return Observation("more sessions", found, seen.source, _USED, seen.started, seen.ended)


def listed(session: Session, namespace: str) -> Observation[tuple[Listed, ...]]:
    """List clients' sessions with their role, application, address and state."""
    pod = pod_of(session, namespace)
    started = now()
    rows = superuser_query(session, namespace, pod, _LISTED)
    found = tuple(
        Listed(int(row[0]), row[1], row[2], row[3], row[4], float(row[5])) for row in rows
    )
    return Observation("sessions", found, f"psql in {namespace}/{pod}", _LISTED, started, now())
