"""The API gateway: the one way to every service.

`/health` asks all of priority 1, `/health/db` and `/health/cache` one each, `/api/v1/SERVICE/health` a service.
"""

from __future__ import annotations

import asyncio
import sys
import time
from functools import partial

import aiohttp
from aiohttp import web

from neo_production import common, lines
from reference import postgresql, settings
from reference.cache import Cache
from reference.web import Need, application, serve

SERVICES = ("storage", "keymanagement", "configuration", "notification", "crosschain", "oracle")
WITHIN_SECONDS = 12.0
TRIES, PAUSE_SECONDS = 4, 0.15
LOOKED_UP_EVERY_SECONDS = 5.0


class Gateway:
    """The handlers; addresses are those that the registry gave last, else the services' own names."""

    def __init__(self, http: aiohttp.ClientSession, token: str, registry: str) -> None:
        self._http, self._token, self._registry = http, token, registry
        self.addresses = {name: f"http://{name}-service:8080" for name in SERVICES}

    async def health(self, request: web.Request) -> web.StreamResponse:
        """GET /api/v1/SERVICE/health."""
        return await self._forwarded(request, "health")

    async def forward(self, request: web.Request) -> web.StreamResponse:
        """GET /api/v1/SERVICE/…, asked again where a pod that ends has not answered."""
        return await self._forwarded(request, request.match_info["rest"])

    async def answers(self, name: str) -> str:
        """`ok`, or what a service's health says."""
        within = aiohttp.ClientTimeout(total=3)
        try:
            async with self._http.get(f"{self.addresses[name]}/health", timeout=within) as answer:
                return "ok" if answer.status == 200 else await answer.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"{name}-service does not answer: {type(error).__name__}"

    async def look_up(self) -> None:
        """Ask the registry for addresses every few seconds; while it is away, the last ones hold."""
        within = aiohttp.ClientTimeout(total=2)
        while True:
            for name in SERVICES:
                try:
                    url = f"{self._registry}/v1/health/service/{name}-service"
                    async with self._http.get(url, timeout=within) as answer:
                        found = await answer.json()
                except (aiohttp.ClientError, TimeoutError, ValueError):
                    break
                if found:
                    service = found[0]["Service"]
                    self.addresses[name] = f"http://{service['Address']}:{service['Port']}"
            await asyncio.sleep(LOOKED_UP_EVERY_SECONDS)

    async def _forwarded(self, request: web.Request, rest: str) -> web.StreamResponse:
        name = request.match_info["service"]
        if name not in self.addresses:
            return web.json_response({"error": f"no service {name}"}, status=404)
        headers = {common.TOKEN: self._token, common.REQUEST: request.headers.get(common.REQUEST, "")}
        until, tries = time.monotonic() + WITHIN_SECONDS, 0
        while True:
            tries += 1
            left = aiohttp.ClientTimeout(total=max(0.1, until - time.monotonic()))
            try:
                url = f"{self.addresses[name]}/{rest}"
                async with self._http.get(url, params=request.query, headers=headers, timeout=left) as answer:
                    body, version = await answer.read(), answer.headers.get(common.VERSION, "")
                    return web.Response(
                        body=body, status=answer.status, headers={common.VERSION: version},
                        content_type=answer.content_type,
                    )  # fmt: skip
            except TimeoutError as error:
                raise TimeoutError(f"{name}-service did not answer within {WITHIN_SECONDS:g} s") from error
            except aiohttp.ClientError as error:
                if tries >= TRIES:
                    raise OSError(f"{name}-service: {type(error).__name__}") from error
                await asyncio.sleep(PAUSE_SECONDS)


def _service(request: web.Request) -> str:
    name = request.match_info.get("service", "")
    return f"{name}-service" if name in SERVICES else "api-gateway"


async def run(port: int = 8080) -> None:
    """Serve until SIGTERM."""
    cache = Cache(settings.text("REDIS_HOST"), settings.text("REDIS_PASSWORD"))
    # A connection for each request: who keeps one to a pod would keep a canary's share, too.
    connector = aiohttp.TCPConnector(force_close=True, limit=0)
    async with (
        postgresql.pool(settings.text("DATABASE_URL")) as pool,
        aiohttp.ClientSession(connector=connector) as http,
    ):
        gateway = Gateway(http, settings.text("GATEWAY_TOKEN"), settings.text("CONSUL_URL"))
        needs: dict[str, Need] = {
            "db": lambda: postgresql.answers(pool),
            "cache": cache.answers,
            "keymanagement": partial(gateway.answers, "keymanagement"),
        }
        app = application(needs)
        common.add(
            app,
            [
                common.told(_service, lambda response: response.headers.get(common.VERSION, "")),
                common.faults_of_the_version(),
            ],
        )
        app.on_response_prepare.append(_with_site)
        app.router.add_get("/api/v1/{service}/health", gateway.health)
        app.router.add_get("/api/v1/{service}/{rest:.+}", gateway.forward)
        looking = asyncio.create_task(gateway.look_up())
        try:
            await serve(app, port, tls=common.tls())
        finally:
            looking.cancel()


async def _with_site(request: web.Request, response: web.StreamResponse) -> None:
    del request
    response.headers[common.SITE] = settings.text("SITE", "unknown")


def main() -> int:
    """Run until SIGTERM; a setting that is missing ends it with a line that names it."""
    lines.begin("api-gateway")
    try:
        asyncio.run(run())
    except settings.SettingError as error:
        common.log.critical("cannot start: %s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
