"""Phrases of the weekly client activity summary: who is in it, and with what."""

from pytest_bdd import parsers, then, when

from drillbook.checks import kg_clients as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import kg_clients
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from steps.kg_clients import Clients


@when("the weekly client summary is made", target_fixture="weekly_summary")
def _summary(
    drill: Drill, session: Session, system: SystemUnderDrill
) -> Observation[dict[str, kg_clients.Summary]]:
    seen = kg_clients.summary(session, system.namespace)
    drill.observe(seen)
    return seen


@then("every active client is in the summary with its plan, events, resources and RCA links")
def _summed_up(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    weekly_summary: Observation[dict[str, kg_clients.Summary]],
) -> None:
    active = kg_clients.active(session, system.namespace)
    lines = {client: _line(found) for client, found in weekly_summary.value.items()}
    drill.judge(checks.summed_up(lines, active.value), [weekly_summary, active])


@then(parsers.parse("client {client} is in the summary with plan {plan} and no events"))
def _in_summary(
    drill: Drill,
    weekly_summary: Observation[dict[str, kg_clients.Summary]],
    kg_rca_clients: Clients,
    client: str,
    plan: str,
) -> None:
    found = weekly_summary.value.get(kg_rca_clients.id(client))
    line = _line(found) if found else None
    drill.judge(checks.in_summary(client, line, plan), [weekly_summary])


@then(parsers.parse("client {client} is not in the summary"))
def _not_in_summary(
    drill: Drill,
    weekly_summary: Observation[dict[str, kg_clients.Summary]],
    kg_rca_clients: Clients,
    client: str,
) -> None:
    identity = kg_rca_clients.id(client)
    drill.judge(checks.not_in_summary(identity, weekly_summary.value), [weekly_summary])


def _line(found: kg_clients.Summary) -> tuple[str, int, int, int]:
    return found.plan, found.messages, found.resources, found.links
