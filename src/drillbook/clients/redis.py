"""Redis through redis-py; its errors become Unobservable, but for what the server refused.

Down when none answers, MemoryFull when it holds as much as it may; changes raise NotDone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from drillbook.clients.answers import Absent
from drillbook.errors import NotDone, Unobservable
from drillbook.rights import needs
from drillbook.session import Session

SERVICE = "redis"
PORT = 6379

_CONNECT_SECONDS = 3.0
_ANSWER_SECONDS = 10.0


class Down(Unobservable):
    """No Redis answers at the address, or one that still loads its data."""


class MemoryFull(Unobservable):
    """Redis refuses a write because it holds as much as it may (its error begins with OOM)."""


@dataclass(frozen=True)
class Access:
    """Where a Redis listens, and the password of its default user, None where it has none."""

    host: str
    port: int
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """Return it as ``host:port``."""
        return f"{self.host}:{self.port}"

    def ask(self, *command: str | int | bytes) -> Any:
        """Run one command on a connection of its own and return its answer. Raises Unobservable."""
        with opened(self) as client:
            return client.execute_command(*command)

    def change(self, *command: str | int | bytes) -> Any:
        """Run a command that changes something. Raises NotDone."""
        try:
            return self.ask(*command)
        except Unobservable as error:
            raise NotDone(f"{command[0]!s}: {error}") from error

    def info(self, section: str) -> Mapping[str, Any]:
        """Return a section of INFO (``memory``, ``stats``, ``persistence``…)."""
        return dict(self.ask("INFO", section))

    def setting(self, name: str) -> str:
        """Return a setting that is in force (CONFIG GET)."""
        found = dict(self.ask("CONFIG", "GET", name))
        if name not in found:
            raise Unobservable(f"Redis at {self} has no setting {name}")
        return str(found[name])


@needs("get secrets[redis-auth]", "get secrets[neo-redis-auth]", "get services")
def access(session: Session, namespace: str) -> Access:
    """Return how to reach the Redis of a namespace: its Service, its Secret ``<service>-auth``.

    The target file names the Service (``redis``), and its ``addresses: {redis: host:port}`` go
    before it. Without a Secret it has no password.
    """
    systems = [one for one in session.target.systems.values() if one.of_databases == namespace]
    service = next((one.redis for one in systems), SERVICE)
    try:
        password = session.secret(namespace, f"{service}-auth").get("password")
    except Absent:
        password = None
    for system in systems:
        given = system.addresses.get(SERVICE)
        if given:
            host, _, port = given.rpartition(":")
            return Access(host, int(port), password)
    return Access(*session.cluster.address(namespace, service, PORT), password)


@contextmanager
def opened(reached: Access) -> Iterator[Any]:
    """Open a connection (redis.Redis) that tries nothing twice. Raises Unobservable.

    What is sent again after a lost answer would be done twice without anybody knowing.
    """
    try:
        with redis.Redis(
            host=reached.host,
            port=reached.port,
            password=reached.password,
            socket_connect_timeout=_CONNECT_SECONDS,
            socket_timeout=_ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
            single_connection_client=True,
            decode_responses=True,
        ) as client:
            client.ping()
            yield client
    except (redis.RedisError, OSError) as error:
        raise _kind(error)(f"Redis at {reached}: {_first_line(error)}") from error


def _kind(error: Exception) -> type[Unobservable]:
    if isinstance(error, redis.OutOfMemoryError):
        return MemoryFull
    # That a password is refused is a kind of ConnectionError, and Redis is there all the same.
    refused = isinstance(error, redis.AuthenticationError)
    gone = isinstance(error, redis.ConnectionError | redis.TimeoutError | OSError)
    return Down if gone and not refused else Unobservable


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
