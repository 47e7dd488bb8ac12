"""A database as it was at a given second (Neo Service Layer, Point-in-Time Recovery).

The guide restores a dump, which holds one moment, its own. Here a base backup and the log that was
archived since are restored up to the second. What the server held before is kept beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drillbook.clients.postgresql import connected, server
from drillbook.clock import eventually, now
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.faults import servers
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import postgresql_queries
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_WITHIN = timedelta(minutes=3)
_BASE = "/backups/drill-base"
_KEPT = "${PGDATA%/}.drill-before"
_BACK_UP = f"""set -eu
rm -rf {_BASE}
pg_basebackup --username=postgres --pgdata={_BASE} --checkpoint=fast --wal-method=stream
"""
# All that was written up to now is archived: what comes later is another segment's.
_ARCHIVED = """set -eu
name=$(psql -XqAt --username=postgres --dbname=postgres \\
  -c "SELECT pg_walfile_name(pg_switch_wal())")
for _ in $(seq 100); do [ ! -e "/backups/wal/$name" ] || exit 0; sleep 0.2; done
echo "$name was not archived" >&2
exit 1
"""
# $1 the moment. The server is stopped.
_RESTORE = f"""set -eu
ls /backups/wal > {_BASE}.archived
mv "$PGDATA" "{_KEPT}"
cp -a {_BASE} "$PGDATA"
rm -rf "$PGDATA"/pg_wal/0*
touch "$PGDATA/recovery.signal"
cat >> "$PGDATA/postgresql.auto.conf" <<END
restore_command = 'cp /backups/wal/%f %p'
recovery_target_time = '$1'
recovery_target_timeline = 'current'
recovery_target_action = 'promote'
END
"""
# What the restored server has archived is another history's.
_PUT_BACK = f"""set -eu
if [ -e "{_KEPT}" ]; then rm -rf "$PGDATA"; mv "{_KEPT}" "$PGDATA"; fi
if [ -e {_BASE}.archived ]; then
  ls /backups/wal | while read -r name; do
    grep -qxF "$name" {_BASE}.archived || rm -f "/backups/wal/$name"
  done
fi
rm -rf {_BASE} {_BASE}.archived
"""
_FULL_SECOND = "SELECT date_trunc('second', clock_timestamp()) + interval '1 second'"
_ADD = "INSERT INTO results (took_ms) SELECT 1 FROM generate_series(1, %s)"
_COUNT = "SELECT count(*) FROM results"


@dataclass(frozen=True)
class Moment:
    """A second by the server's clock, and how many results there were then, and are now."""

    at: datetime
    results: int
    later: int


@needs("create pods/exec")
def back_up(session: Session, namespace: str) -> None:
    """Make a base backup beside the archived log; the undo removes it. Raises Refused, NotDone."""
    session.permit(Change("backup.run", namespace, (_pod(session, namespace),)))
    session.intend("point_in_time.back", {"namespace": namespace}, {})
    _do(session, namespace, _BACK_UP)
    note(f"a base backup is in {_BASE}")


def write(session: Session, namespace: str, before: int, after: int) -> Observation[Moment]:
    """Keep some results, note the next full second, and keep some more; they go with the undo."""
    started = now()
    session.permit(Change("ledger.write", namespace, ("results",)))
    with connected(session, namespace) as connection:
        connection.execute(_ADD, (before,))
        count = int((connection.execute(_COUNT).fetchone() or (0,))[0])
        at = (connection.execute(_FULL_SECOND).fetchone() or (now(),))[0]
        eventually(
            lambda: connection.execute("SELECT clock_timestamp()").fetchone(),
            lambda row: row is not None and row[0] > at,
            within=timedelta(seconds=10),
            what="the second is over",
        )
        connection.execute(_ADD, (after,))
    found = Moment(at, count, count + after)
    return Observation("moment", found, server(session, namespace).service, _ADD, started, now())


@needs("create pods/exec")
def restore(session: Session, namespace: str, moment: datetime) -> None:
    """Let the server hold what it held at a moment. Raises Refused, NotDone, CheckFailed."""
    pod = _pod(session, namespace)
    session.permit(Change("postgresql.restore", namespace, (pod,), undo_within=_WITHIN))
    with session.changing():
        _do(session, namespace, _ARCHIVED)
        servers.tell(session, namespace, pod, "postgresql", "stop")
        _do(session, namespace, _RESTORE, f"{moment:%Y-%m-%d %H:%M:%S+00}")
        servers.tell(session, namespace, pod, "postgresql", "start")
    note(f"PostgreSQL in {pod} is restored to {moment:%H:%M:%S} UTC")
    _await_serving(session, namespace)


def _await_serving(session: Session, namespace: str) -> None:
    eventually(
        lambda: postgresql_queries.ready(session, namespace).value,
        bool,
        within=_WITHIN,
        what="PostgreSQL accepts connections",
    )


def results(session: Session, namespace: str) -> Observation[int]:
    """Count the results that are kept."""
    started = now()
    with connected(session, namespace) as connection:
        found = int((connection.execute(_COUNT).fetchone() or (0,))[0])
    return Observation("results", found, server(session, namespace).service, _COUNT, started, now())


@undo_step("point_in_time.back")
def _back(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace = str(arguments["namespace"])
    pod = _pod(session, namespace)
    try:
        servers.tell(session, namespace, pod, "postgresql", "stop")
        _do(session, namespace, _PUT_BACK)
        servers.tell(session, namespace, pod, "postgresql", "start")
        _await_serving(session, namespace)
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = f"by hand: the data from before is beside PGDATA in {pod}"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return "PostgreSQL holds what it held before the restore"


def _pod(session: Session, namespace: str) -> str:
    return f"{server(session, namespace).service}-0"


def _do(session: Session, namespace: str, script: str, *words: str) -> None:
    command = ["bash", "-c", script, "bash", *words]
    pod = _pod(session, namespace)
    done = session.cluster.execute(namespace, pod, command, within=_WITHIN)
    if done.exit_code != 0:
        said = done.stderr.strip().splitlines() or ["no word"]
        raise NotDone(f"in {pod}: {said[-1]}")
