"""NeuralLog's backups, looked at where they are kept (Backup & Recovery).

The pod that looks after backups is asked in its own words; it answers in JSON.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

SELECTOR = "app=archive"
_WITHIN = timedelta(minutes=3)


@dataclass(frozen=True)
class Standing:
    """The newest backup of each kind by its age in seconds, what is missing, what is not whole."""

    age_seconds: dict[str, float]
    backups: int
    missing: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True)
class Sealed:
    """How many files of backups there are; those in clear, and those that another key opens."""

    files: int
    in_clear: tuple[str, ...]
    opened: tuple[str, ...]


@dataclass(frozen=True)
class RestoredRows:
    """Rows of the week after a restore to a moment: found until then, lost, and from after it."""

    moment: str
    found: int
    lost: int
    after: int


@needs("list pods", "create pods/exec")
def ask(
    session: Session,
    namespace: str,
    *words: str,
    within: timedelta = _WITHIN,
    variables: tuple[str, ...] = (),
) -> Any:
    """Return what the pod that looks after backups answers. Raises Unobservable with its why."""
    ready = kubernetes.ready_pods(session, namespace, SELECTOR)
    command = ["env", *variables, "python3", "-m", "archive", *words]
    done = session.cluster.execute(namespace, ready[0].name, command, within=within)
    if done.exit_code != 0:
        raise Unobservable(f"pod {ready[0].name}: {done.stderr.strip()[-600:]}")
    try:
        return json.loads(done.stdout)
    except ValueError as error:
        raise Unobservable(f"pod {ready[0].name} said no JSON: {done.stdout[:200]}") from error


def standing(session: Session, namespace: str) -> Observation[Standing]:
    """Return which backups there are, how old, and whether each is whole."""
    started = now()
    said = ask(session, namespace, "standing")
    found = Standing(
        {name: hours * 3600 for name, hours in said["age_hours"].items()},
        int(said["backups"]),
        tuple(said["missing"]),
        tuple(said["broken"]),
    )
    return _observed("standing", found, namespace, "pgbackrest info, verify", started)


def sealed(session: Session, namespace: str) -> Observation[Sealed]:
    """Return whether any backup is in clear, or opens with another key."""
    started = now()
    said = ask(session, namespace, "sealed")
    found = Sealed(int(said["files"]), tuple(said["in_clear"]), tuple(said["opened"]))
    return _observed("sealed", found, namespace, "each file's first bytes; another key", started)


def restored_rows(
    session: Session, namespace: str, moment: datetime, written: tuple[datetime, ...]
) -> Observation[RestoredRows]:
    """Compare the restored rows of the week with those that were written until a moment."""
    started = now()
    query = "SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') FROM drill_week"
    said = ask(session, namespace, "ask", query)
    there = {datetime.fromisoformat(f"{one}+00:00") for one in said}
    wanted = {one for one in written if one <= moment}
    after = sum(one > moment for one in there)
    found = RestoredRows(moment.isoformat(), len(there) - after, len(wanted - there), after)
    return _observed("restored_rows", found, namespace, query, started)


def restored_tables(session: Session, namespace: str) -> Observation[dict[str, int]]:
    """Return how many rows each table of the restored database has."""
    started = now()
    query = (
        "SELECT 'public.' || relname || '=' || (xpath('/row/n/text()', query_to_xml(format("
        "'SELECT count(*) AS n FROM %I', relname), false, true, '')))[1] FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    said = ask(session, namespace, "ask", query)
    found = {name: int(rows) for name, _, rows in (line.partition("=") for line in said)}
    return _observed("restored_tables", found, namespace, query, started)


def whole(session: Session, namespace: str) -> Observation[tuple[str, ...]]:
    """Return what is wrong with the restored database: by its checksums, and by amcheck."""
    started = now()
    found = tuple(str(one) for one in ask(session, namespace, "whole", within=2 * _WITHIN))
    return _observed("complaints", found, namespace, "pg_checksums; pg_amcheck", started)


def objects(session: Session, namespace: str) -> Observation[tuple[str, ...]]:
    """Return the kinds and names of the objects in the newest backup of the configuration."""
    started = now()
    said = ask(session, namespace, "objects")
    found = tuple(sorted(f"{one['of']}/{one['object']['metadata']['name']}" for one in said))
    return _observed("objects_backed_up", found, namespace, "the newest backup, opened", started)


def _observed(
    name: str, found: Any, namespace: str, query: str, started: datetime
) -> Observation[Any]:
    return Observation(name, found, f"backups of {namespace}", query, started, now())
