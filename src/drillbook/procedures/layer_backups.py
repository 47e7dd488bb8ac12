"""neo_auth_db backed up by its job, and restored beside it (Neo Service Layer, Backup Procedures).

The guide restores into neo_auth_db_restore, and nobody uses that. Here it takes the name of the
database once every row is in it; the one from before stays beside it until the undo.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.checks.backups import MaximumAge
from drillbook.clients.postgresql import server
from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes.backups import NEO_AUTH, Backup, Listed
from drillbook.procedures import jobs, restoring
from drillbook.procedures.restoring import Restored, note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

BACKUP_JOB = "postgresql-backup"
_BACKUP_WITHIN = timedelta(minutes=3)
_RESTORE_WITHIN = timedelta(minutes=5)
_RUN = """set -eu -o pipefail
run() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres "$@"; }
close() {
  run --dbname=postgres -c "ALTER DATABASE $1 ALLOW_CONNECTIONS false" \\
    -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$1'" > /dev/null
}
renamed() {  # sessions that were told to end need a moment
  for _ in $(seq 50); do
    ! run --dbname=postgres -c "ALTER DATABASE $1 RENAME TO $2" 2> /tmp/rename || return 0
    sleep 0.1
  done
  cat /tmp/rename >&2
  return 1
}
there() {
  [ -n "$(run -tA --dbname=postgres -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" ]
}
"""
# $1 the dump, $2 the database, $3 its owner. Extensions are the superuser's, and made first.
_RESTORE = f"""{_RUN}
list=$(mktemp)
trap 'rm -f "$list"' EXIT
pg_restore --list "$1" | grep -v -E '^[0-9]+; [0-9]+ [0-9]+ (COMMENT - )?EXTENSION ' > "$list"
run --dbname=postgres -c "DROP DATABASE IF EXISTS ${{2}}_restore" \\
  -c "CREATE DATABASE ${{2}}_restore OWNER $3"
run --dbname="${{2}}_restore" -c "CREATE EXTENSION amcheck" -c "CREATE EXTENSION pg_stat_statements"
pg_restore --username="$3" --dbname="${{2}}_restore" --single-transaction --exit-on-error \\
  --use-list="$list" "$1"
close "$2"
renamed "$2" "${{2}}_before"
renamed "${{2}}_restore" "$2"
"""
# $1 the database. Whatever of the restore was done is taken back.
_BACK = f"""{_RUN}
if there "${{1}}_before"; then
  ! there "$1" || run --dbname=postgres -c "DROP DATABASE $1 WITH (FORCE)"
  renamed "${{1}}_before" "$1"
fi
run --dbname=postgres -c "ALTER DATABASE $1 ALLOW_CONNECTIONS true"
run --dbname=postgres -c "DROP DATABASE IF EXISTS ${{1}}_restore WITH (FORCE)"
"""


def back_up(session: Session, namespace: str) -> Observation[Listed]:
    """Make a backup by the nightly job and return the file that is new since.

    Raises Refused, Unobservable, NotDone (the job failed, or left no new file).
    """
    return jobs.new_backup(session, namespace, NEO_AUTH, BACKUP_JOB, within=_BACKUP_WITHIN)


def restore_named(session: Session, namespace: str, path: str, maximum: MaximumAge) -> Restored:
    """Restore from one backup. Raises RestoreRefused or Refused, then nothing changed; NotDone."""
    return _restore(
        session, namespace, restoring.named(session, namespace, NEO_AUTH, path, maximum)
    )


def restore_newest(session: Session, namespace: str, maximum: MaximumAge) -> Restored:
    """Restore from the newest backup that may be restored from. Raises as ``restore_named``."""
    return _restore(
        session, namespace, restoring.newest_good(session, namespace, NEO_AUTH, maximum)
    )


def _restore(session: Session, namespace: str, backup: Observation[Backup]) -> Restored:
    chosen, place = backup.value, server(session, namespace)
    change = Change("postgresql.restore", namespace, (NEO_AUTH.pod,), undo_within=_RESTORE_WITHIN)
    session.permit(change)
    session.intend("layer.database_back", {"namespace": namespace, "database": place.database}, {})
    note(f"restoring from {chosen.name}, taken {chosen.taken_at.isoformat(timespec='seconds')}")
    began = now()
    code, said = _run(session, namespace, _RESTORE, chosen.path, place.database, place.user)
    if code != 0:
        raise NotDone(f"restoring {chosen.name} failed: {said}")
    return Restored(backup, began, now())


@undo_step("layer.database_back")
def _back(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace, database = str(arguments["namespace"]), str(arguments["database"])
    try:
        code, said = _run(session, namespace, _BACK, database)
    except Unobservable as error:
        code, said = 1, str(error)
    if code != 0:
        by_hand = f"by hand, in psql: ALTER DATABASE {database}_before RENAME TO {database}"
        raise UndoIncomplete(f"{said}; {by_hand}")
    return f"{database} is the one from before the restore"


@needs("create pods/exec")
def _run(session: Session, namespace: str, script: str, *words: str) -> tuple[int, str]:
    command = ["bash", "-c", script, "bash", *words]
    done = session.cluster.execute(namespace, NEO_AUTH.pod, command, within=_RESTORE_WITHIN)
    said = done.stderr.strip().splitlines() or ["no word"]
    return done.exit_code, next((line for line in said if "rror" in line), said[-1])
