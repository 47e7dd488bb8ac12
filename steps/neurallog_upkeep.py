"""Phrases of NeuralLog's old logs and its cache: rotation, what Redis may hold, what it drops."""

import uuid
from datetime import timedelta

from pytest_bdd import parsers, step, then, when

from drillbook.checks import told as checks
from drillbook.clients import redis as redis_clients
from drillbook.drill import Drill
from drillbook.probes import neurallog, redis_settings
from drillbook.procedures import neurallog_upkeep as procedures
from drillbook.procedures import objects, tenants
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import merge_judgements
from steps.tenants import Tenants

KEPT = "logs_kept"
OLDER, YOUNGER = "older", "younger"
GB, SCALE = 1024**3, 50
POLICY = "allkeys-lru"
_DAY = timedelta(days=1)


@step(
    parsers.parse(
        "tenant {tenant} sends one log a day older than logs are kept, and one a day younger"
    ),
    target_fixture="dated",
)
def _dated(
    session: Session, system: SystemUnderDrill, neurallog_tenants: Tenants, tenant: str
) -> str:
    kept = session.target.objective(system.name, KEPT)
    text, name = f"drill-{uuid.uuid4().hex}", neurallog_tenants.of(tenant)
    for word, age in ((OLDER, kept + _DAY), (YOUNGER, kept - _DAY)):
        days = age / _DAY
        procedures.send_of_days_ago(session, system.namespace, name, f"{text} {word}", days)
    return text


@when("old logs are removed by their weekly job")
def _rotated(session: Session, system: SystemUnderDrill) -> None:
    procedures.rotate(session, system.namespace)


@then(parsers.parse("tenant {tenant} finds the younger log, and the older one no more"))
def _rest(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    neurallog_tenants: Tenants,
    dated: str,
    tenant: str,
) -> None:
    key = tenants.key(session, neurallog_tenants.of(tenant))
    young, old = (
        neurallog.search(session, system.namespace, key, f"{dated} {word}")
        for word in (YOUNGER, OLDER)
    )
    judgement = merge_judgements(
        [
            checks.is_("logs of a day younger", young.value, 1),
            checks.is_("logs of a day older", old.value, 0),
        ]
    )
    drill.judge(judgement, [young, old])


@when(
    parsers.parse("Redis is told to hold {size:d} GB, and to drop the keys used longest ago"),
    target_fixture="cache_bound",
)
def _bounded(drill: Drill, session: Session, system: SystemUnderDrill, size: int) -> int:
    most = size * GB // SCALE
    drill.event("note", f"{size} GB scaled to {most:,} bytes here")
    procedures.bound_cache(session, system.namespace, most, POLICY)
    return most


@when("Redis is started anew")
def _restarted(session: Session, system: SystemUnderDrill) -> None:
    objects.restart(session, system.namespace, "statefulsets/redis")


@when("more is written into Redis than it may hold")
def _filled(session: Session, system: SystemUnderDrill) -> None:
    access = redis_clients.access(session, system.namespace)
    most = redis_settings.settings(access).value.maxmemory
    procedures.fill_cache(session, system.namespace, most * 5 // 4 // 1024**2)


@then("Redis holds no more than it was told, and drops the keys used longest ago")
def _holds(drill: Drill, session: Session, system: SystemUnderDrill, cache_bound: int) -> None:
    access = redis_clients.access(session, system.namespace)
    seen = redis_settings.settings(access)
    held = redis_settings.memory(access)
    most = cache_bound
    judgement = merge_judgements(
        [
            checks.is_("most", seen.value.maxmemory, most),
            checks.is_("policy", seen.value.policy, POLICY),
            checks.over("keys that were dropped", seen.value.evicted, 0),
            checks.under("bytes held", held.value, 1.05 * most),
        ]
    )
    drill.judge(judgement, [seen, held])
