"""neo-gateway: takes requests over TLS with the certificate of neo-service-layer-tls, and turns away what is too much.

A client (X-Client) may send as many requests a second as the file `requests_per_second` of rate-limit-config says,
read anew at each request's second. The certificate is read anew when its file changes: connections that are open
keep theirs, new ones get the new one.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import sys
import time
from collections import Counter as Tally
from pathlib import Path

import aiohttp
from aiohttp import web
from prometheus_client import Counter

from reference import settings
from reference.web import application, serve

log = logging.getLogger("gateway")

TURNED_AWAY = Counter("neo_gateway_turned_away", "Requests beyond the limit.")
LIMITS = Path("/etc/neo-gateway/limits/requests_per_second")
CERTIFICATE = Path("/etc/neo-gateway/tls")
BEHIND = {"auth": "neo-auth-service", "oracle": "neo-oracle-service", "compute": "neo-compute-service"}
TLS_PORT = 8443


class Gateway:
    """Passes requests on, so many a second of each client."""

    def __init__(self, http: aiohttp.ClientSession, limits: Path = LIMITS) -> None:
        self._http, self._limits = http, limits
        self._second, self._limit = 0, 0
        self._sent: Tally[str] = Tally()

    def allowed(self, client: str, now: float) -> bool:
        """Whether a client may send one more in this second."""
        if int(now) != self._second:
            self._second, self._limit = int(now), int(self._limits.read_text())
            self._sent.clear()
        self._sent[client] += 1
        return self._sent[client] <= self._limit

    async def passed_on(self, request: web.Request) -> web.Response:
        """Any request for /api/SERVICE/…: its own answer, 429 when it is one too many, 502 when nobody answers."""
        if not self.allowed(request.headers.get("X-Client", ""), time.monotonic()):
            TURNED_AWAY.inc()
            return web.json_response({"error": "too many requests"}, status=429, headers={"Retry-After": "1"})
        behind = BEHIND.get(request.match_info["service"])
        if behind is None:
            return web.json_response({"error": "no such service"}, status=404)
        headers = {name: value for name, value in request.headers.items() if name.startswith("X-")}
        url = f"http://{behind}.neo-services:8080{request.path_qs}"
        try:
            async with self._http.request(request.method, url, headers=headers) as answer:
                return web.Response(body=await answer.read(), status=answer.status, content_type=answer.content_type)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.error("%s does not answer: %s", behind, type(error).__name__)  # noqa: TRY400 (one line a failure)
            return web.json_response({"error": "nobody answers"}, status=502)


async def tls(app: web.Application, directory: Path = CERTIFICATE, port: int = TLS_PORT) -> None:
    """Serve over TLS as soon as there is a certificate, and with each new one from when it is there."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    seen, runner = b"", web.AppRunner(app, access_log=None)
    while True:
        certificate = directory / "tls.crt"
        found = certificate.read_bytes() if certificate.exists() else b""
        if found and found != seen:
            context.load_cert_chain(certificate, directory / "tls.key")
            if not seen:
                await runner.setup()
                await web.TCPSite(runner, port=port, ssl_context=context).start()
            seen = found
            log.info("serving with a new certificate")
        await asyncio.sleep(1)


async def run() -> None:
    """Serve until SIGTERM."""
    within = aiohttp.ClientTimeout(total=settings.number("ANSWER_WITHIN_SECONDS", 10))
    async with aiohttp.ClientSession(timeout=within) as http:
        gateway, app, secure = Gateway(http), application({}), web.Application()
        for one in (app, secure):
            one.router.add_route("*", "/api/{service}/{rest:.*}", gateway.passed_on)
        serving = asyncio.create_task(tls(secure))
        try:
            await serve(app, 8080)
        finally:
            serving.cancel()


def main() -> int:
    """Run until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
