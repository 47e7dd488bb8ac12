"""Phrases of Observatory's database: weekly and monthly work, its index, its settings."""

from datetime import datetime, timedelta

from pytest_bdd import given, parsers, then, when

from drillbook.checks import backups as backup_checks
from drillbook.checks import figures as checks
from drillbook.checks import maintenance as maintenance_checks
from drillbook.checks import settings as settings_checks
from drillbook.drill import Budget, Drill
from drillbook.observation import Observation
from drillbook.probes import database_work, jobs, postgresql_upkeep
from drillbook.procedures import database
from drillbook.procedures import jobs as job_procedures
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import until
from steps.spans import span

POD = "timescaledb-0"
INDEX = "idx_metrics_timestamp"
GIVEN = {
    "shared_buffers": "4GB",
    "effective_cache_size": "12GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "1GB",
}
_COUNTED_WITHIN = timedelta(seconds=20)
UPKEEP = "database-upkeep"
_UPKEEP_WITHIN = timedelta(minutes=3)

Indexes = Observation[dict[str, tuple[bool, int, str]]]


@given("a tenth of the rows of metrics is dead")
def _dead(session: Session, system: SystemUnderDrill) -> None:
    database.kill_rows(session, system.namespace, "metrics")


@then(
    parsers.parse(
        "the look at the ten largest tables names {table} with over {percent:g} % of bloat"
    )
)
def _bloat(
    drill: Drill, session: Session, system: SystemUnderDrill, table: str, percent: float
) -> None:
    def check(found: dict[str, float]) -> Judgement:
        share = 100 * found.get(f"public.{table}", 0.0)
        return checks.over(f"the bloat of {table} in %", share, percent)

    until(
        drill,
        lambda: database_work.largest(session, system.namespace),
        check,
        "it is named",
        _COUNTED_WITHIN,
    )


@when("the database is vacuumed and analysed")
def _vacuumed(session: Session, system: SystemUnderDrill, begun: dict[str, datetime]) -> None:
    begun["statistics"] = database_work.server_time(session, system.namespace).value
    database.run(session, system.namespace, "VACUUM ANALYZE")


@when("the statistics of the database are updated")
def _analysed(session: Session, system: SystemUnderDrill, begun: dict[str, datetime]) -> None:
    begun["statistics"] = database_work.server_time(session, system.namespace).value
    database.run(session, system.namespace, "ANALYZE VERBOSE")


@then(parsers.parse("under {rows:d} dead rows are left in each table, with statistics of then"))
def _looked_after(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    begun: dict[str, datetime],
    rows: int,
) -> None:
    def dead(found: dict[str, int]) -> Judgement:
        return checks.under("dead rows", max(found.values()), rows)

    def fresh(found: dict[str, datetime]) -> Judgement:
        return checks.newer("statistics", found, begun["statistics"])

    namespace, within = system.namespace, _COUNTED_WITHIN
    until(drill, lambda: database_work.dead_rows(session, namespace), dead, "none dead", within)
    until(drill, lambda: database_work.upkeep(session, namespace), fresh, "all fresh", within)


@when("the database is reindexed", target_fixture="indexes_before")
def _reindexed(session: Session, system: SystemUnderDrill) -> Indexes:
    before = database_work.indexes(session, system.namespace)
    database.run(session, system.namespace, "REINDEX DATABASE observatory")
    return before


@then("every index is valid and was made anew")
def _anew(
    drill: Drill, session: Session, system: SystemUnderDrill, indexes_before: Indexes
) -> None:
    seen = database_work.indexes(session, system.namespace)
    valid = {name: "valid" if one[0] else "invalid" for name, one in seen.value.items()}
    anew = {
        name: "new" if one[2] != indexes_before.value[name][2] else "old"
        for name, one in seen.value.items()
        if name in indexes_before.value
    }
    drill.judge(
        merge_judgements(
            [
                checks.each_is("an index", valid, "valid"),
                checks.each_is("a file", anew, "new"),
            ]
        ),
        [indexes_before, seen],
    )


@given("the query of metrics by time reads the whole table", target_fixture="query_before")
def _slow(
    drill: Drill, session: Session, system: SystemUnderDrill
) -> Observation[tuple[str, float]]:
    seen = database_work.by_time(session, system.namespace)
    drill.judge(checks.names("the plan", seen.value[0], "Seq Scan"), [seen])
    return seen


