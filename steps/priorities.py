"""Phrases of priorities and incidents: who is called, what is named, when it is over."""

from typing import Any

from pytest_bdd import parsers, then, when

from drillbook.checks import production as checks
from drillbook.drill import Budget, Drill
from drillbook.observation import Observation
from drillbook.probes import alerts, priorities
from drillbook.procedures import workloads
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged, judged_in_time
from steps.spans import span

_SEEN_WITHIN = span("30 seconds")
_MENDED_WITHIN = span("5 minutes")
ALERTS = {"P1": "PriorityOneDown", "P2": "PriorityTwoDown", "P3": "PriorityThreeDown"}


@then(parsers.parse("the incident is called {severity}"))
def _called(drill: Drill, session: Session, system: SystemUnderDrill, severity: str) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [priorities.down(session, system.namespace)]
        return checks.called(latest[0].value, severity)

    drill.judge(judged(look, f"it is called {severity}", _SEEN_WITHIN), latest)


@then(parsers.parse("whoever is on call has been called for a {severity} within {time}"))
def _paged(
    drill: Drill, session: Session, system: SystemUnderDrill, severity: str, time: str
) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [alerts.standing(session, system.name, ALERTS[severity])]
        found = latest[0].value
        return checks.paged(severity, found.severity, found.state, routed=found.routed)

    limit = Budget(span(time), "runbook")
    since = drill.since_fault()
    drill.judge(judged_in_time(drill, look, f"{severity} called", limit, since=since), latest)


@then(parsers.parse("{name} is named down, and what was changed before, within {time}"))
def _diagnosed(
    drill: Drill, session: Session, system: SystemUnderDrill, name: str, time: str
) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [
            priorities.down(session, system.namespace),
            priorities.changes(session, system.namespace),
        ]
        return checks.diagnosed(latest[0].value, latest[1].value, name)

    limit = Budget(span(time), "runbook")
    since = drill.since_fault()
    drill.judge(judged_in_time(drill, look, f"{name} named", limit, since=since), latest)


@when(parsers.parse("{workload} is brought back to {replicas:d} replicas"))
def _mended(session: Session, system: SystemUnderDrill, workload: str, replicas: int) -> None:
    workloads.scale(session, system.namespace, workload, replicas, _MENDED_WITHIN)


@then(parsers.parse("the incident is not over while {name} is down"))
def _not_over(drill: Drill, session: Session, system: SystemUnderDrill, name: str) -> None:
    seen = priorities.down(session, system.namespace)
    drill.judge(checks.names_down(seen.value, name), [seen])


@then(parsers.parse("the incident is over within {time}"))
def _over(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [priorities.down(session, system.namespace)]
        return checks.nothing_down(latest[0].value)

    limit = Budget(span(time), "runbook")
    since = drill.since_fault()
    drill.judge(judged_in_time(drill, look, "every service healthy", limit, since=since), latest)


@then("every service of priority 1 serves on")
def _serves_on(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = priorities.down(session, system.namespace)
    drill.judge(checks.nothing_down(seen.value, 1), [seen])
