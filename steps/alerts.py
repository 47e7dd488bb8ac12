"""Phrases of alerts: that one fires for its cause, in time, reaches somebody, and clears."""

from datetime import timedelta

from pytest_bdd import parsers, then

from drillbook.checks import alerts as checks
from drillbook.clock import Seen, describe, eventually, now
from drillbook.drill import Drill
from drillbook.errors import CheckFailed, Unobservable
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.probes import alerts, kubernetes
from drillbook.probes.alerts import Standing
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged_in_time
from steps.panels import Load
from steps.spans import budget, span

# The effect of a fault is seen this long after it began, at most.
_SEEN_WITHIN = timedelta(minutes=2)
# A container that ends again and again is started after 10 s each time, on a lab.
_RESTARTED_WITHIN = timedelta(minutes=6)


@then(parsers.parse("the {severity} alert {alert} fires after {time}"))
def _fires(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    load: Load,
    ledgers: dict[str, Ledger],
    severity: str,
    alert: str,
    time: str,
) -> None:
    # Without a fault, or a load that goes on, there is nothing that it could fire for.
    faulted = drill.faulted_at or (load.since if ledgers else None) or drill.since_fault()
    # What causes it was there before this step began.
    since, wanted = now(), span(time)
    original = alerts.standing(session, system.name, alert)
    rule = alerts.drilled(session, system.name, alert)
    first = alerts.standing(session, system.name, rule.value).value
    waits = timedelta(seconds=first.for_seconds)
    if rule.value != alert:
        drill.event("note", f"{alert}: {describe(wanted)} compressed to {describe(waits)} here")
    by = checks.latest(waits, first.every_seconds, checks.window(first.query))
    seen, last = _until_it_fires(session, system.name, rule.value, by)
    if seen is not None:
        drill.phase(f"{alert} firing", since, seen)
    found = last.value
    if found.since is not None and found.since < faulted - _SEEN_WITHIN:
        raise Unobservable(f"{rule.value} held at {found.since:%T} UTC, before this drill's fault")
    held = seen.at - found.since if seen and found.since else None
    took = seen.at - since if seen else None
    judgement = merge_judgements(
        [
            checks.as_written(
                alert, original.value.severity, severity, original.value.for_seconds, wanted
            ),
            checks.same_cause(alert, original.value.query, found.query),
            checks.tenth(alert, severity, found.severity, wanted, waits),
            checks.fires_in_time(alert, found.state, held, took, waits, by),
        ]
    )
    drill.judge(judgement, [original, rule, last])


@then(
    parsers.parse(
        "the {severity} alert {alert} fires once {pod} has restarted more than {count:d} times"
    )
)
def _fires_by_count(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    severity: str,
    alert: str,
    pod: str,
    count: int,
) -> None:
    since = drill.since_fault()
    seen, last = _until_it_fires(session, system.name, alert, _RESTARTED_WITHIN)
    restarted = kubernetes.pod(session, system.namespace, pod)
    if seen is not None:
        drill.phase(f"{alert} firing", since, seen)
    found, restarts = last.value, restarted.value.restarts if restarted.value else 0
    if found.since is not None and found.since < since - _SEEN_WITHIN:
        raise Unobservable(f"{alert} held at {found.since:%T} UTC, before this drill's fault")
    judgement = merge_judgements(
        [
            checks.as_written(alert, found.severity, severity, found.for_seconds, timedelta(0)),
            checks.fires_by_count(alert, restarts, count, fires=found.fires),
        ]
    )
    drill.judge(judgement, [last, restarted])


def _until_it_fires(
    session: Session, system: str, rule: str, within: timedelta
) -> tuple[Seen[Observation[Standing]] | None, Observation[Standing]]:
    """Return when a rule's alert was seen to fire, None if it was not, and what was seen last."""
    try:
        seen = eventually(
            lambda: alerts.standing(session, system, rule),
            lambda found: found.value.fires,
            within=within,
            what=f"{rule} fires",
        )
    except CheckFailed:
        return None, alerts.standing(session, system, rule)
    return seen, seen.value


@then(parsers.parse("the alert {alert} clears within {time}"))
def _clears(
    drill: Drill, session: Session, system: SystemUnderDrill, alert: str, time: str
) -> None:
    limit, since = budget(session, system, "alert_clears", time), now()
    rule = alerts.drilled(session, system.name, alert)
    latest: list[Observation[Standing]] = []

    def look() -> Judgement:
        latest[:] = [alerts.standing(session, system.name, rule.value)]
        return checks.clear(alert, latest[0].value.state, routed=latest[0].value.routed)

    judgement = judged_in_time(drill, look, f"{alert} over", limit, since=since)
    drill.judge(judgement, [rule, *latest])
