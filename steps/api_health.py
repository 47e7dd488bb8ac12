"""Phrases of the gateway: its health addresses, who answers directly, and what clients ask for."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pytest_bdd import given, parsers, then

from drillbook.checks import production as checks
from drillbook.clients import http
from drillbook.drill import Budget, Drill
from drillbook.errors import UsageError
from drillbook.ledger.http import HttpLedger, Request
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.probes import api
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.ledger import REQUEST, begin
from steps.looking import judged, judged_in_time
from steps.metrics_table import gateway
from steps.spans import span

SERVICES = ("storage", "keymanagement", "configuration", "notification", "crosschain", "oracle")
OPERATIONS: Mapping[str, str] = {
    "storage": "items/item-1",
    "keymanagement": "sign?text=drill",
    "configuration": "settings/setting-1",
    "notification": "sent",
    "crosschain": "verify",
    "oracle": "price",
}
ADDRESSES: Mapping[str, str] = {
    "global": "/health",
    "database": "/health/db",
    "cache": "/health/cache",
} | {f"{name}-service": f"/api/v1/{name}/health" for name in SERVICES}
#: What clients ask for: the path, and its parameters.
LOADS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "signatures": ("/api/v1/keymanagement/sign", {"text": "drill"}),
    "items": ("/api/v1/storage/items/item-1", {}),
    "settings": ("/api/v1/configuration/settings/setting-1", {}),
    "transfers": ("/api/v1/crosschain/verify", {"milliseconds": "200"}),
    "large transfers": ("/api/v1/crosschain/verify", {"milliseconds": "950", "mebibytes": "33"}),
    "hard transfers": ("/api/v1/crosschain/verify", {"work": "25"}),
}
_PATIENCE = timedelta(seconds=12)
_SEEN_WITHIN = timedelta(seconds=30)
_FORBIDDEN, _OK = 403, 200


@given(parsers.parse("clients are asking for {what} {rate:d} times a second"))
def _asking(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    what: str,
    rate: int,
) -> None:
    if what not in LOADS:
        raise UsageError(f"clients ask for no {what!r}; they ask for: {', '.join(LOADS)}")
    path, parameters = LOADS[what]
    url = http.service_url(session, gateway(system)) + path
    request = Request(url, parameters, {}, rate, _PATIENCE)
    begin(drill, ledgers, REQUEST, HttpLedger(session, system.namespace, request))


@then(parsers.parse("the {address} health address answers {status:d}"))
def _answers(
    drill: Drill, session: Session, system: SystemUnderDrill, address: str, status: int
) -> None:
    seen = api.status(session, gateway(system), ADDRESSES[address])
    drill.judge(checks.answered_with(f"the {address} health address", seen.value, status), [seen])


@then(parsers.parse("the {address} health address says that something is wrong"))
def _not_well(drill: Drill, session: Session, system: SystemUnderDrill, address: str) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [api.status(session, gateway(system), ADDRESSES[address])]
        return checks.not_well(f"the {address} health address", latest[0].value)

    drill.judge(judged(look, f"the {address} health address", _SEEN_WITHIN), latest)


@then("every service answers at its own health address")
def _services(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = {
        f"{name}-service": api.status(session, gateway(system), f"/api/v1/{name}/health")
        for name in SERVICES
    }
    found = {name: one.value for name, one in seen.items()}
    drill.judge(checks.statuses(found, _OK), [*seen.values()])


@then("every service answers clients by the gateway, and none of them directly")
def _only_by_the_gateway(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    by_gateway = {
        name: api.status(session, gateway(system), f"/api/v1/{name}/{path}")
        for name, path in OPERATIONS.items()
    }
    directly = {
        name: api.status(session, f"{system.namespace}/{name}-service:8080", f"/{path}")
        for name, path in OPERATIONS.items()
    }
    drill.judge(
        checks.statuses({name: one.value for name, one in by_gateway.items()}, _OK),
        [*by_gateway.values()],
    )
    drill.judge(
        checks.statuses({name: one.value for name, one in directly.items()}, _FORBIDDEN),
        [*directly.values()],
    )


@then(parsers.parse("clients are answered by the API within {time}"))
def _served(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    path = LOADS["signatures"][0]
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [api.status(session, gateway(system), path)]
        return checks.answered_with("a client", latest[0].value, _OK)

    limit = Budget(span(time), "runbook")
    drill.judge(
        judged_in_time(drill, look, "clients answered", limit, since=drill.faulted_at), latest
    )
