"""An Alertmanager's silences in this process, as its API v2 has them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Silent:
    """The silences, by their ids; ``refuses`` is answered with 500 to every change."""

    url: str = ""
    silences: dict[str, dict[str, Any]] = field(default_factory=dict)
    refuses: bool = False
    asked: list[str] = field(default_factory=list)

    def states(self) -> list[str]:
        return [one["status"]["state"] for one in self.silences.values()]


@contextmanager
def started() -> Iterator[Silent]:
    """Have one listen on this machine."""
    here = Silent()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(200, list(here.silences.values()))

        def do_POST(self) -> None:
            here.asked.append("POST")
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if here.refuses:
                self._say(500, "it is full")
                return
            number = f"silence-{len(here.silences)}"
            here.silences[number] = {**said, "id": number, "status": {"state": "active"}}
            self._say(200, {"silenceID": number})

        def do_DELETE(self) -> None:
            here.asked.append("DELETE")
            if here.refuses:
                self._say(500, "it is full")
                return
            here.silences[self.path.rpartition("/")[2]]["status"]["state"] = "expired"
            self._say(200, {})

        def _say(self, status: int, body: object) -> None:
            said = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
