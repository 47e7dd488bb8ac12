"""Learn anew what is usual of each service, from its values of the last seven days: `--retrain-baseline`."""

from __future__ import annotations

import logging
import sys

from psycopg import Connection
from psycopg.rows import TupleRow

from observatory import settings

log = logging.getLogger("retrain")

LEARN = """
INSERT INTO baselines (service, mean, deviation, trained_at, since)
SELECT service, avg(value), stddev_samp(value), now(), now() - interval '7 days' FROM metrics
WHERE timestamp > now() - interval '7 days' GROUP BY service
ON CONFLICT (service) DO UPDATE SET mean = excluded.mean, deviation = excluded.deviation,
  trained_at = excluded.trained_at, since = excluded.since
"""


def main() -> int:
    """Write each service's baseline to the database, where every backend finds it."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    if sys.argv[1:] != ["--retrain-baseline"]:
        log.error("say --retrain-baseline")
        return 2
    connection: Connection[TupleRow]
    with Connection.connect(settings.database(), connect_timeout=5) as connection:
        count = connection.execute(LEARN).rowcount
    log.info("%d baselines learnt from the last seven days", count)
    return 0 if count else 1


if __name__ == "__main__":
    sys.exit(main())
