"""Where Alertmanager's messages go in place of a pager, Slack and mail: each is kept, and listed again.

POST /RECEIVER takes what Alertmanager's webhook sends; GET /received lists it, the latest 1,000.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections import deque
from typing import Any

from aiohttp import web

from reference.web import application, serve

MOST = 1000


def served() -> web.Application:
    """The application, with nothing received yet."""
    kept: deque[dict[str, Any]] = deque(maxlen=MOST)

    async def take(request: web.Request) -> web.Response:
        message = await request.json()
        for alert in message["alerts"]:
            kept.append({"receiver": request.match_info["receiver"], "at": time.time(), "status": alert["status"],
                         "message": message.get("groupKey", ""), "labels": alert["labels"]})  # fmt: skip
        return web.json_response({})

    async def received(_: web.Request) -> web.Response:
        return web.json_response(list(kept))

    app = application({})
    app.router.add_post("/{receiver}", take)
    app.router.add_get("/received", received)
    return app


def main() -> int:
    """Run until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(serve(served(), 8080))
    return 0


if __name__ == "__main__":
    sys.exit(main())
