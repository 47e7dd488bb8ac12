"""The ledger of requests against a server on loopback that fails in each way there is."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from drillbook.checks.ledger import errors_at_most
from drillbook.clock import eventually
from drillbook.errors import Refused, Unobservable
from drillbook.ledger.http import HttpLedger, Request
from drillbook.verdict import Verdict
from tests.ledger.worlds import NAMESPACE, session


class Moody(ThreadingHTTPServer):
    """Answers as its mood is: well, badly, not at all, or by hanging up."""

    mood = "well"
    seen = 0
    counting = threading.Lock()
    daemon_threads = True


class Handler(BaseHTTPRequestHandler):
    server: Moody

    def do_GET(self) -> None:
        with self.server.counting:
            self.server.seen += 1
        match self.server.mood:
            case "well" | "badly":
                self.send_response(200 if self.server.mood == "well" else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()
            case "hanging up":
                self.close_connection = True
            case _:
                threading.Event().wait(2)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Moody]:
    with Moody(("127.0.0.1", 0), Handler) as made:
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        made.shutdown()


def ledger(directory: Path, server: Moody, patience: float = 30) -> HttpLedger:
    request = Request(
        f"http://127.0.0.1:{server.server_port}/",
        rate_per_second=100,
        answer_within=timedelta(seconds=patience),
    )
    return HttpLedger(session(directory), NAMESPACE, request)


def asked(server: Moody, more: int) -> None:
    before = server.seen
    eventually(
        lambda: server.seen - before,
        lambda count: count >= more,
        within=timedelta(seconds=60),
        what=f"{more} more requests",
    )


def test_every_good_answer_is_counted_and_nothing_else(server: Moody, tmp_path: Path) -> None:
    running = ledger(tmp_path, server)
    running.start()
    asked(server, 60)
    running.stop()
    record = running.account()
    assert record.attempted == record.acked == server.seen
    assert (record.failed, record.unknown, record.lost, record.rpo_seconds) == (0, 0, 0, None)
    assert errors_at_most(record, 0.0).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("mood", "patience", "failed", "unknown"),
    [("badly", 30, 20, 0), ("hanging up", 30, 0, 20), ("not at all", 0.5, 0, 20)],
)
def test_errors_count_as_failed_and_silence_as_unanswered(
    server: Moody, tmp_path: Path, mood: str, patience: float, failed: int, unknown: int
) -> None:
    running = ledger(tmp_path, server, patience)
    running.start()
    server.mood = mood
    asked(server, 25)
    server.mood = "well"
    asked(server, 10)
    running.stop()
    record = running.account()
    assert record.failed >= failed
    assert record.unknown >= unknown
    assert min(record.failed, record.unknown) == 0
    assert record.attempted == record.acked + record.failed + record.unknown
    assert errors_at_most(record, 0.01).verdict is Verdict.FAIL


def test_a_server_that_nobody_reaches_is_not_called_well(server: Moody, tmp_path: Path) -> None:
    running = ledger(tmp_path, server)
    with pytest.raises(Unobservable, match="has not written"):
        running.account()


def test_a_target_that_does_not_allow_load_gets_none(server: Moody, tmp_path: Path) -> None:
    world = session(tmp_path, changes=frozenset())
    request = Request(f"http://127.0.0.1:{server.server_port}/")
    with pytest.raises(Refused):
        HttpLedger(world, NAMESPACE, request).start()
    assert server.seen == 0


def test_a_key_in_a_header_is_in_no_text_of_the_request() -> None:
    assert "hidden" not in repr(Request("http://kg-api/", headers={"X-API-Key": "hidden"}))
