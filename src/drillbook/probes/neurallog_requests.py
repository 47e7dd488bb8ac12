"""The requests that NeuralLog's services answer, as load and looks send them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from drillbook.clients.http import service_url
from drillbook.rights import needs
from drillbook.session import Session

#: A tenant that is there from the start, its user, and whose password (neurallog.seed).
TENANT, USER, USERS = "acme", "operator", "users-auth"
LOG_IN = "/api/v1/login"


@dataclass(frozen=True)
class LogIn:
    """A log-in: where, and what is sent."""

    url: str
    body: Mapping[str, str] = field(repr=False)


@needs("get secrets[users-auth]", "get services")
def log_in(session: Session, namespace: str, *, password: str | None = None) -> LogIn:
    """Return the log-in of a user, with the right password or with the one given."""
    given = password or session.secret(namespace, USERS)["password"]
    url = service_url(session, f"{namespace}/auth-service:8080") + LOG_IN
    return LogIn(url, {"tenant": TENANT, "user": USER, "password": given})


@needs("get services")
def usage_url(session: Session, namespace: str) -> str:
    """Return where billing-service reports a day's use, which it counts in ClickHouse."""
    return service_url(session, f"{namespace}/billing-service:8080") + "/api/v1/usage"
