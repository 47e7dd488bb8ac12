"""What a pod's network namespace shows, and the resolver that answers one name wrongly."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from drillbook.lab import looking, responder


def look(*arguments: str) -> object:
    """Run it as it is run in a pod's network."""
    command = [sys.executable, "-I", "-S", str(Path(looking.__file__)), *arguments]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.fixture
def web() -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 1000)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_port_that_listens_is_connected_and_one_that_does_not_is_reset(web: int) -> None:
    assert look("connect", "127.0.0.1", str(web)) == "connected"
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert look("connect", "127.0.0.1", str(unused.getsockname()[1])) == "reset"


def test_an_answer_is_counted_and_timed(web: int) -> None:
    seen = look("ask", "127.0.0.1", str(web), "/")
    assert isinstance(seen, dict)
    assert seen["ended"] == "answered"
    assert seen["bytes"] > 1000
    assert 0 < seen["seconds"] < 5


def query(name: str, kind: int = 1) -> bytes:
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    return responder.HEADER.pack(7, 0x0100, 1, 0, 0, 0) + labels + b"\0\0" + bytes([kind, 0, 1])


def test_a_wrong_answer_is_one_to_the_question_that_was_asked() -> None:
    asked = query("web.shop.svc.cluster.local")
    assert responder.asked(asked)[:2] == ("web.shop.svc.cluster.local", 1)
    said = responder.answer(asked, "203.0.113.9")
    number, flags, questions, answers, _, _ = responder.HEADER.unpack_from(said)
    assert (number, flags & 0x8000, flags & 0xF, questions, answers) == (7, 0x8000, 0, 1, 1)
    assert said[-4:] == socket.inet_aton("203.0.113.9")


def test_a_wrong_answer_may_be_that_there_is_no_such_name() -> None:
    said = responder.answer(query("web"), "-")
    _, flags, _, answers, _, _ = responder.HEADER.unpack_from(said)
    assert (flags & 0xF, answers) == (responder.NO_SUCH_NAME, 0)


def test_a_question_for_another_kind_of_record_gets_no_address() -> None:
    said = responder.answer(query("web", kind=28), "203.0.113.9")
    _, flags, _, answers, _, _ = responder.HEADER.unpack_from(said)
    assert (flags & 0xF, answers) == (0, 0)
