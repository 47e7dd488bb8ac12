"""ClickHouse's HTTP interface over chdb's engine: /ping, queries, /metrics. A stand-in for it.

One process has the data folder. Rows that arrive while an insert runs go into the next one
together, since each insert makes a part of its own; all are answered when they are in the table.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlparse

import chdb

FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*;?\s*$", re.IGNORECASE)
INSERT = re.compile(r"^\s*INSERT\s+INTO\s+([\w.]+)\s+FORMAT\s+JSONEachRow\s*$", re.IGNORECASE)
CODE = re.compile(r"Code: (\d+)")
VOLUMES = {"data": "/var/lib/clickhouse", "spool": "/spool"}
ON_DISK = "SELECT coalesce(sum(bytes_on_disk), 0) FROM system.parts WHERE active"
VOLUMES = {"data": "/var/lib/clickhouse", "spool": "/spool"}
MOST_AT_ONCE = 500
ANSWER_WITHIN_SECONDS = 30


class Engine:
    """The engine; it takes one statement after the other."""

    def __init__(self, folder: Path) -> None:
        self._connection = chdb.connect(str(folder))
        self._lock = threading.Lock()
        self._waiting: queue.Queue[tuple[str, str, Future[None]]] = queue.Queue()
        self.queries, self.rows, self.seconds = 0, 0, 0.0
        threading.Thread(target=self._insert_for_ever, daemon=True).start()

    def query(self, statement: str, form: str) -> bytes:
        """Run a statement and return what it gives in a format."""
        began = time.monotonic()
        with self._lock:
            answer: bytes = self._connection.query(statement, form).bytes()
        self.queries += 1
        self.seconds += time.monotonic() - began
        return answer

    def insert(self, table: str, rows: str) -> None:
        """Insert rows, one JSON a line; return when they are in the table."""
        done: Future[None] = Future()
        self._waiting.put((table, rows, done))
        done.result(ANSWER_WITHIN_SECONDS)

    def _insert_for_ever(self) -> None:
        while True:
            together = [self._waiting.get()]
            while len(together) < MOST_AT_ONCE and not self._waiting.empty():
                together.append(self._waiting.get_nowait())
            for table in {one[0] for one in together}:
                own = [one for one in together if one[0] == table]
                try:
                    self._insert(table, own)
                except Exception:  # noqa: BLE001 one bad row must not fail those of others
                    for one in own:
                        try:
                            self._insert(table, [one])
                        except Exception as error:  # noqa: BLE001 the engine's errors have no class of their own
                            one[2].set_exception(error)

    def _insert(self, table: str, several: list[tuple[str, str, Future[None]]]) -> None:
        rows = "\n".join(rows.strip() for _, rows, _ in several)
        self.query(f"INSERT INTO {table} FORMAT JSONEachRow\n{rows}", "Null")
        self.rows += rows.count("\n") + 1
        for _, _, done in several:
            done.set_result(None)


class Front(BaseHTTPRequestHandler):
    """Answers requests with the engine."""

    engine: Engine
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer /ping, /metrics, or a query."""
        path = urlparse(self.path).path
        if path in ("/ping", "/metrics"):
            self._answer(self._ping if path == "/ping" else partial(metrics, self.engine), 503)
        else:
            self._answer(partial(self._run, ""))

    def do_POST(self) -> None:
        """Answer a query whose statement or rows are in the body."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._answer(partial(self._run, body))

    def _ping(self) -> bytes:
        self.engine.query("SELECT 1", "TabSeparated")
        return b"Ok.\n"

    def _run(self, body: str) -> bytes:
        asked = dict(parse_qsl(urlparse(self.path).query))
        statement = asked.get("query", "")
        insert = INSERT.match(statement)
        if insert:
            self.engine.insert(insert[1], body)
            return b""
        whole = f"{statement}\n{body}".strip()
        named = FORMAT.search(whole)
        form = named[1] if named else asked.get("default_format", "TabSeparated")
        return self.engine.query(whole, form)

    def _answer(self, work: Callable[[], bytes], failed: int = 500) -> None:
        try:
            self._reply(200, work())
        except Exception as error:  # noqa: BLE001 the engine's errors have no class of their own
            code = CODE.search(str(error))
            said = {"X-ClickHouse-Exception-Code": code[1] if code else "1"}
            self._reply(failed, str(error).encode(), said)

    def _reply(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's name
        """Keep quiet: the services that ask keep the logs of access."""


def metrics(engine: Engine) -> bytes:
    """Return what Prometheus reads: statements, rows, the time they took, room on volumes."""
    figures = {
        "clickhouse_queries_total": engine.queries,
        "clickhouse_query_seconds_total": engine.seconds,
        "clickhouse_inserted_rows_total": engine.rows,
        "clickhouse_bytes_on_disk": int(engine.query(ON_DISK, "TabSeparated")),
    }
    kinds = {name: "counter" if name.endswith("_total") else "gauge" for name in figures}
    lines = [f"# TYPE {name} {kinds[name]}\n{name} {value}\n" for name, value in figures.items()]
    lines.append("# TYPE disk_usage_percent gauge\n")
    for name, folder in VOLUMES.items():
        lines.append(f'disk_usage_percent{{volume="{name}"}} {used_percent(folder)}\n')
    return "".join(lines).encode()


def used_percent(folder: str) -> float:
    """Return how full the volume of a folder is."""
    room = shutil.disk_usage(folder)
    return 100 * room.used / room.total


class Server(ThreadingHTTPServer):
    """Takes many connections at once."""

    daemon_threads = True
    request_queue_size = 512


def main() -> int:
    """Serve until SIGTERM."""
    folder = Path(os.environ.get("CLICKHOUSE_FOLDER", "/var/lib/clickhouse"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    Front.engine = Engine(folder)
    Server(("", int(os.environ.get("PORT", "8123"))), Front).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
