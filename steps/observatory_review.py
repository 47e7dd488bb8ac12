"""Phrases of Observatory's metrics review: figures, panels, and who is told of which alert."""

from datetime import datetime

from pytest_bdd import parsers, then, when

from drillbook.checks import figures as checks
from drillbook.clock import now
from drillbook.drill import Budget, Drill
from drillbook.probes import notifications, panels, prometheus
from drillbook.procedures import alerting
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import until
from steps.observatory import BACKEND, FRONTEND
from steps.spans import span

ALERTMANAGER = "monitoring/observatory-alertmanager:9093"
LATENCY = (
    "histogram_quantile(0.95, sum(rate(istio_request_duration_milliseconds_bucket[1m])) by (le))"
)
BY_SERVICE = (
    "sort_desc(histogram_quantile(0.95, sum(rate(istio_request_duration_milliseconds_bucket[1m])) "
    "by (le, destination_service_name)) > 0)"
)
ERRORS = (
    '1 - sum(rate(istio_requests_total{response_code!~"5.."}[1m])) '
    "/ sum(rate(istio_requests_total[1m]))"
)
ANOMALIES = "sum(rate(observatory_anomaly_detections_total[1m]))"
EXPIRING = "max(observatory_mtls_certificates_expiring_7d)"
TOPOLOGY = "sum by (job, destination_service_name) (envoy_cluster_upstream_cx_total)"


@then(parsers.parse("under {limit:g} % of the requests end in a server's error"))
def _errors(drill: Drill, session: Session, system: SystemUnderDrill, limit: float) -> None:
    seen = panels.figure(session, system.name, ERRORS, now())
    drill.judge(checks.under("the share of errors", seen.value, limit / 100), [seen])


@then(parsers.parse("the panel of errors shows over {limit:g} % within {time}"))
def _errors_shown(
    drill: Drill, session: Session, system: SystemUnderDrill, limit: float, time: str
) -> None:
    until(
        drill,
        lambda: panels.figure(session, system.name, ERRORS, now()),
        lambda found: checks.over("the share of errors", found, limit / 100),
        "the panel shows the errors",
        Budget(span(time), "target file"),
    )


@then(parsers.parse("the 95th percentile of the requests' times is under {limit:g} ms"))
def _p95(drill: Drill, session: Session, system: SystemUnderDrill, limit: float) -> None:
    seen = panels.figure(session, system.name, LATENCY, now())
    drill.judge(checks.under("the 95th percentile in ms", seen.value, limit), [seen])


@then(parsers.parse("the panel of latency shows over {limit:g} ms within {time}"))
def _latency(
    drill: Drill, session: Session, system: SystemUnderDrill, limit: float, time: str
) -> None:
    until(
        drill,
        lambda: panels.figure(session, system.name, LATENCY, now()),
        lambda found: checks.over("the panel's 95th percentile in ms", found, limit),
        "the panel shows it",
        Budget(span(time), "target file"),
    )


@then(parsers.parse("{service} is the slowest of all services"))
def _slowest(drill: Drill, session: Session, system: SystemUnderDrill, service: str) -> None:
    seen = prometheus.samples(session, system.name, BY_SERVICE)
    names = [str(one.labels.get("destination_service_name")) for one in seen.value]
    drill.judge(checks.is_first("the slowest service", names, service), [seen])


@then("no certificate runs out within a week")
def _none_ends(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = panels.figure(session, system.name, EXPIRING, now())
    drill.judge(checks.equal("certificates that end soon", seen.value, 0.0), [seen])


@then(parsers.parse("under {limit:g} anomalies a second are found"))
def _rate(drill: Drill, session: Session, system: SystemUnderDrill, limit: float) -> None:
    seen = panels.figure(session, system.name, ANOMALIES, now())
    drill.judge(checks.under("anomalies a second", seen.value, limit), [seen])


@then(
    "the panel of the topology has the gateway's way to the frontend "
    "and the backend's to its database"
)
def _topology(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = prometheus.samples(session, system.name, TOPOLOGY)
    ways = {
        "topology": [
            f"{one.labels.get('job')} to {one.labels.get('destination_service_name')}"
            for one in seen.value
        ]
    }
    wanted = (f"istio-ingressgateway to {FRONTEND}", f"{BACKEND} to timescaledb")
    drill.judge(checks.each_has("ways", ways, wanted), [seen])


@when(parsers.parse("an alert {alert} of severity {severity} is raised"))
def _raised(session: Session, begun: dict[str, datetime], alert: str, severity: str) -> None:
    begun["alert"] = now()
    alerting.raise_alert(session, ALERTMANAGER, alert, severity)


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

    def check(found: dict[str, int]) -> Judgement:
        return checks.each_lists("who is told", {alert: list(found)}, receivers.split(" and "))

    until(
        drill,
        lambda: notifications.told(session, alert, since.timestamp(), "firing"),
        check,
        f"{alert} is told",
        Budget(span(time), "target file"),
    )
