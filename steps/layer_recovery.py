"""Phrases of the Neo Service Layer's recovery: its backups, a restore, a given second."""

from datetime import timedelta
from typing import Any

from pytest_bdd import given, parsers, then, when

from drillbook.checks import figures
from drillbook.checks import production_recovery as recovery_checks
from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import backups, kubernetes, neo_services, postgresql
from drillbook.procedures import configuration_backup, point_in_time, workloads
from drillbook.procedures.point_in_time import Moment
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.backups import Restore
from steps.looking import judged
from steps.spans import span
from steps.told_layer import APPS

_SCALED_WITHIN = timedelta(minutes=3)
_SOON = span("1 minute")


@then("that backup is among those that are listed")
def _listed(drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore) -> None:
    seen = backups.listing(session, system.databases, backups.PLACES[restore.component])
    names = [one.path for one in seen.value if one.size_bytes]
    drill.judge(checks.all_told("backups", [restore.path()], names), [seen])


@then("every table is as it was when the backup was made")
def _tables(drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore) -> None:
    held = restore.held_then()
    seen = postgresql.tables(session, system.databases)
    before = {one.name: (one.rows, one.fingerprint) for one in held.value}
    after = {one.name: (one.rows, one.fingerprint) for one in seen.value}
    drill.judge(recovery_checks.same_tables(before, after), [held, seen])


@then("a job that is given to neo-compute-service is kept in what was restored")
def _kept(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        seen = neo_services.job_kept(session, system.namespace, system.databases)
        latest[:] = [seen]
        return figures.equal("the job is kept", seen.value.kept, wanted=True)

    drill.judge(judged(look, "the services use what was restored", _SOON), latest)


@given("a base backup of the database is made")
def _base(session: Session, system: SystemUnderDrill) -> None:
    point_in_time.back_up(session, system.databases)


@given(
    parsers.parse("{before:d} results are kept, a second is noted, and {after:d} more are kept"),
    target_fixture="moment",
)
def _moment(
    drill: Drill, session: Session, system: SystemUnderDrill, before: int, after: int
) -> Observation[Moment]:
    seen = point_in_time.write(session, system.databases, before, after)
    drill.observe(seen)
    return seen


@when("every service is stopped")
def _stopped(session: Session, system: SystemUnderDrill) -> None:
    for app in APPS:
        workloads.scale(session, system.namespace, app, 0, _SCALED_WITHIN)


@then("no service runs, and nothing is written")
def _silent(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        seen = kubernetes.workloads(session, system.namespace)
        before = postgresql.tables(session, system.databases)
        after = postgresql.tables(session, system.databases)
        latest[:] = [seen, before, after]
        prints = [{one.name: one.fingerprint for one in each.value} for each in (after, before)]
        return merge_judgements(
            [
                checks.is_("pods of services", sum(one.ready for one in seen.value), 0),
                checks.same("what tables hold", *prints),
            ]
        )

    drill.judge(judged(look, "no service runs", _SOON), latest)


@when("the database is restored to that second")
def _restored(session: Session, system: SystemUnderDrill, moment: Observation[Moment]) -> None:
    point_in_time.restore(session, system.databases, moment.value.at)


@then("the results are those of that second, and no later ones")
def _results(
    drill: Drill, session: Session, system: SystemUnderDrill, moment: Observation[Moment]
) -> None:
    seen = point_in_time.results(session, system.databases)
    judgement = merge_judgements(
        [
            checks.is_("results", seen.value, moment.value.results),
            checks.over("results that came later", moment.value.later - seen.value, 0),
        ]
    )
    drill.judge(judgement, [moment, seen])


@when(parsers.parse("every service is started with {replicas:d} replicas"))
def _started(session: Session, system: SystemUnderDrill, replicas: int) -> None:
    for app in APPS:
        workloads.scale(session, system.namespace, app, replicas, _SCALED_WITHIN)


@when("the objects of every namespace are backed up")
def _objects_kept(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    drill.observe(configuration_backup.back_up(session, system.namespaces))


@then("each of them is in that backup, and can be made again from it")
def _objects_there(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [configuration_backup.looked_at(session, system.namespaces)]
        found = latest[0].value
        wrong = {name: one.makeable for name, one in found.items() if one.makeable}
        return merge_judgements(
            [
                figures.none_listed("object that cannot be made", {"the backup": _said(wrong)}),
                checks.over("objects that can be made again", len(found) - len(wrong), 0),
            ]
        )

    drill.judge(judged(look, "each object can be made again", _SOON), latest)


@then("the claim of every volume is in that backup as it is")
def _claims_there(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = configuration_backup.looked_at(session, system.namespaces)
    found = [name for name in seen.value if "/persistentvolumeclaims/" in name]
    alike = [name for name in found if seen.value[name].alike]
    drill.judge(checks.all_told("claims of volumes", found, alike), [seen])


def _said(wrong: dict[str, str]) -> list[str]:
    return [f"{name}: {why}" for name, why in sorted(wrong.items())]
