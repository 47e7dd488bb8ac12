"""Phrases of alerts: that one fires for its cause, in time, reaches somebody, and clears."""

from pytest_bdd import parsers, then

from drillbook.checks import alerts as checks
from drillbook.clock import Seen, eventually, now
from drillbook.drill import Drill
from drillbook.errors import CheckFailed
from drillbook.observation import Observation
from drillbook.plugin import SystemUnderDrill
from drillbook.probes import alerts
from drillbook.probes.alerts import Standing
from drillbook.session import Session
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged_in_time
from steps.spans import budget, span


@then(parsers.parse("the {severity} alert {alert} fires {time} after the fault"))
def _fires(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    severity: str,
    alert: str,
    time: str,
) -> None:
    since, wanted = drill.since_fault(), span(time)
    last = alerts.standing(session, system.name, alert)
    by = checks.latest(wanted, last.value.every_seconds)
    seen: Seen[Observation[Standing]] | None
    try:
        seen = eventually(
            lambda: alerts.standing(session, system.name, alert),
            lambda found: found.value.fires,
            within=by - (now() - since),
            what=f"{alert} fires",
        )
    except CheckFailed:
        seen, last = None, alerts.standing(session, system.name, alert)
    else:
        last = seen.value
        drill.phase(f"{alert} firing", since, seen)
    rule, took = last.value, seen.at - since if seen else None
    held = seen.at - rule.since if seen and rule.since else None
    judgement = merge_judgements(
        [
            checks.as_written(alert, rule.severity, severity, rule.for_seconds, wanted),
            checks.fires_in_time(alert, rule.state, held, took, wanted, by),
        ]
    )
    drill.judge(judgement, [last])


@then(parsers.parse("the alert {alert} clears within {time}"))
def _clears(
    drill: Drill, session: Session, system: SystemUnderDrill, alert: str, time: str
) -> None:
    limit = budget(session, system, "alert_clears", time)
    latest: list[Observation[Standing]] = []

    def look() -> Judgement:
        latest[:] = [alerts.standing(session, system.name, alert)]
        return checks.clear(alert, latest[0].value.state, routed=latest[0].value.routed)

    drill.judge(judged_in_time(drill, look, f"{alert} over", limit), latest)
