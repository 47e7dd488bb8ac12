"""Phrases of autoscalers: whether they can scale, do so under load, and come back."""

from contextlib import suppress
from datetime import timedelta

from pytest_bdd import given, parsers, then, when

from drillbook.checks import autoscaling as checks
from drillbook.checks import figures, rollouts
from drillbook.checks import told as told_checks
from drillbook.clock import describe, eventually, now
from drillbook.drill import Drill
from drillbook.errors import CheckFailed, Unobservable
from drillbook.observation import Observation
from drillbook.probes import autoscalers
from drillbook.probes.autoscalers import Standing
from drillbook.procedures import autoscaling, workloads
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import merge_judgements
from steps.looking import until
from steps.spans import budget, span

_EVERY = timedelta(seconds=1)
_READ_WITHIN = timedelta(minutes=1)
_SCALED_WITHIN = timedelta(minutes=2)
COMPRESSED = 10
_RESOURCES = {"processor": "cpu", "memory": "memory"}
# The load of the drills' experiments ends after 200 seconds by itself.
_UP_WITHIN, _DOWN_WITHIN = timedelta(seconds=200), timedelta(seconds=270)
_QUIET_WITHIN = timedelta(minutes=4)


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
    autoscaling.set_most(session, system.namespace, autoscaler, replicas)


@given(parsers.parse("{app} runs with {replicas:d} replicas"))
def _runs_with(session: Session, system: SystemUnderDrill, app: str, replicas: int) -> None:
    workloads.scale(session, system.namespace, app, replicas, _SCALED_WITHIN)


@given(parsers.parse("{autoscaler} has found the {resource} little used for {time}"))
def _quiet(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    autoscaler: str,
    resource: str,
    time: str,
) -> None:
    name = _RESOURCES[resource]
    seen = autoscalers.quiet(session, system.namespace, autoscaler, name, span(time), _QUIET_WITHIN)
    drill.observe(seen)


@given(parsers.parse("{autoscaler} may make no more than {replicas:d} replicas"))
def _no_more(session: Session, system: SystemUnderDrill, autoscaler: str, replicas: int) -> None:
    autoscaling.set_most(session, system.namespace, autoscaler, replicas)
    eventually(
        lambda: autoscalers.standing(session, system.namespace),
        lambda seen: all(
            max(one.wanted, one.replicas) <= replicas
            for one in seen.value
            if one.name == autoscaler
        ),
        within=_SCALED_WITHIN,
        what=f"{autoscaler} has no more than {replicas} replicas",
        every=_EVERY,
    )


@then(parsers.parse("{autoscaler} aims at {share:d} % of the {resource} that is asked for"))
def _aims(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    autoscaler: str,
    share: int,
    resource: str,
) -> None:
    seen = autoscalers.told(session, system.namespace, autoscaler)
    found = seen.value.aims.get(_RESOURCES[resource], 0)
    drill.judge(figures.equal(f"the aim for {resource}", found, share / 100), [seen])


@then(
    parsers.parse(
        "{autoscaler} is told to {way} replicas when {window} have asked for it, "
        "at most {share:d} % in {period}"
    )
)
def _paced(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    autoscaler: str,
    way: str,
    window: str,
    share: int,
    period: str,
) -> None:
    seen = autoscalers.told(session, system.namespace, autoscaler)
    pace = seen.value.up if way == "add" else seen.value.down
    judgement = merge_judgements(
        [
            figures.equal("the wait in seconds", pace.window_seconds, span(window).seconds),
            told_checks.not_above("the share of them", pace.share, share / 100),
            figures.equal("the period in seconds", pace.period_seconds, span(period).seconds),
        ]
    )
    drill.judge(judgement, [seen])


@then(
    parsers.parse(
        "{autoscaler} adds replicas for the {resource} that is used, neither early nor too many"
    )
)
def _scales_up(
    drill: Drill, session: Session, system: SystemUnderDrill, autoscaler: str, resource: str
) -> None:
    name = _RESOURCES[resource]
    seen = autoscalers.course(session, system.namespace, autoscaler, name, "up", _UP_WITHIN)
    told = autoscalers.told(session, system.namespace, autoscaler)
    now_at = autoscalers.standing(session, system.namespace)
    up, aim = told.value.up, told.value.aims.get(name, 0)
    looks = [(one.at, one.wanted, one.reading) for one in seen.value]
    one = _named(now_at, autoscaler)
    judgement = merge_judgements(
        [
            rollouts.scales_up(looks, aim * 100, up.window_seconds, up.period_seconds, up.share),
            told_checks.over("replicas wanted", one.wanted, one.least),
        ]
    )
    drill.judge(judgement, [seen, told, now_at])


@then(parsers.parse("{autoscaler} wants {replicas:d} replicas within {time}"))
def _wants(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    autoscaler: str,
    replicas: int,
    time: str,
) -> None:
    limit = budget(session, system, "load_shared", time)
    until(
        drill,
        lambda: autoscalers.standing(session, system.namespace),
        lambda found: figures.each_is(
            "replicas wanted", {x.name: x.wanted for x in found if x.name == autoscaler}, replicas
        ),
        f"{autoscaler} wants {replicas}",
        limit,
    )


@then(parsers.parse("{autoscaler} goes to more than {replicas:d} replicas within {time}"))
def _goes_beyond(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    autoscaler: str,
    replicas: int,
    time: str,
) -> None:
    until(
        drill,
        lambda: autoscalers.standing(session, system.namespace),
        lambda found: merge_judgements(
            [told_checks.over(x.name, x.replicas, replicas) for x in found if x.name == autoscaler]
        ),
        f"{autoscaler} beyond {replicas}",
        budget(session, system, "load_shared", time),
    )


@when(parsers.parse("{autoscaler} is told to go down in a tenth of its times"))
def _quickened(drill: Drill, session: Session, system: SystemUnderDrill, autoscaler: str) -> None:
    told = autoscalers.told(session, system.namespace, autoscaler)
    window = timedelta(seconds=told.value.down.window_seconds)
    drill.event("note", f"{describe(window)} compressed to {describe(window / COMPRESSED)} here")
    autoscaling.quicken(session, system.namespace, autoscaler, COMPRESSED)


@then(
    parsers.parse(
        "{autoscaler} takes replicas away as the {resource} is used less, "
        "neither early nor too many"
    )
)
def _scales_down(
    drill: Drill, session: Session, system: SystemUnderDrill, autoscaler: str, resource: str
) -> None:
    name = _RESOURCES[resource]
    seen = autoscalers.course(session, system.namespace, autoscaler, name, "down", _DOWN_WITHIN)
    told = autoscalers.told(session, system.namespace, autoscaler)
    down, low = told.value.down, 100 * autoscalers.LEFT_ALONE * told.value.aims.get(name, 0)
    looks = [(one.at, one.wanted, one.reading) for one in seen.value]
    judgement = rollouts.scales_down(
        looks, low, down.window_seconds, down.period_seconds, down.share
    )
    drill.judge(judgement, [seen, told])
