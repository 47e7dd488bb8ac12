"""A source of series: a histogram of the mesh by path, with as many paths as the file SERIES_FILE says now."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.core import HistogramMetricFamily, Metric

from reference.endpoint import serve

NAME = "istio_request_bytes"
BOUNDS = ("100", "1000", "10000", "+Inf")


class Paths:
    """A collector that reads anew how many paths there are at each scrape."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def collect(self) -> Iterable[Metric]:
        """The histogram of each path."""
        family = HistogramMetricFamily(NAME, "Bytes of requests, by path.", labels=["path"])
        for number in range(int(self._file.read_text().strip() or "0")):
            family.add_metric([f"/visitors/{number:07d}"], [(bound, 1.0) for bound in BOUNDS], sum_value=100.0)
        yield family


def main() -> int:
    """Serve /metrics until ended."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    registry = CollectorRegistry()
    registry.register(Paths(Path(os.environ["SERIES_FILE"])))
    serve(9200, lambda: (), registry)
    threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
