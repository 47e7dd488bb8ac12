"""A ledger in PostgreSQL: one row a commit into a table of its own, read back whole.

The table stands in schema ``drillbook`` of the database that is drilled, so that a backup holds
it, and a restore shows how far back the database went.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from psycopg import sql

from drillbook.clients import postgresql as clients
from drillbook.errors import UndoIncomplete, Unobservable
from drillbook.ledger import books
from drillbook.ledger.postgresql_table import NAME, PREFIX, SCHEMA, Table
from drillbook.ledger.stored import StoredLedger
from drillbook.session import Session, undo_step


class PostgresLedger(StoredLedger):
    """Commits numbered rows at a steady rate, over some connections, each with its thread."""

    def __init__(
        self,
        session: Session,
        namespace: str,
        rate_per_second: int = 600,
        name: str = "PostgreSQL",
    ) -> None:
        self.table = f"{PREFIX}{uuid.uuid4().hex[:12]}"
        undo = ("postgresql.drop_ledger", {"namespace": namespace, "table": self.table})

        def connect() -> Table:
            return Table(clients.access(session, namespace), self.table, rate_per_second)

        super().__init__(session, namespace, name, connect, undo)


@undo_step("postgresql.drop_ledger")
def _drop(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    table = str(arguments["table"])
    if not table.startswith(PREFIX):
        raise UndoIncomplete(f"table {table} was not made by a ledger; it is left alone")
    books.before_undo(f"table {table}")
    by_hand = f"by hand: DROP TABLE IF EXISTS {table}; DROP SCHEMA {SCHEMA}"
    try:
        with clients.connected(session, str(arguments["namespace"]), name=NAME) as connection:
            gone = {table, *_left_by_restores(session, connection)}
            for name in sorted(gone):
                drop = sql.SQL("DROP TABLE IF EXISTS {}").format(clients.table_name(name))
                connection.execute(drop)
            if not _tables(connection):
                connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA}")
            if left := gone & set(_tables(connection)):
                raise UndoIncomplete(f"{', '.join(sorted(left))} is still there; {by_hand}")
    except Unobservable as error:
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"{', '.join(sorted(gone))}: gone"


def _left_by_restores(session: Session, connection: clients.Connection) -> set[str]:
    """Return tables of earlier ledgers: a restore brings back what a backup had caught of them."""
    pending = {intent.arguments.get("table") for intent in session.journal.pending()}
    return {table for table in _tables(connection) if table not in pending}


def _tables(connection: clients.Connection) -> list[str]:
    query = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname = %s"
    names = (str(name) for (name,) in connection.execute(query, (SCHEMA,)))
    return [name for name in names if name.startswith(PREFIX)]
