"""Phrases of what is done when a figure of the table is too high."""

from collections.abc import Callable
from typing import Any

from pytest_bdd import parsers, then, when

from drillbook.checks import health, settings, table
from drillbook.checks import production_issues as checks
from drillbook.checks.health import Assessment, Level
from drillbook.clock import describe
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import api, queues, starting
from drillbook.procedures import issues
from drillbook.procedures import queues as filling
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.api_health import LOADS
from steps.looking import judged_in_time
from steps.metrics_table import gateway
from steps.spans import budget, span

#: How much quicker sessions grow old here, as the target file says.
COMPRESSED = 60
_ASKED = 12

Ended = Observation[issues.Ended]


@then(parsers.parse("the response time of transfers is {level} within {time}"))
def _in_time(
    drill: Drill, session: Session, system: SystemUnderDrill, level: str, time: str
) -> None:
    def look() -> tuple[Assessment, Observation[Any]]:
        seen = _transfers(session, system)
        return table.response_time(seen.value.p95_milliseconds), seen

    _at_level(drill, session, system, look, level, time)


@then(parsers.parse("the errors of transfers are {level} within {time}"))
def _errors(
    drill: Drill, session: Session, system: SystemUnderDrill, level: str, time: str
) -> None:
    def look() -> tuple[Assessment, Observation[Any]]:
        seen = _transfers(session, system)
        return table.error_rate(seen.value.failed, seen.value.total), seen

    _at_level(drill, session, system, look, level, time)


@then(parsers.parse("the queue is {level} within {time}"))
def _queue(drill: Drill, session: Session, system: SystemUnderDrill, level: str, time: str) -> None:
    def look() -> tuple[Assessment, Observation[Any]]:
        seen = queues.depth(session, system.namespace)
        return table.queue(seen.value), seen

    _at_level(drill, session, system, look, level, time)


def _transfers(session: Session, system: SystemUnderDrill) -> Observation[api.Answers]:
    path, parameters = LOADS["transfers"]
    return api.requests(session, gateway(system), path, *[parameters] * _ASKED)


def _at_level(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    look: Callable[[], tuple[Assessment, Observation[Any]]],
    level: str,
    time: str,
) -> None:
    latest: list[Observation[Any]] = []

    def once() -> Judgement:
        assessment, seen = look()
        latest[:] = [seen]
        return health.is_at(assessment, Level(level))

    limit = budget(session, system, "load_shared", time)
    drill.judge(judged_in_time(drill, once, f"{level} again", limit), latest)


@then(parsers.parse("each message that was put into the queue is handled once within {time}"))
def _once(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [filling.handled(session, system.namespace)]
        found = latest[0].value
        return checks.each_once(found.handled, found.twice, found.put)

    limit = budget(session, system, "load_shared", time)
    drill.judge(judged_in_time(drill, look, "all handled", limit), latest)


@when(
    parsers.parse("sessions that have been idle for over {time} are ended"),
    target_fixture="sessions_ended",
)
def _end_idle(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> Ended:
    drill.event("note", f"{time} compressed to {describe(span(time) / COMPRESSED)} here")
    seen = issues.end_idle(session, system.namespace, span(time), COMPRESSED)
    drill.observe(seen)
    return seen


@then(parsers.parse("every session that had been idle for over {time} is gone, and no other"))
def _ended(drill: Drill, sessions_ended: Ended, time: str) -> None:
    limit = span(time).total_seconds()
    found = sessions_ended.value
    before = {one.pid: one.since_seconds for one in found.before}
    after = {one.pid for one in found.after}
    drill.judge(checks.ended_alone(before, after, found.own, limit), [sessions_ended])


@when(parsers.parse("the pool of {service} is raised to {size:d} sessions and its pods restarted"))
def _raised(session: Session, system: SystemUnderDrill, service: str, size: int) -> None:
    issues.raise_pool(session, system.namespace, service, size)


@then(parsers.parse("every pod of {service} has a pool of {size:d} sessions"))
def _pool(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, size: int
) -> None:
    seen = starting.variable(session, system.namespace, service, "POOL_SIZE")
    found = {pod: {"sessions": value} for pod, value in seen.value.items()}
    drill.judge(settings.in_effect({"sessions": str(size)}, found), [seen])
