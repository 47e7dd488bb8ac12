"""The database's schema brought to a revision: `upgrade head`, `downgrade REVISION`, `current`.

Revisions are kept where alembic keeps them, in `alembic_version`.
"""

from __future__ import annotations

import logging
import sys

from psycopg import Connection
from psycopg.rows import TupleRow

from observatory import settings

log = logging.getLogger("migrate")

REVISIONS = ("0001", "0002")
UP = {"0002": "ALTER TABLE anomalies ADD COLUMN reviewed boolean NOT NULL DEFAULT false"}
DOWN = {"0002": "ALTER TABLE anomalies DROP COLUMN reviewed"}


def steps(current: str, wanted: str) -> list[tuple[str, str]]:
    """The statements from one revision to another, each with the revision that it leads to."""
    here, there = REVISIONS.index(current), REVISIONS.index(wanted)
    if there >= here:
        return [(UP[one], one) for one in REVISIONS[here + 1 : there + 1]]
    return [(DOWN[REVISIONS[at]], REVISIONS[at - 1]) for at in range(here, there, -1)]


def main() -> int:
    """Migrate in one transaction: all of it, or nothing."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    words = sys.argv[1:]
    connection: Connection[TupleRow]
    with Connection.connect(settings.database(), connect_timeout=5) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        current = str(row[0]) if row else REVISIONS[0]
        if words == ["current"]:
            log.info("%s", current)
            return 0
        wanted = REVISIONS[-1] if words == ["upgrade", "head"] else words[-1] if words else ""
        if wanted not in REVISIONS:
            log.error("upgrade head, downgrade REVISION or current; revisions: %s", ", ".join(REVISIONS))
            return 2
        for statement, revision in steps(current, wanted):
            connection.execute(statement.encode())
            connection.execute("UPDATE alembic_version SET version_num = %s", (revision,))
            log.info("at %s", revision)
    return 0


if __name__ == "__main__":
    sys.exit(main())
