"""Phrases of KG RCA's API: which status its clients are answered with."""

from collections.abc import Callable
from functools import partial

from pytest_bdd import parsers, then

from drillbook.checks import kg_clients as checks
from drillbook.drill import Budget, Drill
from drillbook.observation import Observation
from drillbook.probes import kg_clients
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.kg_clients import Clients
from steps.looking import judged_in_time
from steps.spans import budget

REQUESTS = 5


@then(parsers.parse("requests of client {client} are answered {status:d}"))
def _answered(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    client: str,
    status: int,
) -> None:
    own = kg_rca_clients.of(client)
    seen = [
        kg_clients.answer(session, system.namespace, own.id, own.api_key) for _ in range(REQUESTS)
    ]
    drill.judge(checks.answered(client, [one.value for one in seen], status), seen)


@then(
    parsers.parse(
        "requests for client {other} with the key of client {client} are answered {status:d}"
    )
)
def _strange_key(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    other: str,
    client: str,
    status: int,
) -> None:
    key = kg_rca_clients.of(client).api_key
    seen = [kg_clients.answer(session, system.namespace, other, key) for _ in range(REQUESTS)]
    statuses = [one.value for one in seen]
    drill.judge(checks.answered(f"{other} with a key of {client}", statuses, status), seen)


@then(parsers.parse("requests of every client are answered {status:d} within {time}"))
def _all_answered(
    drill: Drill, session: Session, system: SystemUnderDrill, status: int, time: str
) -> None:
    limit = budget(session, system, "clients_answered", time)
    check = partial(checks.all_answered, wanted=status)
    _judge_answers(drill, session, system, check, f"every client answered {status}", limit)


@then(parsers.parse("no client is served within {time}"))
def _none_served(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    limit = budget(session, system, "outage_felt", time)
    _judge_answers(drill, session, system, checks.none_served, "no client served", limit)


def _judge_answers(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    check: Callable[[dict[str, int]], Judgement],
    what: str,
    limit: Budget,
) -> None:
    latest: list[Observation[dict[str, int]]] = []

    def look() -> Judgement:
        latest[:] = [kg_clients.answers(session, system.namespace)]
        return check(latest[0].value)

    drill.judge(judged_in_time(drill, look, what, limit, since=drill.faulted_at), latest)
