"""The HTTP side of a service that does something else: /metrics, /ready, /live."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

Ready = Callable[[], Iterable[str]]
"""What keeps the service from being ready, one sentence each; nothing when it is ready."""


def serve(port: int, ready: Ready, registry: CollectorRegistry = REGISTRY) -> ThreadingHTTPServer:
    """Answer on `port` from a thread of its own. /live says only that the process answers."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/metrics":
                self._reply(200, generate_latest(registry), CONTENT_TYPE_LATEST)
            elif path == "/ready":
                missing = list(ready())
                self._reply(503 if missing else 200, ("\n".join(missing) or "ready").encode())
            elif path == "/live":
                self._reply(200, b"live")
            else:
                self._reply(404, b"/metrics, /ready or /live")

        def _reply(self, status: int, body: bytes, kind: str = "text/plain; charset=utf-8") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has gone
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's name
            """Probes and scrapes are not worth a line each."""

    server = ThreadingHTTPServer(("", port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 5}, daemon=True).start()
    return server
