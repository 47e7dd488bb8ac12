"""Phrases of Observatory's mesh: certificates, and anomalies by what is usual."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from drillbook.checks import figures as checks
from drillbook.clients.prometheus import Sample
from drillbook.clock import now
from drillbook.drill import Budget, Drill
from drillbook.observation import Observation
from drillbook.probes import backends, database_work, panels, prometheus
from drillbook.procedures import database, objects, observatory
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged, until
from steps.observatory import BACKEND, FRONTEND
from steps.observatory_review import EXPIRING
from steps.spans import span

#: How long the lab's certificates live, where nobody says otherwise.
LIFE = "360h"
_WEEK = timedelta(days=7)
_SCRAPED_WITHIN = timedelta(minutes=1)
KNOWN = "max(observatory_mtls_certificates)"
SCORE = f"1 - max(observatory_mtls_certificates_expiring_7d) / {KNOWN}"


@pytest.fixture
def planted() -> list[str]:
    """Return the scores that the scenario's values have."""
    return []


def _issue_for(session: Session, namespace: str, life: str, what: str) -> None:
    settings = {"proxy.istio.io/config": f"proxyMetadata: {{SECRET_TTL: {life}}}\n"}
    body = {"spec": {"template": {"metadata": {"annotations": settings}}}}
    objects.patch(session, namespace, f"deployments/{FRONTEND}", body, what)


@when(parsers.parse("the frontend's certificates are issued for {hours:d} hours"))
def _short(session: Session, system: SystemUnderDrill, hours: int) -> None:
    what = f"certificates of {FRONTEND} are issued for {hours} hours"
    _issue_for(session, system.namespace, f"{hours}h", what)


