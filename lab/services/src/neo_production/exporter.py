"""The database's sessions for Prometheus: how many clients have, and how many they may have."""

from __future__ import annotations

import logging
import signal
import sys
import threading

import psycopg
from prometheus_client import Gauge

from reference import endpoint, settings

SESSIONS = Gauge("neo_database_sessions", "Sessions of clients.")
MOST = Gauge("neo_database_sessions_most", "Sessions that clients may have.")
UP = Gauge("neo_database_up", "Whether the database answers.")
QUERY = """
SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
"""
EVERY_SECONDS = 3.0


def look(where: str) -> str:
    """Set the figures; return `ok`, or why the database does not answer."""
    try:
        with psycopg.connect(where, connect_timeout=3, application_name="exporter") as connection:
            row = connection.execute(QUERY).fetchone()
    except psycopg.Error as error:
        UP.set(0)
        return f"PostgreSQL: {type(error).__name__}"
    if row is not None:
        SESSIONS.set(row[0])
        MOST.set(row[1])
    UP.set(1)
    return "ok"


def main() -> int:
    """Look every few seconds until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    where, ending, said = settings.text("DATABASE_URL"), threading.Event(), ["not looked yet"]
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    endpoint.serve(8080, lambda: [] if said[0] == "ok" else said)
    while not ending.wait(EVERY_SECONDS):
        said[0] = look(where)
    return 0


if __name__ == "__main__":
    sys.exit(main())
