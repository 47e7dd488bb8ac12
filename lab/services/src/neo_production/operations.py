"""What the six services do for clients, each operation a GET."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from psycopg import Error as PostgresError
from psycopg_pool import PoolTimeout

from reference import postgresql
from reference.cache import Cache, CacheError

# A database whose process died is back within seconds; requests wait for it that long.
ASK_FOR_SECONDS = 8.0
CACHED_SECONDS = 5
SOURCE_SECONDS = 2.0
MOST_MILLISECONDS, MOST_MEBIBYTES = 10_000, 64
MOST_WAITING = 32


@dataclass(frozen=True)
class Operations:
    """What operations use. ``slots`` is how many transfers are verified at once, the others wait."""

    pool: postgresql.Pool
    cache: Cache
    http: aiohttp.ClientSession
    source: str
    slots: asyncio.Semaphore
    waiting: list[float] = field(default_factory=list)

    async def item(self, request: web.Request) -> web.Response:
        """GET /items/KEY of Storage; 500 when what is stored is not what was put there."""
        found = await self._row("SELECT value, checksum FROM items WHERE key = %s", request.match_info["key"])
        if found is None:
            return web.json_response({"error": "no such item"}, status=404)
        if hashlib.sha256(found[0].encode()).hexdigest() != found[1]:
            raise RuntimeError(f"item {request.match_info['key']} is damaged: its checksum is another")
        return web.json_response({"value": found[0]})

    async def sign(self, request: web.Request) -> web.Response:
        """GET /sign?text=… of KeyManagement, with a key from the cache, else from the database."""
        try:
            secret = await self.cache.get("key:main")
        except CacheError:
            secret = None
        if secret is None:
            found = await self._row("SELECT secret FROM keys WHERE name = %s", "main")
            secret = found[0] if found else ""
            with contextlib.suppress(CacheError):  # without its cache it is slower, and serves
                await self.cache.put("key:main", secret, CACHED_SECONDS)
        text = request.query.get("text", "")
        return web.json_response({"signature": hmac.digest(secret.encode(), text.encode(), "sha256").hex()})

    async def setting(self, request: web.Request) -> web.Response:
        """GET /settings/NAME of Configuration."""
        found = await self._row("SELECT value FROM settings WHERE name = %s", request.match_info["name"])
        if found is None:
            return web.json_response({"error": "no such setting"}, status=404)
        return web.json_response({"value": found[0]})

    async def sent(self, request: web.Request) -> web.Response:
        """GET /sent of Notification: how many messages were handled."""
        del request
        found = await self._row("SELECT count(*) FROM notifications")
        return web.json_response({"sent": found[0] if found else 0})

    async def verify(self, request: web.Request) -> web.Response:
        """GET /verify?milliseconds=…&mebibytes=…&work=… of CrossChain: a transfer, some at once, the others wait.

        It waits for the other chain, holds memory while it is there, and takes `work` ms of processor time.
        503 when too many wait.
        """
        wait = _number(request, "milliseconds", 1, MOST_MILLISECONDS) / 1000
        size = _number(request, "mebibytes", 0, MOST_MEBIBYTES) * 1024 * 1024
        work = _number(request, "work", 0, 1000) / 1000
        if len(self.waiting) >= MOST_WAITING:
            raise OSError(f"{MOST_WAITING} transfers are waiting already")
        self.waiting.append(wait)
        try:
            async with self.slots:
                held = b"x" * size
                await asyncio.sleep(wait)
                end = time.process_time() + work
                while time.process_time() < end:
                    pass
                del held
        finally:
            self.waiting.remove(wait)
        return web.json_response({"verified": True, "held": size})

    async def price(self, request: web.Request) -> web.Response:
        """GET /price?milliseconds=…&fails=… of Oracle: asks its source, which answers after so long; 502, 504."""
        asked = _number(request, "milliseconds", 1, MOST_MILLISECONDS)
        query = {"milliseconds": str(asked), "fails": request.query.get("fails", "")}
        within = aiohttp.ClientTimeout(total=SOURCE_SECONDS)
        try:
            async with self.http.get(f"{self.source}/price", params=query, timeout=within) as answer:
                said = await answer.text()
                return web.json_response({"price": said}, status=200 if answer.status == 200 else 502)
        except TimeoutError as error:
            raise TimeoutError(f"the price source did not answer within {SOURCE_SECONDS:g} s") from error
        except aiohttp.ClientError as error:
            raise OSError(f"the price source: {type(error).__name__}") from error

    def routes(self, name: str) -> list[web.RouteDef]:
        """The operations of a service by its name; KeyError for a name that is none."""
        return {
            "storage-service": [web.get("/items/{key}", self.item)],
            "keymanagement-service": [web.get("/sign", self.sign)],
            "configuration-service": [web.get("/settings/{name}", self.setting)],
            "notification-service": [web.get("/sent", self.sent)],
            "crosschain-service": [web.get("/verify", self.verify)],
            "oracle-service": [web.get("/price", self.price)],
        }[name]

    async def _row(self, query: str, *values: object) -> Sequence[Any] | None:
        """Ask the database, again while it comes back. Raises what the last try raised."""
        until = time.monotonic() + ASK_FOR_SECONDS
        while True:
            try:
                async with self.pool.connection(timeout=postgresql.ASK_WITHIN_SECONDS) as connection:
                    return await (await connection.execute(query.encode(), values)).fetchone()
            except (PostgresError, PoolTimeout):
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(0.2)


def _number(request: web.Request, name: str, default: int, most: int) -> int:
    given = request.query.get(name, str(default))
    if not given.isdecimal() or int(given) > most:
        raise web.HTTPBadRequest(reason=f"{name} is a number up to {most}")
    return int(given)
