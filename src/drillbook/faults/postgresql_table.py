"""A table of PostgreSQL dropped, as by mistake. A dump of it is kept in the pod's data volume.

The dump holds the table with its rows, indexes, constraints, triggers and rights; the foreign keys
of other tables that point to it are dropped and made again, too. The journal holds where the dump
is, its hash, and how many rows with which fingerprint it must bring back.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from drillbook.clients import postgresql as clients
from drillbook.errors import NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import postgresql
from drillbook.session import Session, undo_step

_EFFECT_WITHIN = timedelta(seconds=30)
_DUMP_WITHIN = timedelta(minutes=10)

# $1 the dump, $2 the table's quoted name, $3 database, $4 superuser.
_KEEP = """set -eu
umask 077
mkdir -p "$(dirname "$1")"
pg_dump -U "$4" -d "$3" --format=custom --table="$2" --file="$1"
sync "$1" "$(dirname "$1")"
sha256sum < "$1"
"""
# $5 the statements that make the foreign keys again: all in one transaction, or nothing.
_PUT_BACK = """set -eu
trap 'rm -f "$1.sql"' EXIT
umask 077
pg_restore --file="$1.sql" "$1"
printf '%s\\n' "$5" >> "$1.sql"
psql -Xq -v ON_ERROR_STOP=1 --single-transaction -U "$4" -d "$3" -f "$1.sql" > /dev/null
"""
_HASH = 'set -eu; sha256sum < "$1"'
_FORGET = 'rm -f "$1" "$1.sql"; rmdir "$(dirname "$1")" 2> /dev/null || true'

_NAME = (
    "SELECT c.oid, format('%I.%I', n.nspname, c.relname) FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.oid = to_regclass(:'table') AND c.relkind = 'r'"
)
# Without a search path, every name in a definition is written with its schema.
_POINTS_TO_IT = (
    "SET search_path = ''; SELECT conrelid::regclass, quote_ident(conname), "
    "pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE confrelid = :'table'::regclass AND contype = 'f' AND conrelid <> confrelid"
)


@dataclass(frozen=True)
class Dropped:
    """A table, its name with schema, where its dump is kept, and who pointed to it."""

    namespace: str
    pod: str
    table: str
    name: str
    oid: str
    kept: str
    keys: tuple[tuple[str, str, str], ...]

    def drop(self) -> str:
        """Return what drops the table; it fails, and changes nothing, when a view needs it."""
        keys = "".join(f"ALTER TABLE {t} DROP CONSTRAINT {c}; " for t, c, _ in self.keys)
        return f"BEGIN; {keys}DROP TABLE {self.name}; COMMIT"

    def make_keys(self) -> str:
        """Return what makes the foreign keys of other tables again."""
        return " ".join(f"ALTER TABLE {t} ADD CONSTRAINT {c} {how};" for t, c, how in self.keys)


@action
@described(
    changes="postgresql.drop_table",
    effect="a client finds no table of that name",
    undo="postgresql.forget_dump",
    also_undone_by=("postgresql.put_table_back",),
    needs=Needs(
        rights=("get pods", "create pods/exec", "get secrets", "get services"),
        in_container=("sh", "psql", "pg_dump", "pg_restore", "sync", "sha256sum"),
    ),
)
def drop(namespace: str, pod: str, table: str) -> str:
    """Drop a table with all its rows; the undo brings it back from a dump kept in the pod.

    The pod needs pg_dump, pg_restore and psql as superuser over the local socket, and room for the
    dump in the data directory. A table that a view or a function needs is left alone.
    """
    session = required()
    seen = postgresql.table(session, namespace, table).value
    if not seen.readable:
        raise UsageError(f"{table} cannot be read whole, so it could not be kept: {seen.damage}")
    dropped = _found(session, namespace, pod, table)
    return bring(
        Fault(
            text=f"table {table} with {seen.rows} rows is dropped",
            change=Change("postgresql.drop_table", namespace, (table,)),
            undo="postgresql.forget_dump",
            arguments=asdict(dropped),
            before={},
            inject=lambda: _drop(session, dropped, seen),
            look=lambda: postgresql.exists(session, namespace, table),
            took_effect=lambda there: not there,
            effect_within=_EFFECT_WITHIN,
        )
    )


@undo_step("postgresql.put_table_back")
def _put_table_back(
    session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]
) -> str:
    """Make the table again from its dump, unless there is one of its name."""
    dropped = _dropped(arguments)
    try:
        there = _query(session, dropped, _NAME)
        if there and there[0][0] == dropped.oid:
            return f"{dropped.table} was not dropped"
        if there:
            return f"{dropped.table} was made anew meanwhile and stays"
        if _run(session, dropped, _HASH).split()[0] != before["dump_sha256"]:
            raise UndoIncomplete(f"the dump is not what was kept; {_by_hand(dropped)}")
        _run(session, dropped, _PUT_BACK)
        found = postgresql.table(session, dropped.namespace, dropped.table).value
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; {_by_hand(dropped)}") from error
    if (found.rows, found.fingerprint) != (before["rows"], before["fingerprint"]):
        raise UndoIncomplete(
            f"{dropped.table} has {found.rows} rows and had {before['rows']}, or others; "
            f"{_by_hand(dropped)}"
        )
    return f"{dropped.table} has its {found.rows} rows again"


@undo_step("postgresql.forget_dump")
def _forget_dump(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Remove the dump; the step that puts the table back has run before."""
    dropped = _dropped(arguments)
    try:
        if not _query(session, dropped, _NAME):
            raise UndoIncomplete(f"there is no table {dropped.table}; {_by_hand(dropped)}")
        _run(session, dropped, _FORGET)
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; by hand: rm {dropped.kept} in {dropped.pod}") from error
    return f"no dump of {dropped.table} is left in {dropped.pod}"


