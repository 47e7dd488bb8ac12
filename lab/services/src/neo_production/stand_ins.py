"""What stands in for others: Consul's register of services, and the source of prices that Oracle asks."""

from __future__ import annotations

import asyncio
import logging
import sys
import time

from aiohttp import web

from reference import settings
from reference.web import application, serve

KNOWN_FOR_SECONDS = 20.0


class Registry:
    """The part of Consul's API that is used: register, and who is there."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, tuple[float, dict[str, object]]]] = {}

    async def register(self, request: web.Request) -> web.Response:
        """PUT /v1/agent/service/register: Name, ID, Address, Port; it holds for 20 s."""
        told = await request.json()
        service = {"Service": told["Name"], "ID": told["ID"], "Address": told["Address"], "Port": told["Port"]}
        self._known.setdefault(told["Name"], {})[told["ID"]] = (time.monotonic(), service)
        return web.Response()

    async def healthy(self, request: web.Request) -> web.Response:
        """GET /v1/health/service/NAME: those that registered within 20 s."""
        of_name = self._known.get(request.match_info["name"], {})
        since = time.monotonic() - KNOWN_FOR_SECONDS
        return web.json_response([{"Service": service} for at, service in of_name.values() if at > since])

    async def leader(self, request: web.Request) -> web.Response:
        """GET /v1/status/leader."""
        return web.json_response(f"{request.host}")


async def price(request: web.Request) -> web.Response:
    """GET /price?milliseconds=…&fails=…: after so long, or an error."""
    await asyncio.sleep(int(request.query.get("milliseconds", "1")) / 1000)
    return web.Response(text="12.5", status=500 if request.query.get("fails") else 200)


async def run(kind: str, port: int) -> None:
    """Serve one stand-in until SIGTERM."""
    app = application({})
    if kind == "consul":
        registry = Registry()
        app.router.add_put("/v1/agent/service/register", registry.register)
        app.router.add_get("/v1/health/service/{name}", registry.healthy)
        app.router.add_get("/v1/status/leader", registry.leader)
    else:
        app.router.add_get("/price", price)
    await serve(app, port)


def main() -> int:
    """Run until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(run(settings.text("STAND_IN"), settings.number("PORT", 8080)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
