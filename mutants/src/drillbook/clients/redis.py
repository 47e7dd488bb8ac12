"""Redis through redis-py; its errors become Unobservable, but for what the server refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from drillbook.errors import Unobservable
from drillbook.session import Session

SERVICE = "redis"
SECRET = "redis-auth"  # noqa: S105 (the name of a Secret)
PORT = 6379

_CONNECT_SECONDS = 3.0
_ANSWER_SECONDS = 10.0


@dataclass(frozen=True)
class Access:
    """Where a Redis listens, and the password of its default user, None where it has none."""

    host: str
    port: int
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """Return it as ``host:port``."""
        return f"{self.host}:{self.port}"


def access(session: Session, namespace: str) -> Access:
    """Return how to reach the Redis of a namespace: its Service, its Secret ``redis-auth``.

    The target file's ``addresses: {redis: host:port}`` goes before the Service.
    """
    password = session.secret(namespace, SECRET)["password"]
    for system in session.target.systems.values():
        given = system.addresses.get(SERVICE)
        if system.namespace == namespace and given:
            host, _, port = given.rpartition(":")
            return Access(host, int(port), password)
    return Access(*session.cluster.address(namespace, SERVICE, PORT), password)


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
        raise Unobservable(f"Redis at {reached}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
