"""The services' database backed up by its job, and restored at another site.

Neo Operational, Backup Procedures and Data Recovery. The runbook restores over what is there; here
the database is made anew first, as its command wants, and the restore is one transaction.
"""

from datetime import timedelta

from drillbook.checks.backups import MaximumAge
from drillbook.clients.postgresql import server
from drillbook.clock import now
from drillbook.errors import NotDone
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes.backups import NEO, Backup, Listed
from drillbook.procedures import jobs, restoring
from drillbook.procedures.restoring import Restored, note
from drillbook.rights import needs
from drillbook.session import Session

BACKUP_JOB = "postgres-backup"
_BACKUP_WITHIN = timedelta(minutes=3)
_RESTORE_WITHIN = timedelta(minutes=10)
# $1 the dump, $2 the database, $3 its owner. Extensions are the superuser's, and made first.
_RESTORE = """set -eu -o pipefail
list=$(mktemp)
trap 'rm -f "$list"' EXIT
pg_restore --list "$1" | grep -v -E '^[0-9]+; [0-9]+ [0-9]+ (COMMENT - )?EXTENSION ' > "$list"
run() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres "$@"; }
run --dbname=postgres -c "DROP DATABASE IF EXISTS $2 WITH (FORCE)" \
  -c "CREATE DATABASE $2 OWNER $3"
run --dbname="$2" -c "CREATE EXTENSION amcheck" -c "CREATE EXTENSION pg_stat_statements"
pg_restore --username="$3" --dbname="$2" --single-transaction --exit-on-error \
  --use-list="$list" "$1"
"""


def back_up(session: Session, namespace: str) -> Observation[Listed]:
    """Make a backup by the nightly job and return the file that is new since.

    Raises Refused, Unobservable, NotDone (the job failed, or left no new file).
    """
    return jobs.new_backup(session, namespace, NEO, BACKUP_JOB, within=_BACKUP_WITHIN)


def restore_named(session: Session, namespace: str, path: str, maximum: MaximumAge) -> Restored:
    """Restore from one backup. Raises RestoreRefused or Refused, then nothing changed; NotDone."""
    return _restore(session, namespace, restoring.named(session, namespace, NEO, path, maximum))


def restore_newest(session: Session, namespace: str, maximum: MaximumAge) -> Restored:
    """Restore from the newest backup that may be restored from. Raises as ``restore_named``."""
    return _restore(session, namespace, restoring.newest_good(session, namespace, NEO, maximum))


@needs("create pods/exec")
def _restore(session: Session, namespace: str, backup: Observation[Backup]) -> Restored:
    chosen, place = backup.value, server(session, namespace)
    within = _RESTORE_WITHIN
    session.permit(Change("postgresql.restore", namespace, (NEO.pod,), undo_within=within))
    note(f"restoring from {chosen.name}, taken {chosen.taken_at.isoformat(timespec='seconds')}")
    began = now()
    words = ["bash", "-c", _RESTORE, "bash", chosen.path, place.database, place.user]
    executed = session.cluster.execute(namespace, NEO.pod, words, within=within)
    if executed.exit_code != 0:
        said = next((line for line in executed.stderr.splitlines() if "error" in line), "no word")
        raise NotDone(f"restoring {chosen.name} failed; the database is empty: {said}")
    return Restored(backup, began, now())
