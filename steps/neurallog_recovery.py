"""Phrases of NeuralLog made again in another cluster: from backups alone, until a log is billed."""

import uuid
from datetime import UTC

from pytest_bdd import given, parsers, then, when

from drillbook.checks import told as checks
from drillbook.clock import now
from drillbook.drill import Budget, Drill
from drillbook.observation import Observation
from drillbook.probes import neurallog, postgresql
from drillbook.procedures import neurallog_recovery as procedures
from drillbook.procedures import recovery, tenants
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged_in_time
from steps.spans import budget

TENANT = "acme"
_SENT = 5


@given("the backups and their key are kept away from the cluster")
def _kept(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    drill.observe(procedures.keep_away(session, system.namespace))


@given("the logs of each tenant are counted", target_fixture="logs_then")
def _logs(drill: Drill, session: Session, system: SystemUnderDrill) -> Observation[dict[str, int]]:
    seen = neurallog.found(session, system.namespace, "")
    drill.observe(seen)
    return seen


@when("every object of the configuration that was kept is made in the other cluster")
def _made(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    drill.observe(procedures.bring_up(session, system.name))


@then("all that was backed up of the configuration is there")
def _there(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = procedures.made_there(session, system.name)
    drill.judge(checks.all_told("objects", procedures.wanted(session), seen.value), [seen])


@when("the database and the logs are restored in the other cluster")
def _restored(session: Session, system: SystemUnderDrill) -> None:
    procedures.restore(session, system.name)


@then("every table there has as many rows as were counted")
def _tables(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    tables_then: Observation[tuple[postgresql.Table, ...]],
) -> None:
    seen = postgresql.tables(session, recovery.place(session, system.name))
    counted = {one.name: one.rows for one in tables_then.value}
    found = {one.name: one.rows for one in seen.value}
    drill.judge(checks.same("rows", found, counted), [tables_then, seen])


@then("every tenant has as many logs there as were counted")
def _same_logs(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    logs_then: Observation[dict[str, int]],
) -> None:
    seen = neurallog.found(session, recovery.place(session, system.name), "")
    drill.judge(checks.same("logs", seen.value, logs_then.value), [logs_then, seen])


@then(parsers.parse("a log that is sent in there is found by search and billed within {time}"))
def _end_to_end(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    since = now()  # that its services have to begin first counts
    there = recovery.place(session, system.name)
    procedures.serving(session, system.name)
    day = now().astimezone(UTC).date()
    before = neurallog.usage(session, there, day)
    text = f"drill-{uuid.uuid4().hex}"
    several = [{"message": f"{text} {number}"} for number in range(_SENT)]
    tenants.send(session, there, TENANT, several)
    key = tenants.key(session, TENANT)
    latest: list[Observation[int] | Observation[dict[str, int]]] = []

    def look() -> Judgement:
        found = neurallog.search(session, there, key, text)
        billed = neurallog.usage(session, there, day)
        latest[:] = [before, found, billed]
        more = billed.value.get(TENANT, 0) - before.value.get(TENANT, 0)
        told = {"found": found.value, "billed": more}
        return checks.same("logs", told, dict.fromkeys(told, _SENT))

    limit: Budget = budget(session, system, "service_back", time)
    judgement = judged_in_time(drill, look, "a log is found and billed", limit, since=since)
    drill.judge(judgement, latest)
