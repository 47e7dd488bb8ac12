"""When PostgreSQL's tables were last looked after."""

from dataclasses import dataclass
from datetime import datetime

from drillbook.clients.postgresql import address, connected
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

_UPKEEP = (
    "SELECT schemaname || '.' || relname, last_vacuum, last_analyze, now() "
    "FROM pg_stat_user_tables ORDER BY 1"
)


@dataclass(frozen=True)
class Upkeep:
    """When a table was last vacuumed and analysed by hand, by the server's clock; None: never."""

    vacuumed: datetime | None
    analysed: datetime | None


@dataclass(frozen=True)
class Tables:
    """The upkeep of every table, and what the server's clock shows."""

    at: datetime
    upkeep: dict[str, Upkeep]


def tables(session: Session, namespace: str) -> Observation[Tables]:
    """Look at every table of the billing database; none at all is Unobservable."""
    started = now()
    with connected(session, namespace) as connection:
        rows = connection.execute(_UPKEEP).fetchall()
    if not rows:
        raise Unobservable(f"the billing database in {namespace} has no table")
    found = Tables(rows[0][3], {str(row[0]): Upkeep(row[1], row[2]) for row in rows})
    source = f"PostgreSQL at {address(session, namespace)}"
    return Observation("upkeep of tables", found, source, _UPKEEP, started, now())
