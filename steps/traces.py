"""Phrases of traces: what the collector finds, against what a ledger counted."""

from typing import Any

from pytest_bdd import parsers, then

from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.evidence.model import LedgerRecord
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.probes import traces
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.ledger import REQUEST, accounted
from steps.load import JOB
from steps.looking import judged
from steps.spans import span
from steps.told_layer import APPS

_FOUND_WITHIN = span("20 seconds")
#: The guide's own queries: what is asked, and which ledger counts the same.
QUERIES: dict[str, tuple[str, dict[str, Any], str]] = {
    "log-in": ("neo-auth-service", {"operation": "POST /api/auth/login"}, REQUEST),
    "failed request of neo-oracle-service": (
        "neo-oracle-service",
        {"tags": {"error": "true"}},
        REQUEST,
    ),
    "request of neo-compute-service of a second or longer": (
        "neo-compute-service",
        {"least": "1s"},
        JOB,
    ),
}


@then(parsers.parse("the traces have each {kind} that the ledger counted"))
def _traced(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    kind: str,
) -> None:
    del system
    service, query, thing = QUERIES[kind]
    record = accounted(drill, ledgers, thing)
    counted = _counted(record, failed="failed" in kind)
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [traces.found(session, service, record.started, **query)]
        return checks.as_many(f"traces of a {kind}", latest[0].value, counted)

    drill.judge(judged(look, f"each {kind} is traced", _FOUND_WITHIN), latest)


def _counted(record: LedgerRecord, *, failed: bool) -> int:
    return record.failed if failed else record.acked + record.unknown


@then("traces of every service can be asked for at one address")
def _services(drill: Drill, session: Session) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [traces.services(session)]
        return checks.all_told("traced services", APPS, latest[0].value)

    drill.judge(judged(look, "every service is traced", _FOUND_WITHIN), latest)
