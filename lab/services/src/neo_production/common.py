"""What the gateway and the services share: who may ask, faults of a version, readiness, a line for each request."""

from __future__ import annotations

import hmac
import logging
import os
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable
from itertools import count
from pathlib import Path
from typing import cast

from aiohttp import web
from aiohttp.typedefs import Middleware
from prometheus_client import Counter, Histogram
from psycopg import Error as PostgresError
from psycopg_pool import PoolTimeout

from reference import settings
from reference.cache import CacheError
from reference.web import DRAINING, OWN_PATHS, Handler

log = logging.getLogger("service")

REQUESTS = Counter("neo_requests", "Answered requests.", ["service", "version", "code"])
SECONDS = Histogram(
    "neo_request_duration_seconds",
    "Time to answer a request.",
    ["service"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 2, 3, 5, 10),
)
TOKEN, REQUEST, VERSION, SITE = "X-Gateway-Token", "X-Request-Id", "X-Version", "X-Site"
CERTIFICATE, KEY, TLS_PORT = "tls.crt", "tls.key", 8443
READY = "/ready"


def version() -> str:
    """The version that this image is of."""
    return settings.text("SERVICE_VERSION")


async def ready(request: web.Request) -> web.Response:
    """200 when this pod takes requests; what it needs is asked by /health."""
    well = not request.app[DRAINING].is_set() and not os.environ.get("NEVER_WELL")
    return web.Response(text="ready" if well else "not ready", status=200 if well else 503)


def tls() -> tuple[int, ssl.SSLContext] | None:
    """Where a service serves by TLS, with the certificate that its folder has now; None without one."""
    folder = Path(settings.text("TLS_FOLDER", "/etc/ssl/neo"))
    if not (folder / CERTIFICATE).exists():
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / CERTIFICATE, folder / KEY)
    return TLS_PORT, context


def add(app: web.Application, middlewares: Iterable[Middleware]) -> None:
    """Add middlewares, the outermost first, and /ready."""
    known = cast("list[Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]]", app.middlewares)
    known.extend(middlewares)
    app.router.add_get(READY, ready)


def is_own(request: web.Request) -> bool:
    """Whether a request is of Kubernetes or Prometheus, and none of a client's."""
    return request.path in OWN_PATHS or request.path == READY or request.path.startswith("/health/")


def only_by_the_gateway(token: str) -> Middleware:
    """Answer 403 to who does not come by the gateway."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_own(request) or hmac.compare_digest(request.headers.get(TOKEN, ""), token):
            return await handler(request)
        return web.json_response({"error": "ask the gateway"}, status=403)

    return check


def faults_of_the_version() -> Middleware:
    """Answer every n-th request with an error, where FAULTY_EVERY says so: a version with a defect."""
    every, asked = int(os.environ.get("FAULTY_EVERY", "0")), count(1)

    @web.middleware
    async def fail(request: web.Request, handler: Handler) -> web.StreamResponse:
        if every and not is_own(request) and next(asked) % every == 0:
            raise RuntimeError(f"defect of version {version()}")
        return await handler(request)

    return fail


def told(service: Callable[[web.Request], str], version_of: Callable[[web.StreamResponse], str]) -> Middleware:
    """Count each request and its time, turn what fails into an answer, and write a line of each."""

    @web.middleware
    async def tell(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_own(request):
            return await handler(request)
        began, why = time.monotonic(), ""
        try:
            response = await handler(request)
        except web.HTTPException as error:
            response = web.json_response({"error": error.reason}, status=error.status)
        except TimeoutError as error:  # an OSError, too, so it is asked for first
            why = f"timeout: {error}"
            response = web.json_response({"error": why}, status=504)
        except (PostgresError, PoolTimeout, CacheError, OSError) as error:
            why = f"{type(error).__name__}: {error}".splitlines()[0]
            response = web.json_response({"error": why}, status=503)
        except RuntimeError as error:
            why = str(error)
            response = web.json_response({"error": why}, status=500)
        took = time.monotonic() - began
        REQUESTS.labels(service(request), version_of(response), str(response.status)).inc()
        SECONDS.labels(service(request)).observe(took)
        level = logging.ERROR if response.status >= 500 else logging.INFO
        log.log(
            level,
            why or f"answered {response.status}",
            extra={
                "response_time": round(took * 1000),
                "status_code": response.status,
                "path": request.path,
                "request": request.headers.get(REQUEST),
            },
        )
        return response

    return tell
