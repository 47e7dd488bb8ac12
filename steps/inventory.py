"""Phrases of what there is: components, endpoints, shells, logs, the database's own lists."""

from typing import Any

from pytest_bdd import parsers, step, then, when

from drillbook.checks import inside
from drillbook.checks import production as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import api, kubernetes, logs, offered, postgresql_statements
from drillbook.probes import postgresql_sessions as sessions
from drillbook.procedures import postgresql_sessions as procedures
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.api_health import SERVICES
from steps.looking import judged
from steps.metrics_table import gateway
from steps.spans import span

COMPONENTS = (
    "api-gateway",
    *(f"{name}-service" for name in SERVICES),
    "postgres",
    "redis",
    "rabbitmq",
    "consul",
    "logs",
)
Used = Observation[sessions.Used]
_WITHIN = span("30 seconds")
_SLOW_SECONDS = 2.0
#: As many of each pod's log as the runbook reads.
LINES = 100


@then("every component of the architecture is there and ready")
def _components(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = kubernetes.workloads(session, system.namespace)
    ready = {one.name.rpartition("/")[2]: one.whole and one.wanted > 0 for one in seen.value}
    drill.judge(checks.all_there(COMPONENTS, ready), [seen])


@then("each Service leads to its ready pods and to no others")
def _endpoints(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [offered.endpoints(session, system.namespace)]
        found = {one.service: (one.addresses, one.ready) for one in latest[0].value}
        return checks.led_to_ready(found)

    drill.judge(judged(look, "each Service leads to its pods", _WITHIN), latest)


@then("a pod of each service has a shell")
def _shells(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    apps = ("api-gateway", *(f"{name}-service" for name in SERVICES))
    seen = offered.shells(session, system.namespace, apps)
    drill.judge(checks.each_true("has a shell", seen.value), [seen])


@then("a pod of each service answers by a port that is forwarded")
def _forwarded(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    apps = ("api-gateway", *(f"{name}-service" for name in SERVICES))
    seen = offered.forwarded(session, system.namespace, apps)
    drill.judge(inside.all_say("port 8080", seen.value, "HTTP/1.1 200 OK"), [seen])


@then(parsers.parse("the last lines of each pod of {service} name {what}"))
def _logged(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    service: str,
    what: str,
) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        found = offered.logs(session, system.namespace, f"app={service}", LINES, what)
        latest[:] = [found]
        return checks.each_names(what, found.value)

    drill.judge(judged(look, f"each pod of {service} names {what}", _WITHIN), latest)


@step(parsers.parse("clients ask {count:d} times for a damaged item"))
def _damaged(session: Session, system: SystemUnderDrill, count: int) -> None:
    path = "/api/v1/storage/items/item-damaged"
    api.requests(session, gateway(system), path, *[{}] * count)


@step(parsers.parse("clients ask {count:d} times for a price that comes too late"))
def _late(session: Session, system: SystemUnderDrill, count: int) -> None:
    path = "/api/v1/oracle/price"
    api.requests(session, gateway(system), path, *[{"milliseconds": "4000"}] * count)


#: The runbook's log queries, each with the service that logs what they are to find.
QUERIES = {
    "errors of the storage service": 'service:"storage-service" AND level:"ERROR"',
    "slow errors of the oracle service": (
        'service:"oracle-service" AND response_time:>1000 AND status_code:5*'
    ),
    "timeouts of the oracle service": (
        'service:"oracle-service" AND kubernetes.namespace:"neo-production" AND message:"timeout"'
    ),
}


@when(parsers.parse("the collected logs are asked for {what}"), target_fixture="logged_before")
def _asked(session: Session, system: SystemUnderDrill, what: str) -> Observation[int]:
    return logs.found(session, system.namespace, QUERIES[what])


@then(parsers.parse("the collected logs have {count:d} more {what}"))
def _found(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    logged_before: Observation[int],
    count: int,
    what: str,
) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        before = logged_before.value
        latest[:] = [logs.more(session, system.namespace, QUERIES[what], before), logged_before]
        return checks.counts_alike(f"{what} found", latest[0].value, count)

    drill.judge(judged(look, f"{count} {what} are found", _WITHIN), latest)


@when("clients' sessions are counted", target_fixture="sessions_before")
def _counted(drill: Drill, session: Session, system: SystemUnderDrill) -> Used:
    seen = sessions.used(session, system.namespace)
    drill.observe(seen)
    return seen


@when(parsers.parse("a client opens {count:d} sessions"))
def _opened(
    session: Session,
    system: SystemUnderDrill,
    sessions_before: Used,
    count: int,
) -> None:
    procedures.take(session, system.namespace, sessions_before.value.clients + count)


@then(parsers.parse("{count:d} more sessions of clients are counted"))
def _more(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    sessions_before: Used,
    count: int,
) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        before = sessions_before.value.clients
        latest[:] = [sessions.more(session, system.namespace, before), sessions_before]
        return checks.counts_alike("more sessions counted", latest[0].value, count)

    drill.judge(judged(look, f"{count} more sessions", _WITHIN), latest)


@then("each session is listed with its role, application, address and state")
def _listed(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = sessions.listed(session, system.namespace)
    found = [
        {
            "pid": str(one.pid),
            "role": one.role,
            "application": one.application,
            "address": one.address,
            "state": one.state,
        }
        for one in seen.value
    ]
    drill.judge(checks.listed_whole(found), [seen])


@when("a statement is slow", target_fixture="made_slow")
def _slow(session: Session, system: SystemUnderDrill) -> str:
    before = postgresql_statements.slowest(session, system.namespace).value
    slowest_seconds = max((one.mean_milliseconds for one in before), default=0.0) / 1000
    # On a busy machine a VACUUM may have taken longer than a fixed time.
    seconds = max(_SLOW_SECONDS, 2 * slowest_seconds)
    return postgresql_statements.slow_statement(session, system.namespace, seconds).value


@then("the slowest statements are listed, that one first")
def _slowest(drill: Drill, session: Session, system: SystemUnderDrill, made_slow: str) -> None:
    seen = postgresql_statements.slowest(session, system.namespace)
    times = [one.mean_milliseconds for one in seen.value]
    queries = [one.query for one in seen.value]
    drill.judge(checks.slowest_first(times, queries, made_slow), [seen])


@then("every table is listed with its size, the largest first")
def _sizes(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = postgresql_statements.sizes(session, system.namespace)
    names = postgresql_statements.names(session, system.namespace)
    found = [(one.table, one.bytes) for one in seen.value]
    drill.judge(checks.largest_first(found, names.value), [seen, names])
