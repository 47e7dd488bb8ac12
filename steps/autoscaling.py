"""Phrases of autoscalers: whether they can scale, do so under load, and come back."""

from contextlib import suppress
from datetime import timedelta

from pytest_bdd import parsers, then, when

from drillbook.checks import autoscaling as checks
from drillbook.checks import rollouts
from drillbook.clock import describe, eventually, now
from drillbook.drill import Drill
from drillbook.errors import CheckFailed, Unobservable
from drillbook.observation import Observation
from drillbook.plugin import SystemUnderDrill
from drillbook.probes import autoscalers
from drillbook.probes.autoscalers import Standing
from drillbook.procedures import autoscaling, workloads
from drillbook.session import Session

_EVERY = timedelta(seconds=1)
_READ_WITHIN = timedelta(minutes=1)
_SCALED_WITHIN = timedelta(minutes=2)
#: The guide's own way down (window and period in seconds, share and target in %), and how much
#: quicker it goes on a lab.
WINDOW, PERIOD, SHARE, TARGET = 300, 60, 10, 70
#: Within a tenth of its target an autoscaler leaves the replicas alone.
_LOW = 0.9 * TARGET
COMPRESSED = 10
# The load of the drill's experiment ends after 200 seconds by itself.
_DOWN_WITHIN = timedelta(seconds=270)


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


@when(parsers.parse("{workload} is scaled down to {replicas:d} replicas by hand"))
def _scaled_down(
    drill: Drill, session: Session, system: SystemUnderDrill, workload: str, replicas: int
) -> None:
    started = now()
    seen = autoscaling.scale_down(session, system.namespace, workload, replicas, _SCALED_WITHIN)
    drill.observe(seen.value)
    drill.phase(f"{workload} at {replicas} replicas", started, seen)


@when(parsers.parse("the most replicas of {autoscaler} are raised to {replicas:d}"))
def _raised(session: Session, system: SystemUnderDrill, autoscaler: str, replicas: int) -> None:
    autoscaling.raise_most(session, system.namespace, autoscaler, replicas)


@when(parsers.parse("{autoscaler} is told to go down in a tenth of its times"))
def _quickened(drill: Drill, session: Session, system: SystemUnderDrill, autoscaler: str) -> None:
    window = timedelta(seconds=WINDOW)
    drill.event("note", f"{describe(window)} compressed to {describe(window / COMPRESSED)} here")
    autoscaling.quicken(session, system.namespace, autoscaler, COMPRESSED)


@then(parsers.parse("{autoscaler} takes replicas away, neither early nor too many"))
def _scales_down(drill: Drill, session: Session, system: SystemUnderDrill, autoscaler: str) -> None:
    seen = autoscalers.course(session, system.namespace, autoscaler, "down", _DOWN_WITHIN)
    looks = [(one.at, one.wanted, one.reading) for one in seen.value]
    window, period = WINDOW / COMPRESSED, PERIOD / COMPRESSED
    drill.judge(rollouts.scales_down(looks, _LOW, window, period, SHARE), [seen])
