"""Phrases of the Neo Service Layer's incidents: a service that hangs, and the report of one."""

from pytest_bdd import parsers, then

from drillbook.checks import told as checks
from drillbook.drill import Budget, Drill
from drillbook.incident.form import BY_HAND
from drillbook.probes import incident_form, neo_services
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import merge_judgements
from steps.looking import until
from steps.spans import budget
from steps.told_layer import APPS


@then(parsers.parse("{service} answers its clients within {time}"))
def _answers(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, time: str
) -> None:
    limit = budget(session, system, "workload_whole", time)
    _until_it(drill, session, system.namespace, service, limit, answers=True)


@then(parsers.parse("{service} answers no client within {time}"))
def _silent(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, time: str
) -> None:
    limit = budget(session, system, "outage_felt", time)
    _until_it(drill, session, system.namespace, service, limit, answers=False)


def _until_it(
    drill: Drill, session: Session, namespace: str, service: str, limit: Budget, *, answers: bool
) -> None:
    until(
        drill,
        lambda: neo_services.served(session, namespace, service),
        lambda found: checks.is_("it answers", found.answers, wanted=answers),
        f"{service} {'answers' if answers else 'silent'}",
        limit,
    )


@then(
    parsers.parse(
        "the incident's report calls it {severity}, has each part of its form, "
        "and marks what only a person can write"
    )
)
def _report(drill: Drill, session: Session, severity: str) -> None:
    seen = incident_form.form(session, APPS)
    judgement = merge_judgements(
        [
            checks.is_("severity", seen.value.severity, severity),
            checks.is_("parts that are missing", seen.value.missing, ()),
            checks.is_("parts that are marked", seen.value.open, BY_HAND),
        ]
    )
    drill.judge(judgement, [seen])
