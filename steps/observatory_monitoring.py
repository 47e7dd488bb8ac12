"""Phrases of Observatory's monitoring: its review, panels, Prometheus' own state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pytest_bdd import then, when

from drillbook.checks import figures as checks
from drillbook.checks import settings as settings_checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.plugin import SystemUnderDrill
from drillbook.probes import (
    backends,
    crashes,
    prometheus_server,
)
from drillbook.procedures import objects
from drillbook.session import Session
from drillbook.verdict import Judgement
from steps.looking import judged
from steps.observatory import BACKEND

LATENCY = (
    "histogram_quantile(0.95, sum(rate(istio_request_duration_milliseconds_bucket[1m])) by (le))"
)
ERRORS = (
    '(sum(rate(istio_requests_total{response_code=~"5.."}[1m])) or vector(0)) '
    "/ sum(rate(istio_requests_total[1m])) * 100"
)
ANOMALIES = "sum(rate(observatory_anomaly_detections_total[1m])) or vector(0)"
EXPIRING = "max(observatory_mtls_certificates_expiring_7d)"
_SHOWN_WITHIN = timedelta(minutes=2)


def until(
    drill: Drill,
    probe: Callable[[], Observation[Any]],
    check: Callable[[Any], Judgement],
    what: str,
    within: timedelta = _SHOWN_WITHIN,
) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [probe()]
        return check(latest[0].value)

    drill.judge(judged(look, what, within), latest)


@then("Prometheus has targets, and every one of them is up")
def _targets(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    def check(found: dict[str, str]) -> Judgement:
        return checks.each_is("the state of targets", found, "up")

    until(drill, lambda: prometheus_server.targets(session, system.name), check, "all up")


@then("the backend's own credentials open a session of its database")
def _session(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = backends.database_session(session, system.namespace)
    drill.judge(checks.each_is("the database", seen.value, "observatory"), [seen])


@when("observatory-backend gets a memory limit of 2 GiB and a request of 1 GiB")
def _more_memory(session: Session, system: SystemUnderDrill) -> None:
    resources = {"requests": {"cpu": "100m", "memory": "1Gi"}, "limits": {"memory": "2Gi"}}
    objects.change_container(session, system.namespace, BACKEND, resources=resources)


@then("every backend has a memory limit of 2 GiB and a request of 1 GiB")
def _has_memory(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = crashes.memory(session, system.namespace, BACKEND, "backend")
    wanted = {"limit": "2Gi", "request": "1Gi"}
    drill.judge(settings_checks.in_effect(wanted, seen.value), [seen])
