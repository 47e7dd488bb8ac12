"""Phrases of Observatory: its public address, its backends' own word, releases, restarts."""

from collections.abc import Callable
from datetime import datetime

import pytest
from pytest_bdd import given, parsers, step, then, when

from drillbook.checks import figures as checks
from drillbook.clients import http
from drillbook.clock import now
from drillbook.drill import Budget, Drill
from drillbook.ledger.http import HttpLedger, Request
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.plugin import SystemUnderDrill
from drillbook.probes import backends, crashes, notifications
from drillbook.procedures import objects, restoring
from drillbook.session import Session
from drillbook.verdict import Judgement, merge_judgements
from steps.experiments import bring
from steps.ledger import REQUEST, begin
from steps.looking import judged, judged_in_time
from steps.panels import Load
from steps.spans import span

BACKEND, FRONTEND = "observatory-backend", "observatory-frontend"
PAGES = {"the health page": "/health", "the overview": "/api/v1/metrics/overview"}
WELL = 200


@pytest.fixture
def begun() -> dict[str, datetime]:
    """Return when the scenario's steps have begun what later ones ask about."""
    return {}


@given(parsers.parse("users are asking for {page} {rate:d} times a second"))
def _asking(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    load: Load,
    page: str,
    rate: int,
) -> None:
    url = http.service_url(session, f"{system.namespace}/{backends.GATEWAY}") + PAGES[page]
    request = Request(url, {}, {"Host": backends.HOST}, rate)
    load.clients[REQUEST] = page
    begin(drill, ledgers, REQUEST, HttpLedger(session, system.namespace, request))


@step(parsers.parse('the experiment "{name}" makes {key} of {holder} wrong'))
def _made_wrong(system: SystemUnderDrill, name: str, key: str, holder: str) -> None:
    bring(system, name, **{"secret" if "secret" in name else "config_map": holder}, key=key)


@step(parsers.parse('the experiment "{name}" gives {key} of {holder} the value {value}'))
def _given_value(system: SystemUnderDrill, name: str, key: str, holder: str, value: str) -> None:
    bring(system, name, config_map=holder, key=key, value=value)


@when("what the experiment changed is put back")
def _put_back(session: Session) -> None:
    restoring.put_back(session)


@when(parsers.parse("{workload} is restarted"))
def _restarted(
    session: Session, system: SystemUnderDrill, begun: dict[str, datetime], workload: str
) -> None:
    begun["restart"] = now()
    objects.restart(session, system.namespace, f"deployments/{workload}")


@when(parsers.parse("{workload} begins to restart"))
def _begins(session: Session, system: SystemUnderDrill, workload: str) -> None:
    objects.restart(session, system.namespace, f"deployments/{workload}", awaited=False)


@then(parsers.parse("{page} answers without an error within {time}"))
def _answers(
    drill: Drill, session: Session, system: SystemUnderDrill, page: str, time: str
) -> None:
    since = drill.faulted_at or drill.started
    _judge_page(drill, session, system, f"{page} answers", page, WELL, time, since)


def _judge_page(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    what: str,
    page: str,
    wanted: int,
    time: str,
    since: datetime,
) -> None:
    latest: list[Observation[int]] = []

    def look() -> Judgement:
        latest[:] = [backends.public(session, system.namespace, PAGES[page])]
        return checks.equal(f"the status of {page}", latest[0].value, wanted)

    limit = Budget(span(time), "runbook")
    drill.judge(judged_in_time(drill, look, what, limit, since=since), latest)


@then(parsers.parse("every backend runs version {version} within {time}"))
def _version(
    drill: Drill, session: Session, system: SystemUnderDrill, version: str, time: str
) -> None:
    latest: list[Observation[dict[str, str]]] = []

    def look() -> Judgement:
        latest[:] = [backends.versions(session, system.namespace)]
        return checks.each_is("the version", latest[0].value, version)

    limit = Budget(span(time), "runbook")
    since = drill.faulted_at
    drill.judge(judged_in_time(drill, look, "backends at it", limit, since=since), latest)


