"""A name that does not resolve, silence, and a refusal: what each client makes of them.

None of them is ever an answer; only a refused connection says that a server is down.
"""

import socket
from collections.abc import Callable, Iterator

import pytest

from drillbook.clients import http, kafka, neo4j, postgresql, redis
from drillbook.clients.prometheus import Prometheus
from drillbook.errors import Unobservable
from drillbook.probes.neo4j import availability

Ask = Callable[[str, int], object]

# The top-level domain that is kept from ever being given to anybody (RFC 2606).
NOBODY = "nobody.invalid"


def ask_postgresql(host: str, port: int) -> object:
    reached = postgresql.Access(postgresql.Address(host, port), "secret")
    with postgresql.opened(reached, name="test") as connection:
        return connection.execute("SELECT 1").fetchall()


def ask_redis(host: str, port: int) -> object:
    with redis.opened(redis.Access(host, port)) as connection:
        return connection.ping()


def ask_neo4j(host: str, port: int) -> object:
    return neo4j.Access("shop", f"bolt://{host}:{port}", "neo4j", "secret").query("RETURN 1")


def ask_kafka(host: str, port: int) -> object:
    return kafka.Kafka(kafka.Access(f"{host}:{port}")).metadata()


def ask_prometheus(host: str, port: int) -> object:
    return Prometheus(f"http://{host}:{port}").instant("up")


def ask_http(host: str, port: int) -> object:
    return http.get(f"http://{host}:{port}/health")


CLIENTS = [ask_postgresql, ask_redis, ask_neo4j, ask_kafka, ask_prometheus, ask_http]


@pytest.fixture
def silent() -> Iterator[int]:
    """Give the port of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed() -> int:
    """Give a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize("ask", CLIENTS)
def test_a_name_that_does_not_resolve_is_unobservable(ask: Ask) -> None:
    with pytest.raises(Unobservable, match=NOBODY) as raised:
        ask(NOBODY, 7687)
    assert not isinstance(raised.value, neo4j.Down)


@pytest.mark.parametrize("ask", CLIENTS)
def test_a_refused_connection_is_unobservable_and_says_where(ask: Ask, closed: int) -> None:
    with pytest.raises(Unobservable, match=str(closed)):
        ask("127.0.0.1", closed)


@pytest.mark.parametrize(
    ("ask", "patience"),
    [
        (ask_postgresql, "drillbook.clients.postgresql._CONNECT_SECONDS"),
        (ask_redis, "drillbook.clients.redis._ANSWER_SECONDS"),
        (ask_neo4j, "drillbook.clients.neo4j._CONNECT_SECONDS"),
    ],
    ids=["postgresql", "redis", "neo4j"],
)
def test_a_server_that_says_nothing_is_unobservable(
    ask: Ask, patience: str, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, 2)  # less, libpq takes for none
    with pytest.raises(Unobservable, match=str(silent)) as raised:
        ask("127.0.0.1", silent)
    assert not isinstance(raised.value, neo4j.Down)


def test_a_neo4j_that_refuses_is_seen_to_be_down(closed: int) -> None:
    access = neo4j.Access("shop", f"bolt://127.0.0.1:{closed}", "neo4j", "secret")
    seen = availability(access).value
    assert (seen.online, seen.writable) == (False, False)


def test_a_neo4j_whose_name_does_not_resolve_is_not_seen_to_be_down() -> None:
    access = neo4j.Access("shop", f"bolt://{NOBODY}:7687", "neo4j", "secret")
    with pytest.raises(Unobservable, match=NOBODY):
        availability(access)
