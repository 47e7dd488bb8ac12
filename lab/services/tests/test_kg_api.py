"""What the API answers to whom, over HTTP on loopback; the graph and the table of keys are stood in for."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer
from neo4j import AsyncDriver
from neo4j.exceptions import ServiceUnavailable
from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool

from kg_rca.kg_api import Api, served

KEYS = {
    hashlib.sha256(b"right").hexdigest(): ("client-a", "active"),
    hashlib.sha256(b"late").hexdigest(): ("client-b", "suspended"),
}


class Graph:
    """A driver that has nothing to tell, or is away."""

    def __init__(self, *, away: bool = False) -> None:
        self.away = away
        self.asked: list[dict[str, Any]] = []

    async def execute_query(self, _: str, **parameters: Any) -> Any:
        if self.away:
            raise ServiceUnavailable("gone")
        self.asked.append(parameters)
        return type("Result", (), {"records": []})


class Billing:
    """A pool over KEYS, or one whose server is away."""

    def __init__(self, *, away: bool = False) -> None:
        self.away = away
        self.found: tuple[str, str] | None = None

    @asynccontextmanager
    async def connection(self, timeout: float) -> AsyncIterator["Billing"]:
        if self.away:
            raise OperationalError(f"no server within {timeout}")
        yield self

    async def execute(self, _: str, parameters: tuple[str, ...] = ()) -> "Billing":
        self.found = KEYS.get(parameters[0]) if parameters else None
        return self

    async def fetchone(self) -> tuple[str, str] | None:
        return self.found


def ask(
    path: str, key: str = "right", *, graph: Graph | None = None, billing: Billing | None = None
) -> tuple[int, Any]:
    api = Api(
        cast("AsyncDriver", graph or Graph()),
        cast("AsyncConnectionPool[AsyncConnection[tuple[str, ...]]]", billing or Billing()),
    )

    async def run() -> tuple[int, Any]:
        async with TestClient(TestServer(served(api))) as client:
            answer = await client.get(path, headers={"X-API-Key": key})
            return answer.status, await answer.json()

    return asyncio.run(run())


CAUSES = "/api/v1/rca?client_id=client-a&resource_id=r1"


def test_the_right_key_gets_the_causes_of_its_own_client() -> None:
    graph = Graph()
    assert ask(CAUSES, graph=graph) == (200, {"client_id": "client-a", "resource_id": "r1", "errors": []})
    wanted = {"client_id": "client-a", "resource_id": "r1", "limit": 10}
    assert graph.asked == [{**wanted, "bookmark_manager_": None}]


@pytest.mark.parametrize("key", ["", "wrong", "late"])
def test_a_key_that_is_missing_wrong_or_another_clients_is_refused_before_the_graph_is_asked(key: str) -> None:
    graph = Graph()
    assert ask(CAUSES, key, graph=graph)[0] == 401
    assert graph.asked == []


def test_a_suspended_client_is_forbidden() -> None:
    status, answer = ask("/api/v1/rca?client_id=client-b&resource_id=r1", "late")
    assert (status, answer["error"]) == (403, "the client is suspended")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "client_id=client-a",
        "client_id=client-a&resource_id=r&limit=0",
        "client_id=client-a&resource_id=r&limit=101",
        "client_id=client-a&resource_id=r&limit=x",
    ],
)
def test_a_missing_or_impossible_parameter_is_named(query: str) -> None:
    status, answer = ask(f"/api/v1/rca?{query}")
    assert status == 400
    assert "limit of 1 to 100" in answer["error"]


def test_what_cannot_be_asked_is_unavailable_and_named() -> None:
    assert "graph" in ask(CAUSES, graph=Graph(away=True))[1]["error"]
    assert ask(CAUSES, graph=Graph(away=True))[0] == 503
    assert "PostgreSQL" in ask(CAUSES, billing=Billing(away=True))[1]["error"]
    assert ask(CAUSES, billing=Billing(away=True))[0] == 503


def test_health_is_whole_only_when_both_answer_and_says_which_does_not() -> None:
    assert ask("/health") == (200, {"neo4j": "ok", "postgresql": "ok", "draining": False})
    status, answer = ask("/health", graph=Graph(away=True))
    assert status == 503
    assert answer["postgresql"] == "ok"
    assert answer["neo4j"].startswith("ServiceUnavailable")
    status, answer = ask("/health", billing=Billing(away=True))
    assert status == 503
    assert answer["postgresql"].startswith("OperationalError")
