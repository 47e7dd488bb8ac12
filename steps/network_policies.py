"""Phrases of network policies: one is made, it is listed, and the network does as it says."""

from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, then, when

from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import network_policies, neurallog
from drillbook.procedures import network_policies as procedures
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged

_IN_FORCE_WITHIN = timedelta(seconds=30)


@when(
    parsers.parse("a network policy lets nobody but {source} in to {destination}"),
    target_fixture="policy",
)
def _made(session: Session, system: SystemUnderDrill, source: str, destination: str) -> str:
    return procedures.let_in_alone(session, system.namespace, source, destination)


@then("this policy is listed")
def _listed(drill: Drill, session: Session, system: SystemUnderDrill, policy: str) -> None:
    seen = network_policies.listed(session, system.namespace)
    drill.judge(checks.all_told("policies", [policy], seen.value), [seen])


@then(parsers.parse("{source} alone reaches {destination}, as the policies say"))
def _as_they_say(
    drill: Drill, session: Session, system: SystemUnderDrill, source: str, destination: str
) -> None:
    others = [one for one in neurallog.SERVICES if one != destination]
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        seen = network_policies.tried(
            session, system.namespace, others, destination, neurallog.PORT
        )
        latest[:] = [seen]
        reached = {name: one.connected for name, one in seen.value.items()}
        allowed = {name: one.allowed for name, one in seen.value.items()}
        wanted = {name: name == source for name in others}
        return merge_judgements(
            [
                checks.same(f"allowed to reach {destination}", allowed, wanted),
                checks.same(f"reaches {destination}", reached, wanted),
            ]
        )

    drill.judge(judged(look, "the network does as the policies say", _IN_FORCE_WITHIN), latest)
