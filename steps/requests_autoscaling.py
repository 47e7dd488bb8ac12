"""Phrases of an autoscaler that adds replicas for what each pod is asked."""

from datetime import timedelta

from pytest_bdd import given, parsers, then

from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.probes import requests_autoscaler
from drillbook.probes.requests_autoscaler import Asked
from drillbook.procedures import autoscaling
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import until
from steps.spans import budget

_READ_WITHIN = timedelta(minutes=1)


@given(parsers.parse("{autoscaler} is told to go by requests alone"))
def _alone(session: Session, system: SystemUnderDrill, autoscaler: str) -> None:
    autoscaling.by_pods_alone(session, system.namespace, autoscaler)


@then(
    parsers.parse(
        "{autoscaler} aims at {aim:d} requests a second of each pod, "
        "a two hundred and fiftieth of what the runbook says"
    )
)
def _aims(
    drill: Drill, session: Session, system: SystemUnderDrill, autoscaler: str, aim: int
) -> None:
    until(
        drill,
        lambda: requests_autoscaler.asked(session, system.namespace, autoscaler),
        lambda found: checks.is_("requests a second of each pod", found.aim, aim),
        f"{autoscaler} reads requests",
        _READ_WITHIN,
    )


@then(parsers.parse("{autoscaler} adds replicas while more is asked of each pod, within {time}"))
def _adds(
    drill: Drill, session: Session, system: SystemUnderDrill, autoscaler: str, time: str
) -> None:
    def check(found: Asked) -> Judgement:
        return merge_judgements(
            [
                checks.is_("it goes by requests alone", found.alone, wanted=True),
                checks.over("requests a second of each pod", found.per_pod, found.aim),
                checks.over("replicas", found.replicas, found.least),
                checks.not_above("replicas", found.replicas, found.most),
            ]
        )

    until(
        drill,
        lambda: requests_autoscaler.asked(session, system.namespace, autoscaler),
        check,
        f"{autoscaler} adds replicas",
        budget(session, system, "load_shared", time),
    )
