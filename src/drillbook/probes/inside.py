"""What pods say from inside: the answers of their own endpoints, the lines of their logs."""

import re
from datetime import datetime

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

_ASK = 'curl --silent --max-time 8 --output /dev/null --write-out "%{http_code}" "$1"'
_OWN = "http://localhost:8080"
_SELECT = (
    "import psycopg; print(psycopg.connect('host=neo-postgres.neo-databases user=neo_user "
    "dbname=neo_auth_db connect_timeout=5').execute('SELECT current_database()').fetchone()[0])"
)


@needs("list pods", "create pods/exec")
def answers(session: Session, namespace: str, app: str, path: str) -> Observation[dict[str, int]]:
    """Ask an endpoint of every running pod of an app from inside it; 0 where nobody answers."""
    started = now()
    found = {}
    for name in _running(session, namespace, app):
        command = ["sh", "-c", _ASK, "sh", f"{_OWN}{path}"]
        said = session.cluster.execute(namespace, name, command).stdout
        if not said.isdecimal():
            raise Unobservable(f"{path} of {namespace}/{name}: {said or 'no word'}")
        found[name] = int(said)
    source = f"pods of {app} in {namespace}"
    return Observation(f"answers of {app}", found, source, f"GET {path}", started, now())


@needs("list pods", "create pods/exec")
def database_reached(session: Session, namespace: str, app: str) -> Observation[dict[str, str]]:
    """Ask the database, with the service's own account, from every running pod of an app."""
    started = now()
    found = {}
    for name in _running(session, namespace, app):
        executed = session.cluster.execute(namespace, name, ["python3", "-c", _SELECT])
        words = executed.stdout if executed.exit_code == 0 else executed.stderr
        found[name] = (words.strip().splitlines() or ["no word"])[-1]
    source = f"pods of {app} in {namespace}"
    return Observation("the database's answer", found, source, _SELECT, started, now())


@needs("list pods", "get pods/log")
def lines(
    session: Session, namespace: str, selector: str, pattern: str, since: datetime
) -> Observation[dict[str, tuple[str, ...]]]:
    """Return the lines of a pattern that every pod of a label has written since a moment.

    All lines are read: with a selector kubectl reads the last ten of each pod alone.
    """
    started, sought = now(), re.compile(pattern)
    found = {}
    for one in kubernetes.pods(session, namespace, selector).value:
        text = session.cluster.log(namespace, one.name, sinceTime=f"{since:%Y-%m-%dT%H:%M:%SZ}")
        found[one.name] = tuple(line for line in text.splitlines() if sought.search(line))
    source = f"logs of {selector} in {namespace}"
    return Observation("lines of logs", found, source, pattern, started, now(), {"since": since})


def _running(session: Session, namespace: str, app: str) -> list[str]:
    pods = kubernetes.pods(session, namespace, f"app={app}").value
    found = [one.name for one in pods if one.phase == "Running" and not one.terminating]
    if not found:
        raise Unobservable(f"no pod of {app} runs in {namespace}")
    return found
