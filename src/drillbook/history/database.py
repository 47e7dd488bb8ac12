"""Where the history is: a DuckDB file, or a PostgreSQL server that several machines share.

Both speak the SQL of this package. A change is one transaction: all of it is there, or nothing.
Statements carry ``?`` for their parameters; lists go in as arrays, for many rows at once.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import duckdb

from drillbook.errors import Unobservable, UsageError

Row = tuple[Any, ...]

#: How long to wait for another process that is writing.
WITHIN = timedelta(seconds=60)


class Database(Protocol):
    """A database of results. Raises Unobservable when it cannot be reached or does not answer."""

    place: str

    def rows(self, statement: str, *parameters: object) -> list[Row]:
        """Return the rows of a query."""
        ...

    def change(self, statement: str, *parameters: object) -> None:
        """Run a statement, inside of ``writing``."""
        ...

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer until the end, in one transaction."""
        ...


class DuckDb:
    """A DuckDB file. One process at a time has it open, so it is open only while it is used."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, place: str) -> None:
        self.place = place
        self._connection = connection

    def rows(self, statement: str, *parameters: object) -> list[Row]:
        """Return the rows of a query."""
        try:
            return self._connection.execute(statement, list(parameters)).fetchall()
        except duckdb.Error as error:
            raise Unobservable(f"history {self.place}: {error}") from error

    def change(self, statement: str, *parameters: object) -> None:
        """Run a statement, inside of ``writing``."""
        self.rows(statement, *parameters)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer until the end, in one transaction."""
        self.change("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self.change("ROLLBACK")
            raise
        self.change("COMMIT")


def is_file(where: str) -> bool:
    """Return whether a history is a file, and not on a server. Raises UsageError."""
    scheme, separator, _ = where.partition("://")
    if separator and scheme not in {"postgresql", "postgres"}:
        raise UsageError(f"--history {scheme}://…: a file's name or postgresql://")
    return not separator


@contextmanager
def opened(where: str, *, within: timedelta = WITHIN) -> Iterator[Database]:
    """Open a history: a file's name, or ``postgresql://…``. Raises UsageError or Unobservable."""
    if not is_file(where):
        from drillbook.history.postgresql import connected  # noqa: PLC0415 (a driver that few need)

        with connected(where) as database:
            yield database
        return
    connection = _duckdb(Path(where), within)
    try:
        yield DuckDb(connection, str(Path(where).resolve()))
    finally:
        connection.close()


def _duckdb(file: Path, within: timedelta) -> duckdb.DuckDBPyConnection:
    file.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + within.total_seconds()
    while True:
        try:
            return _that_keeps(duckdb.connect(str(file)), file)
        except duckdb.Error as error:
            if "Could not set lock" not in str(error):
                raise UsageError(f"history {file}: not readable as DuckDB: {error}") from error
            # Another process has it open, for as long as one import takes.
            if time.monotonic() > deadline:
                raise Unobservable(f"history {file}: {error}") from error
            time.sleep(0.02)


def _that_keeps(connection: duckdb.DuckDBPyConnection, file: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection to a file; of JSON, CSV and others DuckDB makes a database in memory."""
    own = "SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
    if connection.execute(own).fetchall() == [(None,)]:
        connection.close()
        raise UsageError(f"history {file}: not a DuckDB file; name another. Nothing was changed.")
    return connection


def utc(at: datetime) -> datetime:
    """Return a moment as the history keeps it: in UTC, without saying so."""
    return at.astimezone(UTC).replace(tzinfo=None)


def aware(at: datetime | None) -> datetime | None:
    """Return a moment of the history with its zone."""
    return at.replace(tzinfo=UTC) if at is not None else None


def arrays(rows: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    """Return rows as columns, for statements that unnest them."""
    return [[row[index] for row in rows] for index in range(width)]
