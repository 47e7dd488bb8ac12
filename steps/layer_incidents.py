"""Phrases of the Neo Service Layer's incidents: a service that hangs, and the report of one."""

from pytest_bdd import parsers, then

from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.incident.form import BY_HAND
from drillbook.plugin import SystemUnderDrill
from drillbook.probes import incident_form, neo_services
from drillbook.session import Session
from drillbook.verdict import merge_judgements
from steps.looking import until
from steps.spans import budget
from steps.told_layer import APPS


@then(parsers.parse("{service} answers its clients within {time}"))
def _answers(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, time: str
) -> None:
    until(
        drill,
        lambda: neo_services.served(session, system.namespace, service),
        lambda found: checks.is_("it answers", found.answers, wanted=True),
        f"{service} answers",
        budget(session, system, "workload_whole", time),
    )


@then(parsers.parse("{service} answers no client within {time}"))
def _silent(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, time: str
) -> None:
    until(
        drill,
        lambda: neo_services.served(session, system.namespace, service),
        lambda found: checks.is_("it answers", found.answers, wanted=False),
        f"{service} silent",
        budget(session, system, "outage_felt", time),
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
