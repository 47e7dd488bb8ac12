"""PostgreSQL through psycopg, as the billing service's own user.

Errors of psycopg become Unobservable, but for those that say that data is damaged, which are
what some probes look for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from drillbook.errors import Unobservable
from drillbook.session import Session

SERVICE = "postgresql"
SECRET = "postgresql-auth"  # noqa: S105 (the name of a Secret)
USER = DATABASE = "billing"
PORT = 5432

_CONNECT_SECONDS = 5
# A pod that is gone resets no connection: without these its clients would wait for minutes.
_UNACKNOWLEDGED_MILLISECONDS = 5_000
_IDLE_SECONDS = 3
# What a row looks like as text must not depend on who asks, or fingerprints would differ.
_OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        "timezone=UTC",
        "datestyle=ISO",
        "intervalstyle=postgres",
        "bytea_output=hex",
        "extra_float_digits=1",
        "statement_timeout=60000",
        "lock_timeout=30000",
    )
)

Connection = psycopg.Connection[tuple[Any, ...]]


class Damaged(Unobservable):
    """PostgreSQL says that data on disk is damaged (SQLSTATE XX001 or XX002)."""


@dataclass(frozen=True)
class Address:
    """Where a PostgreSQL server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        """Return it as ``host:port``."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Access:
    """Where a PostgreSQL server listens, and the password of its user."""

    address: Address
    password: str = field(repr=False)


def address(session: Session, namespace: str) -> Address:
    """Return where the PostgreSQL of a namespace listens, by the target file or its Service."""
    for system in session.target.systems.values():
        given = system.addresses.get(SERVICE)
        if system.namespace == namespace and given:
            host, _, port = given.rpartition(":")
            return Address(host, int(port))
    return Address(*session.cluster.address(namespace, SERVICE, PORT))


def access(session: Session, namespace: str) -> Access:
    """Return how to reach the PostgreSQL of a namespace, for who must not ask again meanwhile."""
    password = session.secret(namespace, SECRET)["password"]
    return Access(address(session, namespace), password)


@contextmanager
def connected(session: Session, namespace: str, *, name: str = "drillbook") -> Iterator[Connection]:
    """Open a connection in autocommit; raise Unobservable for whatever goes wrong with it.

    ``name`` is the application_name under which the server shows it.
    """
    with opened(access(session, namespace), name=name) as connection:
        yield connection


@contextmanager
def opened(reached: Access, *, name: str) -> Iterator[Connection]:
    """Open a connection as ``connected`` does, without asking the cluster where."""
    where = reached.address
    try:
        with psycopg.connect(
            host=where.host,
            port=where.port,
            user=USER,
            password=reached.password,
            dbname=DATABASE,
            connect_timeout=_CONNECT_SECONDS,
            tcp_user_timeout=_UNACKNOWLEDGED_MILLISECONDS,
            keepalives_idle=_IDLE_SECONDS,
            keepalives_interval=1,
            keepalives_count=3,
            application_name=name,
            client_encoding="utf8",  # a server without an encoding would give bytes
            options=_OPTIONS,
            autocommit=True,
        ) as connection:
            yield connection
    except (psycopg.errors.DataCorrupted, psycopg.errors.IndexCorrupted) as error:
        raise Damaged(f"PostgreSQL at {where}: {_first_line(error)}") from error
    except psycopg.Error as error:
        raise Unobservable(f"PostgreSQL at {where}: {_first_line(error)}") from error


def table_name(name: str) -> sql.Composed:
    """Return a table's name, quoted, with its schema where one is given (``public.clients``)."""
    return sql.SQL(".").join(sql.Identifier(part) for part in name.split("."))


def _first_line(error: psycopg.Error) -> str:
    # The lines after the first may quote rows (DETAIL: Key (...)=(...)).
    return (str(error).strip() or type(error).__name__).splitlines()[0]
