"""Phrases of NeuralLog's growth: what a small load used, carried on to what the manual plans."""

from pytest_bdd import parsers, then, when

from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.errors import UsageError
from drillbook.observation import Observation
from drillbook.probes import autoscalers, neurallog_capacity
from drillbook.procedures import tenants as procedures
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from steps.panels import Load
from steps.tenants import Tenants

AUTOSCALER, WORKLOAD = "log-ingestion-hpa", "log-ingestion"
#: At most, for each replica (Scaling Strategies / Vertical Scaling).
CORES = 4.0
#: At today's 50 billion a month: the manual's 15 TB have no growth in them (its 2.5 TB, six times).
LOGS_OF_SIX_MONTHS = 6 * 50e9


@when(
    parsers.parse("tenant {tenant} sends {requests:d} requests of {logs:d} logs"),
    target_fixture="requests_sent",
)
def _sent(
    session: Session,
    system: SystemUnderDrill,
    neurallog_tenants: Tenants,
    tenant: str,
    requests: int,
    logs: int,
) -> tuple[int, int]:
    name = neurallog_tenants.of(tenant)
    for number in range(requests):
        several = [{"message": f"request {number} line {line} served"} for line in range(logs)]
        procedures.send(session, system.namespace, name, several)
    return requests, requests * logs


@then(
    parsers.parse(
        "at its most replicas log-ingestion could take in at least {rate:d} {things} a second"
    )
)
def _rate(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    load: Load,
    requests_sent: tuple[int, int],
    rate: int,
    things: str,
) -> None:
    if load.use is None:
        raise UsageError("say first that the processor time and memory in use are counted")
    requests, logs = requests_sent
    most = _most(session, system)
    seen = neurallog_capacity.possible_a_second(
        session,
        system.namespace,
        load.use,
        WORKLOAD,
        {"requests": requests, "logs": logs}[things],
        CORES * most.value,
    )
    drill.judge(checks.not_below(f"{things} a second (forecast)", seen.value, rate), [most, seen])


@then(parsers.parse("the operator of tenants could look after at least {count:d} of them"))
def _tenants(
    drill: Drill, session: Session, system: SystemUnderDrill, load: Load, count: int
) -> None:
    if load.use is None:
        raise UsageError("say first that the processor time and memory in use are counted")
    seen = neurallog_capacity.possible_tenants(session, system.namespace, load.use)
    drill.judge(checks.not_below("tenants (forecast)", seen.value, count), [seen])


@then(parsers.parse("the logs of half a year at today's rate need at most {room:g} TB"))
def _room(drill: Drill, session: Session, system: SystemUnderDrill, room: float) -> None:
    seen = neurallog_capacity.terabytes(session, system.namespace, LOGS_OF_SIX_MONTHS)
    drill.judge(checks.not_above("TB for logs (forecast)", seen.value, room), [seen])


def _most(session: Session, system: SystemUnderDrill) -> Observation[int]:
    seen = autoscalers.standing(session, system.namespace)
    for one in seen.value:
        if one.name == AUTOSCALER:
            return Observation(
                AUTOSCALER, one.most, seen.source, seen.query, seen.started, seen.ended
            )
    raise UsageError(f"there is no autoscaler named {AUTOSCALER}")
