"""Backups: which there are, how old, whether each is whole, and what it holds.

Each is looked at in the pod that mounts the volume with the backups, by the tools of the
component itself. A manifest beside a backup (``<file>.json`` with ``sha256`` and ``taken_at``) is
what the job that made it promised; ``contents`` is what is really in the file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from drillbook.clients.executing import Executed
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """Where a component's backups are: the pod to look from, the directory, the names."""

    component: str
    pod: str
    directory: str
    names: str


POSTGRESQL = Place("PostgreSQL", "postgresql-0", "/backups", "billing-*.dump")
NEO4J = Place("Neo4j", "neo4j-0", "/backups", "neo4j-*.dump")
TIMESCALEDB = Place("TimescaleDB", "timescaledb-0", "/backups", "*.dump")
NEO = Place("the services' database", "postgres-0", "/backups", "neo_service_layer-*.dump")
NEO_AUTH = Place("neo_auth_db", "neo-postgres-0", "/backups/postgresql", "neo-db-backup-*.dump")
_EVERY = (POSTGRESQL, NEO4J, TIMESCALEDB, NEO, NEO_AUTH)
PLACES = {place.component: place for place in _EVERY}

# Where a restore of Neo4j unpacks a backup: on the server's own volume, so that it can be moved
# into place, and outside of what the server reads.
STAGING = "/data/drillbook/staged"
DATABASE = "neo4j"

_LIST = 'find "$1" -type f -name "$2" ! -path "*/.*" -exec stat -c "%Y %s %n" {} + && date +%s.%N'
_DESCRIBE = """set -eu
stat -c "%Y %s" "$1"
sha256sum < "$1" | cut -d " " -f 1
date +%s.%N
[ ! -f "$1.json" ] || cat "$1.json"
"""
# Reading the list of contents is not enough: it stands at the front, and a file that was cut
# short behind it still shows all of it. So every row is read, and counted.
_POSTGRESQL_CONTENTS = r"""set -eu -o pipefail
pg_restore --list "$1" > /dev/null
pg_restore --data-only -f - "$1" | awk '
  inside && /^\\\.$/ { inside = 0; next }
  inside { rows[table]++; next }
  /^COPY .* FROM stdin;$/ { table = $2; rows[table] += 0; inside = 1 }
  END { for (table in rows) print table, rows[table] }'
"""
# --info reads the front of a dump alone, so the whole of it is unpacked, beside the server's data.
_NEO4J_CONTENTS = """set -eu
rm -rf "$2"; mkdir -p "$2"
trap 'rm -rf "$2"' EXIT
printf 'server.directories.data=%s\\nserver.directories.transaction.logs.root=%s/transactions\\n' \
  "$2" "$2" > "$2/settings.conf"
neo4j-admin database load "$3" --from-stdin --additional-config="$2/settings.conf" < "$1" >&2
neo4j-admin database info "$3" --from-path="$2/databases"
[ "$4" = drop ] || trap - EXIT
"""
_LAST_TRANSACTION = "Last committed transaction id:"


@dataclass(frozen=True)
class Listed:
    """A backup file by its name, size and the time it was last written."""

    path: str
    size_bytes: int
    written: datetime


@dataclass(frozen=True)
class Backup:
    """One backup. ``age`` counts from the earlier of file time and manifest.

    ``contents`` is how many rows each table of it has (PostgreSQL), or its last transaction
    (Neo4j); None when it cannot be read to its end, and ``complaint`` says what the tool said.
    ``promised_…`` is None where no manifest was written.
    """

    component: str
    path: str
    size_bytes: int
    taken_at: datetime
    age: timedelta
    sha256: str
    promised_sha256: str | None
    promised_bytes: int | None
    contents: Mapping[str, int] | None
    complaint: str

    @property
    def name(self) -> str:
        """Return the file's name without its directory."""
        return self.path.rpartition("/")[2]


def listing(session: Session, namespace: str, place: Place) -> Observation[tuple[Listed, ...]]:
    """Look at which backups there are, newest first; there may be none."""
    command = ["sh", "-c", _LIST, "sh", place.directory, place.names]
    started = now()
    lines = _output(session, namespace, place, command).splitlines()
    found = [line.split(" ", 2) for line in lines[:-1]]
    files = tuple(Listed(path, int(size), _time(written)) for written, size, path in found)
    newest_first = tuple(sorted(files, key=lambda f: (f.written, f.path), reverse=True))
    return _observed(namespace, place, "backups", newest_first, started, _LIST)


