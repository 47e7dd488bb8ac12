"""The ledger of logs, against a server of its own that keeps what it is sent."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from drillbook.errors import UndoIncomplete, Unobservable
from drillbook.ledger.logs import PREFIX, Logs, Places, _remove
from drillbook.ledger.stored import account_of, writing_to

WITHIN = timedelta(seconds=10)


class Server(BaseHTTPRequestHandler):
    """Takes logs, finds them by their text, and answers the queries that read them back."""

    kept: list[str]
    finds = True
    loses = False

    def do_POST(self) -> None:
        """Keep a log; or answer a query with what is kept."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/api/v1/logs":
            self.kept.append(json.loads(body)["logs"][0]["id"])
            self.answer(202, "{}")
        elif body.startswith("SELECT DISTINCT"):
            self.answer(200, "\n".join(one for one in self.kept if f"'{one}'" in body))
        else:
            there = self.kept[1:] if self.loses else self.kept
            self.answer(200, "\n".join(f"{one}\t1" for one in there))

    def do_GET(self) -> None:
        """Search."""
        text = parse_qs(urlsplit(self.path).query)["text"][0].rstrip(".")
        self.answer(200, text if self.finds and text in self.kept else "")

    def answer(self, status: int, text: str) -> None:
        """Answer."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served() -> Iterator[tuple[type[Server], Places]]:
    """Return a handler of its own, and where its server is."""
    handler = type("Own", (Server,), {"kept": []})
    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{running.server_address[1]}"
    yield handler, Places(url, url, "a key")
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize(("loses", "lost"), [(False, 0), (True, 1)])
def test_a_log_that_was_found_and_is_gone_is_lost(
    served: tuple[type[Server], Places], *, loses: bool, lost: int
) -> None:
    handler, places = served
    handler.loses = loses
    store = Logs(places, f"{PREFIX}test", 200)
    writer = writing_to(store)
    writer.start(WITHIN)
    while writer.history.acked < 5:
        writer.wait(0.01)
    writer.stop(WITHIN)
    record = account_of(writer, store, "logs")
    assert (record.acked >= 5, record.lost) == (True, lost)


def test_a_log_that_was_accepted_and_is_not_found_is_not_acknowledged(
    served: tuple[type[Server], Places],
) -> None:
    handler, places = served
    handler.finds = False
    writer = writing_to(Logs(places, f"{PREFIX}test", 50))
    with pytest.raises(Unobservable):
        writer.start(WITHIN / 10)
    writer.stop(WITHIN)


def test_logs_of_others_are_never_removed() -> None:
    with pytest.raises(UndoIncomplete, match="left alone"):
        _remove(None, {"prefix": "acme", "clickhouse": "http://nowhere"}, {})  # type: ignore[arg-type]
