"""A history on a PostgreSQL server that several machines share."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from drillbook.errors import Unobservable
from drillbook.history.database import Row
from drillbook.redaction import PLACEHOLDER

_LOCK = 0x6472696C  # of PostgreSQL's advisory locks; any number that nobody else takes


class PostgreSql:
    """A PostgreSQL database."""

    def __init__(self, connection: psycopg.Connection[Row], place: str) -> None:
        self.place = place
        self._connection = connection

    def rows(self, statement: str, *parameters: object) -> list[Row]:
        """Return the rows of a query."""
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(_in_psycopg(statement), parameters)
                return cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            raise Unobservable(f"history {self.place}: {_first_line(error)}") from error

    def change(self, statement: str, *parameters: object) -> None:
        """Run a statement, inside of ``writing``."""
        self.rows(statement, *parameters)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer until the end, in one transaction."""
        try:
            with self._connection.transaction():
                # Of the whole database, since keys are counted on from the largest.
                self.rows("SELECT pg_advisory_xact_lock(?)", _LOCK)
                yield
        except psycopg.Error as error:
            raise Unobservable(f"history {self.place}: {_first_line(error)}") from error


@contextmanager
def connected(where: str) -> Iterator[PostgreSql]:
    """Open a history, ``postgresql://…``. Raises Unobservable when it cannot be reached."""
    try:
        connection = psycopg.connect(where, autocommit=True, connect_timeout=5)
    except psycopg.Error as error:
        raise Unobservable(
            f"history: {_without_password(_first_line(error), where)}; "
            "see that it is there and takes you, or name another with --history"
        ) from None
    place = f"postgresql://{connection.info.host}:{connection.info.port}/{connection.info.dbname}"
    with connection:
        yield PostgreSql(connection, place)


def _in_psycopg(statement: str) -> bytes:
    return statement.replace("%", "%%").replace("?", "%s").encode()


def _without_password(said: str, where: str) -> str:
    """Return what PostgreSQL's client says of an address, without what it quotes of a password."""
    password = re.search(r"://[^:@/]*:(.*)@", where)
    if password is None:
        return said
    return re.sub(r'"([^"]*)"', lambda m: f'"{PLACEHOLDER}"' if m[1] in password[1] else m[0], said)


def _first_line(error: psycopg.Error) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