@then(parsers.parse("the backends list the frontend's certificates and no others within {time}"))
def _listed(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    since = now()
    own = backends.certificates(session, system.namespace, FRONTEND)
    drill.observe(own)

    def check(found: dict[str, list[str]]) -> Judgement:
        return checks.each_lists("certificates that end soon", found, list(own.value))

    until(
        drill,
        lambda: backends.expiring(session, system.namespace, 7),
        check,
        "they are listed",
        Budget(span(time), "target file"),
        since=since,
    )


@then("the panel of certificates shows as many as the mesh has, and the share that ends later")
def _panel(
    drill: Drill, session: Session, system: SystemUnderDrill, begun: dict[str, datetime]
) -> None:
    own = backends.certificates(session, system.namespace, FRONTEND)
    # What is issued later replaces these; istiod issues from two minutes before.
    begun["rotation"] = own.started - timedelta(minutes=2)
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        shown = panels.figure(session, system.name, EXPIRING, now())
        share = panels.figure(session, system.name, SCORE, now())
        known = panels.figure(session, system.name, KNOWN, now())
        latest[:] = [own, shown, share, known]
        wanted = 1 - len(own.value) / (known.value or float("nan"))
        return merge_judgements(
            [
                checks.equal("the number that ends soon", shown.value, float(len(own.value))),
                checks.near("the score", share.value, wanted, 0.01),
            ]
        )

    # A panel is as old as the last scrape.
    drill.judge(judged(look, "the panel shows them", _SCRAPED_WITHIN), latest)


@when("certificates are rotated as the runbook says")
def _rotated(session: Session, system: SystemUnderDrill) -> None:
    objects.restart(session, "istio-system", "deployments/istiod")
    what = f"{FRONTEND}'s certificates live as long as all others"
    _issue_for(session, system.namespace, LIFE, what)
    objects.restart(session, system.namespace, f"deployments/{BACKEND}")


@then("every backend and frontend has a certificate that was issued since, for over a week")
def _issued(
    drill: Drill, session: Session, system: SystemUnderDrill, begun: dict[str, datetime]
) -> None:
    seen = [backends.certificates(session, system.namespace, app) for app in (BACKEND, FRONTEND)]
    issued = {pod: one.issued for found in seen for pod, one in found.value.items()}
    ends = {pod: one.ends for found in seen for pod, one in found.value.items()}
    drill.judge(
        merge_judgements(
            [
                checks.newer("certificates", issued, begun["rotation"]),
                checks.newer("ends of certificates", ends, begun["rotation"] + _WEEK),
            ]
        ),
        seen,
    )


@when(
    parsers.parse("values of {service} that score {low:g} and {high:g} are observed"),
    target_fixture="observed",
)
def _values(
    session: Session,
    system: SystemUnderDrill,
    planted: list[str],
    service: str,
    low: float,
    high: float,
) -> Observation[dict[str, float]]:
    planted[:] = [f"{low:.2f}", f"{high:.2f}"]
    # Three of each, so that every backend scores both.
    away = [share / (1 - share) * 1.0001 for share in (low, low, low, high, high, high)]
    return observatory.observe(session, system.namespace, service, away)


@given(parsers.parse("the baseline of {service} is no longer what is usual"))
def _stale(session: Session, system: SystemUnderDrill, service: str) -> None:
    database.make_stale(session, system.namespace, service)


@when(
    parsers.parse("{count:d} values of {service} that were usual for seven days are observed"),
    target_fixture="observed",
)
def _usual(
    session: Session, system: SystemUnderDrill, service: str, count: int
) -> Observation[dict[str, float]]:
    return observatory.observe_usual(session, system.namespace, service, count)


@then(parsers.parse("{count:d} of them are found to be anomalies"))
def _found(drill: Drill, observed: Observation[dict[str, float]], count: int) -> None:
    drill.judge(checks.equal("anomalies", observed.value["anomalies"], float(count)), [observed])


@then("every backend lists them among its latest anomalies, and has their scores in its log")
def _lists(drill: Drill, session: Session, system: SystemUnderDrill, planted: list[str]) -> None:
    listed = backends.anomalies(session, system.namespace, 50)
    latest = {pod: [f"{one:.2f}" for one in scores] for pod, scores in listed.value.items()}
    logged = backends.logged(session, system.namespace, BACKEND, 300, "anomaly_score")
    written = {
        pod: [line.split("anomaly_score=")[1][:4] for line in lines]
        for pod, lines in logged.value.items()
    }
    drill.judge(
        merge_judgements(
            [
                checks.each_has("scores", latest, planted),
                checks.each_has("scores in the log", written, planted),
            ]
        ),
        [listed, logged],
    )


@then(parsers.parse("the panel of anomalies shows {service} first within {time}"))
def _anomalies(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, time: str
) -> None:
    query = "sort_desc(sum by (service) (observatory_anomaly_detections_total) > 0)"

    def check(found: tuple[Sample, ...]) -> Judgement:
        names = [str(one.labels.get("service")) for one in found]
        return checks.is_first("the service with most anomalies", names, service)

    until(
        drill,
        lambda: prometheus.samples(session, system.name, query),
        check,
        "it is shown",
        Budget(span(time), "target file"),
    )


@when(
    parsers.parse("the threshold of anomalies is raised to {threshold} and the backend restarted")
)
def _threshold(session: Session, system: SystemUnderDrill, threshold: str) -> None:
    body = {"data": {"ANOMALY_DETECTION_THRESHOLD": threshold}}
    what = f"the threshold is {threshold}"
    objects.patch(session, system.namespace, "configmaps/observatory-config", body, what)
    objects.restart(session, system.namespace, f"deployments/{BACKEND}")


@when("the baseline is learnt anew from the last seven days")
def _retrained(session: Session, system: SystemUnderDrill, begun: dict[str, datetime]) -> None:
    begun["retrained"] = database_work.server_time(session, system.namespace).value
    command = "/usr/bin/python3 -m observatory.retrain --retrain-baseline"
    observatory.run(session, system.namespace, BACKEND, "backend", command)


@then("every backend has a baseline that was learnt since")
def _learnt(
    drill: Drill, session: Session, system: SystemUnderDrill, begun: dict[str, datetime]
) -> None:
    seen = backends.trained(session, system.namespace)
    since = begun["retrained"]
    found = {pod: datetime.fromtimestamp(at, since.tzinfo) for pod, at in seen.value.items()}
    drill.judge(checks.newer("baselines", found, since), [seen])
