"""Phrases of the Neo Service Layer's complete recovery: from files, Secrets and a backup."""

from typing import Any

from pytest_bdd import given, parsers, then, when

from drillbook.checks import figures, production
from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import backups, kubernetes, namespaces, neo_services
from drillbook.procedures import away, kept_away, layer_backups, layer_recovery, recovery, restoring
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.backups import Restore
from steps.looking import judged_in_time
from steps.recovery import Recovery
from steps.spans import budget

_INFRASTRUCTURE = ("deployments/external-api", "deployments/neo-gateway")
_NEEDED = (
    *_INFRASTRUCTURE,
    "configmaps/rate-limit-config",
    "secrets/neo-postgres-auth",
    "secrets/neo-redis-auth",
    "secrets/neo-service-layer-tls",
)


@given("that backup and the encrypted Secrets are kept away from the cluster")
def _kept_away(drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore) -> None:
    name = backups.NEO_AUTH.component
    drill.observe(away.copy(session, system.databases, name, restore.path()))
    drill.observe(kept_away.back_up_secrets(session, *system.namespaces))


@when("infrastructure is brought up there from its files and the Secrets that were kept")
def _infrastructure(
    drill: Drill, session: Session, system: SystemUnderDrill, recovered: Recovery
) -> None:
    seen = layer_recovery.infrastructure(session, system.name)
    recovered.began = seen.started
    drill.observe(seen)
    drill.phase("infrastructure brought up", seen.started, seen.ended)


@then("all of the infrastructure is there, and no database or service yet")
def _there(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    place = recovery.place(session, system.name)
    held = namespaces.held(session, place)
    running = kubernetes.workloads(session, place)
    ready = {one.name: one.whole and one.wanted > 0 for one in running.value}
    judgement = merge_judgements(
        [
            checks.all_told("infrastructure", _NEEDED, held.value),
            production.all_there(_INFRASTRUCTURE, ready),
            checks.is_("further workloads", sorted(set(ready) - set(_INFRASTRUCTURE)), []),
        ]
    )
    drill.judge(judgement, [held, running])


@when("the databases are brought up there from their files alone")
def _databases(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    drill.observe(layer_recovery.databases(session, system.name))


@when("neo_auth_db is restored there from the copy")
def _restored(session: Session, system: SystemUnderDrill, restore: Restore) -> None:
    there = recovery.place(session, system.name)
    away.put(session, there, backups.NEO_AUTH.component, restore.path())
    maximum = restoring.maximum_age(session, system.name)
    layer_backups.restore_named(session, there, restore.path(), maximum)


@when("the services are brought up there from their files")
def _services(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    drill.observe(layer_recovery.services(session, system.name))


@then("every service is ready there")
def _ready(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = kubernetes.workloads(session, recovery.place(session, system.name))
    ready = {one.name: one.whole and one.wanted > 0 for one in seen.value}
    drill.judge(production.all_there(layer_recovery.SERVICES, ready), [seen])


@then(parsers.parse("prices are answered and jobs are kept there within {time}"))
def _serving(
    drill: Drill, session: Session, system: SystemUnderDrill, recovered: Recovery, time: str
) -> None:
    limit = budget(session, system, "recovery_serving", time)
    there = recovery.place(session, system.name)
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        job = neo_services.job_kept(session, there, there)
        price = neo_services.served(session, there, "neo-oracle-service")
        latest[:] = [job, price]
        return merge_judgements(
            [
                figures.equal("the job is kept", job.value.kept, wanted=True),
                checks.is_("a price is answered", price.value.answers, wanted=True),
            ]
        )

    judgement = judged_in_time(drill, look, "serving", limit, since=recovered.since())
    drill.judge(judgement, latest)
