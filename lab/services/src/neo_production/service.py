"""A core service, told by SERVICE which of the six it is."""

from __future__ import annotations

import asyncio
import os
import sys
import threading

import aiohttp
from aiohttp import web

from neo_production import common, lines, messages
from neo_production.operations import Operations
from reference import postgresql, settings
from reference.cache import Cache
from reference.web import DRAINING, Need, application, serve

REGISTER_EVERY_SECONDS = 5.0
QUEUED = "notification-service"
HANDLED_WITHIN_SECONDS = 5.0


async def register(http: aiohttp.ClientSession, name: str, registry: str) -> None:
    """Tell the registry every few seconds that this service is there; one that is away is no harm."""
    within = aiohttp.ClientTimeout(total=2)
    told = {"Name": name, "ID": settings.text("HOSTNAME"), "Address": name, "Port": 8080}
    while True:
        try:
            async with http.put(f"{registry}/v1/agent/service/register", json=told, timeout=within):
                pass
        except (aiohttp.ClientError, TimeoutError):
            pass
        await asyncio.sleep(REGISTER_EVERY_SECONDS)


async def run(name: str, port: int = 8080) -> None:
    """Serve one service until SIGTERM."""
    where = settings.text("DATABASE_URL")
    cache = Cache(settings.text("REDIS_HOST"), settings.text("REDIS_PASSWORD"))
    slots = asyncio.Semaphore(settings.number("SLOTS", 4))
    most = settings.number("POOL_SIZE", 3)
    async with postgresql.pool(where, most=most) as pool, aiohttp.ClientSession() as http:
        operations = Operations(pool, cache, http, settings.text("PRICE_SOURCE"), slots)
        needs: dict[str, Need] = {"db": lambda: postgresql.answers(pool)}
        if name == "keymanagement-service":
            needs["cache"] = cache.answers
        app = application(needs)
        middlewares = [
            common.told(lambda _: name, lambda _: common.version()),
            common.only_by_the_gateway(settings.text("GATEWAY_TOKEN")),
            common.faults_of_the_version(),
        ]
        common.add(app, middlewares)
        app.on_response_prepare.append(_with_version)
        app.router.add_routes(operations.routes(name))
        registering = asyncio.create_task(register(http, name, settings.text("CONSUL_URL")))
        ending = threading.Event()
        handling = handle(where, ending) if name == QUEUED else None
        telling = asyncio.create_task(tell(app[DRAINING], ending))
        try:
            await serve(app, port, tls=common.tls())
        finally:
            registering.cancel()
            telling.cancel()
            ending.set()
            if handling is not None:
                await asyncio.to_thread(handling.join, HANDLED_WITHIN_SECONDS)


def handle(where: str, ending: threading.Event) -> threading.Thread:
    """Handle messages of the queue until the process is ending."""
    each = settings.number("MILLISECONDS_EACH", 5) / 1000
    user, password = settings.text("RABBITMQ_USER"), settings.text("RABBITMQ_PASSWORD")
    return messages.consume(settings.text("RABBITMQ_HOST"), user, password, where, each, ending)


async def tell(draining: asyncio.Event, ending: threading.Event) -> None:
    """From SIGTERM on no more messages are taken, though requests are served for some seconds more."""
    await draining.wait()
    ending.set()


async def _with_version(request: web.Request, response: web.StreamResponse) -> None:
    del request
    response.headers[common.VERSION] = common.version()


def main() -> int:
    """Run until SIGTERM; a setting that is missing ends it with a line that names it."""
    name = os.environ.get("SERVICE", "service")
    lines.begin(name)
    try:
        asyncio.run(run(settings.text("SERVICE")))
    except settings.SettingError as error:
        common.log.critical("cannot start: %s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
