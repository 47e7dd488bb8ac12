"""Phrases of load on services: requests at a constant rate, counted apart by a ledger."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from pytest_bdd import given, parsers, step, then

from drillbook.checks import ledger as checks
from drillbook.drill import Drill
from drillbook.ledger.http import HttpLedger, Request
from drillbook.ledger.protocol import Ledger
from drillbook.probes import neo_services, neurallog_requests
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from steps.ledger import REQUEST, accounted, begin, judge_account

REFUSED, JOB = "refused log-in", "job"
WRONG = "not the password"
_JOB_PATIENCE = timedelta(seconds=20)


def request(session: Session, namespace: str, service: str, rate: int) -> Request:
    """Return a service's operation as a load of so many a second."""
    asked = neo_services.operation(session, namespace, service)
    return Request(asked.url, asked.parameters, asked.headers, rate, method=asked.method)


def _neo_log_in(session: Session, namespace: str, password: str | None) -> Request:
    asked = neo_services.operation(session, namespace, "neo-auth-service", password=password)
    return Request(asked.url, headers=asked.headers, method="POST")


def _neurallog_log_in(session: Session, namespace: str, password: str | None) -> Request:
    asked = neurallog_requests.log_in(session, namespace, password=password)
    return Request(asked.url, method="POST", body=asked.body)


#: A user's log-in at each system, with the right password or with the one given.
LOG_INS: dict[str, Callable[[Session, str, str | None], Request]] = {
    "neo_services": _neo_log_in,
    "neurallog": _neurallog_log_in,
}


@step(parsers.parse("a ledger is sending {rate:d} requests a second to {service}"))
def _load(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    rate: int,
    service: str,
) -> None:
    wanted = request(session, system.namespace, service, rate)
    thing = REQUEST if REQUEST not in ledgers else f"{REQUEST} to {service}"
    begin(drill, ledgers, thing, HttpLedger(session, system.namespace, wanted, service))


@given(parsers.parse("a ledger is logging in with a wrong password {rate:d} times a second"))
def _wrong_password(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger], rate: int
) -> None:
    wanted = replace(
        LOG_INS[system.name](session, system.namespace, WRONG), rate_per_second=rate, status=401
    )
    begin(drill, ledgers, REFUSED, HttpLedger(session, system.namespace, wanted, REFUSED))


@given(parsers.parse("a ledger is logging in {rate:d} times a second"))
def _log_in(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger], rate: int
) -> None:
    wanted = replace(LOG_INS[system.name](session, system.namespace, None), rate_per_second=rate)
    thing = REQUEST if REQUEST not in ledgers else "log-in"
    begin(drill, ledgers, thing, HttpLedger(session, system.namespace, wanted, "log-in"))


@given(
    parsers.parse(
        "a ledger is giving neo-compute-service {rate:d} jobs a second of {milliseconds:d} ms"
    )
)
def _jobs(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    rate: int,
    milliseconds: int,
) -> None:
    wanted = replace(
        request(session, system.namespace, "neo-compute-service", rate),
        parameters={"milliseconds": str(milliseconds)},
        answer_within=_JOB_PATIENCE,
    )
    begin(drill, ledgers, JOB, HttpLedger(session, system.namespace, wanted, JOB))


@given(parsers.parse("a ledger is asking for the external dependency {rate:d} times a second"))
def _dependency(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger], rate: int
) -> None:
    wanted = request(session, system.namespace, "neo-oracle-service", rate)
    url = wanted.url.replace(neo_services.OPERATIONS["neo-oracle-service"][1], "")
    asked = replace(wanted, url=url + neo_services.DEPENDENCY_PATH, parameters={})
    begin(drill, ledgers, REQUEST, HttpLedger(session, system.namespace, asked, "dependency"))


@then("no request fails")
def _none_fails(drill: Drill, ledgers: dict[str, Ledger]) -> None:
    record = accounted(drill, ledgers, REQUEST)
    judge_account(drill, record, checks.errors_at_most(record, 0))


@then(parsers.parse("every service answers at least {share:g} % of its requests well"))
def _available(drill: Drill, ledgers: dict[str, Ledger], share: float) -> None:
    records = [accounted(drill, ledgers, thing) for thing in ledgers]
    for record in records:
        judge_account(drill, record, checks.answered_at_least(record, share / 100))