@then(parsers.parse("no backend has logged an error in {time}"))
def _no_errors(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    seconds = int(span(time).total_seconds())
    words = (" ERROR ", " CRITICAL ")
    seen = backends.logged(session, system.namespace, BACKEND, seconds, *words)
    drill.judge(checks.none_listed("error", seen.value), [seen])


@then("each backend has the runbook's own metrics")
def _metrics(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = backends.own_metrics(session, system.namespace)
    wanted = ("observatory_mtls_certificates_expiring_7d", "observatory_anomaly_detections_total")
    drill.judge(checks.each_has("the backend's metrics", seen.value, wanted), [seen])


@then("the proxy of each backend has statistics of the database and of Prometheus")
def _proxy(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = backends.proxy_clusters(session, system.namespace)
    short = {
        pod: [name.split("|")[-1].split(".")[0] for name in names]
        for pod, names in seen.value.items()
    }
    wanted = ("timescaledb", "observatory-prometheus")
    drill.judge(checks.each_has("clusters", short, wanted), [seen])


@then(parsers.parse("a pod of {role} is shown to crash within {time}"))
def _crashing(
    drill: Drill, session: Session, system: SystemUnderDrill, role: str, time: str
) -> None:
    def check(crash: crashes.Crash) -> Judgement:
        return checks.crashed(crash.ready, crash.of, crash.waiting, crash.restarts)

    _judge_crash(drill, session, system.namespace, role, time, check)


@then(parsers.parse("its log names {cause}, and its events that it is started again and again"))
def _said(drill: Drill, session: Session, system: SystemUnderDrill, cause: str) -> None:
    def check(crash: crashes.Crash) -> Judgement:
        return merge_judgements(
            [
                checks.names("the log", crash.said, cause),
                checks.each_has("events", {crash.pod: crash.events}, ("BackOff",)),
            ]
        )

    _judge_crash(drill, session, system.namespace, BACKEND, "1 minute", check)


@then(parsers.parse("a pod of {role} was ended for its memory within {time}"))
def _killed(drill: Drill, session: Session, system: SystemUnderDrill, role: str, time: str) -> None:
    namespace = system.namespace if role == BACKEND else "monitoring"
    _judge_crash(
        drill,
        session,
        namespace,
        role,
        time,
        lambda crash: checks.equal("why it ended", crash.ended, "OOMKilled"),
    )


def _judge_crash(
    drill: Drill,
    session: Session,
    namespace: str,
    role: str,
    time: str,
    check: Callable[[crashes.Crash], Judgement],
) -> None:
    container = "backend" if role == BACKEND else "prometheus"
    latest: list[Observation[crashes.Crash]] = []

    def look() -> Judgement:
        latest[:] = [crashes.crashed(session, namespace, role, container)]
        return check(latest[0].value)

    drill.judge(judged(look, f"{role} is seen to crash", span(time)), latest)


@then(parsers.parse("the alert {alert} reaches {receivers} within {time}"))
def _reaches(
    drill: Drill,
    session: Session,
    alert: str,
    receivers: str,
    time: str,
    begun: dict[str, datetime],
) -> None:
    since = begun.get("alert") or drill.started
    wanted = receivers.split(" and ")
    _judge_told(drill, session, alert, wanted, time, since, "firing")


def _judge_told(
    drill: Drill,
    session: Session,
    alert: str,
    wanted: list[str],
    time: str,
    since: datetime,
    status: str,
) -> None:
    latest: list[Observation[dict[str, int]]] = []

    def look() -> Judgement:
        latest[:] = [notifications.told(session, alert, since.timestamp(), status)]
        return checks.each_lists("who is told", {alert: list(latest[0].value)}, wanted)

    limit = Budget(span(time), "target file")
    drill.judge(judged_in_time(drill, look, f"{alert} {status}", limit), latest)


@then(parsers.parse("{receivers} hear that the alert {alert} is over within {time}"))
def _over(drill: Drill, session: Session, alert: str, receivers: str, time: str) -> None:
    _judge_told(drill, session, alert, receivers.split(" and "), time, drill.started, "resolved")
