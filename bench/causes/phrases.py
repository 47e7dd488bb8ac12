"""Phrases of drills that only a bench runs: a fault, and a while in which it is measured."""

from pytest_bdd import parsers, then, when

from drillbook.clock import eventually, now
from drillbook.drill import Drill
from drillbook.probes import kubernetes
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import passed
from steps.experiments import bring
from steps.spans import span


@when(parsers.parse('the experiment "{name}" is brought'))
def _brought(system: SystemUnderDrill, name: str) -> None:
    bring(system, name)


@then(parsers.parse("what it leads to is watched for {time}"))
def _watched(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    since, wanted = drill.since_fault(), span(time)
    eventually(
        lambda: now() - since, lambda gone: gone >= wanted, within=2 * wanted, what="it is watched"
    )
    drill.judge(passed("it was watched"), [kubernetes.pods(session, system.namespace)])
