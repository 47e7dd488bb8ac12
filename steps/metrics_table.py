"""Phrases of the table of metrics: a state is made, and held against the table's numbers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, step, then, when

from drillbook.checks import production as checks
from drillbook.checks import table
from drillbook.checks.health import Assessment
from drillbook.drill import Drill
from drillbook.errors import UsageError
from drillbook.observation import Observation
from drillbook.probes import api, limits, postgresql_sessions, queues
from drillbook.procedures import postgresql_sessions as sessions
from drillbook.procedures import queues as filling
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.experiments import bring
from steps.health import Looked
from steps.looking import judged_in_time
from steps.spans import budget

GATEWAY = "api-gateway:8080"
PRICE = "/api/v1/oracle/price"
#: A request of each service that is well when the service is.
PATHS = {
    "keymanagement-service": "/api/v1/keymanagement/sign",
    "oracle-service": PRICE,
    "storage-service": "/api/v1/storage/items/item-1",
    "configuration-service": "/api/v1/configuration/settings/setting-1",
}
_EVERY = timedelta(seconds=1)


def gateway(system: SystemUnderDrill) -> str:
    """Return the API's Service, as probes take it."""
    return f"{system.namespace}/{GATEWAY}"


@when(
    parsers.parse("{count:d} requests that take {milliseconds:d} milliseconds are answered"),
    target_fixture="looked",
)
def _slow(session: Session, system: SystemUnderDrill, count: int, milliseconds: int) -> Looked:
    asked = [{"milliseconds": str(milliseconds)}] * count
    seen = api.requests(session, gateway(system), PRICE, *asked)
    return table.response_time(seen.value.p95_milliseconds), [seen]


@when(parsers.parse("{failing:d} of {count:d} requests fail"), target_fixture="looked")
def _failing(session: Session, system: SystemUnderDrill, failing: int, count: int) -> Looked:
    asked = [{"fails": "yes"}] * failing + [{}] * (count - failing)
    seen = api.requests(session, gateway(system), PRICE, *asked)
    return table.error_rate(seen.value.failed, seen.value.total), [seen]


@when(parsers.parse("{count:d} requests of {service} are answered"), target_fixture="looked")
def _of_service(session: Session, system: SystemUnderDrill, count: int, service: str) -> Looked:
    seen = api.requests(session, gateway(system), PATHS[service], *[{}] * count)
    return table.error_rate(seen.value.failed, seen.value.total), [seen]


@step(parsers.parse("{count:d} of the database's sessions are in use"))
def _sessions(session: Session, system: SystemUnderDrill, count: int) -> None:
    sessions.take(session, system.namespace, count)


@step(parsers.parse("{count:d} messages are waiting in the queue"))
def _messages(session: Session, system: SystemUnderDrill, count: int) -> None:
    filling.fill(session, system.namespace, count)


@step(parsers.parse('the experiment "{name}" uses {share:d} % of the limit of {workload}'))
def _pressure(
    session: Session, system: SystemUnderDrill, name: str, share: int, workload: str
) -> None:
    pod = limits.first_pod(session, system.namespace, f"app={workload}").value
    bring(system, name, pod=pod, share=share / 100)


@when(
    parsers.parse("{row} is held against the table of metrics"),
    target_fixture="looked",
)
def _held(session: Session, system: SystemUnderDrill, row: str) -> Looked:
    what, _, workload = row.partition(" of ")
    if row in ROWS:
        return ROWS[row](session, system)
    if what in SHARES:
        seen = limits.used(session, system.namespace, f"app={workload}")
        return SHARES[what](_largest(seen, what)), [seen]
    raise UsageError(f"the table has no row for {row!r}")


@then(parsers.parse("{what} of {workload} is {side} {share:d} % of its limit within {time}"))
def _beside(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    what: str,
    workload: str,
    side: str,
    share: int,
    time: str,
) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [limits.used(session, system.namespace, f"app={workload}")]
        return checks.beside(f"{what} of {workload}", _largest(latest[0], what), side, share / 100)

    limit = budget(session, system, "load_shared", time)
    drill.judge(
        judged_in_time(drill, look, f"{what} {side} {share} %", limit, every=_EVERY), latest
    )


def _largest(seen: Observation[tuple[limits.Share, ...]], what: str) -> float:
    if what not in SHARES:
        raise UsageError(f"a container has no limit of {what}")
    return max(one.cpu if what == "the processor" else one.memory for one in seen.value)


def _queue(session: Session, system: SystemUnderDrill) -> Looked:
    seen = queues.depth(session, system.namespace)
    return table.queue(seen.value), [seen]


def _connections(session: Session, system: SystemUnderDrill) -> Looked:
    seen = postgresql_sessions.used(session, system.namespace)
    return table.connections(seen.value.clients, seen.value.most), [seen]


ROWS: dict[str, Callable[[Session, SystemUnderDrill], Looked]] = {
    "the queue": _queue,
    "the number of the database's sessions": _connections,
}
SHARES: dict[str, Callable[[float], Assessment]] = {
    "the processor": table.cpu,
    "the memory": table.memory,
}
