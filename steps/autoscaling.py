"""Phrases of autoscalers: whether they can scale, do so under load, and come back."""

from contextlib import suppress
from datetime import timedelta

from pytest_bdd import parsers, then, when

from drillbook.checks import autoscaling as checks
from drillbook.clock import eventually
from drillbook.drill import Drill
from drillbook.errors import CheckFailed, Unobservable
from drillbook.observation import Observation
from drillbook.plugin import SystemUnderDrill
from drillbook.probes import autoscalers
from drillbook.probes.autoscalers import Standing
from drillbook.procedures import workloads
from drillbook.session import Session

_EVERY = timedelta(seconds=1)
_READ_WITHIN = timedelta(minutes=1)


@then("every autoscaler reads its metric and may scale")
def _ready(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    latest: list[Observation[tuple[Standing, ...]]] = []

    def look() -> bool:
        latest[:] = [autoscalers.standing(session, system.namespace)]
        return all(one.readings and not one.hindrances for one in latest[0].value)

    with suppress(CheckFailed):  # what was seen last is judged
        eventually(look, bool, within=_READ_WITHIN, what="every autoscaler reads", every=_EVERY)
    found = {one.name: (one.readings, one.hindrances) for one in latest[0].value}
    drill.judge(checks.ready(found), latest)


@when(
    parsers.parse(
        "the autoscaler of {workload} is told to wait for {seconds:d} seconds before it scales down"
    )
)
def _told_to_wait(session: Session, system: SystemUnderDrill, workload: str, seconds: int) -> None:
    workloads.wait_to_scale_down(session, system.namespace, workload, seconds)


@then(
    parsers.parse(
        "the autoscaler of {workload} waits for {seconds:d} seconds before it scales down"
    )
)
def _waits(
    drill: Drill, session: Session, system: SystemUnderDrill, workload: str, seconds: int
) -> None:
    seen = autoscalers.standing(session, system.namespace)
    found = _named(seen, workload)
    drill.judge(checks.waits(workload, found.scale_down_wait, seconds), [seen])


def _named(seen: Observation[tuple[Standing, ...]], workload: str) -> Standing:
    for one in seen.value:
        if one.name == workload:
            return one
    raise Unobservable(f"there is no autoscaler named {workload}")
