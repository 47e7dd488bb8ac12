"""The history's tables, version by version. Forward only: a version that was released stays.

All times are UTC.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drillbook.errors import UsageError
from drillbook.history.database import Database, is_file, opened

_FIRST = (
    """CREATE TABLE runs (
        key BIGINT PRIMARY KEY, first_record TEXT NOT NULL UNIQUE, id TEXT NOT NULL,
        target TEXT NOT NULL, cluster_uid TEXT, number BIGINT, started TIMESTAMP NOT NULL,
        ended TIMESTAMP NOT NULL, verdict TEXT NOT NULL, status TEXT NOT NULL, signed_by TEXT,
        records BIGINT NOT NULL, head TEXT NOT NULL, bundle TEXT NOT NULL)""",
    """CREATE TABLE drills (
        key BIGINT PRIMARY KEY, run BIGINT NOT NULL, id TEXT NOT NULL, system TEXT NOT NULL,
        scenario TEXT NOT NULL, attempt BIGINT, verdict TEXT NOT NULL, reason TEXT NOT NULL,
        aborted BOOLEAN NOT NULL, started TIMESTAMP NOT NULL, seconds DOUBLE PRECISION NOT NULL,
        acked BIGINT, lost BIGINT, rpo_seconds DOUBLE PRECISION)""",
    "CREATE TABLE drill_claims (drill BIGINT NOT NULL, claim TEXT NOT NULL)",
    """CREATE TABLE steps (
        drill BIGINT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL, verdict TEXT NOT NULL,
        seconds REAL NOT NULL)""",
    """CREATE TABLE phases (
        drill BIGINT NOT NULL, name TEXT NOT NULL, seconds DOUBLE PRECISION NOT NULL,
        detection_seconds DOUBLE PRECISION NOT NULL, budget_seconds DOUBLE PRECISION)""",
    "CREATE INDEX drills_of_run ON drills (run)",
    "CREATE INDEX steps_of_drill ON steps (drill)",
)
_SECOND = (
    # Bundles that retention has removed stay known, so that their numbers are no gap.
    "ALTER TABLE runs ADD COLUMN retired TIMESTAMP",
    "CREATE TABLE counts (target TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL)",
)
_THIRD = (
    # What was drilled, as a hash: a verdict that changes while it stays is flaky.
    "ALTER TABLE drills ADD COLUMN configuration TEXT",
)

#: The statements that lead to each version, from the one before it.
VERSIONS = (_FIRST, _SECOND, _THIRD)


def migrate(database: Database, *, to: int = len(VERSIONS)) -> int:
    """Bring the tables to a version and return which they were at; idempotent.

    Raises UsageError for a history of a later drillbook. Nothing is changed then.
    """
    with database.writing():
        database.change("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")
        found = database.rows("SELECT version FROM schema_version")
        before = int(found[0][0]) if found else 0
        if before > len(VERSIONS):
            raise UsageError(
                f"history {database.place} is of version {before}, and this drillbook knows "
                f"{len(VERSIONS)}; use the drillbook that wrote it. Nothing was changed."
            )
        for statements in VERSIONS[before:to]:
            for statement in statements:
                database.change(statement)
        if before < to:
            database.change("DELETE FROM schema_version")
            database.change("INSERT INTO schema_version VALUES (?)", to)
    return before


@contextmanager
def existing(where: str) -> Iterator[Database]:
    """Open a history that is there, brought to this version. Raises UsageError, saying how."""
    if is_file(where) and not Path(where).exists():
        raise UsageError(
            f"history {where}: not there; 'drillbook history import reports/*/' makes it"
        )
    with opened(where) as database:
        migrate(database)
        yield database
