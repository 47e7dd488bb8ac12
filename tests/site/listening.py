"""A server on the loopback that keeps what is sent to it: a webhook, a Pushgateway."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


@contextmanager
def listening(status: int = 200) -> Iterator[tuple[str, list[tuple[str, str, bytes]]]]:
    """Serve on the loopback; yield the host and port, and what was sent there."""
    heard: list[tuple[str, str, bytes]] = []

    class Hears(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.command, self.path, body))
            self.send_response(status)
            self.end_headers()

        do_PUT = do_POST  # noqa: N815 (the name that http.server calls)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Hears) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}", heard
        finally:
            server.shutdown()
            thread.join()
