"""Numbered rows in a PostgreSQL table: one a commit, looked up, and read back whole."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import sql

from drillbook.clients import postgresql as clients
from drillbook.clients.postgresql import Access, Connection
from drillbook.errors import NotDone, Unobservable
from drillbook.ledger.history import ReadBack
from drillbook.ledger.pace import Pace
from drillbook.ledger.writer import Failed, Writer

SCHEMA = "drillbook"
#: Only tables of this prefix are ever made or dropped by a ledger.
PREFIX = f"{SCHEMA}.ledger_"
#: The application_name of a ledger's connections.
NAME = "drillbook-ledger"

_READ_AT_ONCE = 20_000


class Table:
    """A table for one ledger's rows.

    One connection is bound by the time of a commit; the server commits those of several together.
    """

    lanes = 0
    threads = 8
    answer_within = timedelta(seconds=60)

    def __init__(self, access: Access, name: str, rate_per_second: int) -> None:
        self.name = name
        self.place = f"table {name}"
        self.described = f"PostgreSQL {self.place}, one commit a row"
        self._access, self._rate = access, rate_per_second
        self._named = clients.table_name(name)

    def make(self) -> None:
        """Make the table."""
        try:
            with self._connected() as connection:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                # The index is for looks; it is no key: a row that is there twice is to be found.
                create = """
                CREATE TABLE {table} (number bigint NOT NULL, at timestamptz DEFAULT now());
                CREATE INDEX ON {table} (number)
                """
                connection.execute(sql.SQL(create).format(table=self._named))
        except Unobservable as error:
            raise NotDone(f"cannot make {self.place}: {error}") from error

    def write(self, writer: Writer) -> None:
        """Keep to its share of the rate, on one connection, until told to stop or it breaks."""
        insert = sql.SQL("INSERT INTO {} (number) VALUES (%s)").format(self._named)
        with self._connected() as connection, connection.cursor() as cursor:
            query = insert.as_string(connection)
            pace = Pace(self._rate / self.threads)
            while writer.goes_on():
                writer.wait(pace.ahead())
                with writer.one() as number:
                    _commit(cursor.execute, query, number)

    def look(self, marks: Mapping[int, Any]) -> Iterable[int]:
        """Return the rows that a new connection sees."""
        query = sql.SQL("SELECT number FROM {} WHERE number = ANY(%s)").format(self._named)
        with self._connected() as connection:
            return [int(number) for (number,) in connection.execute(query, (list(marks),))]

    def read_back(self, found: ReadBack) -> None:
        """Read every row. A table that is gone holds none; a database that is silent is unknown."""
        with self._connected() as connection:
            if not _exists(connection, self.name):
                return
            query = sql.SQL("SELECT number FROM {}").format(self._named)
            with connection.transaction(), connection.cursor(name="ledger") as rows:
                rows.itersize = _READ_AT_ONCE
                for (number,) in rows.execute(query):
                    found.saw(number)

    def lose(self) -> None:
        """Delete the first row."""
        query = sql.SQL(
            "DELETE FROM {table} WHERE number = (SELECT min(number) FROM {table}) RETURNING number"
        ).format(table=self._named)
        with self._connected() as connection:
            if connection.execute(query).fetchone() is None:
                raise NotDone(f"{self.place} has no row that could be lost")

    def _connected(self) -> AbstractContextManager[Connection]:
        return clients.opened(self._access, name=NAME)


def _commit(execute: Callable[..., object], query: str, number: int) -> None:
    try:
        execute(query, (number,))
    except psycopg.Error as error:
        # An error that the server says within a living connection has rolled the row back;
        # FATAL ends the connection, and then nobody knows.
        if error.diag.severity_nonlocalized == "ERROR":
            raise Failed(error.diag.sqlstate or "ERROR") from error
        raise


def _exists(connection: Connection, table: str) -> bool:
    row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone()
    return bool(row and row[0])
