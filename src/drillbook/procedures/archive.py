"""NeuralLog's backups made by their schedule on a fast clock, and restored (Backup & Recovery)."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from drillbook.clients.postgresql import superuser_change
from drillbook.clock import describe, now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import archive
from drillbook.probes import jobs as schedules
from drillbook.procedures import jobs
from drillbook.procedures.restoring import note
from drillbook.session import Session, undo_step

FULL, INCREMENTAL = "full-backup", "incremental-backup"
LOG, CONFIGURATION = "transaction-log-backup", "configuration-backup"
_WEEK = timedelta(days=7)
_WEEK_WITHIN, _RESTORED_WITHIN = timedelta(minutes=20), timedelta(minutes=10)
_MADE_WITHIN = timedelta(minutes=5)
_POD, _POSTGRESQL = "archive", "postgresql-0"
_UNDO_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True)
class Row:
    """A row of the week: its moment on the fast clock, the server's time once it was written."""

    at: datetime
    server: str


@dataclass(frozen=True)
class Week:
    """A week of the schedule: when each backup was made on the fast clock, and what was written.

    ``schedules`` are the CronJobs' own; ``log_apart_seconds`` is the one span between backups of
    the log of transactions on the fast clock, 0 where the spans differ.
    """

    start: datetime
    seconds: float
    schedules: dict[str, str]
    made: dict[str, tuple[datetime, ...]]
    log_apart_seconds: float
    rows: tuple[Row, ...]


def make(session: Session, namespace: str, name: str) -> str:
    """Make one backup by its job now; return the server's time after it. Undone: the job goes."""
    jobs.run_cronjob(session, namespace, name, within=_MADE_WITHIN)
    return str(archive.ask(session, namespace, "moment"))


def week(session: Session, namespace: str) -> Observation[Week]:
    """Make a week's backups at the times of their CronJobs, on a clock of its own.

    What each job makes is made the same way, one after the other; the backups stay, as after any
    week. Raises Refused, Unobservable.
    """
    wanted = (CONFIGURATION, FULL, INCREMENTAL, LOG)
    known = schedules.schedules(session, namespace).value
    # The clock is UTC; a zone that is named is seen to be.
    times = {name: known.get(name, "").removesuffix(" Etc/UTC") for name in wanted}
    session.permit(Change("backup.run", namespace, (_POD,), undo_within=_UNDO_WITHIN))
    session.intend("archive.forget_week", {"namespace": namespace}, {})
    started = now()
    given = (f"SCHEDULES={json.dumps({name: at for name, at in times.items() if at})}",)
    said = archive.ask(session, namespace, "week", within=_WEEK_WITHIN, variables=given)
    made: dict[str, list[datetime]] = {name: [] for name in wanted}
    for one in said["made"]:
        made[one["name"]].append(datetime.fromisoformat(one["at"]))
    rows = tuple(Row(datetime.fromisoformat(one["at"]), one["server"]) for one in said["rows"])
    found = Week(
        datetime.fromisoformat(said["start"]),
        float(said["seconds"]),
        times,
        {name: tuple(at) for name, at in made.items()},
        _apart(made[LOG]),
        rows,
    )
    took = timedelta(seconds=found.seconds)
    note(f"a week in {describe(took)}, {_WEEK / took:,.0f} times as fast; schedules {times}")
    return Observation("week", found, f"backups of {namespace}", str(times), started, now())


def _apart(moments: Sequence[datetime]) -> float:
    spans = {(later - earlier).total_seconds() for earlier, later in pairwise(moments)}
    return spans.pop() if len(spans) == 1 else 0.0


def random_moment(_session: Session, found: Week) -> tuple[datetime, str]:
    """Return a random moment since the first full backup, and the server's time that it is."""
    since = found.made[FULL][0]
    chosen = random.choice([one for one in found.rows if one.at > since][:-1])  # noqa: S311 no secret
    following = next(one for one in found.rows if one.at > chosen.at)
    moment = chosen.at + (following.at - chosen.at) * random.random() * 0.99  # noqa: S311
    return moment, chosen.server


def restore_aside(session: Session, namespace: str, moment: str) -> None:
    """Restore the database from its backups beside the first, to a moment of its server; undone.

    Raises Refused, or NotDone when no server came up on what was restored.
    """
    session.permit(Change("postgresql.restore", namespace, (_POD,), undo_within=_UNDO_WITHIN))
    session.intend("archive.forget_restored", {"namespace": namespace}, {})
    try:
        archive.ask(session, namespace, "aside", moment, within=_RESTORED_WITHIN)
    except Unobservable as error:
        raise NotDone(f"restoring to {moment}: {error}") from error
    note(f"the database is restored beside the first, to {moment}")


def damage(session: Session, namespace: str, table: str) -> None:
    """Write over a part of a table of the restored database, which goes with the drill."""
    session.permit(Change("backup.damage", namespace, (_POD,)))
    file = archive.ask(session, namespace, "damage", table)
    note(f"half a kilobyte of {table} (file {file}) of the restored database is written over")


def hide(session: Session, namespace: str, name: str) -> None:
    """Take the newest backup of a kind from where backups are looked for; the undo puts it back."""
    session.permit(Change("backup.damage", namespace, (_POD,), undo_within=_UNDO_WITHIN))
    session.intend("archive.show", {"namespace": namespace}, {})
    label = archive.ask(session, namespace, "hide", name)
    note(f"backup {label} is not where backups are looked for")


@undo_step("archive.show")
def _show(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    try:
        shown = archive.ask(session, str(arguments["namespace"]), "show")
    except Unobservable as error:
        raise UndoIncomplete(f"{error}; by hand: move /backups/hidden/* back") from error
    return f"backups {shown} are back"


@undo_step("archive.forget_week")
def _forget_week(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace = str(arguments["namespace"])
    try:
        superuser_change(session, namespace, _POSTGRESQL, "DROP TABLE IF EXISTS drill_week")
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; by hand: DROP TABLE drill_week") from error
    return "the rows of the week are gone; its backups stay"


@undo_step("archive.forget_restored")
def _forget(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    try:
        archive.ask(session, str(arguments["namespace"]), "forget")
    except Unobservable as error:
        raise UndoIncomplete(f"{error}; by hand: empty /restored in the pod archive") from error
    return "the restored database is gone"
