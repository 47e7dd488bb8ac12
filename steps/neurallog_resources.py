"""Phrases of NeuralLog's memory and replicas: what grows is found, what runs short is added to."""

from datetime import timedelta

from pytest_bdd import parsers, then, when

from drillbook.checks import told as checks
from drillbook.clock import eventually, now
from drillbook.drill import Drill
from drillbook.errors import UsageError
from drillbook.probes import drilled, incident_report, neurallog, neurallog_memory
from drillbook.procedures import neurallog_leak
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import merge_judgements

#: What the manual's list of duties looks at, by a claim that is drilled for it.
AREAS = {
    "health": "neurallog-core-services",
    "backups": "neurallog-backups-taken",
    "security logs": "neurallog-access-security",
    "performance": "neurallog-response-time-known",
    "certificates": "neurallog-certificates",
    "databases": "neurallog-vacuum",
    "logs": "neurallog-log-rotation",
    "capacity": "neurallog-capacity-storage",
    "security patches": "neurallog-patches",
    "recovery from a disaster": "neurallog-disaster-recovery",
}
_BETWEEN = timedelta(seconds=20)
_AT_LEAST = 5.0  # MB a minute: less is what any process does


@when(
    parsers.parse("the memory of a process in a pod of {service} grows"),
    target_fixture="growing_pod",
)
def _grows(session: Session, system: SystemUnderDrill, service: str) -> str:
    return neurallog_leak.grow(session, system.namespace, service)


@then("two looks at the processes find the one that grows, and its pod")
def _found(drill: Drill, session: Session, system: SystemUnderDrill, growing_pod: str) -> None:
    first = neurallog_memory.processes(session, system.namespace, neurallog.SERVICES)
    until = now() + _BETWEEN
    eventually(now, lambda at: at >= until, within=2 * _BETWEEN, what="the second look is due")
    second = neurallog_memory.processes(session, system.namespace, neurallog.SERVICES)
    seen = neurallog_memory.growth(session, first, second)
    judgement = merge_judgements(
        [
            checks.is_("its pod", seen.value.pod, growing_pod),
            checks.is_("it is the one", neurallog_leak.NAME in seen.value.found, True),
            checks.over("MB a minute", seen.value.grows_mb_per_minute, _AT_LEAST),
        ]
    )
    drill.judge(judgement, [seen])


@then("the incident's report says when it began and ended, what was seen and what was done")
def _report(drill: Drill, session: Session) -> None:
    seen = incident_report.report(session)
    drill.judge(checks.is_("missing", seen.value.missing, ()), [seen])


@then(parsers.parse("{areas} were drilled at most {hours:d} hours ago"))
def _drilled(
    drill: Drill, session: Session, system: SystemUnderDrill, areas: str, hours: int
) -> None:
    named = areas.replace(" and ", ", ").split(", ")
    if unknown := [one for one in named if one not in AREAS]:
        raise UsageError(f"nothing is known as {unknown}; there are: {', '.join(AREAS)}")
    seen = drilled.last_passed(session, system.name, tuple(AREAS[one] for one in named))
    judgement = merge_judgements(
        [
            checks.is_("never drilled", seen.value.never, ()),
            checks.not_above("seconds since the oldest", seen.value.oldest_seconds, hours * 3600),
        ]
    )
    drill.judge(judgement, [seen])
