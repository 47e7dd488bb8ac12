"""No data, stale data and NaN are Unobservable, with the query that was asked."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from drillbook.clients.prometheus import Prometheus, connect, range_selectors
from drillbook.errors import Unobservable
from drillbook.probes import prometheus as probes
from tests.ledger.worlds import session

Answers = dict[str, tuple[int, Any]]
Serve = Callable[[Mapping[str, Any]], Prometheus]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve Prometheus' answers, written down by query, on the loopback address."""
    answers: dict[str, Any] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)["query"][0]
            body = json.dumps(answers.get(query, vector())).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def with_answers(given: Mapping[str, Any]) -> Prometheus:
            answers.update(given)
            return Prometheus(f"http://127.0.0.1:{server.server_port}")

        yield with_answers
        server.shutdown()


def vector(*values: str) -> dict[str, Any]:
    result = [{"metric": {"pod": str(i)}, "value": [0, v]} for i, v in enumerate(values)]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


def test_an_empty_answer_is_unobservable_and_names_the_query(serve: Serve) -> None:
    with pytest.raises(Unobservable, match="no data of the last 60 s for: kg_up"):
        serve({}).instant("kg_up")


@pytest.mark.parametrize("value", ["NaN", "+Inf", "-Inf"])
def test_what_is_no_number_is_unobservable(serve: Serve, value: str) -> None:
    with pytest.raises(Unobservable, match="kg_up is"):
        serve({"kg_up": vector(value)}).instant("kg_up")


RATE = "rate(kg_total[1h])"
JOBS = "count by (job) (last_over_time(kg_total[1h]))"


def jobs(*names: str) -> dict[str, Any]:
    result = [{"metric": {"job": name}, "value": [0, "1"]} for name in names]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


@pytest.mark.parametrize("up", [vector(), vector("0")])
def test_a_rate_over_series_that_are_no_longer_scraped_is_unobservable(
    serve: Serve, up: dict[str, Any]
) -> None:
    server = serve({RATE: vector("5"), JOBS: jobs("pods"), 'max(up{job="pods"})': up})
    with pytest.raises(Unobservable, match=r"\(through kg_total\[1h\]\).*not scraped.*pods"):
        server.instant(RATE)


def test_a_rate_over_series_that_nobody_has_is_unobservable(serve: Serve) -> None:
    with pytest.raises(Unobservable, match=r"no data .* \(through kg_total\[1h\]\)"):
        serve({RATE: vector("5")}).instant(RATE)


def test_a_rate_counts_while_one_of_its_jobs_is_scraped(serve: Serve) -> None:
    up = {'max(up{job="gone"})': vector("0"), 'max(up{job="pods"})': vector("1")}
    server = serve({RATE: vector("5"), JOBS: jobs("gone", "pods"), **up})
    assert [sample.value for sample in server.instant(RATE)] == [5.0]


def test_the_selectors_before_a_range_are_found_whatever_is_quoted() -> None:
    query = (
        'sum(rate(a{x="}["}[5m])) / rate(b[1h]) + c - max_over_time({job="d"}[1m:5s]) + e{f="1"}'
    )
    assert range_selectors(query) == ('a{x="}["}[5m]', "b[1h]", '{job="d"}[1m]')


def test_an_error_of_prometheus_is_shown(serve: Serve) -> None:
    wrong = {"status": "error", "errorType": "bad_data", "error": "unclosed", "data": None}
    with pytest.raises(Unobservable, match="bad_data unclosed"):
        serve({"sum(": wrong}).instant("sum(")


def test_a_silent_prometheus_is_unobservable() -> None:
    with pytest.raises(Unobservable, match="Connection refused"):
        Prometheus("http://127.0.0.1:9").instant("up")


def test_several_series_are_not_one_number(serve: Serve, tmp_path: Path) -> None:
    url = serve({"kg_up": vector("1", "2")}).url
    port = url.rpartition(":")[2]
    world = session(
        tmp_path, services={"prometheus": "127.0.0.1"}, prometheus=f"monitoring/prometheus:{port}"
    )
    with pytest.raises(Unobservable, match="kg_up has 2 series, not one"):
        probes.number(world, "kg_rca", "kg_up")


def test_a_target_without_prometheus_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(Unobservable, match="names no prometheus"):
        connect(session(tmp_path), "kg_rca")
