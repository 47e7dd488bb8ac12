"""The HTTP side of a service: health by what it needs, metrics by request, and an end without a lost request.

`/health` asks all that the service needs, now; `/live` says only that the process answers. On SIGTERM the pod stops
being healthy, goes on serving while the endpoints are told, and ends when the requests at hand are answered.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from aiohttp import web
from aiohttp.typedefs import Middleware
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

log = logging.getLogger("web")

Need = Callable[[], Awaitable[str]]
"""Asks for one thing that the service needs: `ok`, or a sentence that says what is wrong. Raises nothing."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

DRAINING = web.AppKey("draining", asyncio.Event)
SERVE_AFTER_SIGTERM = timedelta(seconds=4)  # endpoints are told within this; measured well under 1 s
FINISH_WITHIN_SECONDS = 10.0
OWN_PATHS = frozenset({"/health", "/live", "/metrics"})


def application(needs: Mapping[str, Need]) -> web.Application:
    """An application with /health, /health/NEED for each need, /live and /metrics."""
    app = web.Application(middlewares=[_closing])
    app[DRAINING] = asyncio.Event()
    app.router.add_get("/health", _health(needs))
    for name, need in needs.items():
        app.router.add_get(f"/health/{name}", _health({name: need}))
    app.router.add_get("/live", live)
    app.router.add_get("/metrics", metrics)
    return app


@web.middleware
async def _closing(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whoever keeps a connection to a pod that ends is told to make another, to another pod."""
    response = await handler(request)
    if request.app[DRAINING].is_set():
        response.force_close()
    return response


def _health(needs: Mapping[str, Need]) -> Handler:
    async def health(request: web.Request) -> web.Response:
        """200 when all that is needed answers now and the pod is not ending, else 503; says which."""
        said = dict(zip(needs, await asyncio.gather(*(need() for need in needs.values())), strict=True))
        draining = request.app[DRAINING].is_set()
        well = not draining and all(word == "ok" for word in said.values())
        return web.json_response({**said, "draining": draining}, status=200 if well else 503)

    return health


async def live(_: web.Request) -> web.Response:
    """The process answers; it says nothing about what it needs."""
    return web.Response(text="live")


async def metrics(_: web.Request) -> web.Response:
    """Prometheus' text format."""
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def counted(requests: Counter, seconds: Histogram) -> Middleware:
    """A middleware that counts requests (labels method, path, code: of the route, never of a visitor) and their time.

    Requests for health, life and metrics are not counted.
    """

    @web.middleware
    async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in OWN_PATHS or request.path.startswith("/health/"):
            return await handler(request)
        began, code = time.monotonic(), 500
        try:
            response = await handler(request)
            code = response.status
        except web.HTTPException as error:
            code = error.status
            raise
        finally:
            resource = request.match_info.route.resource
            path = resource.canonical if resource else "unknown"
            requests.labels(request.method, path, str(code)).inc()
            seconds.labels(request.method, path).observe(time.monotonic() - began)
        return response

    return count


async def serve(
    app: web.Application, port: int, *, shared: bool = False, tls: tuple[int, ssl.SSLContext] | None = None
) -> None:
    """Serve until SIGTERM, then drain. Several processes may serve one port when each says it is `shared`.

    With `tls`, the same is served at another port by TLS.
    """
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, ending.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=FINISH_WITHIN_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, port=port, backlog=512, reuse_port=shared).start()
    if tls is not None:
        await web.TCPSite(runner, port=tls[0], ssl_context=tls[1]).start()
    log.info("serving on %d", port)
    await ending.wait()
    app[DRAINING].set()
    log.info("draining")
    await asyncio.sleep(SERVE_AFTER_SIGTERM.total_seconds())
    await runner.cleanup()
