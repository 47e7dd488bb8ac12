"""Alerts raised by hand, for drills of who is told."""

from datetime import timedelta

import httpx

from drillbook.clients import http
from drillbook.clock import now
from drillbook.errors import NotDone
from drillbook.guard import Change
from drillbook.procedures.restoring import note
from drillbook.session import Session

_LASTS = timedelta(minutes=1)


def raise_alert(session: Session, alertmanager: str, alert: str, severity: str) -> None:
    """Give Alertmanager (``namespace/service:port``) an alert that ends by itself in a minute.

    Raises Refused, or NotDone when it does not take it.
    """
    namespace = alertmanager.partition("/")[0]
    session.permit(Change("ledger.write", namespace, (alert,)))
    url = f"{http.service_url(session, alertmanager)}/api/v2/alerts"
    body = {
        "labels": {"alertname": alert, "severity": severity},
        "startsAt": now().isoformat(),
        "endsAt": (now() + _LASTS).isoformat(),
    }
    try:
        with httpx.Client(timeout=10, trust_env=False) as client:
            client.post(url, json=[body]).raise_for_status()
    except httpx.HTTPError as error:
        raise NotDone(f"Alertmanager took no alert {alert}: {error}") from error
    note(f"alert {alert} of severity {severity} is raised")
