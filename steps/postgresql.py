"""Phrases of PostgreSQL: a damaged table, what is found of it, what a restore leaves."""

from pytest_bdd import parsers, step, then, when

from drillbook.checks import restore as checks
from drillbook.clock import eventually, now
from drillbook.drill import Drill
from drillbook.errors import CheckFailed, UsageError
from drillbook.ledger import books
from drillbook.ledger.postgresql import PostgresLedger
from drillbook.ledger.protocol import Ledger
from drillbook.ledger.recovery_point import up_to
from drillbook.observation import Observation
from drillbook.probes import kubernetes, postgresql
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import merge_judgements
from drillbook.watch import TIGHT
from steps.backups import Restore
from steps.experiments import bring
from steps.spans import budget as within

_POD = "postgresql-0"


@step(parsers.parse('the experiment "{name}" damages a page of table {table}'))
def _page(system: SystemUnderDrill, name: str, table: str) -> None:
    bring(system, name, table=table)


@when(parsers.parse("a query of table {table} fails"))
def _declared(drill: Drill, session: Session, system: SystemUnderDrill, table: str) -> None:
    """The first that anybody sees of it: an ordinary read fails, and the incident is declared."""
    seen = postgresql.table(session, system.namespace, table)
    drill.observe(seen)
    if seen.value.readable:
        raise CheckFailed(f"table {table} can be read: there is nothing to declare")
    drill.phase("declared", drill.since_fault(), seen.ended)


@then(parsers.parse("table {table} alone is found damaged within {time}"))
def _assessed(
    drill: Drill, session: Session, system: SystemUnderDrill, table: str, time: str
) -> None:
    limit = within(session, system, "postgresql_assessed", time)
    since = drill.since_fault()
    seen = postgresql.tables(session, system.namespace)
    took = drill.phase("assessed", since, seen.ended, limit)
    damaged = [found.name for found in seen.value if not found.readable]
    drill.judge(checks.damaged_alone(damaged, f"public.{table}", took, limit.limit), [seen])


@then(parsers.parse("PostgreSQL holds what the backup held within {time}"))
def _holds(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    restore: Restore,
    ledgers: dict[str, Ledger],
    time: str,
) -> None:
    limit = within(session, system, "postgresql_data_ready", time)
    since = restore.since(drill)
    done, before = restore.restored(), restore.state_before()
    drill.phase("restoring", since, done.ended)
    seen = postgresql.tables(session, system.namespace)
    took = drill.phase("data ready", since, seen.ended, limit)
    contents = done.backup.value.contents or {}
    growing = _written(ledgers)
    drill.judge(
        merge_judgements(
            [
                checks.holds(contents, before.value, seen.value, growing),
                checks.in_time("data ready", took, limit.limit),
            ]
        ),
        [done.backup, before, seen],
    )


@then(parsers.parse("PostgreSQL serves again within {time}"))
def _serves(
    drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore, time: str
) -> None:
    limit = within(session, system, "postgresql_serving", time)
    since = restore.since(drill)

    def look() -> tuple[Observation[int], Observation[kubernetes.Pod | None]]:
        return (
            postgresql.client_count(session, system.namespace),
            kubernetes.pod(session, system.namespace, _POD),
        )

    seen = eventually(
        look,
        lambda pair: pair[0].value > 0 and pair[1].value is not None and pair[1].value.healthy,
        within=limit.limit,
        what="PostgreSQL is ready and counts its clients",
        every=TIGHT,
    )
    took = drill.phase("serving", since, seen, limit)
    clients, pod = seen.value
    drill.judge(
        checks.in_time(f"serving {clients.value} clients", took, limit.limit), [clients, pod]
    )


@then(parsers.parse("every table of billing can be read whole within {time}"))
def _validated(
    drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore, time: str
) -> None:
    limit = within(session, system, "postgresql_validated", time)
    seen = postgresql.tables(session, system.namespace)
    took = drill.phase("validated", restore.since(drill), seen.ended, limit)
    damaged = [found.name for found in seen.value if not found.readable]
    drill.judge(
        merge_judgements(
            [
                checks.none_damaged(damaged, len(seen.value)),
                checks.in_time("validated", took, limit.limit),
            ]
        ),
        [seen],
    )


@then("no row acknowledged before the backup is lost")
def _before_the_backup(drill: Drill, restore: Restore, ledgers: dict[str, Ledger]) -> None:
    ledger = ledgers.get("row")
    if not isinstance(ledger, PostgresLedger):
        raise UsageError("no ledger of this scenario writes rows to PostgreSQL")
    books.closed(ledger, drill)
    # Everything that was acknowledged by then is in the snapshot that the backup took later.
    moment = restore.held_then().ended
    started = now()
    found = up_to(ledger.history, ledger.read_back(), moment)
    seen = Observation(
        "rows acknowledged before the backup",
        found,
        f"PostgreSQL {ledger.place}",
        "every row read back",
        started,
        now(),
    )
    drill.judge(checks.nothing_lost_up_to(found.acked, found.lost, moment), [seen])


@then("nothing of PostgreSQL has changed")
def _unchanged(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    restore: Restore,
    ledgers: dict[str, Ledger],
) -> None:
    before = restore.state_before()
    after = postgresql.tables(session, system.databases)
    drill.judge(checks.unchanged(before.value, after.value, _written(ledgers)), [before, after])


def _written(ledgers: dict[str, Ledger]) -> frozenset[str]:
    """Return the tables that a ledger of the scenario writes to all the time."""
    return frozenset(ledger.place.removeprefix("table ") for ledger in ledgers.values())
