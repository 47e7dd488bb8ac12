"""neo-auth-service, neo-oracle-service and neo-compute-service: one program, told by SERVICE which of them it is.

Each answers its own operation alone. What fails is a line of level ERROR, a refused log-in one of level WARNING, and
a request of a second or longer one that has its duration; requests that go well are only counted.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import cast

import aiohttp
from aiohttp import web
from prometheus_client import Counter, Gauge, Histogram
from psycopg import Error as PostgresError
from psycopg_pool import PoolTimeout

from neo_services.passwords import matches
from reference import postgresql, settings
from reference.cache import Cache, CacheError
from reference.tracing import Tracer
from reference.web import OWN_PATHS, Handler, Need, application, counted, serve

log = logging.getLogger("service")

REQUESTS = Counter("neo_requests", "Answered requests.", ["method", "path", "code"])
SECONDS = Histogram(
    "neo_request_duration_seconds",
    "Time to answer a request.",
    ["method", "path"],
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 5, 10),
)
UNDER_WAY = Gauge("neo_open_connections", "Requests that are being answered.")
POOL = Gauge("neo_database_pool_connections", "Connections of the pool to the database.", ["state"])
SPOOL = Gauge("neo_disk_bytes", "Bytes of the service's volume.", ["state"])

USER = "SELECT salt, digest FROM users WHERE name = %s"
PRICE = "SELECT price FROM prices WHERE symbol = %s"
RESULT = "INSERT INTO results (took_ms) SELECT %s FROM (SELECT pg_sleep(%s)) AS waited RETURNING id"
LONGEST_MILLISECONDS = 10_000
CACHED_SECONDS = 60
SLOW_SECONDS = 1.0
DEPENDENCY_SECONDS = 2.0
MOST_CONNECTIONS = settings.number("MOST_CONNECTIONS", 6)
SPOOL_DIRECTORY = "/var/spool/neo"


@dataclass(frozen=True)
class Service:
    """What a service's operations use."""

    pool: postgresql.Pool
    cache: Cache
    http: aiohttp.ClientSession
    dependency: str

    async def login(self, request: web.Request) -> web.Response:
        """POST /api/auth/login, headers X-User and X-Password: 200 for the right password, else 401."""
        name = request.headers.get("X-User", "")
        async with self.pool.connection(timeout=postgresql.ASK_WITHIN_SECONDS) as connection:
            found = await (await connection.execute(USER, (name,))).fetchone()
        if found is None or not matches(request.headers.get("X-Password", ""), found[0], found[1]):
            log.warning("Authentication failed for a user from %s", request.remote)
            return web.json_response({"error": "unknown user or wrong password"}, status=401)
        return web.json_response({"user": name})

    async def price(self, request: web.Request) -> web.Response:
        """GET /api/oracle/price?symbol=…: from the cache, else from the database."""
        symbol = request.query.get("symbol", "")
        kept = await self.cache.get(f"price:{symbol}")
        if kept is not None:
            return web.json_response({"symbol": symbol, "price": kept, "cached": True})
        async with self.pool.connection(timeout=postgresql.ASK_WITHIN_SECONDS) as connection:
            found = await (await connection.execute(PRICE, (symbol,))).fetchone()
        if found is None:
            return web.json_response({"error": "no such symbol"}, status=404)
        await self.cache.put(f"price:{symbol}", str(found[0]), CACHED_SECONDS)
        return web.json_response({"symbol": symbol, "price": str(found[0]), "cached": False})

    async def fetch(self, request: web.Request) -> web.Response:
        """GET /api/oracle/fetch: asks the external dependency; 502 when that does not answer well."""
        del request
        within = aiohttp.ClientTimeout(total=DEPENDENCY_SECONDS)
        try:
            async with self.http.get(f"{self.dependency}/health", timeout=within) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            log.error("external dependency does not answer: %s", type(error).__name__)  # noqa: TRY400 (one line a failure)
            status = 0
        return web.json_response({"dependency": status}, status=200 if status == 200 else 502)

    async def run(self, request: web.Request) -> web.Response:
        """POST /api/compute/run?milliseconds=…: a job of that length in the database, and its result kept there."""
        asked = request.query.get("milliseconds", "1")
        if not asked.isdecimal() or int(asked) > LONGEST_MILLISECONDS:
            return web.json_response({"error": f"milliseconds up to {LONGEST_MILLISECONDS}"}, status=400)
        async with self.pool.connection(timeout=postgresql.ASK_WITHIN_SECONDS) as connection:
            made = await (await connection.execute(RESULT, (int(asked), int(asked) / 1000))).fetchone()
        return web.json_response({"result": made[0] if made else None}, status=201)

    async def database(self) -> str:
        """`ok`, or why the database cannot be used, which is also a line of the log."""
        said = await postgresql.answers(self.pool)
        if said != "ok":
            log.error("database connection failed: %s", said.splitlines()[0])
        return said


