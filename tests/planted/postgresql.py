"""What is planted in PostgreSQL."""

from collections.abc import Iterable
from datetime import timedelta

from drillbook.clock import eventually
from drillbook.ledger.postgresql import PostgresLedger
from drillbook.ledger.stored import StoredLedger
from tests.planted.trial import Lane, Plan, acknowledged, first_lost

POD = "postgresql-0"
DUMP = "/tmp/older.dump"
# What is committed so is in memory alone until the WAL writer comes by; held up, it never does.
LAZY = "synchronous_commit = off"
WAL_WRITER = "'^postgres: walwriter'"


def sql(lane: Lane, query: str) -> str:
    """Run SQL as the server's own user; return the rows as plain text."""
    return lane.shell(POD, f'psql -U postgres -d billing -XqAt -v ON_ERROR_STOP=1 -c "{query}"')


def made(lane: Lane) -> StoredLedger:
    return PostgresLedger(lane.session, "ledgers")


def listing(lane: Lane, ledger: StoredLedger) -> Iterable[int]:
    return map(int, sql(lane, f"SELECT number FROM {table(ledger)}").split())


def table(ledger: StoredLedger) -> str:
    return ledger.place.removeprefix("table ")


def killed(lane: Lane, _: StoredLedger) -> None:
    """Kill the server hard, and start it again."""
    stopped(lane, "kill")


def restarted(lane: Lane, _: StoredLedger) -> None:
    stopped(lane, "fast")


def stopped(lane: Lane, how: str) -> None:
    lane.shell(POD, f"postgresql-service stop {how}")
    # The killed server's children are a moment behind it, and hold its memory until then.
    wait = f"while pgrep -x postgres > /dev/null; do pkill -KILL -f {WAL_WRITER}; sleep 0.05; done"
    lane.shell(POD, wait)
    lane.shell(POD, "postgresql-service start")
    eventually(
        lambda: lane.shell(POD, "pg_isready -q -h 127.0.0.1 && echo yes || true"),
        lambda said: "yes" in said,
        within=timedelta(seconds=60),
        what="PostgreSQL takes connections again",
    )


def disconnected(lane: Lane, _: StoredLedger) -> None:
    ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    sql(lane, f"{ours} WHERE application_name = 'drillbook-ledger'")


def killed_while_lazy(lane: Lane, ledger: StoredLedger) -> None:
    try:
        sql(lane, f"ALTER SYSTEM SET {LAZY}")
        sql(lane, "SELECT pg_reload_conf()")
        acknowledged(ledger, 600)
        lane.shell(POD, f"pkill -STOP -f {WAL_WRITER}")
        acknowledged(ledger, 300)
        stopped(lane, "kill")
    finally:
        sql(lane, "ALTER SYSTEM RESET ALL")
        sql(lane, "SELECT pg_reload_conf()")


def restored(lane: Lane, ledger: StoredLedger) -> None:
    lane.shell(POD, f"pg_dump -U billing -d billing -Fc -n drillbook -f {DUMP}")
    acknowledged(ledger, 700)
    restore = "--clean --if-exists --single-transaction --schema=drillbook"
    lane.shell(POD, f"pg_restore -U billing -d billing {restore} {DUMP}")


def removed(lane: Lane, ledger: StoredLedger) -> None:
    sql(lane, f"DELETE FROM {table(ledger)} WHERE random() < 0.02 OR number = 3")


def doubled(lane: Lane, ledger: StoredLedger) -> None:
    few = f"SELECT number FROM {table(ledger)} ORDER BY random() LIMIT 7"
    sql(lane, f"INSERT INTO {table(ledger)} (number) {few}")


def strayed(lane: Lane, ledger: StoredLedger) -> None:
    sql(lane, f"INSERT INTO {table(ledger)} (number) VALUES (-1), (1000000000)")


PLANS = (
    Plan("undisturbed", made, listing, times=2),
    Plan("killed hard", made, listing, during=killed, times=3),
    Plan("restarted", made, listing, during=restarted),
    Plan("connections ended", made, listing, during=disconnected),
    Plan(
        "killed hard, commits in memory", made, listing, "lost", during=killed_while_lazy, times=3
    ),
    Plan("older dump restored", made, listing, "lost", during=restored, times=2),
    Plan("rows removed by hand", made, listing, "lost", after=removed, times=3),
    Plan("rows doubled by hand", made, listing, "duplicated", after=doubled),
    Plan("first write taken away", made, listing, "lost", after=first_lost),
    Plan("rows of nobody", made, listing, "unexpected", after=strayed),
)
