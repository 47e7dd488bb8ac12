"""What runs inside Observatory's backends: worker processes, pools, sessions of the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import backends
from drillbook.rights import needs
from drillbook.session import Session

_WITHIN = timedelta(seconds=90)
_POOLS = "import os; print(int(os.environ['DB_POOL_SIZE']) + int(os.environ['DB_MAX_OVERFLOW']))"
_WORKERS = (
    "import glob; lines = [open(f, 'rb').read() for f in glob.glob('/proc/[0-9]*/cmdline')]; "
    "print(sum(b'observatory.backend' in line for line in lines))"
)
# $0 how many sessions to open at once; they are held until all have been tried.
_OPEN = """
import os, psycopg
held, refused = [], 0
for _ in range(int(os.environ["SESSIONS"])):
    try:
        held.append(psycopg.connect(connect_timeout=10))
    except psycopg.OperationalError:
        refused += 1
print(len(held), refused)
"""


@dataclass(frozen=True)
class Opened:
    """How many sessions of the database were opened at once, and how many were refused."""

    opened: int
    refused: int


@needs("create pods/exec")
def workers(session: Session, namespace: str) -> Observation[dict[str, int]]:
    """Return how many worker processes each backend has, beside the one that waits for them."""
    started = now()
    found = {
        pod: int(_python(session, namespace, pod, _WORKERS)) - 2
        for pod in backends.pods(session, namespace, backends.BACKEND)
    }
    return _seen("worker processes", found, namespace, _WORKERS, started)


@needs("create pods/exec")
def open_sessions(session: Session, namespace: str, count: int) -> Observation[Opened]:
    """Open so many sessions at once from a backend, beside those that there are."""
    started = now()
    pod = backends.pods(session, namespace, backends.BACKEND)[0]
    script = f"import os; os.environ['SESSIONS'] = '{count}'\n{_OPEN}"
    opened, refused = _python(session, namespace, pod, script).split()
    return _seen("sessions", Opened(int(opened), int(refused)), namespace, _OPEN, started)


def _python(session: Session, namespace: str, pod: str, script: str) -> str:
    command = ["/usr/bin/python3", "-c", script]
    done = session.cluster.execute(namespace, pod, command, container="backend", within=_WITHIN)
    if done.exit_code != 0:
        raise Unobservable(f"in {pod}: {done.stderr.strip()[-200:]}")
    return done.stdout.strip()


@needs("create pods/exec")
def pools(session: Session, namespace: str) -> Observation[dict[str, int]]:
    """Return how many sessions each backend's worker may have, by its own environment."""
    started = now()
    found = {
        pod: int(_python(session, namespace, pod, _POOLS))
        for pod in backends.pods(session, namespace, backends.BACKEND)
    }
    return _seen("pools", found, namespace, _POOLS, started)


def _seen(name: str, value: Any, namespace: str, query: str, started: datetime) -> Observation[Any]:
    return Observation(name, value, f"backends in {namespace}", query, started, now())
