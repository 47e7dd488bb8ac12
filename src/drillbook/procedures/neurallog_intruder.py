"""Requests that nobody with rights would send: log-ins that fail, keys that are nobody's."""

import httpx

from drillbook.clients import http
from drillbook.errors import NotDone
from drillbook.guard import Change
from drillbook.probes import neurallog_requests
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session

_ANSWER_SECONDS = 10.0
_REFUSED = 401


@needs("get services")
def fail_log_ins(
    session: Session, namespace: str, count: int, *, tenants: int = 1, account: str = "drill-guest"
) -> None:
    """Let so many log-ins of an account fail, at so many tenants in turn.

    Nothing stays but lines of access logs and a count. Raises Refused, or NotDone when one was not
    refused.
    """
    session.permit(Change("ledger.write", namespace, (f"log-ins as {account}",)))
    url = http.service_url(session, f"{namespace}/auth-service:8080") + neurallog_requests.LOG_IN
    try:
        with httpx.Client(timeout=_ANSWER_SECONDS, trust_env=False) as client:
            for number in range(count):
                place = f"drill-{number % tenants}"
                body = {"tenant": place, "user": account, "password": "not the password"}
                _must_be_refused(client.post(url, json=body), url)
    except httpx.HTTPError as error:
        raise NotDone(f"{url}: {error}") from error
    note(f"{count} log-ins as {account} at {tenants} tenants were refused")


@needs("get services")
def ask_without_rights(session: Session, namespace: str, count: int) -> None:
    """Search logs so many times with a key that is nobody's. Raises as ``fail_log_ins``."""
    session.permit(Change("ledger.write", namespace, ("searches with a wrong key",)))
    url = http.service_url(session, f"{namespace}/log-ingestion:8080") + "/api/v1/search"
    try:
        with httpx.Client(timeout=_ANSWER_SECONDS, trust_env=False) as client:
            for _ in range(count):
                _must_be_refused(client.get(url, headers={"X-API-Key": "nobody's"}), url)
    except httpx.HTTPError as error:
        raise NotDone(f"{url}: {error}") from error
    note(f"{count} searches with a key that is nobody's were refused")


def _must_be_refused(answer: httpx.Response, url: str) -> None:
    if answer.status_code != _REFUSED:
        raise NotDone(f"{url} answered {answer.status_code}, not {_REFUSED}")