def _drop(session: Session, dropped: Dropped, seen: postgresql.Table) -> None:
    dump_sha256 = _run(session, dropped, _KEEP).split()[0]
    session.intend(
        "postgresql.put_table_back",
        asdict(dropped),
        {"dump_sha256": dump_sha256, "rows": seen.rows, "fingerprint": seen.fingerprint},
    )
    clients.superuser_change(session, dropped.namespace, dropped.pod, dropped.drop())


def _found(session: Session, namespace: str, pod: str, table: str) -> Dropped:
    there = clients.superuser_query(session, namespace, pod, _NAME, table=table)
    if not there:
        raise UsageError(f"there is no table {table} in pod {namespace}/{pod}")
    oid, name = there[0]
    where = postgresql.location(session, namespace, table).value
    kept = f"{where.directory}/drillbook/{table}-{secrets.token_hex(4)}.dump"
    keys = clients.superuser_query(session, namespace, pod, _POINTS_TO_IT, table=name)
    return Dropped(namespace, pod, table, name, oid, kept, tuple((t, c, h) for t, c, h in keys))


def _dropped(arguments: Mapping[str, Any]) -> Dropped:
    return Dropped(**{**arguments, "keys": tuple(tuple(key) for key in arguments["keys"])})


def _query(session: Session, dropped: Dropped, statement: str) -> list[list[str]]:
    return clients.superuser_query(
        session, dropped.namespace, dropped.pod, statement, table=dropped.name
    )


def _run(session: Session, dropped: Dropped, script: str) -> str:
    database = clients.server(session, dropped.namespace).database
    given = (dropped.kept, dropped.name, database, clients.SUPERUSER, dropped.make_keys())
    executed = session.cluster.execute(
        dropped.namespace, dropped.pod, ["sh", "-c", script, "sh", *given], within=_DUMP_WITHIN
    )
    if executed.exit_code != 0:
        said = executed.stderr.strip().splitlines() or ["a step failed"]
        raise NotDone(f"{dropped.kept} in {dropped.pod}: {said[0]}")
    return executed.stdout


def _by_hand(dropped: Dropped) -> str:
    return (
        f"by hand, in pod {dropped.namespace}/{dropped.pod}: pg_restore -U {clients.SUPERUSER} "
        f"-d {clients.DATABASE} {dropped.kept}; {dropped.make_keys()}"
    )


ACTIONS = {"drop": drop}
