"""Phrases of whom alerts are sent to: who was told of one, alone or among others."""

from collections.abc import Callable
from typing import Any

from pytest_bdd import parsers, then

from drillbook.checks import rollouts as checks
from drillbook.clock import now
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import alerts, receivers
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged_in_time
from steps.spans import budget

RECEIVERS = {"whoever is on call": "on-call", "the channel": "channel"}
#: Where each system's receivers are, beside those of the lab.
OWN = {"neurallog": "neurallog-system"}

Told = dict[str, tuple[str, ...]]


@then(parsers.parse("{receiver} alone is told of {alert} within {time}"))
def _alone(
    drill: Drill, session: Session, system: SystemUnderDrill, receiver: str, alert: str, time: str
) -> None:
    def judge(rule: str, own: tuple[str, ...], others: Told) -> Judgement:
        return checks.told(receiver, rule, own, others)

    _looked(drill, session, system, receiver, alert, time, judge)


@then(parsers.parse("{receiver} is among those told of {alert} within {time}"))
def _reaches(
    drill: Drill, session: Session, system: SystemUnderDrill, alert: str, receiver: str, time: str
) -> None:
    def judge(rule: str, own: tuple[str, ...], _others: Told) -> Judgement:
        return checks.reached(receiver, rule, own)

    _looked(drill, session, system, receiver, alert, time, judge)


def _looked(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    receiver: str,
    alert: str,
    time: str,
    judge: Callable[[str, tuple[str, ...], Told], Judgement],
) -> None:
    limit, since = budget(session, system, "monitoring_shows", time), now()
    where = OWN.get(system.name, receivers.NAMESPACE)
    rule = alerts.drilled(session, system.name, alert)
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [receivers.told(session, where)]
        kept = dict(latest[0].value)
        own = kept.pop(RECEIVERS[receiver], ())
        return judge(rule.value, own, kept)

    judgement = judged_in_time(drill, look, f"{receiver} told of {alert}", limit, since=since)
    drill.judge(judgement, [rule, *latest])
