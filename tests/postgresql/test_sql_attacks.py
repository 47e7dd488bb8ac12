"""Names with SQL and shell in them, given to every fault of PostgreSQL that takes a name.

The server is real. Its own state is compared after each: every row, role, setting and session.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from drillbook.errors import DrillbookError
from drillbook.faults import postgresql, postgresql_sessions, postgresql_table
from drillbook.session import Session
from tests.attacks.notes import note
from tests.postgresql.world import NAMESPACE, Server

POD = "postgresql-0"
_MARK = Path("/tmp/drillbook-was-here")

FAULTS: dict[str, Callable[[str], str]] = {
    "drop a table": partial(postgresql_table.drop, NAMESPACE, POD),
    "corrupt a table": partial(postgresql.corrupt_page, NAMESPACE, POD),
    "corrupt an index": partial(postgresql.corrupt_index, NAMESPACE, POD),
    "lock a table": partial(postgresql_sessions.hold_lock, NAMESPACE, POD),
    "lock with a mode": partial(postgresql_sessions.hold_lock, NAMESPACE, POD, "clients"),
}
NAMES = {
    "a second statement": "clients; DROP TABLE usage",
    "an end of a quoted name": 'clients"; DROP TABLE usage; --',
    "an end of a quoted text": "clients'; DROP TABLE usage; --",
    "a command of psql": f"clients\n\\! touch {_MARK}",
    "a command of the shell": f"clients$(touch {_MARK})`touch {_MARK}`;touch {_MARK}",
    "nothing": "",
}


def state(server: Server) -> list[str]:
    """Return all that a name could have changed."""
    dump = server.must("pg_dumpall", "-U", "postgres").splitlines()
    # A dump of version 15.14 and later ends with a key that is random each time.
    whole = [line for line in dump if not line.startswith(("\\restrict", "\\unrestrict"))]
    # The session of a dump that has ended takes a moment to go.
    sessions = server.sql(
        "SELECT usename, application_name FROM pg_stat_activity "
        "WHERE application_name NOT IN ('pg_dumpall', 'pg_dump') ORDER BY 1, 2"
    )
    settings = server.sql("SELECT name, setting FROM pg_settings ORDER BY 1")
    return [*whole, *map(str, (*sessions, *settings))]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_name_is_never_taken_for_a_statement(
    session: Session, server: Server, fault: str, name: str
) -> None:
    before = state(server)
    with pytest.raises(DrillbookError) as refused:
        FAULTS[fault](NAMES[name])
    after = state(server)
    changed = sorted(set(before) ^ set(after))
    note(f"PostgreSQL: {fault}, named with {name}", str(refused.value), changed)
    assert changed == []
    assert before == after
    assert not _MARK.exists()
    assert session.journal.pending() == ()
