"""PostgreSQL through psycopg, as the system's own user.

Errors of psycopg become Unobservable, but for those that say that data is damaged, which are
what some probes look for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from drillbook.errors import NotDone, Unobservable
from drillbook.rights import needs
from drillbook.session import Session
from drillbook.target import PostgresqlOnTarget

SECRET = "postgresql-auth"  # noqa: S105 (the name of a Secret)
USER = DATABASE = "billing"
SUPERUSER = "postgres"
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

# What a refused client is told, in PostgreSQL 9.1 to 18: all taken, or all but a reserve.
_FULL = ("too many clients", "connection slots are reserved", "too many connections")

# $0 the statement, then psql's options: variables are put in only where a statement is read.
_PSQL = 'printf %s "$0" | psql "$@"'

Connection = psycopg.Connection[tuple[Any, ...]]


class Damaged(Unobservable):
    """PostgreSQL says that data on disk is damaged (SQLSTATE XX001 or XX002)."""


class Full(Unobservable):
    """PostgreSQL refuses a client because all its sessions are taken (SQLSTATE 53300)."""


class Locked(Unobservable):
    """A statement waited for a lock for as long as it may (SQLSTATE 55P03)."""


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
    user: str = USER
    database: str = DATABASE


def server(session: Session, namespace: str) -> PostgresqlOnTarget:
    """Return what the PostgreSQL of a namespace is called, by the target file."""
    systems = session.target.systems.values()
    own = [one for one in systems if one.of_databases == namespace]
    # The same system in a namespace for trials, or for recovery, is called as it is in its own.
    same = [one for one in systems if namespace in one.namespaces]
    same += [one for one in systems if one.recovery and one.recovery.namespace == namespace]
    return next((one.postgresql for one in (*own, *same)), PostgresqlOnTarget())


@needs("get services")
def address(session: Session, namespace: str) -> Address:
    """Return where the PostgreSQL of a namespace listens, by the target file or its Service."""
    for system in session.target.systems.values():
        given = system.addresses.get("postgresql")
        if system.of_databases == namespace and given:
            host, _, port = given.rpartition(":")
            return Address(host, int(port))
    service = server(session, namespace).service
    return Address(*session.cluster.address(namespace, service, PORT))


@needs(
    "get secrets[postgresql-auth]",
    "get secrets[timescaledb-auth]",
    "get secrets[neo-postgres-auth]",
)
def access(session: Session, namespace: str) -> Access:
    """Return how to reach the PostgreSQL of a namespace, for who must not ask again meanwhile."""
    named = server(session, namespace)
    password = session.secret(namespace, named.secret)["password"]
    return Access(address(session, namespace), password, named.user, named.database)


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
            user=reached.user,
            password=reached.password,
            dbname=reached.database,
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
    except psycopg.errors.LockNotAvailable as error:
        raise Locked(f"PostgreSQL at {where}: {_first_line(error)}") from error
    except psycopg.OperationalError as error:
        # libpq keeps no SQLSTATE of a refused connection.
        kind = Full if any(words in str(error) for words in _FULL) else Unobservable
        raise kind(f"PostgreSQL at {where}: {_first_line(error)}") from error
    except psycopg.Error as error:
        raise Unobservable(f"PostgreSQL at {where}: {_first_line(error)}") from error


def superuser_query(
    session: Session, namespace: str, pod: str, statement: str, **values: str
) -> list[list[str]]:
    """Run a statement in a pod, as PostgreSQL's superuser over its local socket; return the rows.

    ``:'name'`` stands for a value. Raises Unobservable with the server's words.
    """
    database = server(session, namespace).database
    options = ("-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-U", SUPERUSER, "-d", database)
    given = [word for name, value in values.items() for word in ("-v", f"{name}={value}")]
    executed = session.cluster.execute(
        namespace, pod, ["sh", "-c", _PSQL, statement, *options, *given]
    )
    if executed.exit_code != 0:
        said = executed.stderr.strip().splitlines() or ["no word"]
        raise Unobservable(f"psql in pod {namespace}/{pod}: {said[0]}")
    return [line.split("\t") for line in executed.stdout.splitlines()]


def superuser_change(
    session: Session, namespace: str, pod: str, statement: str, **values: str
) -> list[list[str]]:
    """Change something by a statement as ``superuser_query`` runs it. Raises NotDone."""
    try:
        return superuser_query(session, namespace, pod, statement, **values)
    except Unobservable as error:
        raise NotDone(str(error)) from error


def table_name(name: str) -> sql.Composed:
    """Return a table's name, quoted, with its schema where one is given (``public.clients``)."""
    return sql.SQL(".").join(sql.Identifier(part) for part in name.split("."))


def _first_line(error: psycopg.Error) -> str:
    # The lines after the first may quote rows (DETAIL: Key (...)=(...)).
    return (str(error).strip() or type(error).__name__).splitlines()[0]
