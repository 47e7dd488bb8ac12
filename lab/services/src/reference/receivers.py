"""Stand-ins for whoever is on call and for the channel: each keeps which alerts it was told of, newest last."""

from __future__ import annotations

import asyncio
import sys
from collections import deque

from aiohttp import web

from reference.web import application, serve

NAMES = ("on-call", "channel")
MOST_KEPT = 1000


class Receivers:
    """What each receiver was told."""

    def __init__(self) -> None:
        self._told: dict[str, deque[dict[str, str]]] = {name: deque(maxlen=MOST_KEPT) for name in NAMES}

    async def told(self, request: web.Request) -> web.Response:
        """POST /on-call or /channel, as Alertmanager's webhook sends it."""
        kept = self._told[request.match_info["name"]]
        for alert in (await request.json()).get("alerts", []):
            labels = alert.get("labels", {})
            kept.append(
                {
                    "alert": labels.get("alertname", ""),
                    "priority": labels.get("severity", ""),
                    "status": alert.get("status", ""),
                    "since": alert.get("startsAt", ""),
                }
            )
        return web.json_response({})

    async def kept(self, _: web.Request) -> web.Response:
        """GET /kept: all that each was told."""
        return web.json_response({name: list(told) for name, told in self._told.items()})


def main() -> int:
    """Serve until SIGTERM."""
    receivers, app = Receivers(), application({})
    app.router.add_post(f"/{{name:{'|'.join(NAMES)}}}", receivers.told)
    app.router.add_get("/kept", receivers.kept)
    asyncio.run(serve(app, 8080))
    return 0


if __name__ == "__main__":
    sys.exit(main())
