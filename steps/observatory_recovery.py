"""Phrases of Observatory brought up anew: from its files and a backup, beside the one that serves.

Complete Service Outage, step 4. The namespace that the runbook deletes holds the dump it restores
from: here the copy of it lies outside, and what is brought up is a namespace of its own.
"""

from pytest_bdd import parsers, then, when

from drillbook.checks import figures
from drillbook.checks import restore as checks
from drillbook.drill import Budget, Drill
from drillbook.probes import backends, postgresql
from drillbook.procedures import away, recovery, restoring
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from steps.backups import COMPONENTS
from steps.looking import until
from steps.recovery import Recovery
from steps.spans import span

DATABASE = "TimescaleDB"
WELL = 200


@when("TimescaleDB is restored there from the copy")
def _restored(session: Session, system: SystemUnderDrill, recovered: Recovery) -> None:
    there = recovery.place(session, system.name)
    path = recovered.copies[DATABASE].value.path
    away.put(session, there, DATABASE, path)
    maximum = restoring.maximum_age(session, system.name)
    restore = COMPONENTS[DATABASE].restore_named
    recovered.restored[DATABASE] = restore(session, there, path, maximum)


@then("every table that its backup held is there")
def _held(drill: Drill, session: Session, system: SystemUnderDrill, recovered: Recovery) -> None:
    backup = recovered.restored[DATABASE].backup
    seen = postgresql.tables(session, recovery.place(session, system.name))
    drill.phase("data ready", recovered.since(), seen.ended)
    drill.judge(checks.holds(backup.value.contents or {}, (), seen.value), [backup, seen])


@when("backend and frontend are brought up there")
def _serving(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    drill.observe(recovery.services(session, system.name, recovery.OBSERVATORY))


@then(parsers.parse("every backend serves there within {time}"))
def _serves(
    drill: Drill, session: Session, system: SystemUnderDrill, recovered: Recovery, time: str
) -> None:
    there = recovery.place(session, system.name)
    until(
        drill,
        lambda: backends.statuses(session, there),
        lambda found: figures.each_is("the overview's status", found, WELL),
        "every backend serves there",
        Budget(span(time), "runbook"),
        since=recovered.since(),
    )