def routes(name: str, service: Service) -> list[web.RouteDef]:
    """The operations of a service by its name; SettingError for a name that is none."""
    known: Mapping[str, list[web.RouteDef]] = {
        "neo-auth-service": [web.post("/api/auth/login", service.login)],
        "neo-oracle-service": [
            web.get("/api/oracle/price", service.price),
            web.get("/api/oracle/fetch", service.fetch),
        ],
        "neo-compute-service": [web.post("/api/compute/run", service.run)],
    }
    if name not in known:
        raise settings.SettingError(f"SERVICE is {name!r}, none of {', '.join(known)}")
    return known[name]


def traced(tracer: Tracer) -> Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]:
    """A middleware that traces each request for an operation."""

    @web.middleware
    async def trace(request: web.Request, handler: Handler) -> web.StreamResponse:
        began, status = time.monotonic(), 500
        try:
            response = await handler(request)
            status = response.status
        finally:
            if request.path not in OWN_PATHS and not request.path.startswith("/health/"):
                tracer.record(f"{request.method} {request.path}", time.monotonic() - began, status)
        return response

    return trace


@web.middleware
async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what fails into 503 and a line of the log, and note what takes long."""
    began, status = time.monotonic(), 503
    UNDER_WAY.inc()
    try:
        response = await handler(request)
        status = response.status
    except (PostgresError, PoolTimeout, CacheError, OSError) as error:
        log.error("%s %s: database connection failed: %s", request.method, request.path, type(error).__name__)  # noqa: TRY400 (one line a failure)
        response = web.json_response({"error": type(error).__name__}, status=status)
    finally:
        UNDER_WAY.dec()
        took = time.monotonic() - began
        if took >= SLOW_SECONDS:
            log.info("%s %s %d duration=%dms", request.method, request.path, status, took * 1000)
    return response


async def measured(service: Service) -> None:
    """Keep the figures that no request changes: the pool's connections, the volume's bytes."""
    while True:
        stats = service.pool.get_stats()
        size, free = stats.get("pool_size", 0), stats.get("pool_available", 0)
        POOL.labels("used").set(size - free)
        POOL.labels("free").set(MOST_CONNECTIONS - (size - free))
        if os.path.isdir(SPOOL_DIRECTORY):  # noqa: PTH112 (a look at memory, nothing waits)
            volume = os.statvfs(SPOOL_DIRECTORY)
            SPOOL.labels("total").set(volume.f_blocks * volume.f_frsize)
            SPOOL.labels("used").set((volume.f_blocks - volume.f_bfree) * volume.f_frsize)
        await asyncio.sleep(2)


async def run(name: str, port: int = 8080) -> None:
    """Serve one service until SIGTERM."""
    where = postgresql.where(host="neo-postgres.neo-databases", user="neo_user", database="neo_auth_db")
    cache = Cache(settings.text("REDIS_HOST", "neo-redis.neo-databases"), settings.text("REDIS_PASSWORD"))
    async with postgresql.pool(where, most=MOST_CONNECTIONS) as pool, aiohttp.ClientSession() as http:
        service = Service(pool, cache, http, settings.text("DEPENDENCY", "http://external-api.neo-infrastructure:8080"))
        needs: dict[str, Need] = {"database": service.database}
        if name == "neo-oracle-service":
            needs["cache"] = cache.answers
        app = application(needs)
        middlewares = cast("list[Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]]", app.middlewares)
        tracer = Tracer(name, os.environ.get("TRACES", ""))
        middlewares.extend([counted(REQUESTS, SECONDS), traced(tracer), told])
        app.router.add_routes(routes(name, service))
        beside = [asyncio.create_task(measured(service)), asyncio.create_task(tracer.send(http))]
        try:
            await serve(app, port)
        finally:
            for one in beside:
                one.cancel()


def main() -> int:
    """Run until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)  # what fails is said once, above
    asyncio.run(run(settings.text("SERVICE")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
