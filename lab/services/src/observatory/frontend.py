"""The frontend: its page; or, with PAGE=maintenance, the maintenance page in everybody's way.

Users ask for /health, which says what they get; the kubelet asks for /live.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys

from aiohttp import web

from reference.web import application, serve

WELL = "ok"
MAINTENANCE = "Service Mesh Observatory is being maintained"
BROKEN = "this release is broken"


def served(state: str) -> web.Application:
    """The application: a page at each path that it does not know better, 503 for all but WELL."""

    async def release() -> str:
        return state

    async def page(_: web.Request) -> web.Response:
        if state != WELL:
            return web.Response(status=503, text=f"{state}\n", headers={"Retry-After": "600"})
        return web.Response(text="Service Mesh Observatory\n")

    app = application({"release": release})
    app.router.add_get("/{path:.*}", page)
    return app


def main() -> int:
    """Run until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    broken = BROKEN if os.environ.get("OBSERVATORY_BROKEN") == "yes" else WELL
    state = MAINTENANCE if os.environ.get("PAGE") == "maintenance" else broken
    asyncio.run(serve(served(state), 3000))
    return 0


if __name__ == "__main__":
    sys.exit(main())
