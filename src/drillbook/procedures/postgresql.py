"""Back up and restore the billing database as the runbook does, made safe to fail.

The runbook's ``pg_restore --clean --if-exists`` drops each object before it reads what follows:
from a file that was cut short it leaves half a database. Here the backup is read to its end
first, and the whole restore is one transaction: it is there, or nothing of it is.
"""

from datetime import timedelta

from drillbook.checks.backups import MaximumAge
from drillbook.clock import now
from drillbook.errors import NotDone
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes.backups import POSTGRESQL, Backup, Listed
from drillbook.procedures import jobs, restoring
from drillbook.procedures.restoring import Restored, note
from drillbook.rights import needs
from drillbook.session import Session

BACKUP_JOB = "postgresql-backup"
_BACKUP_WITHIN = timedelta(minutes=3)
_RESTORE_WITHIN = timedelta(minutes=10)

# Extensions belong to the superuser that made them: the billing user may not drop or make them.
# A restore that waits for a lock for ever would hold up everybody behind it, so it gives up.
_RESTORE = """set -eu -o pipefail
list=$(mktemp)
trap 'rm -f "$list"' EXIT
pg_restore --list "$1" | grep -v -E '^[0-9]+; [0-9]+ [0-9]+ (COMMENT - )?EXTENSION ' > "$list"
export PGOPTIONS='-c lock_timeout=60s'
pg_restore -U billing -d billing --clean --if-exists --single-transaction --exit-on-error \
  --use-list="$list" "$1"
"""


def back_up(session: Session, namespace: str) -> Observation[Listed]:
    """Make a backup by the runbook's CronJob and return the file that is new since.

    Raises Refused, Unobservable, NotDone (the job failed, or left no new file).
    """
    return jobs.new_backup(session, namespace, POSTGRESQL, BACKUP_JOB, within=_BACKUP_WITHIN)


def restore_named(session: Session, namespace: str, path: str, maximum: MaximumAge) -> Restored:
    """Restore from one backup. Raises RestoreRefused, Refused or NotDone; then nothing changed."""
    return _restore(
        session, namespace, restoring.named(session, namespace, POSTGRESQL, path, maximum)
    )


def restore_newest(session: Session, namespace: str, maximum: MaximumAge) -> Restored:
    """Restore from the newest backup that may be restored from. Raises as ``restore_named``."""
    return _restore(
        session, namespace, restoring.newest_good(session, namespace, POSTGRESQL, maximum)
    )


@needs("create pods/exec")
def _restore(session: Session, namespace: str, backup: Observation[Backup]) -> Restored:
    chosen = backup.value
    # It cannot be put back once it is done, so it must be done while the window is open.
    within = _RESTORE_WITHIN
    session.permit(Change("postgresql.restore", namespace, (POSTGRESQL.pod,), undo_within=within))
    note(f"restoring from {chosen.name}, taken {chosen.taken_at.isoformat(timespec='seconds')}")
    began = now()
    executed = session.cluster.execute(
        namespace,
        POSTGRESQL.pod,
        ["bash", "-c", _RESTORE, "bash", chosen.path],
        within=within,
    )
    if executed.exit_code != 0:
        said = next((line for line in executed.stderr.splitlines() if "error" in line), "no word")
        raise NotDone(
            f"restoring {chosen.name} failed and was rolled back; nothing was changed: {said}"
        )
    return Restored(backup, began, now())
