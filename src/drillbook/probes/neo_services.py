"""The requests that the services of the Neo Service Layer answer, as load and looks send them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from drillbook.clients import http
from drillbook.clients.http import service_url
from drillbook.clients.postgresql import connected
from drillbook.clock import now
from drillbook.errors import Unobservable, UsageError
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

#: Each user's password, and one of the users (lab/services/src/neo_services/seed.py).
USERS, USER = "neo-users", "user-0001"
GATEWAY = "neo-infrastructure/neo-gateway:http"

#: What a service is asked: method, path, parameters.
OPERATIONS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "neo-auth-service": ("POST", "/api/auth/login", {}),
    "neo-oracle-service": ("GET", "/api/oracle/price", {"symbol": "NEO001"}),
    "neo-compute-service": ("POST", "/api/compute/run", {"milliseconds": "5"}),
}
_MADE = 201
_WELL, _NOT_WELL = 200, 300
_PATIENCE = timedelta(seconds=5)
_KEPT = "SELECT 1 FROM results WHERE id = %s"
DEPENDENCY_PATH = "/api/oracle/fetch"


@dataclass(frozen=True)
class Operation:
    """A service's operation, and where it is asked for."""

    method: str
    url: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)


@needs("get secrets[neo-users]", "get services")
def operation(
    session: Session, namespace: str, service: str, *, password: str | None = None
) -> Operation:
    """Return a service's operation; log-ins with the right password, or with the one given."""
    if service not in OPERATIONS:
        raise UsageError(f"{service!r} is no service; there are: {', '.join(OPERATIONS)}")
    method, path, parameters = OPERATIONS[service]
    url = service_url(session, f"{namespace}/{service}:http")
    given = password or session.secret(namespace, USERS)["password"]
    return Operation(method, url + path, parameters, {"X-User": USER, "X-Password": given})


@dataclass(frozen=True)
class Served:
    """What a service's own operation was answered (0: nothing), and whether that is well."""

    status: int
    answers: bool


def served(session: Session, namespace: str, service: str) -> Observation[Served]:
    """Ask a service for its operation as a client does, which waits for some seconds.

    Raises UsageError for a service whose operation is no GET.
    """
    asked = operation(session, namespace, service)
    if asked.method != "GET":
        raise UsageError(f"{service} is asked by {asked.method}, and here only by GET")
    started = now()
    try:
        status = http.get(asked.url, asked.parameters, within=_PATIENCE).status
    except Unobservable:
        status = 0
    found = Served(status, _WELL <= status < _NOT_WELL)
    return Observation(f"answer of {service}", found, asked.url, asked.method, started, now())


@dataclass(frozen=True)
class Job:
    """A job that was given to compute: the status it was answered, and whether its row is kept."""

    status: int
    kept: bool


def job_kept(session: Session, namespace: str, databases: str) -> Observation[Job]:
    """Give a short job to neo-compute-service, and look for its result in the database."""
    asked = operation(session, namespace, "neo-compute-service")
    started = now()
    answer = http.send(asked.method, asked.url)
    result = json.loads(answer.body).get("result") if answer.status == _MADE else None
    with connected(session, databases) as connection:
        rows = connection.execute(_KEPT, (result,)).fetchall()
    found = Job(answer.status, bool(rows))
    return Observation("a job", found, asked.url, _KEPT, started, now())
