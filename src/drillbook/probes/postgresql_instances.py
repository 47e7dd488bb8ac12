"""Several instances of one PostgreSQL: which follow and how far, what each was started with."""

from dataclasses import dataclass

from drillbook.clients import postgresql as clients
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

SELECTOR = "app in (postgresql,postgresql-standby)"
_PRIMARY = "postgresql-0"
_POSITION = "SELECT pg_current_wal_lsn()"
_SETTINGS = (
    "SELECT pg_is_in_recovery(), "
    "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() >= :'position'::pg_lsn "
    "ELSE true END, "
    "current_setting('max_connections'), pg_size_bytes(current_setting('shared_buffers'))"
)


@dataclass(frozen=True)
class Started:
    """What an instance was started with; whether it follows another, and has all its rows."""

    follows: bool
    has_all: bool
    connections: int
    buffer_bytes: int


@dataclass(frozen=True)
class Instances:
    """How many instances have all that was written, and each by its pod."""

    with_all_rows: int
    each: dict[str, Started]


@needs("list pods", "create pods/exec")
def instances(session: Session, namespace: str) -> Observation[Instances]:
    """Ask each ready instance, after asking the first how far it has written.

    Raises Unobservable.
    """
    started = now()
    position = clients.superuser_query(session, namespace, _PRIMARY, _POSITION)[0][0]
    each = {}
    for pod in kubernetes.pods(session, namespace, SELECTOR).value:
        if pod.healthy:
            rows = clients.superuser_query(
                session, namespace, pod.name, _SETTINGS, position=position
            )
            follows, has_all, connections, buffers = rows[0]
            each[pod.name] = Started(follows == "t", has_all == "t", int(connections), int(buffers))
    found = Instances(sum(one.has_all for one in each.values()), each)
    query = f"{_POSITION}; {_SETTINGS}"
    return Observation("postgresql_instances", found, "PostgreSQL", query, started, now())
