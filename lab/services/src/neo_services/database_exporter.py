"""What the databases say of themselves, for Prometheus: connections, sizes, queries, backups, the cache.

Each scrape asks anew. What does not answer leaves no figure but its own `up` of 0.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from reference import postgresql, settings
from reference.endpoint import serve

log = logging.getLogger("database-exporter")

PORT = 9187
BACKUPS = Path("/backups/postgresql")
CONNECT_SECONDS = 2
CONNECTIONS = (
    "SELECT count(*) FILTER (WHERE backend_type = 'client backend'), current_setting('max_connections')::int "
    "FROM pg_stat_activity"
)
SIZES = "SELECT datname, pg_database_size(datname) FROM pg_database WHERE NOT datistemplate"
QUERIES = (
    "SELECT coalesce(sum(s.calls), 0), coalesce(sum(s.total_exec_time), 0) / 1000 FROM pg_stat_statements s "
    "JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database()"
)


class Databases(Collector):
    """Asks PostgreSQL, and looks at the backups, at each scrape."""

    def __init__(self, where: str, backups: Path = BACKUPS) -> None:
        self._where, self._backups = where, backups
        # Kept open: a server that is full admits nobody anew, and then its figures matter most.
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None

    def describe(self) -> list[Metric]:
        """Nothing is asked before the first scrape."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield what there is."""
        up = GaugeMetricFamily("neo_database_up", "Whether PostgreSQL answers.")
        try:
            found = list(self._asked())
            up.add_metric([], 1)
        except psycopg.Error as error:
            log.warning("PostgreSQL does not answer: %s", type(error).__name__)
            self._connection = None
            found = []
            up.add_metric([], 0)
        yield up
        yield from found
        yield from backed_up(self._backups)

    def _asked(self) -> Iterator[Metric]:
        if self._connection is None:
            self._connection = psycopg.connect(self._where, connect_timeout=CONNECT_SECONDS, autocommit=True)
        connection = self._connection
        used, most = connection.execute(CONNECTIONS).fetchone() or (0, 0)
        sizes = connection.execute(SIZES).fetchall()
        calls, seconds = connection.execute(QUERIES).fetchone() or (0, 0)
        yield GaugeMetricFamily("neo_database_connections", "Clients that are connected.", value=used)
        yield GaugeMetricFamily("neo_database_connections_max", "Clients that may be.", value=most)
        size = GaugeMetricFamily("neo_database_size_bytes", "Size of a database.", labels=["database"])
        for name, number in sizes:
            size.add_metric([name], number)
        yield size
        yield CounterMetricFamily("neo_database_queries", "Queries that have ended.", value=float(calls))
        yield CounterMetricFamily("neo_database_query_seconds", "Time that they took.", value=float(seconds))


def backed_up(directory: Path) -> Iterator[Metric]:
    """Yield when the last backup was taken, and whether the last try succeeded, of a directory with both."""
    taken = [stamp for file in directory.glob("*.json") if (stamp := _taken(file)) is not None]
    if taken:
        yield GaugeMetricFamily("neo_backup_last_taken_seconds", "When the last backup was taken.", value=max(taken))
    try:
        said = (directory / "last-result").read_text().strip()
    except OSError:
        return
    yield GaugeMetricFamily("neo_backup_last_succeeded", "Whether the last try did.", value=float(said == "succeeded"))


def _taken(manifest: Path) -> float | None:
    try:
        return datetime.fromisoformat(json.loads(manifest.read_text())["taken_at"]).timestamp()
    except (OSError, ValueError, KeyError, TypeError):
        return None


def main() -> int:
    """Serve until ended."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    where = postgresql.where(host="neo-postgres", user="neo_user", database="neo_auth_db")
    settings.text("PGPASSWORD")
    REGISTRY.register(Databases(where))
    serve(PORT, lambda: ())
    threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
