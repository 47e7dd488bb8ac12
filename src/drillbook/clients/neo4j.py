"""Neo4j over Bolt by its official driver; reads raise Unobservable, Down when it is refused."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError, ServiceUnavailable

from drillbook.errors import Unobservable
from drillbook.rights import needs
from drillbook.session import Session

SERVICE = "neo4j"
SECRET = "neo4j-auth"  # noqa: S105 (the name of a Secret)
USER = DATABASE = "neo4j"
PORT = 7687

_CONNECT_SECONDS = 3.0
_QUERY_SECONDS = 30.0


class Down(Unobservable):
    """Nothing listens at the address: the connection was refused.

    A name that does not resolve, silence and a connection that broke are no proof of that.
    """


@dataclass(frozen=True)
class Access:
    """Where a Neo4j listens, and as whom to ask it. ``namespace`` is where its pods are."""

    namespace: str
    uri: str
    user: str
    password: str = field(repr=False)

    def query(
        self, cypher: str, database: str = DATABASE, **parameters: Any
    ) -> list[Mapping[str, Any]]:
        """Run one auto-commit query and return its rows. Raises Down or Unobservable."""
        driver = neo4j.GraphDatabase.driver(
            self.uri,
            auth=(self.user, self.password),
            connection_timeout=_CONNECT_SECONDS,
            connection_acquisition_timeout=_CONNECT_SECONDS,
            max_transaction_retry_time=0,
            # Warnings of the server about a query are not ours to print.
            notifications_min_severity="OFF",
        )
        with _translated(self), driver, driver.session(database=database) as session:
            bounded = neo4j.Query(cypher, timeout=_QUERY_SECONDS)
            return [row.data() for row in session.run(bounded, parameters)]


@asynccontextmanager
async def opened(access: Access, database: str = DATABASE) -> AsyncIterator[neo4j.AsyncSession]:
    """Open a session for a program that gives a query up after a time (asyncio.timeout).

    The driver itself waits for an answer for as long as the connection seems to live.
    Raises Down or Unobservable, a TimeoutError of the program's among them.
    """
    driver = neo4j.AsyncGraphDatabase.driver(
        access.uri,
        auth=(access.user, access.password),
        connection_timeout=_CONNECT_SECONDS,
        connection_acquisition_timeout=_CONNECT_SECONDS,
        notifications_min_severity="OFF",
    )
    with _translated(access):
        async with driver, driver.session(database=database) as session:
            yield session


@contextmanager
def _translated(access: Access) -> Iterator[None]:
    try:
        yield
    except AuthError as error:
        raise Unobservable(f"Neo4j at {access.uri} refuses {access.user}: {error.code}") from error
    except TimeoutError as error:
        raise Unobservable(f"Neo4j at {access.uri} did not answer in time") from error
    except (ServiceUnavailable, OSError) as error:
        kind = Down if _refused(error) else Unobservable
        said = f"{_first_line(error)} {_root(error)}".strip()
        raise kind(f"no Neo4j answers at {access.uri}: {said}") from error
    except (Neo4jError, DriverError) as error:
        raise Unobservable(f"Neo4j at {access.uri}: {_first_line(error)}") from error


def _refused(error: BaseException | None) -> bool:
    """Return whether a refused connection is at the root of an error of the driver."""
    while error is not None and not isinstance(error, ConnectionRefusedError):
        error = error.__cause__ or error.__context__
    return error is not None


@needs("get secrets[neo4j-auth]")
def connect(session: Session, namespace: str) -> Access:
    """Return how to ask the Neo4j of a namespace, by the target file or its Service and Secret."""
    password = session.secret(namespace, SECRET)["password"]
    return Access(namespace, f"bolt://{_address(session, namespace)}", USER, password)


@needs("get services")
def _address(session: Session, namespace: str) -> str:
    for system in session.target.systems.values():
        given = system.addresses.get(SERVICE)
        if system.namespace == namespace and given:
            return given
    host, port = session.cluster.address(namespace, SERVICE, PORT)
    return f"{host}:{port}"


def _root(error: BaseException) -> str:
    """Return what is at the root of an error: the driver's own words are often of the address."""
    root = error
    while cause := root.__cause__ or root.__context__:
        root = cause
    return "" if root is error else f"{type(root).__name__}: {root}"


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
