"""An API server that is none: answers as a test wants it to, and keeps every change it was sent."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

_POD: Json = {
    "metadata": {
        "name": "web-0",
        "uid": "pod-1",
        "resourceVersion": "1",
        "labels": {"app": "web"},
        "ownerReferences": [{"kind": "StatefulSet", "name": "web", "controller": True}],
    },
    "status": {
        "phase": "Running",
        "conditions": [{"type": "Ready", "status": "True"}],
        "containerStatuses": [{"restartCount": 0}],
    },
}
_WEB: Json = {
    "metadata": {"name": "web", "generation": 1},
    "spec": {"replicas": 1},
    "status": {"readyReplicas": 1, "observedGeneration": 1},
}


class Recorder:
    """A cluster with one pod in namespace shop. ``clock`` and ``uids`` may be changed any time."""

    def __init__(self) -> None:
        self.uids = {"kube-system": "cluster-1", "shop": "shop-1", "drillbook": "own-1"}
        self.clock: Callable[[], str] = lambda: http_date(timedelta(0))
        self.changes: list[str] = []
        self.own: dict[str, Json] = {}
        self.away = False
        self.version = 0

    def answer(self, method: str, path: str, body: Json | None) -> tuple[int, Json]:
        if self.away:
            return 503, {"message": "away"}
        if path.startswith("/api/v1/namespaces/") and path.count("/") == 4 and method == "GET":
            name = path.rpartition("/")[2]
            return (
                (200, {"metadata": {"name": name, "uid": self.uids[name]}})
                if name in self.uids
                else (404, {})
            )
        if "/namespaces/drillbook/" in path:
            return self._own(method, path, body)
        if method != "GET":
            self.changes.append(f"{method} {path}")
            return 200, {}
        return self._read(path)

    def _read(self, path: str) -> tuple[int, Json]:
        if path == "/api/v1/namespaces/shop/pods":
            return 200, {"items": [_POD], "metadata": {"resourceVersion": "1"}}
        if path == "/api/v1/namespaces/shop/pods/web-0":
            return 200, _POD
        if path == "/apis/apps/v1/namespaces/shop/statefulsets":
            return 200, {"items": [_WEB], "metadata": {"resourceVersion": "1"}}
        if path == "/apis/apps/v1/namespaces/shop/statefulsets/web":
            return 200, _WEB
        if path == "/apis/apps/v1/namespaces/shop/deployments":
            return 200, {"items": [], "metadata": {"resourceVersion": "1"}}
        return 404, {"message": "not found"}

    def _own(self, method: str, path: str, body: Json | None) -> tuple[int, Json]:
        if method == "POST":
            assert body is not None
            path = f"{path}/{body['metadata']['name']}"
        if method == "GET":
            return (200, self.own[path]) if path in self.own else (404, {"message": "not found"})
        before = self.own.get(path, {"metadata": {}})
        merged = before | (body or {})
        for part in ("metadata", "spec", "data"):
            if part in before or part in (body or {}):
                merged[part] = before.get(part, {}) | (body or {}).get(part, {})
        self.version += 1
        merged["metadata"] |= {"resourceVersion": str(self.version), "uid": "object-1"}
        self.own[path] = merged
        return 200, merged


def http_date(ahead: timedelta) -> str:
    """Return the time of an HTTP Date header, so much ahead of this machine's clock."""
    return format_datetime(datetime.now(UTC) + ahead, usegmt=True)


@contextmanager
def served(recorder: Recorder) -> Iterator[str]:
    """Serve a recorder on loopback; yield its URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            status, said = recorder.answer(self.command, urlsplit(self.path).path, body)
            raw = json.dumps(said).encode()
            self.send_response_only(status)
            self.send_header("Date", recorder.clock())
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _answer  # noqa: N815 (http.server's names)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
