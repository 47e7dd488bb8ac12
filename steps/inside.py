"""Phrases of what pods say from inside: health endpoints, logs."""

from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, then

from drillbook.checks import inside as checks
from drillbook.clock import now
from drillbook.drill import Drill
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.probes import inside
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.ledger import accounted
from steps.load import JOB, REFUSED
from steps.looking import judged, judged_in_time
from steps.spans import budget

#: What an endpoint says: its path, and the status by which it says so.
SAYS = {
    "that it is well": ("/health", 200),
    "that its database can be used": ("/health/database", 200),
    "that its database cannot be used": ("/health/database", 503),
    "that its dependency does not answer": ("/api/oracle/fetch", 502),
}
#: Kinds of lines, as they are looked for.
LINES = {
    "failed log-in": "Authentication failed",
    "failed connection to the database": "database connection failed",
    "error": r" (ERROR|FATAL) ",
    "request of 5 seconds or longer": r"duration=([5-9]\d{3}|\d{5,})ms",
}
SERVICES = "app.kubernetes.io/name=neo-service"
_WRITTEN_WITHIN = timedelta(seconds=20)


@then(parsers.parse("every pod of {app} says {what} within {time}"))
def _says(
    drill: Drill, session: Session, system: SystemUnderDrill, app: str, what: str, time: str
) -> None:
    path, status = SAYS[what]
    limit = budget(session, system, "monitoring_shows", time)
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [inside.answers(session, system.namespace, app, path)]
        return checks.all_answer(f"{path} of {app}", latest[0].value, status)

    drill.judge(judged_in_time(drill, look, f"{app} says {what}", limit), latest)


@then(parsers.parse("every pod of {app} reaches {database} with its own account"))
def _reaches(
    drill: Drill, session: Session, system: SystemUnderDrill, app: str, database: str
) -> None:
    seen = inside.database_reached(session, system.namespace, app)
    drill.judge(checks.all_say(f"{app} asks {database}", seen.value, database), [seen])


@then(parsers.parse("the logs of {app} have each {kind} that the ledger counted"))
def _each(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    app: str,
    kind: str,
) -> None:
    record = accounted(drill, ledgers, REFUSED if REFUSED in ledgers else JOB)
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        seen = inside.lines(session, system.namespace, f"app={app}", LINES[kind], record.started)
        latest[:] = [seen]
        # What got no answer may have been written or not, so a ledger with such counts for more.
        return checks.as_many_lines(kind, seen.value, record.acked + record.unknown)

    drill.judge(judged(look, f"each {kind} in the logs", _WRITTEN_WITHIN), latest)


@then(parsers.parse("the logs of {apps} tell of a {kind}"))
@then(parsers.parse("the logs of {apps} tell of an {kind}"))
def _tell(drill: Drill, session: Session, system: SystemUnderDrill, apps: str, kind: str) -> None:
    names = apps.replace(" and ", ", ").split(", ")
    since = drill.since_fault() if drill.faulted_at else now() - timedelta(hours=1)
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        seen = inside.lines(session, system.namespace, SERVICES, LINES[kind], since)
        latest[:] = [seen]
        return checks.every_log_tells(kind, seen.value, names)

    drill.judge(judged(look, f"a {kind} in the logs", _WRITTEN_WITHIN), latest)
