"""What every service's HTTP side promises, over HTTP on loopback."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry, Counter, Histogram

from reference.web import DRAINING, application, counted


def need(word: str) -> Callable[[], Awaitable[str]]:
    async def asked() -> str:
        return word

    return asked


def ask(app: web.Application, *paths: str) -> list[tuple[int, str, str | None]]:
    """Status, body and Connection header of each path, asked one after another."""

    async def run() -> list[tuple[int, str, str | None]]:
        found = []
        async with TestClient(TestServer(app)) as client:
            for path in paths:
                answer = await client.get(path)
                found.append((answer.status, await answer.text(), answer.headers.get("Connection")))
        return found

    return asyncio.run(run())


def test_health_asks_all_that_is_needed_and_each_need_has_a_place_of_its_own() -> None:
    app = application({"database": need("ok"), "cache": need("gone")})
    whole, database, cache = ask(app, "/health", "/health/database", "/health/cache")
    assert (whole[0], database[0], cache[0]) == (503, 200, 503)
    assert '"cache": "gone"' in whole[1]


def test_a_service_that_ends_is_not_well_and_closes_connections_but_lives() -> None:
    app = application({"database": need("ok")})

    async def ending(app: web.Application) -> None:
        app[DRAINING].set()

    app.on_startup.append(ending)
    health, live = ask(app, "/health", "/live")
    assert (health[0], live[0], live[2]) == (503, 200, "close")


def test_requests_are_counted_by_route_and_status_and_those_of_probes_are_not() -> None:
    registry = CollectorRegistry()
    requests = Counter("asked", "", ["method", "path", "code"], registry=registry)
    seconds = Histogram("took", "", ["method", "path"], registry=registry)
    app = application({})
    app.middlewares.append(counted(requests, seconds))

    async def broken(_: web.Request) -> web.Response:
        raise ValueError

    app.router.add_get("/users/{name}", broken)
    ask(app, "/users/a", "/users/b", "/nowhere", "/health", "/live", "/metrics")

    def count(**labels: str) -> Any:
        return registry.get_sample_value("asked_total", {"method": "GET", **labels})

    assert count(path="/users/{name}", code="500") == 2
    assert count(path="unknown", code="404") == 1
    assert sum(sample.value for family in registry.collect() for sample in family.samples
               if sample.name == "asked_total") == 3  # fmt: skip