@when("an index on the timestamp of metrics is made")
def _indexed(session: Session, system: SystemUnderDrill) -> None:
    statement = f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {INDEX} ON metrics (timestamp DESC)"
    database.run(session, system.namespace, statement, f"DROP INDEX IF EXISTS {INDEX}")


@then("the query of metrics by time uses that index and is quicker")
def _quicker(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    query_before: Observation[tuple[str, float]],
) -> None:
    seen = database_work.by_time(session, system.namespace)
    drill.judge(
        merge_judgements(
            [
                checks.names("the plan", seen.value[0], INDEX),
                checks.under("milliseconds", seen.value[1], query_before.value[1]),
            ]
        ),
        [query_before, seen],
    )


@when(
    "PostgreSQL is tuned as the runbook says and its pod is deleted", target_fixture="rows_before"
)
def _tuned(session: Session, system: SystemUnderDrill) -> Observation[dict[str, int]]:
    before = database_work.counts(session, system.namespace)
    database.tune(session, system.namespace, POD, GIVEN)
    return before


@then(parsers.parse("PostgreSQL runs with the tuned settings within {time}"))
def _in_effect(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    def check(found: dict[str, str]) -> Judgement:
        return settings_checks.in_effect(GIVEN, {"PostgreSQL": found})

    until(
        drill,
        lambda: database_work.settings(session, system.namespace, *GIVEN),
        check,
        "the settings are in effect",
        Budget(span(time), "target file"),
    )


@then("every row that was there is there")
def _rows(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    rows_before: Observation[dict[str, int]],
) -> None:
    seen = database_work.counts(session, system.namespace)
    drill.judge(checks.equal("rows by table", seen.value, rows_before.value), [rows_before, seen])


@given("the statistics of statements begin anew")
def _forgotten(session: Session, system: SystemUnderDrill) -> None:
    database.run(session, system.namespace, "SELECT pg_stat_statements_reset()")


@then("the slowest statement of the database is the overview's")
def _statement(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = database_work.slowest(session, system.namespace)
    wanted = "SELECT service, count(*), avg(value), max(timestamp)"
    drill.judge(checks.is_first("the slowest statement", seen.value, wanted), [seen])


@then(parsers.parse("the database is looked after every Sunday at {hour:d}:{minute:d}"))
def _scheduled(
    drill: Drill, session: Session, system: SystemUnderDrill, hour: int, minute: int
) -> None:
    wanted = {UPKEEP: f"{minute} {hour} * * 0 UTC"}
    seen = jobs.schedules(session, system.namespace)
    drill.judge(backup_checks.scheduled(wanted, seen.value), [seen])


@when(parsers.parse("the database's upkeep is run as on day {day:d} of a month"))
def _upkeep(
    drill: Drill, session: Session, system: SystemUnderDrill, begun: dict[str, datetime], day: int
) -> None:
    begun["upkeep"] = database_work.server_time(session, system.namespace).value
    done = job_procedures.run_cronjob(
        session,
        system.namespace,
        UPKEEP,
        within=_UPKEEP_WITHIN,
        environment={"DAY_OF_MONTH": f"{day}"},
    )
    drill.observe(done)


@then("every table has had the weekly work and after it the monthly")
def _both(
    drill: Drill, session: Session, system: SystemUnderDrill, begun: dict[str, datetime]
) -> None:
    _judge_upkeep(drill, session, system, begun["upkeep"], monthly=True)


@then("every table has had the weekly work alone")
def _weekly(
    drill: Drill, session: Session, system: SystemUnderDrill, begun: dict[str, datetime]
) -> None:
    _judge_upkeep(drill, session, system, begun["upkeep"], monthly=False)


def _judge_upkeep(
    drill: Drill, session: Session, system: SystemUnderDrill, since: datetime, *, monthly: bool
) -> None:
    def check(found: postgresql_upkeep.Tables) -> Judgement:
        times = {name: (one.vacuumed, one.analysed) for name, one in found.upkeep.items()}
        return maintenance_checks.in_order(times, since, monthly=monthly)

    until(
        drill,
        lambda: postgresql_upkeep.tables(session, system.namespace),
        check,
        "the upkeep is seen",
        _COUNTED_WITHIN,
    )