def backup(
    session: Session, namespace: str, place: Place, path: str, *, keep_unpacked: bool = False
) -> Observation[Backup]:
    """Look at one backup as a whole: every byte of it is read. A bad one is a value, no error.

    A Neo4j backup is unpacked to ``STAGING`` for that, and stays there for a restore to take if
    it is whole and ``keep_unpacked`` is set.
    """
    started = now()
    described = _output(session, namespace, place, ["sh", "-c", _DESCRIBE, "sh", path])
    written_and_size, sha256, pod_time, *manifest = described.split("\n", 3)
    written, size = written_and_size.split()
    promised = _manifest("".join(manifest))
    taken = min([_time(written), *_taken_at(promised)])
    contents, complaint = None, "it is empty"
    if int(size):
        then = "keep" if keep_unpacked else "drop"
        contents, complaint = _contents(session, namespace, place, path, then)
    found = Backup(
        component=place.component,
        path=path,
        size_bytes=int(size),
        taken_at=taken,
        age=_time(pod_time) - taken,
        sha256=sha256,
        promised_sha256=promised.get("sha256"),
        promised_bytes=promised.get("size_bytes"),
        contents=contents,
        complaint=complaint,
    )
    return _observed(namespace, place, f"backup {found.name}", found, started, path)


def last_transaction(info: str) -> int | None:
    """Return the last transaction that ``neo4j-admin database info`` names."""
    for line in info.splitlines():
        if line.startswith(_LAST_TRANSACTION):
            return int(line.removeprefix(_LAST_TRANSACTION))
    return None


def _contents(
    session: Session, namespace: str, place: Place, path: str, then: str
) -> tuple[Mapping[str, int] | None, str]:
    if place.component == NEO4J.component:
        command = ["sh", "-c", _NEO4J_CONTENTS, "sh", path, STAGING, DATABASE, then]
    else:
        command = ["bash", "-c", _POSTGRESQL_CONTENTS, "bash", path]
    executed = _execute(session, namespace, place, command)
    if executed.exit_code != 0:
        return None, _complaint(executed.stderr)
    if place.component == NEO4J.component:
        last = last_transaction(executed.stdout)
        return (None, "it names no last transaction") if last is None else ({"last": last}, "")
    rows = (line.split() for line in executed.stdout.splitlines())
    return {table: int(count) for table, count in rows}, ""


def _complaint(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line and "Run with '--verbose'" not in line]
    said = [line for line in lines if "rror" in line or "ailed" in line] or lines
    return said[0].strip() if said else "the tool failed without a word"


def _manifest(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        return dict(json.loads(text))
    except ValueError:
        # An unreadable promise is one that cannot be kept.
        return {"sha256": "unreadable manifest"}


def _taken_at(manifest: Mapping[str, Any]) -> list[datetime]:
    try:
        taken = datetime.fromisoformat(manifest["taken_at"])
    except (KeyError, TypeError, ValueError):
        return []
    return [taken if taken.tzinfo else taken.replace(tzinfo=UTC)]


def _output(session: Session, namespace: str, place: Place, command: list[str]) -> str:
    executed = _execute(session, namespace, place, command)
    if executed.exit_code != 0:
        raise Unobservable(
            f"backups in {namespace}/{place.pod}:{place.directory}: {_complaint(executed.stderr)}"
        )
    return executed.stdout


@needs("create pods/exec")
def _execute(session: Session, namespace: str, place: Place, command: list[str]) -> Executed:
    return session.cluster.execute(namespace, place.pod, command, within=timedelta(minutes=5))


def _observed(
    namespace: str, place: Place, name: str, value: T, started: datetime, query: str
) -> Observation[T]:
    source = f"volume with backups, from pod {namespace}/{place.pod}"
    parameters = {"directory": place.directory, "names": place.names}
    return Observation(name, value, source, query, started, now(), parameters)


def _time(seconds: str) -> datetime:
    return datetime.fromtimestamp(float(seconds), tz=UTC)
