"""Phrases of Observatory's Prometheus: requests by class, and its own settings."""

from pytest_bdd import parsers, then, when

from drillbook.checks import figures as checks
from drillbook.checks import settings as settings_checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.plugin import SystemUnderDrill
from drillbook.probes import prometheus_server
from drillbook.procedures import objects, observatory
from drillbook.session import Session
from drillbook.verdict import Judgement
from steps.observatory_monitoring import until
from steps.spans import span

MONITORING, SERVER, SETTINGS = "monitoring", "statefulsets/prometheus", "prometheus-config"
CODES = {"2xx": 40.0, "4xx": 30.0, "5xx": 30.0}


@when(
    "requests are answered 40 times 200, 30 times 404, 20 times 500 and 10 times 503",
    target_fixture="counted_before",
)
def _answered(session: Session, system: SystemUnderDrill) -> Observation[dict[str, float]]:
    before = prometheus_server.by_class(session, system.name)
    for status, times in ((200, 40), (404, 30), (500, 20), (503, 10)):
        observatory.send(session, system.namespace, status, times)
    return before


@then(parsers.parse("every one of them is counted by the class of its code within {time}"))
def _classes(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    counted_before: Observation[dict[str, float]],
    time: str,
) -> None:
    drill.observe(counted_before)

    def check(found: dict[str, float]) -> Judgement:
        more = {name: found.get(name, 0) - counted_before.value.get(name, 0) for name in CODES}
        return checks.equal("requests by class", more, CODES)

    until(
        drill,
        lambda: prometheus_server.by_class(session, system.name),
        check,
        "all are counted",
        span(time),
    )


@when("Prometheus is told to keep 7 days in blocks of 2 to 24 hours")
def _keeps(session: Session) -> None:
    objects.change_arguments(
        session,
        MONITORING,
        SERVER,
        {
            "--storage.tsdb.retention.time": "7d",
            "--storage.tsdb.min-block-duration": "2h",
            "--storage.tsdb.max-block-duration": "24h",
        },
    )


@then("Prometheus runs with 7 days and blocks of 2 to 24 hours")
def _flags(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    wanted = {
        "storage.tsdb.retention.time": "1w",
        "storage.tsdb.min-block-duration": "2h",
        "storage.tsdb.max-block-duration": "1d",
    }
    seen = prometheus_server.flags(session, system.name)
    drill.judge(settings_checks.in_effect(wanted, {"Prometheus": seen.value}), [seen])


@then(parsers.parse("its oldest sample is under {days:g} days old"))
def _oldest(drill: Drill, session: Session, system: SystemUnderDrill, days: float) -> None:
    seen = prometheus_server.oldest_days(session, system.name)
    drill.judge(checks.under("days of the oldest sample", seen.value, days), [seen])


@when("Prometheus is told to scrape every 30 seconds and reads its settings again")
def _slower(session: Session) -> None:
    objects.replace_text(
        session,
        MONITORING,
        SETTINGS,
        "prometheus.yml",
        "scrape_interval: 15s",
        "scrape_interval: 30s",
    )
    objects.restart(session, MONITORING, SERVER)


@then(parsers.parse("Prometheus scrapes every {seconds:d} seconds"))
def _scrapes(drill: Drill, session: Session, system: SystemUnderDrill, seconds: int) -> None:
    until(
        drill,
        lambda: prometheus_server.scrape_interval(session, system.name),
        lambda found: checks.equal("the scrape interval", found, f"{seconds}s"),
        "it scrapes so",
    )
