"""A Prometheus that answers range queries over HTTP as the real one does, with planted series."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from drillbook.notebook.prometheus_export import Exported, ExportedSeries, Query
from tests.evidence import samples

MIB = 1024 * 1024


def exported(
    name: str, series: Mapping[str, list[float]], label: str = "pod", error: str | None = None
) -> Exported:
    """Return an exported answer: values every 15 s from the begin of the night."""
    return Exported(
        query=Query(name=name, says=name, unit="x", query=f"{name}{{}}"),
        source="http://198.18.0.14:9090",
        start=samples.NIGHT,
        end=samples.NIGHT + timedelta(minutes=20),
        step_seconds=15,
        series=tuple(
            ExportedSeries(
                labels={label: key},
                points=tuple(
                    (samples.NIGHT + timedelta(seconds=15 * n), v) for n, v in enumerate(values)
                ),
            )
            for key, values in series.items()
        ),
        error=error,
    )


def lab_answers() -> dict[str, Exported]:
    steps = 80
    return {
        answer.query.name: answer
        for answer in (
            exported("pod_cpu", {"kafka-0": [0.2] * steps, "kafka-1": [0.4] * steps}),
            exported(
                "pod_memory",
                {"kafka-0": [300.0 * MIB] * steps, "graph-builder-7c9d8f6b5-x2x4z": [MIB] * steps},
            ),
            exported("pod_cpu_limit", {"kafka-0": [1.0] * steps, "kafka-1": [0.5] * steps}),
            exported("clients", {"": [3.0] * steps}, label="none"),
            exported(
                "client_storage",
                {f"client-{n}": [MIB * (1 + i / 10) for i in range(steps)] for n in range(3)},
                label="client_id",
            ),
            exported("volume_used", {}, error="no data for volume_used{}"),
        )
    }


def write(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name, answer in lab_answers().items():
        (directory / f"{name}.json").write_text(answer.model_dump_json(), "utf-8")


@contextmanager
def serving(results: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """Serve ``query_range`` on a loopback port; yield its URL and what it was asked.

    Every other query is answered with 1, as ``vector(1)`` is.
    """
    asked: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parameters = parse_qs(urlsplit(self.path).query)
            asked.append(parameters)
            result = results.get(parameters["query"][0], [])
            status = 422 if result == "broken" else 200
            data = {"resultType": "matrix", "result": result}
            if not urlsplit(self.path).path.endswith("/query_range"):
                one = {"metric": {}, "value": [0, "1"]}
                data = {"resultType": "vector", "result": [one]}
            body = {"status": "success", "data": data}
            if status == 422:
                body = {"status": "error", "errorType": "execution", "error": "too many samples"}
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode("utf-8"))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
