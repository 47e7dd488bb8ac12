"""A ledger in PostgreSQL: one row a commit into a table of its own, read back whole.

The table stands in schema ``drillbook`` of the database that is drilled, so that a backup holds
it, and a restore shows how far back the database went.
"""

import threading
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import sql

from drillbook.clients import postgresql as clients
from drillbook.clients.kubernetes import NotDone
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, DrillbookError, UndoIncomplete, Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.guard import Change
from drillbook.ledger import books
from drillbook.ledger.account import account
from drillbook.ledger.history import History, ReadBack
from drillbook.ledger.protocol import GAP
from drillbook.session import Session, undo_step

SCHEMA = "drillbook"
PREFIX = f"{SCHEMA}.ledger_"

_NAME = "drillbook-ledger"
_FIRST_WITHIN = timedelta(seconds=30)
_STOP_SECONDS = 90.0
_RETRY_SECONDS = 0.05
_READ_AT_ONCE = 20_000
# One connection is bound by the time of a commit; the server commits those of several together.
_CONNECTIONS = 4


class PostgresLedger:
    """Commits numbered rows at a steady rate, over some connections, each with its thread."""

    def __init__(
        self,
        session: Session,
        namespace: str,
        rate_per_second: int = 600,
        name: str = "PostgreSQL",
    ) -> None:
        self.name = name
        self.table = f"{PREFIX}{uuid.uuid4().hex[:12]}"
        self.place = f"table {self.table}"
        self._session, self._namespace, self._rate = session, namespace, rate_per_second
        # Asked once: an API server that is away is no outage of the database.
        self._access = clients.access(session, namespace)
        self._insert = sql.SQL("INSERT INTO {} (number) VALUES (%s)").format(
            clients.table_name(self.table)
        )
        self._first, self._stopping = threading.Event(), threading.Event()
        self._threads = tuple(
            threading.Thread(target=self._write, name=f"ledger {name} {number}", daemon=True)
            for number in range(_CONNECTIONS)
        )
        self._writing = threading.Lock()  # the history is for one thread at a time
        self._crash: BaseException | None = None
        self._ended = 0
        self.history = History()

    def start(self) -> None:
        """Make the table, and write until the first row is committed."""
        books.permitted(
            self._session,
            Change("ledger.write", self._namespace, (self.place,)),
            "postgresql.drop_ledger",
            {"namespace": self._namespace, "table": self.table},
        )
        self._make()
        self.history = History()
        books.begun(self)
        for thread in self._threads:
            thread.start()
        try:
            eventually(
                lambda: self._first.is_set() or self._crash is not None,
                bool,
                within=_FIRST_WITHIN,
                what=f"the first commit of ledger {self.name}",
            )
        except CheckFailed as error:
            raise Unobservable(str(error)) from error

    def stop(self) -> None:
        """Stop writing; rows under way get their answer or their time-out."""
        self._stopping.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_STOP_SECONDS)

    def account(self) -> LedgerRecord:
        """Read the table back whole and return what became of every row."""
        if self._crash is not None:
            raise Unobservable(f"ledger {self.name} stopped writing: {self._crash!r}")
        if any(thread.is_alive() for thread in self._threads) or not len(self.history):
            raise Unobservable(f"ledger {self.name} has not written and stopped")
        return account(
            self.history,
            [self.read_back()],
            name=self.name,
            system_under_write=f"PostgreSQL {self.place}, one commit a row",
            ended=self._ended,
            gap_threshold=GAP,
        )

    def read_back(self) -> ReadBack:
        """Read every row. A table that is gone holds none; a database that is silent is unknown."""
        found = ReadBack(len(self.history), 0, self.history.ticks())
        with _connected(self._session, self._namespace) as connection:
            if not _exists(connection, self.table):
                return found
            query = sql.SQL("SELECT number FROM {}").format(clients.table_name(self.table))
            with connection.transaction(), connection.cursor(name="ledger") as rows:
                rows.itersize = _READ_AT_ONCE
                for (number,) in rows.execute(query):
                    found.saw(number)
        return found

    def _make(self) -> None:
        try:
            with _connected(self._session, self._namespace) as connection:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                # No key: a row that is there twice is to be found, not refused.
                create = "CREATE TABLE {} (number bigint NOT NULL, at timestamptz DEFAULT now())"
                connection.execute(sql.SQL(create).format(clients.table_name(self.table)))
        except Unobservable as error:
            raise NotDone(f"cannot make {self.place}: {error}") from error

    def _write(self) -> None:
        try:
            while not self._stopping.is_set():
                try:
                    with clients.opened(self._access, name=_NAME) as connection:
                        self._commit_rows(connection)
                except DrillbookError:
                    # What was under way is noted; what matters now is to be back soon.
                    self._stopping.wait(_RETRY_SECONDS)
        except BaseException as error:  # noqa: BLE001 (a thread's crash must reach the account)
            self._crash = error
        finally:
            self._ended = max(self._ended, self.history.ticks())

    def _commit_rows(self, connection: clients.Connection) -> None:
        """Keep to its share of the rate until told to stop, or the connection breaks."""
        rate = self._rate / _CONNECTIONS
        begun, sent = time.monotonic(), 0
        with connection.cursor() as cursor:
            while not self._stopping.is_set():
                ahead = sent / rate - (time.monotonic() - begun)
                if ahead > 0:
                    self._stopping.wait(ahead)
                elif ahead < -1:
                    # After a standstill there is no burst to catch up.
                    begun, sent = time.monotonic(), 0
                self._commit_row(cursor.execute)
                sent += 1

    def _commit_row(self, execute: Callable[..., object]) -> None:
        with self._writing:
            number = self.history.invoke()
        try:
            execute(self._insert, (number,))
        except psycopg.Error as error:
            # An error that the server says within a living connection has rolled the row back;
            # FATAL ends the connection, and then nobody knows.
            refused = error.diag.severity_nonlocalized == "ERROR"
            with self._writing:
                (self.history.fail if refused else self.history.unanswered)(number)
            if not refused:
                raise
            return
        with self._writing:
            self.history.acknowledge(number)
        self._first.set()


def _connected(session: Session, namespace: str) -> Any:
    return clients.connected(session, namespace, name=_NAME)


def _exists(connection: clients.Connection, table: str) -> bool:
    row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone()
    return bool(row and row[0])


@undo_step("postgresql.drop_ledger")
def _drop(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    table = str(arguments["table"])
    if not table.startswith(PREFIX):
        raise UndoIncomplete(f"table {table} was not made by a ledger; it is left alone")
    books.before_undo(f"table {table}")
    by_hand = f"by hand: DROP TABLE IF EXISTS {table}; DROP SCHEMA {SCHEMA}"
    try:
        with _connected(session, str(arguments["namespace"])) as connection:
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
