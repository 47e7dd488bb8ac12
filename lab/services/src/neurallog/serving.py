"""What NeuralLog's services have in common: their metrics, their access log, what they ask of each other."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import sys
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web
from prometheus_client import Counter, Histogram

from reference.web import Handler, Need, application, counted

PORT = 8080
REQUESTS = Counter("http_requests", "Answered requests.", ["method", "path", "status"])
SECONDS = Histogram(
    "http_request_duration_seconds",
    "Time to answer a request.",
    ["method", "path"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5, 5),
)
ASK_WITHIN = aiohttp.ClientTimeout(total=2)
KEY = "X-API-Key"
TENANT, ACCOUNT = web.RequestKey("tenant", str), web.RequestKey("account", str)


def app(needs: Mapping[str, Need], uses: Mapping[str, Need] | None = None) -> web.Application:
    """An application that counts its requests. /dependencies asks for ``uses``, beside what it cannot do without."""
    made = application(needs)
    made.middlewares.append(counted(REQUESTS, SECONDS))
    made.middlewares.append(access_logged)
    made.router.add_get("/dependencies", dependencies({**needs, **(uses or {})}))
    return made


def dependencies(uses: Mapping[str, Need]) -> Handler:
    """Answers with what each thing that a service uses says of itself; 200 whatever that is."""

    async def answer(_: web.Request) -> web.Response:
        said = await asyncio.gather(*(use() for use in uses.values()))
        return web.json_response(dict(zip(uses, said, strict=True)))

    return answer


@web.middleware
async def access_logged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """One line for each request that was refused: who asked from where for what. Of a key, a few of its hash."""
    response = await handler(request)
    if response.status in (401, 403, 429):
        key = request.headers.get(KEY, "")
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "access": "refused",
            "method": request.method,
            "path": request.path,
            "status": response.status,
            "address": request.headers.get("X-Forwarded-For", request.remote or ""),
            "account": request.get(ACCOUNT, ""),
            "tenant": request.get(TENANT, ""),
            "key": hashed(key)[:12] if key else "",
        }
        print(json.dumps(line), flush=True)  # noqa: T201 the access log is the service's output
    return response


def hashed(secret: str) -> str:
    """A key or password as databases hold it."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def asked(session: aiohttp.ClientSession, url: str) -> str:
    """`ok` when a service says that it is well, else what it says."""
    try:
        async with session.get(f"{url}/health", timeout=ASK_WITHIN) as answer:
            return "ok" if answer.status == 200 else f"{answer.status}: {await answer.text()}"
    except (aiohttp.ClientError, TimeoutError) as error:
        return f"{type(error).__name__}: {error}"


def error(status: int, why: str) -> web.Response:
    """An answer that says why."""
    return web.json_response({"error": why}, status=status)


def run(main: Coroutine[Any, Any, None]) -> int:
    """Run a service until it ends."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stdout)
    asyncio.run(main)
    return 0
