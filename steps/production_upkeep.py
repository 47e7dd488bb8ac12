"""Phrases of maintenance: the database is looked after, windows and ways back are kept to."""

from datetime import timedelta
from typing import Any

from pytest_bdd import given, parsers, then, when

from drillbook.checks import figures
from drillbook.checks import production_issues as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import database_work, maintenance_window
from drillbook.probes.maintenance_window import Answer
from drillbook.procedures import database, issues
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged

_COUNTED_WITHIN = timedelta(seconds=30)
_TRIED = "1.1.0"


@given("half of the rows of items are dead")
def _dead(session: Session, system: SystemUnderDrill) -> None:
    statement = "UPDATE items SET value = value WHERE hashtext(key) % 2 = 0"
    database.run(session, system.databases, statement)


@given("rows of results that were never committed are dead")
def _uncommitted(session: Session, system: SystemUnderDrill) -> None:
    rows = "INSERT INTO results (took_ms) SELECT 1 FROM generate_series(1, 50000)"
    database.run(session, system.databases, f"BEGIN; {rows}; ROLLBACK")


@then("no table of the services has dead rows")
def _none_dead(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [database_work.dead_rows(session, system.databases)]
        return figures.under("dead rows", sum(latest[0].value.values()), 1)

    drill.judge(judged(look, "no row is dead", _COUNTED_WITHIN), latest)


@then("every index of the services is valid")
def _valid(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = database_work.indexes(session, system.databases)
    found = {name: "valid" if one[0] else "invalid" for name, one in seen.value.items()}
    drill.judge(figures.each_is("an index", found, "valid"), [seen])


@when(
    parsers.parse("maintenance that was announced {hours:d} hours before is asked for at {at}"),
    target_fixture="answer",
)
def _asked(session: Session, system: SystemUnderDrill, hours: int, at: str) -> Observation[Answer]:
    return maintenance_window.asked(session, system.namespace, hours, at, 1)


@when(
    parsers.parse(
        "maintenance of {minutes:d} minutes that was announced {hours:d} hours before "
        "is asked for at {at}"
    ),
    target_fixture="answer",
)
def _asked_long(
    session: Session, system: SystemUnderDrill, minutes: int, hours: int, at: str
) -> Observation[Answer]:
    return maintenance_window.asked(session, system.namespace, hours, at, minutes)


@when(
    parsers.parse("maintenance of {service} is asked for, whose way back nobody has tried"),
    target_fixture="answer",
)
def _untried(session: Session, system: SystemUnderDrill, service: str) -> Observation[Answer]:
    return issues.ask_for_maintenance(session, system.namespace, service, None)


@when(parsers.parse("the way back of {service} is tried in staging"), target_fixture="way_back")
def _try(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str
) -> Observation[issues.WayBack]:
    staging = system.others[0]
    seen = issues.try_way_back(session, staging, system.namespace, service, _TRIED)
    drill.observe(seen)
    return seen


@when(
    parsers.parse("maintenance of {service} is asked for with the way back that was tried"),
    target_fixture="answer",
)
def _tried(
    session: Session,
    system: SystemUnderDrill,
    service: str,
    way_back: Observation[issues.WayBack],
) -> Observation[Answer]:
    return issues.ask_for_maintenance(session, system.namespace, service, way_back)


@then(parsers.parse("it is {word}"))
def _answer(drill: Drill, answer: Observation[Answer], word: str) -> None:
    found = answer.value
    drill.judge(checks.answer_is(word, allowed=found.allowed, why=found.why), [answer])
