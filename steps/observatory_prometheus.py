"""Phrases of Observatory's Prometheus: its targets, its settings, and how many series it has."""

from datetime import timedelta
from functools import partial

from pytest_bdd import given, parsers, then, when

from drillbook.checks import figures as checks
from drillbook.checks import settings as settings_checks
from drillbook.clock import eventually
from drillbook.drill import Budget, Drill
from drillbook.errors import CheckFailed, Unobservable
from drillbook.observation import Observation
from drillbook.probes import prometheus_server, usage
from drillbook.procedures import objects, observatory
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import until
from steps.spans import span

MONITORING, SERVER, SETTINGS = "monitoring", "statefulsets/prometheus", "prometheus-config"
CODES = {"2xx": 40.0, "4xx": 30.0, "5xx": 30.0}
KEEPS = {
    "--storage.tsdb.retention.time": "7d",
    "--storage.tsdb.min-block-duration": "2h",
    "--storage.tsdb.max-block-duration": "24h",
}
#: As the server says them, which it does in other units.
SAID = {
    "storage.tsdb.retention.time": "1w",
    "storage.tsdb.min-block-duration": "2h",
    "storage.tsdb.max-block-duration": "1d",
}
MANY = "istio_request_bytes_bucket"
PANEL = f"sum by (le) ({MANY})"
_SHOWN_WITHIN = timedelta(minutes=2)
_TWO_SCRAPES = timedelta(seconds=12)
# The runbook's rule, before those that are there.
_RULES = "    metric_relabel_configs:\n"
_DROP = '      - {source_labels: [__name__], regex: "istio_request_bytes_bucket.*", action: drop}\n'


@then("Prometheus has targets, and every one of them is up")
def _targets(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    def check(found: dict[str, str]) -> Judgement:
        return checks.each_is("the state of targets", found, "up")

    until(
        drill,
        lambda: prometheus_server.targets(session, system.name),
        check,
        "all up",
        _SHOWN_WITHIN,
    )


@when(
    "requests are answered 40 times 200, 30 times 404, 20 times 500 and 10 times 503",
    target_fixture="counted_before",
)
def _answered(session: Session, system: SystemUnderDrill) -> Observation[dict[str, float]]:
    before = _settled(session, system)
    for status, times in ((200, 40), (404, 30), (500, 20), (503, 10)):
        observatory.send(session, system.namespace, status, times)
    return before


def _settled(session: Session, system: SystemUnderDrill) -> Observation[dict[str, float]]:
    """Return the counts once they stay the same: a drill before may have requests yet to count."""
    said: list[Observation[dict[str, float]]] = []

    def stay() -> bool:
        said.append(prometheus_server.by_class(session, system.name))
        return len(said) > 1 and said[-1].value == said[-2].value

    what = "requests of before are all counted"
    try:
        eventually(stay, bool, within=_SHOWN_WITHIN, what=what, every=_TWO_SCRAPES)
    except CheckFailed as error:
        raise Unobservable(str(error)) from error
    return said[-1]


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
        Budget(span(time), "target file"),
    )


@when("Prometheus is told to keep 7 days in blocks of 2 to 24 hours")
def _keeps(session: Session) -> None:
    objects.change_arguments(session, MONITORING, SERVER, KEEPS)


@then("Prometheus runs with the retention and the blocks that it was told")
def _flags(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = prometheus_server.flags(session, system.name)
    drill.judge(settings_checks.in_effect(SAID, {"Prometheus": seen.value}), [seen])


@then(parsers.parse("its oldest sample is under {time} old"))
def _oldest(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    seen = prometheus_server.oldest(session, system.name)
    limit = span(time).total_seconds()
    drill.judge(checks.under("seconds of age", seen.value.total_seconds(), limit), [seen])


@when("Prometheus is told to scrape every 30 seconds and reads its settings again")
def _slower(session: Session) -> None:
    _replace(session, "scrape_interval: 15s", "scrape_interval: 30s")


@then(parsers.parse("Prometheus scrapes every {time}"))
def _scrapes(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    until(
        drill,
        lambda: prometheus_server.scrape_interval(session, system.name),
        lambda found: checks.equal("the scrape interval", found, span(time)),
        "it scrapes so",
        _SHOWN_WITHIN,
    )


@given("a panel's query is quick", target_fixture="quick")
def _quick(drill: Drill, session: Session, system: SystemUnderDrill) -> Observation[float]:
    seen = prometheus_server.query_seconds(session, system.name, PANEL)
    drill.observe(seen)
    return seen


@then(parsers.parse("Prometheus names {name} first of the names with most series within {time}"))
def _ranked(drill: Drill, session: Session, system: SystemUnderDrill, name: str, time: str) -> None:
    until(
        drill,
        lambda: prometheus_server.most_series(session, system.name),
        lambda found: checks.is_first("the name with most series", found, name),
        "it is first",
        Budget(span(time), "target file"),
    )


@then("the panel's query is slower than it was")
def _slow(
    drill: Drill, session: Session, system: SystemUnderDrill, quick: Observation[float]
) -> None:
    until(
        drill,
        lambda: prometheus_server.query_seconds(session, system.name, PANEL),
        lambda found: checks.over("seconds of the query", found, quick.value),
        "it is slower",
        _SHOWN_WITHIN,
    )


@then("the panel's query is as quick as it was")
def _quick_again(
    drill: Drill, session: Session, system: SystemUnderDrill, quick: Observation[float]
) -> None:
    until(
        drill,
        lambda: prometheus_server.query_seconds(session, system.name, PANEL),
        lambda found: checks.under("seconds of the query", found, 2 * quick.value),
        "it is quick",
        _SHOWN_WITHIN,
    )


@then("the memory that each pod of monitoring uses is known")
def _memory(drill: Drill, session: Session) -> None:
    def check(found: usage.Known) -> Judgement:
        return checks.none_listed("container without a figure", {MONITORING: found.unknown})

    probe = partial(usage.containers, session, MONITORING)
    until(drill, probe, check, "all are measured", _SHOWN_WITHIN)


@when("that histogram is dropped and Prometheus reads its settings again")
def _dropped(session: Session) -> None:
    _replace(session, _RULES, _RULES + _DROP)


@then(parsers.parse("Prometheus takes in none of its series within {time}"))
def _none_taken(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    until(
        drill,
        lambda: prometheus_server.most_series(session, system.name),
        # One that was just restarted and has read nothing yet has no names at all.
        lambda found: checks.none_listed(
            "series", {SERVER: [n for n in found if n == MANY]} if found else {}
        ),
        "none is taken in",
        Budget(span(time), "target file"),
    )


def _replace(session: Session, old: str, new: str) -> None:
    # It reads its settings at its start: without this, the next drill would find those of this one.
    objects.restart_at_undo(session, MONITORING, SERVER)
    objects.replace_text(session, MONITORING, SETTINGS, "prometheus.yml", old, new)
    objects.restart(session, MONITORING, SERVER)
