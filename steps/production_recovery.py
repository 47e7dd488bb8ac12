"""Phrases of backups and of the other site: kept away, brought up, restored, served."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_bdd import given, parsers, step, then, when

from drillbook.checks import health, production, table
from drillbook.checks import production_recovery as checks
from drillbook.checks.health import Level
from drillbook.clock import now
from drillbook.drill import Budget, Drill
from drillbook.observation import Observation
from drillbook.probes import api, backups, kubernetes, postgresql, priorities
from drillbook.procedures import (
    away,
    kept_away,
    old_backups,
    other_site,
    production_backups,
    recovery,
    restoring,
)
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.backups import Restore
from steps.looking import judged, judged_in_time
from steps.spans import span

_ASKED = 20
_ASSESSED_WITHIN = timedelta(minutes=1)
_SIGN = "/api/v1/keymanagement/sign"
_STEM = "/backups/postgresql/neo_service_layer"


@dataclass
class Away:
    """What the steps know of the other site: when the first was lost, what is kept of it."""

    lost: datetime | None = None
    copied: list[Observation[Any]] = field(default_factory=list)
    redis: Observation[kept_away.RedisState] | None = None


@pytest.fixture
def kept() -> Away:
    """Return what the scenario's steps know of what is kept away."""
    return Away()


@given(
    parsers.parse(
        "there are backups of the database of {young:d} days ago and of {old:d} days ago"
    ),
    target_fixture="dumps",
)
def _dumps(session: Session, system: SystemUnderDrill, young: int, old: int) -> tuple[str, str]:
    pod = backups.NEO.pod
    return (
        old_backups.put(session, system.namespace, young, pod, _STEM),
        old_backups.put(session, system.namespace, old, pod, _STEM),
    )


@then("the older backup of the database is gone, and the younger one still there")
def _kept_days(
    drill: Drill, session: Session, system: SystemUnderDrill, dumps: tuple[str, str]
) -> None:
    seen = backups.listing(session, system.namespace, backups.NEO)
    there = [file.path for file in seen.value]
    drill.judge(checks.kept_for_days(there, *dumps), [seen])


@when("the Secrets are backed up, encrypted", target_fixture="sealed")
def _sealed(session: Session, system: SystemUnderDrill) -> Observation[kept_away.SecretsKept]:
    return kept_away.back_up_secrets(session, *_places(system))


def _places(system: SystemUnderDrill) -> tuple[str, ...]:
    """Return the namespaces whose Secrets are kept: staging's are no production's."""
    return system.namespaces if system.name == "neo_services" else (system.namespace,)


@then("none of their values is in clear in that backup")
def _not_clear(drill: Drill, sealed: Observation[kept_away.SecretsKept]) -> None:
    drill.judge(checks.none_in_clear(sealed.value.values, sealed.value.in_clear), [sealed])


@then("that backup restores every Secret as it is")
def _alike(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = kept_away.secrets_alike(session, *_places(system))
    drill.judge(production.each_true("a Secret is restored", seen.value), [seen])


@step("that backup, a snapshot of Redis and the encrypted Secrets are kept away from the cluster")
def _kept_away(
    drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore, kept: Away
) -> None:
    name = backups.NEO.component
    kept.copied.append(away.copy(session, system.namespace, name, restore.path()))
    kept.redis = kept_away.snapshot_redis(session, system.namespace)
    kept.copied.append(kept_away.back_up_secrets(session, system.namespace))
    for seen in (*kept.copied, kept.redis):
        drill.observe(seen)


@then(parsers.parse("{names} alone is named lost"))
@then(parsers.parse("{names} alone are named lost"))
def _lost(drill: Drill, session: Session, system: SystemUnderDrill, kept: Away, names: str) -> None:
    kept.lost = drill.since_fault()
    lost = names.split(", ")
    latest: list[Observation[tuple[str, ...]]] = []

    def look() -> Judgement:
        latest[:] = [priorities.down(session, system.namespace)]
        return checks.alone_lost(latest[0].value, lost)

    # A pod whose database is gone may count as ready once more before it ends.
    found = judged(look, f"{names} are named lost", _ASSESSED_WITHIN)
    drill.phase("assessed", kept.lost, latest[0].ended)
    drill.judge(found, latest)


@when("the stores are brought up at the other site with the Secrets that were kept")
def _stores(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    drill.observe(other_site.stores(session, system.name))


@when("the database and Redis are restored at the other site")
def _restored(session: Session, system: SystemUnderDrill, restore: Restore) -> None:
    there = recovery.place(session, system.name)
    away.put(session, there, backups.NEO.component, restore.path())
    maximum = restoring.maximum_age(session, system.name)
    production_backups.restore_named(session, there, restore.path(), maximum)
    kept_away.load_redis(session, there)


@then("every table is there as it was when it was backed up")
def _tables(drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore) -> None:
    held = restore.held_then()
    seen = postgresql.tables(session, recovery.place(session, system.name))
    before = {one.name: (one.rows, one.fingerprint) for one in held.value}
    after = {one.name: (one.rows, one.fingerprint) for one in seen.value}
    drill.judge(checks.same_tables(before, after), [held, seen])


@then("Redis holds there what its snapshot holds")
def _redis(drill: Drill, session: Session, system: SystemUnderDrill, kept: Away) -> None:
    seen = kept_away.redis_state(session, recovery.place(session, system.name))
    if kept.redis is not None:
        held, found = kept.redis.value, seen.value
        judgement = checks.same_keys((held.keys, held.sha1), (found.keys, found.sha1))
        drill.judge(judgement, [kept.redis, seen])


@when("the services are brought up at the other site, and the public name leads there")
def _services(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    drill.observe(recovery.services(session, system.name, other_site.SERVICES))
    other_site.lead_to(session, system.namespace, recovery.place(session, system.name))


@then(parsers.parse("clients of the public name are served at the other site alone within {time}"))
def _served(
    drill: Drill, session: Session, system: SystemUnderDrill, kept: Away, time: str
) -> None:
    there = recovery.place(session, system.name)
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [other_site.answering(session, system.namespace, _SIGN, _ASKED)]
        return checks.answered_at(latest[0].value, there)

    limit = Budget(span(time), "runbook")
    since = kept.lost or now()
    drill.judge(judged_in_time(drill, look, "clients served", limit, since=since), latest)


@then("every service is ready at the other site")
def _ready(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = kubernetes.workloads(session, recovery.place(session, system.name))
    ready = {one.name: one.whole and one.wanted > 0 for one in seen.value}
    drill.judge(production.all_there(other_site.SERVICES, ready), [seen])


@then("clients there are answered under the table's warning")
def _in_time(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    place = recovery.place(session, system.name)
    seen = api.requests(session, f"{place}/api-gateway:8080", _SIGN, *[{}] * _ASKED)
    assessment = table.response_time(seen.value.p95_milliseconds)
    drill.judge(health.is_at(assessment, Level.OK), [seen])
