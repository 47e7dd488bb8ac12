"""Phrases of NeuralLog's upkeep: migrations, versions, queries that run on, the business."""

from datetime import timedelta

from pytest_bdd import given, parsers, step, then, when

from drillbook.checks import neurallog as money
from drillbook.checks import told as checks
from drillbook.clock import describe, eventually, now
from drillbook.drill import Drill
from drillbook.probes import environment as environment_probes
from drillbook.probes import neurallog, neurallog_commands, postgresql_activity
from drillbook.procedures import environment
from drillbook.procedures import neurallog as procedures
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import merge_judgements
from steps.spans import span

#: Spans of minutes that the manual's queries look back over, on a lab.
COMPRESSED = 60
_MINUTES = {"five minutes": "5 minutes", "ten minutes": "10 minutes"}
_LONG = "drill-long-query"


@then("monthly recurring revenue grows by more than the manual wants")
def _growth(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = neurallog.indicators(session, system.namespace)
    drill.judge(money.growth(seen.value, money.GROWTH), [seen])


@then(parsers.parse("fewer than {share:d} % of customers leave in a month"))
def _churn(drill: Drill, session: Session, system: SystemUnderDrill, share: int) -> None:
    seen = neurallog.indicators(session, system.namespace)
    drill.judge(money.churn(seen.value, share / 100), [seen])


@then("a customer pays more a month than the manual wants")
def _average(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = neurallog.indicators(session, system.namespace)
    drill.judge(money.revenue_per_user(seen.value, money.DOLLARS), [seen])


@when("the billing database is migrated", target_fixture="applied")
def _migrated(session: Session, system: SystemUnderDrill) -> tuple[str, ...]:
    return procedures.migrate(session, system.namespace)


@then("every migration is applied, and what was pending was applied once")
def _applied(
    drill: Drill, session: Session, system: SystemUnderDrill, applied: tuple[str, ...]
) -> None:
    seen = neurallog_commands.migrations(session, system.namespace)
    found = seen.value
    again = procedures.migrate(session, system.namespace)
    judgement = merge_judgements(
        [
            checks.same("migrations", found, dict.fromkeys(found, "applied")),
            checks.is_("something was pending", bool(applied), True),
            checks.is_("applied a second time", again, ()),
        ]
    )
    drill.judge(judgement, [seen])


@then("billing-service reaches its database")
def _reaches(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = neurallog_commands.reach_database(session, system.namespace)
    code, said = seen.value.exit_code, seen.value.said
    judgement = merge_judgements(
        [
            checks.is_("exit code", code, 0),
            checks.is_("what is said", said, "connected to billing"),
        ]
    )
    drill.judge(judgement, [seen])


@then("billing-service says that it does not reach its database")
def _does_not_reach(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = neurallog_commands.reach_database(session, system.namespace)
    code, said = seen.value.exit_code, seen.value.said
    judgement = merge_judgements(
        [
            checks.is_("exit code", code, 1),
            checks.is_("the database is named", "the billing database" in said, True),
        ]
    )
    drill.judge(judgement, [seen])


@when(parsers.parse("{service} is updated to version {version}"))
def _updated(session: Session, system: SystemUnderDrill, service: str, version: str) -> None:
    environment.change(session, system.namespace, service, {"VERSION": version}, {})


@then(parsers.parse("every pod of {service} has version {version}"))
def _has_version(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, version: str
) -> None:
    seen = environment_probes.variables(
        session, system.namespace, f"app={service}", {"VERSION": version}
    )
    found = {pod: given.get("VERSION", "") for pod, given in seen.value.items()}
    drill.judge(checks.same("versions", found, dict.fromkeys(found, version)), [seen])


@step(parsers.parse("the pods of {service} are restarted one after the other"))
def _restarted(session: Session, system: SystemUnderDrill, service: str) -> None:
    at = {"RESTARTED_AT": f"{now():%Y-%m-%dT%H:%M:%SZ}"}
    environment.change(session, system.namespace, service, at, {})


@step(parsers.parse("a query has run for over {time}"))
def _long_query(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    wanted = span(_MINUTES[time]) / COMPRESSED
    drill.event("note", f"{time} compressed to {describe(wanted)} here")
    procedures.run_on(session, system.namespace, _LONG, 600)
    eventually(
        lambda: postgresql_activity.running(session, system.namespace, wanted.total_seconds()),
        lambda seen: _LONG in seen.value,
        within=2 * wanted + timedelta(seconds=10),
        what="the query has run for so long",
    )


@then(parsers.parse("the query that has run for over {time} is listed, and no other"))
def _listed(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    limit = (span(_MINUTES[time]) / COMPRESSED).total_seconds()
    seen = postgresql_activity.running(session, system.namespace, limit)
    drill.judge(checks.is_("queries that run", sorted(seen.value), [_LONG]), [seen])


@when(
    parsers.parse("queries that have run for over {time} are ended"), target_fixture="ended_queries"
)
def _ended(session: Session, system: SystemUnderDrill, time: str) -> tuple[str, ...]:
    limit = (span(_MINUTES[time]) / COMPRESSED).total_seconds()
    return procedures.end_long(session, system.namespace, limit)


@then("the query that ran on is over, and nothing else was ended")
def _over(
    drill: Drill, session: Session, system: SystemUnderDrill, ended_queries: tuple[str, ...]
) -> None:
    seen = postgresql_activity.running(session, system.namespace, 0)
    judgement = merge_judgements(
        [
            checks.is_("ended", ended_queries, (_LONG,)),
            checks.is_("it still runs", _LONG in seen.value, False),
        ]
    )
    drill.judge(judgement, [seen])


@given(parsers.parse("a query of the database took {seconds:g} seconds"))
def _slow(session: Session, system: SystemUnderDrill, seconds: float) -> None:
    procedures.slow_query(session, system.namespace, seconds)


@step("an index of the logs by time and level is made")
def _indexed(session: Session, system: SystemUnderDrill) -> None:
    procedures.make_index(session, system.namespace)


@when("the index of the logs is built anew", target_fixture="index_before")
def _rebuilt(session: Session, system: SystemUnderDrill) -> str:
    before = postgresql_activity.index_file(session, system.namespace, procedures.INDEX)
    procedures.rebuild_index(session, system.namespace)
    return before.value.file


@then("the index of the logs is another, and in use")
def _another(drill: Drill, session: Session, system: SystemUnderDrill, index_before: str) -> None:
    seen = postgresql_activity.index_file(session, system.namespace, procedures.INDEX)
    judgement = merge_judgements(
        [
            checks.is_("the file is the same", seen.value.file == index_before, False),
            checks.is_("valid", seen.value.valid, True),
        ]
    )
    drill.judge(judgement, [seen])


@given("every row of the logs was changed")
def _dead(session: Session, system: SystemUnderDrill) -> None:
    procedures.make_dead(session, system.namespace)


@given("a password stands in a ConfigMap")
def _leaked(session: Session, system: SystemUnderDrill) -> None:
    procedures.leak(session, system.namespace)
