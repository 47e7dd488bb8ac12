"""Observatory's database dumped and made anew (Emergency Procedures / Database Corruption).

The runbook drops the database before it has read the backup. Here the backup is read to its end
and restored under another name first; only then does it take the place of the damaged one.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.checks.backups import MaximumAge
from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import backups
from drillbook.probes.backups import TIMESCALEDB, Backup, Listed
from drillbook.procedures import restoring
from drillbook.procedures.restoring import Restored, note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_WITHIN = timedelta(minutes=5)
# $1 the file. It is complete before it has its name.
_DUMP = """set -eu
pg_dump -U observatory -F c -b -f "$1.part" observatory
sync "$1.part"
mv "$1.part" "$1"
"""
_RESTORE = """set -eu
dropdb -U observatory --if-exists --force --maintenance-db=postgres observatory_restored
createdb -U observatory --maintenance-db=postgres observatory_restored
pg_restore -U observatory -d observatory_restored --single-transaction --exit-on-error "$1"
psql -U observatory -d postgres -q -v ON_ERROR_STOP=1 \
  -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'observatory'" \
  -c "ALTER DATABASE observatory RENAME TO observatory_damaged" \
  -c "ALTER DATABASE observatory_restored RENAME TO observatory"
dropdb -U observatory --force --maintenance-db=postgres observatory_damaged
"""


def back_up(session: Session, namespace: str) -> Observation[Listed]:
    """Dump the database to its backup volume; return the file, which the undo removes.

    Raises Refused, NotDone, or Unobservable when it is not there afterwards.
    """
    path = f"{TIMESCALEDB.directory}/observatory-{now():%Y%m%d-%H%M%S}.dump"
    session.permit(Change("backup.run", namespace, (path,), undo_within=_WITHIN))
    session.intend("timescaledb.remove_dump", {"namespace": namespace, "path": path}, {})
    _run(session, namespace, _DUMP, path)
    note(f"the database is dumped to {path}")
    seen = backups.listing(session, namespace, TIMESCALEDB)
    made = next((one for one in seen.value if one.path == path), None)
    if made is None:
        raise NotDone(f"{path} is not there")
    return Observation(seen.name, made, seen.source, seen.query, seen.started, seen.ended)


def restore_named(session: Session, namespace: str, path: str, maximum: MaximumAge) -> Restored:
    """Make the database anew from one backup. Raises RestoreRefused, Refused or NotDone."""
    return _restore(
        session, namespace, restoring.named(session, namespace, TIMESCALEDB, path, maximum)
    )


def restore_newest(session: Session, namespace: str, maximum: MaximumAge) -> Restored:
    """Make it anew from the newest backup that may be restored from. As ``restore_named``."""
    return _restore(
        session, namespace, restoring.newest_good(session, namespace, TIMESCALEDB, maximum)
    )


def _restore(session: Session, namespace: str, backup: Observation[Backup]) -> Restored:
    chosen = backup.value
    pods = (TIMESCALEDB.pod,)
    session.permit(Change("postgresql.restore", namespace, pods, undo_within=_WITHIN))
    note(f"making the database anew from {chosen.name}")
    began = now()
    _run(session, namespace, _RESTORE, chosen.path)
    return Restored(backup, began, now())


@undo_step("timescaledb.remove_dump")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    path = str(arguments["path"])
    try:
        _run(session, str(arguments["namespace"]), 'rm -f "$1" "$1.part"', path)
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: rm {path} in {TIMESCALEDB.pod}") from error
    return f"{path} is gone"


@needs("create pods/exec")
def _run(session: Session, namespace: str, script: str, path: str) -> None:
    done = session.cluster.execute(
        namespace, TIMESCALEDB.pod, ["sh", "-c", script, "sh", path], within=_WITHIN
    )
    if done.exit_code != 0:
        raise NotDone(f"{path} in {TIMESCALEDB.pod}: {done.stderr.strip()[-300:] or 'no word'}")
