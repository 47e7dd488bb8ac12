"""Phrases of Observatory: its public address, its backends' own word, restarts, crashes."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_bdd import given, parsers, step, then, when

from drillbook.checks import figures as checks
from drillbook.clients import http
from drillbook.clock import now
from drillbook.drill import Budget, Drill
from drillbook.ledger.http import HttpLedger, Request
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.probes import backends, crashes, values
from drillbook.procedures import objects, restoring
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.experiments import bring
from steps.ledger import REQUEST, begin
from steps.looking import until
from steps.panels import Load
from steps.spans import span

BACKEND, FRONTEND = "observatory-backend", "observatory-frontend"
PAGES = {"the health page": "/health", "the overview": "/api/v1/metrics/overview"}
WELL, LAST_WELL = 200, 499
#: The container of each role that is looked at when it crashes.
CONTAINERS = {
    BACKEND: "backend",
    "neo-auth-service": "auth-service",
    "neo-oracle-service": "oracle-service",
    "neo-compute-service": "compute-service",
}


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


@given(parsers.parse("the values of {holder} are known"), target_fixture="values_before")
def _known(
    drill: Drill, session: Session, system: SystemUnderDrill, holder: str
) -> Observation[dict[str, str]]:
    seen = _values(session, system, holder)
    drill.observe(seen)
    return seen


@then(parsers.parse("{key} alone of {holder} has another value than it had"))
def _another(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    values_before: Observation[dict[str, str]],
    key: str,
    holder: str,
) -> None:
    seen = _values(session, system, holder)
    judgement = checks.alone_differs(holder, values_before.value, seen.value, key)
    drill.judge(judgement, [values_before, seen])


def _values(session: Session, system: SystemUnderDrill, holder: str) -> Observation[dict[str, str]]:
    resource = "secrets" if "secret" in holder else "configmaps"
    return values.prints(session, system.namespace, resource, holder)


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
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    begun: dict[str, datetime],
    page: str,
    time: str,
) -> None:
    until(
        drill,
        lambda: backends.public(session, system.namespace, PAGES[page]),
        lambda status: checks.equal(f"the status of {page}", status, WELL),
        f"{page} answers",
        Budget(span(time), "runbook"),
        since=begun.get("outage") or drill.faulted_at or drill.started,
    )


@then(parsers.parse("{page} is seen to fail within {time}"))
def _fails(drill: Drill, session: Session, system: SystemUnderDrill, page: str, time: str) -> None:
    until(
        drill,
        lambda: backends.public(session, system.namespace, PAGES[page]),
        lambda status: checks.over(f"the status of {page}", status, LAST_WELL),
        f"{page} fails",
        Budget(span(time), "runbook"),
    )


@then(parsers.parse("every backend serves within {time}"))
def _serves(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    until(
        drill,
        lambda: backends.statuses(session, system.namespace),
        lambda found: checks.each_is("the overview's status", found, WELL),
        "every backend serves",
        Budget(span(time), "target file"),
        since=drill.faulted_at,
    )


@then("no backend has logged an error in a day")
def _no_errors(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seconds = int(span("24 hours").total_seconds())
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


@then("the backend's own credentials open a session of its database")
def _session(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = backends.database_session(session, system.namespace)
    drill.judge(checks.each_is("the database", seen.value, "observatory"), [seen])


@then(parsers.parse("a pod of {role} is shown to crash within {time}"))
def _crashing(
    drill: Drill, session: Session, system: SystemUnderDrill, role: str, time: str
) -> None:
    def check(crash: crashes.Crash) -> Judgement:
        return checks.crashed(crash.ready, crash.of, crash.waiting, crash.restarts)

    limit = Budget(span(time), "target file")
    _judge_crash(drill, session, system.namespace, role, limit, check)


@then(parsers.parse("its log names {cause}, and its events that it is started again and again"))
def _said(drill: Drill, session: Session, system: SystemUnderDrill, cause: str) -> None:
    _judge_said(drill, session, system, BACKEND, cause)


@then(
    parsers.parse(
        "the log of {role} names {cause}, and its events that it is started again and again"
    )
)
def _role_said(
    drill: Drill, session: Session, system: SystemUnderDrill, role: str, cause: str
) -> None:
    _judge_said(drill, session, system, role, cause)


def _judge_said(
    drill: Drill, session: Session, system: SystemUnderDrill, role: str, cause: str
) -> None:
    def check(crash: crashes.Crash) -> Judgement:
        return merge_judgements(
            [
                checks.names("the log", crash.said, cause),
                checks.each_has("events", {crash.pod: crash.events}, ("BackOff",)),
            ]
        )

    _judge_crash(drill, session, system.namespace, role, span("1 minute"), check)


@given(parsers.parse("no pod of {role} is down"))
def _none_down(drill: Drill, session: Session, system: SystemUnderDrill, role: str) -> None:
    seen = crashes.crashed(session, _namespace(system, role), role, _container(role))
    drill.judge(checks.equal("why it ended", seen.value.ended, ""), [seen])


@then(parsers.parse("a pod of {role} was ended for its memory within {time}"))
def _killed(drill: Drill, session: Session, system: SystemUnderDrill, role: str, time: str) -> None:
    def check(crash: crashes.Crash) -> Judgement:
        return checks.equal("why it ended", crash.ended, "OOMKilled")

    limit = Budget(span(time), "target file")
    _judge_crash(drill, session, _namespace(system, role), role, limit, check)


def _namespace(system: SystemUnderDrill, role: str) -> str:
    return system.namespace if role in CONTAINERS else "monitoring"


def _container(role: str) -> str:
    return CONTAINERS.get(role, "prometheus")


def _judge_crash(
    drill: Drill,
    session: Session,
    namespace: str,
    role: str,
    within: timedelta | Budget,
    check: Callable[[crashes.Crash], Judgement],
) -> None:
    until(
        drill,
        lambda: crashes.crashed(session, namespace, role, _container(role)),
        check,
        f"{role} is seen to crash",
        within,
    )


@when("observatory-backend gets the memory that the runbook gives it")
def _more_memory(session: Session, system: SystemUnderDrill) -> None:
    resources = {"requests": {"cpu": "100m", "memory": "1Gi"}, "limits": {"memory": "2Gi"}}
    objects.change_container(session, system.namespace, BACKEND, resources=resources)


@then(parsers.parse("every backend may have {most:d} GiB of memory and asks for {asked:d}"))
def _has_memory(
    drill: Drill, session: Session, system: SystemUnderDrill, most: int, asked: int
) -> None:
    seen = crashes.gibibytes(session, system.namespace, BACKEND, "backend")
    limits = {pod: one["limit"] for pod, one in seen.value.items()}
    requests = {pod: one["request"] for pod, one in seen.value.items()}
    drill.judge(
        merge_judgements(
            [
                checks.each_is("the limit in GiB", limits, float(most)),
                checks.each_is("the request in GiB", requests, float(asked)),
            ]
        ),
        [seen],
    )
