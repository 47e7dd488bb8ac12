"""Phrases of NeuralLog's access logs: log-ins that fail, requests without rights, refused pods."""

from datetime import timedelta

from pytest_bdd import parsers, step, then

from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import service_pods
from drillbook.procedures import neurallog_intruder as intruder
from drillbook.procedures import tenants as procedures
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged
from steps.tenants import Tenants

_SEEN_WITHIN = timedelta(seconds=30)
SEARCHES = "log-ingestion"


@step(parsers.parse("{count:d} more log-ins fail"))
@step(parsers.parse("{count:d} more log-in fails"))
def _fail(session: Session, system: SystemUnderDrill, count: int) -> None:
    intruder.fail_log_ins(session, system.namespace, count)


@step(parsers.parse("account {account} fails to log in at {count:d} tenants"))
def _fail_at_many(session: Session, system: SystemUnderDrill, account: str, count: int) -> None:
    intruder.fail_log_ins(session, system.namespace, count, tenants=count, account=account)


@step(parsers.parse("{count:d} searches are made with a key that is nobody's"))
def _without_rights(session: Session, system: SystemUnderDrill, count: int) -> None:
    intruder.ask_without_rights(session, system.namespace, count)


@then(parsers.parse("the access logs tell of {count:d} searches without rights"))
def _told(drill: Drill, session: Session, system: SystemUnderDrill, count: int) -> None:
    latest: list[Observation[tuple[service_pods.Line, ...]]] = []

    def look() -> Judgement:
        latest[:] = [service_pods.refused(session, system.namespace, SEARCHES)]
        return checks.is_("searches without rights", len(latest[0].value), count)

    drill.judge(judged(look, "searches without rights", _SEEN_WITHIN), latest)


@step(parsers.parse("a pod with all rights over its node is asked for in tenant {tenant}"))
def _privileged(
    session: Session, system: SystemUnderDrill, neurallog_tenants: Tenants, tenant: str
) -> None:
    name = neurallog_tenants.of(tenant)
    procedures.key(session, name)  # its namespace is there then
    procedures.ask_for_rights(session, system.namespace, name)


@then(parsers.parse("that this pod was refused is found among the events of tenant {tenant}"))
def _refused(drill: Drill, session: Session, neurallog_tenants: Tenants, tenant: str) -> None:
    place = f"tenant-{neurallog_tenants.of(tenant)}"
    latest: list[Observation[tuple[service_pods.Event, ...]]] = []

    def look() -> Judgement:
        latest[:] = [service_pods.events(session, place)]
        found = [one for one in latest[0].value if "security" in one.message.lower()]
        return merge_judgements(
            [
                checks.is_("an event has the word", bool(found), True),
                checks.all_told("reasons", ["FailedCreate"], [one.reason for one in found]),
            ]
        )

    drill.judge(judged(look, "the refused pod", _SEEN_WITHIN), latest)
