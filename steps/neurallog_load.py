"""Phrases of load on NeuralLog: logs sent and found again, searches, what billing is asked."""

from datetime import UTC, timedelta

from pytest_bdd import given, parsers, then

from drillbook.checks import ledger as checks
from drillbook.clients import http
from drillbook.clock import now
from drillbook.drill import Drill
from drillbook.ledger.http import HttpLedger, Request
from drillbook.ledger.logs import LogsLedger, Places
from drillbook.ledger.protocol import Ledger
from drillbook.probes import neurallog_requests
from drillbook.procedures import tenants
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from steps.ledger import REQUEST, accounted, begin, judge_account
from steps.spans import span

TENANT = neurallog_requests.TENANT
SEARCH, LOG = "search", "log"
_TIMES = {"searches": SEARCH, "logs": LOG}


@given(parsers.parse("a ledger is sending logs {rate:d} times a second"))
def _sending(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger], rate: int
) -> None:
    ingestion = http.service_url(session, f"{system.namespace}/log-ingestion:8080")
    clickhouse = http.service_url(session, f"{system.namespace}/clickhouse:8123")
    places = Places(ingestion, clickhouse, tenants.key(session, TENANT))
    begin(drill, ledgers, LOG, LogsLedger(session, system.namespace, places, rate))


@given(parsers.parse("a ledger is searching logs {rate:d} times a second"))
def _searching(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    rate: int,
) -> None:
    url = http.service_url(session, f"{system.namespace}/log-ingestion:8080")
    key = tenants.key(session, TENANT)
    request = Request(f"{url}/api/v1/search", {"text": "request 1"}, {"X-API-Key": key}, rate)
    thing = REQUEST if REQUEST not in ledgers else SEARCH
    begin(drill, ledgers, thing, HttpLedger(session, system.namespace, request))


@given(parsers.parse("a ledger is asking billing-service {rate:d} times a second"))
def _billing(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    rate: int,
) -> None:
    url = http.service_url(session, f"{system.namespace}/billing-service:8080")
    request = Request(f"{url}/api/v1/indicators", {}, {}, rate)
    begin(drill, ledgers, REQUEST, HttpLedger(session, system.namespace, request))


@given(
    parsers.parse("a ledger is asking billing-service for yesterday's use {rate:d} times a second")
)
def _usage(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger], rate: int
) -> None:
    url = neurallog_requests.usage_url(session, system.namespace)
    day = (now().astimezone(UTC) - timedelta(days=1)).date()
    request = Request(url, {"day": str(day)}, {}, rate)
    begin(drill, ledgers, REQUEST, HttpLedger(session, system.namespace, request, "use"))


@then(parsers.parse("the {percentile} percentile of the times of {things} is under {time}"))
def _times(
    drill: Drill, ledgers: dict[str, Ledger], percentile: str, things: str, time: str
) -> None:
    record = accounted(drill, ledgers, _TIMES[things])
    seconds = {"95th": record.p95_seconds, "99th": record.p99_seconds}[percentile]
    judge_account(drill, record, checks.time_under(record, percentile, seconds, span(time)))
