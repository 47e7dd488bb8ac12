"""What every restore does first: find a backup that may be restored from, or refuse."""

from dataclasses import dataclass
from datetime import datetime

from drillbook import drill
from drillbook.checks import backups as checks
from drillbook.checks.backups import MaximumAge
from drillbook.errors import DrillbookError
from drillbook.observation import Observation
from drillbook.probes import backups
from drillbook.probes.backups import Backup, Place
from drillbook.session import Session
from drillbook.verdict import Verdict


@dataclass(frozen=True)
class Restored:
    """A restore that was done: from which backup, and when it began and ended."""

    backup: Observation[Backup]
    began: datetime
    ended: datetime


class RestoreRefused(DrillbookError):
    """No backup may be restored from. Nothing was changed. ``observation`` is the one looked at."""

    def __init__(self, message: str, observation: Observation[Backup] | None = None) -> None:
        super().__init__(message)
        self.observation = observation


def maximum_age(session: Session, system: str) -> MaximumAge:
    """Return how old a backup may be: the target file says, as no runbook does."""
    limit = session.target.objective(system, "backup_max_age")
    source = f"{session.target.file}: systems.{system}.objectives.backup_max_age"
    return MaximumAge(limit, source)


def named(
    session: Session, namespace: str, place: Place, path: str, maximum: MaximumAge
) -> Observation[Backup]:
    """Return this backup, or raise RestoreRefused that says why it may not be restored from."""
    seen = backups.backup(session, namespace, place, path, keep_unpacked=True)
    judgement = checks.usable(seen.value, maximum)
    if judgement.verdict is not Verdict.PASS:
        raise RestoreRefused(
            f"cannot restore {place.component}: {judgement.reason}. Nothing was changed.", seen
        )
    return seen


def newest_good(
    session: Session, namespace: str, place: Place, maximum: MaximumAge
) -> Observation[Backup]:
    """Return the newest backup that may be restored from; newer ones that may not are noted.

    Raises RestoreRefused when there is none.
    """
    refused = []
    for listed in backups.listing(session, namespace, place).value:
        try:
            return named(session, namespace, place, listed.path, maximum)
        except RestoreRefused as error:
            refused.append(str(error))
            note(f"passed over: {error}")
    why = " ".join(refused) or f"there is no {place.names} in {place.pod}:{place.directory}."
    raise RestoreRefused(f"cannot restore {place.component}: no good backup. {why}")


def note(text: str) -> None:
    """Put a procedure's step on the timeline of the running drill, if one runs."""
    running = drill.current.get()
    if running is not None:
        running.event("procedure", text)


def put_back(session: Session) -> None:
    """Put back now what the drill's faults and procedures have changed so far.

    Raises UndoIncomplete when any of it could not be put back.
    """
    for line in session.undo():
        note(line)
