"""Phrases of Observatory's maintenance: the page, the schema, what users see, tuned backends."""

from datetime import timedelta

from pytest_bdd import given, parsers, then, when

from drillbook.checks import figures as checks
from drillbook.drill import Budget, Drill
from drillbook.observation import Observation
from drillbook.probes import backend_processes, backends, database_work, maintenance_window
from drillbook.probes.maintenance_window import Answer
from drillbook.procedures import database, environment, observatory, workloads
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import merge_judgements
from steps.looking import until
from steps.observatory import BACKEND
from steps.observatory_database import POD
from steps.spans import span

PAGE = "Service Mesh Observatory is being maintained"
NEWEST = "0002"
WORKERS = {"UVICORN_WORKERS": "4"}
POOL = {"DB_POOL_SIZE": "30", "DB_MAX_OVERFLOW": "20"}
#: What a backend's worker may have by that, of three backends.
SESSIONS = 3 * (30 + 20)
# The runbook raises the pool alone; the server gives 100 by default.
_SCALED_WITHIN = timedelta(minutes=3)
_MOST_SESSIONS = {"max_connections": "250"}


@given("the rows of every table are counted", target_fixture="rows_before")
def _counted(
    drill: Drill, session: Session, system: SystemUnderDrill
) -> Observation[dict[str, int]]:
    seen = database_work.counts(session, system.namespace)
    drill.observe(seen)
    return seen


@when("the public address leads to the maintenance page")
def _maintained(session: Session, system: SystemUnderDrill) -> None:
    observatory.begin_maintenance(session, system.namespace)


@then(parsers.parse("whoever comes sees the maintenance page and no backend within {time}"))
def _page(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    until(
        drill,
        lambda: backends.seen_by_users(session, system.namespace, "/api/v1/metrics/overview"),
        lambda found: checks.equal("what users see", list(found), [PAGE]),
        "users see the page",
        Budget(span(time), "target file"),
    )


@when("the schema is migrated to its newest revision")
def _migrated(session: Session, system: SystemUnderDrill) -> None:
    observatory.migrate(session, system.namespace)


@then("the schema is at its newest revision")
def _newest(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = database_work.revision(session, system.namespace)
    drill.judge(checks.equal("the revision", seen.value, NEWEST), [seen])


@when("the public address leads to Observatory again")
def _again(session: Session, system: SystemUnderDrill) -> None:
    observatory.end_maintenance(session, system.namespace)


@then(parsers.parse("the overview answers from version {version} within {time}"))
def _version(
    drill: Drill, session: Session, system: SystemUnderDrill, version: str, time: str
) -> None:
    until(
        drill,
        lambda: backends.public_version(session, system.namespace),
        lambda found: checks.equal("the version that answers", found, version),
        "it answers",
        Budget(span(time), "target file"),
    )


@then(parsers.parse("no service has a session of the database within {time}"))
def _no_session(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    until(
        drill,
        lambda: database_work.sessions(session, system.namespace),
        lambda found: checks.equal("sessions of services", found, 0),
        "none is left",
        Budget(span(time), "target file"),
    )


@when(parsers.parse("{workload} is scaled down to none"))
def _none(session: Session, system: SystemUnderDrill, workload: str) -> None:
    workloads.scale(session, system.namespace, workload, 0, _SCALED_WITHIN)


@when("each backend gets the workers that the runbook gives it")
def _workers(session: Session, system: SystemUnderDrill) -> None:
    asked, most = {"memory": "128Mi"}, {"memory": "768Mi"}
    environment.change(session, system.namespace, BACKEND, WORKERS, asked, most)


@then(parsers.parse("each backend serves with {count:d} worker processes"))
def _serve(drill: Drill, session: Session, system: SystemUnderDrill, count: int) -> None:
    seen = backend_processes.workers(session, system.namespace)
    statuses = backends.statuses(session, system.namespace)
    drill.judge(
        merge_judgements(
            [
                checks.each_is("the number of workers", seen.value, count),
                checks.each_is("the overview's status", statuses.value, 200),
            ]
        ),
        [seen, statuses],
    )


@when("each backend gets the pool that the runbook gives it, and the database room for it")
def _pool(session: Session, system: SystemUnderDrill) -> None:
    database.tune(session, system.namespace, POD, _MOST_SESSIONS)
    environment.change(session, system.namespace, BACKEND, POOL, {})


@then("the database gives as many sessions as all backends may have")
def _given(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    pool = backend_processes.pools(session, system.namespace)
    may = sum(pool.value.values())
    seen = backend_processes.open_sessions(session, system.namespace, SESSIONS)
    drill.judge(
        merge_judgements(
            [
                checks.equal("sessions that backends may have", may, SESSIONS),
                checks.equal("sessions that were opened", seen.value.opened, SESSIONS),
                checks.equal("sessions that were refused", seen.value.refused, 0),
            ]
        ),
        [pool, seen],
    )


@when(
    parsers.parse(
        "maintenance that was announced {hours:d} hours before is asked for on {day} at {at}"
    ),
    target_fixture="answer",
)
def _asked(
    session: Session, system: SystemUnderDrill, hours: int, day: str, at: str
) -> Observation[Answer]:
    return maintenance_window.asked_on(session, system.namespace, hours, day, at)
