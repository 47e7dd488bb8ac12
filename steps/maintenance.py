"""Phrases of the maintenance window: the API says so, tables are looked after, it serves again."""

from contextlib import suppress
from datetime import datetime, timedelta

from pytest_bdd import parsers, then, when

from drillbook.checks import maintenance as checks
from drillbook.checks import settings
from drillbook.clock import eventually
from drillbook.drill import Drill
from drillbook.errors import CheckFailed
from drillbook.observation import Observation
from drillbook.probes import postgresql_upkeep, storage
from drillbook.probes.backups import NEO4J
from drillbook.probes.postgresql_upkeep import Tables
from drillbook.procedures import maintenance, neo4j_dump
from drillbook.procedures import release as release_of
from drillbook.session import Session
from drillbook.system import SystemUnderDrill

# PostgreSQL counts what a session has done a moment after it.
_COUNTED_WITHIN = timedelta(seconds=5)


@when("the API is put into maintenance")
def _begun(session: Session, system: SystemUnderDrill) -> None:
    maintenance.begin(session, system.namespace)


@when("maintenance of the API is over")
def _over(session: Session, system: SystemUnderDrill) -> None:
    maintenance.end(session, system.namespace)


@when("the release is upgraded", target_fixture="release")
def _upgraded(session: Session, system: SystemUnderDrill) -> str:
    return release_of.upgrade(session, system.namespace)


@then("every pod of the release is of the new one")
def _of_the_release(drill: Drill, session: Session, system: SystemUnderDrill, release: str) -> None:
    seen = release_of.releases(session, system.namespace)
    found = {pod: {"release": one} for pod, one in seen.value.items()}
    drill.judge(settings.in_effect({"release": release}, found), [seen])


@when(
    parsers.parse("the tables of {_database} are vacuumed and analysed"),
    target_fixture="vacuumed_since",
)
def _vacuumed(session: Session, system: SystemUnderDrill) -> datetime:
    since = postgresql_upkeep.tables(session, system.databases).value.at
    maintenance.vacuum(session, system.databases)
    return since


@then(parsers.parse("every table of {_database} was vacuumed and analysed"))
def _looked_after(
    drill: Drill, session: Session, system: SystemUnderDrill, vacuumed_since: datetime
) -> None:
    latest: list[Observation[Tables]] = []

    def look() -> bool:
        latest[:] = [postgresql_upkeep.tables(session, system.databases)]
        times = (
            at for one in latest[0].value.upkeep.values() for at in (one.vacuumed, one.analysed)
        )
        return all(at is not None and at >= vacuumed_since for at in times)

    with suppress(CheckFailed):  # what was seen last is judged
        eventually(look, bool, within=_COUNTED_WITHIN, what="every table was vacuumed")
    found = {name: (one.vacuumed, one.analysed) for name, one in latest[0].value.upkeep.items()}
    drill.judge(checks.looked_after(found, vacuumed_since), latest)


@when("Neo4j's store is compacted")
def _compact(session: Session, system: SystemUnderDrill) -> None:
    neo4j_dump.compact(session, system.namespace)


@then("the compacted store takes less of the disk than the store did")
def _compacted(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    store, copy = (
        storage.files(session, system.namespace, NEO4J.pod, path)
        for path in (neo4j_dump.STORE, neo4j_dump.COMPACTED)
    )
    judgement = checks.compacted(store.value.disk_bytes, copy.value.disk_bytes)
    drill.judge(judgement, [store, copy])
