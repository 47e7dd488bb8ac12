"""Phrases of backups and restores, the same for PostgreSQL and Neo4j."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from pytest_bdd import given, parsers, step, then, when

from drillbook.checks import backups as checks
from drillbook.checks.backups import MaximumAge
from drillbook.clients import neo4j as neo4j_clients
from drillbook.clock import now
from drillbook.drill import Drill
from drillbook.errors import Unobservable, UsageError
from drillbook.observation import Observation
from drillbook.probes import backups, jobs, neo4j, postgresql
from drillbook.probes.backups import Backup, Listed
from drillbook.procedures import (
    layer_backups,
    neo4j_dump,
    old_backups,
    postgresql_dump,
    production_backups,
    restoring,
    timescaledb,
)
from drillbook.procedures import neo4j as neo4j_procedures
from drillbook.procedures import postgresql as postgresql_procedures
from drillbook.procedures.restoring import Restored, RestoreRefused
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from steps.experiments import bring


@dataclass(frozen=True)
class Component:
    """What can be backed up: how it is backed up, restored, and what is compared of it."""

    back_up: Callable[[Session, str], Observation[Listed]]
    restore_named: Callable[[Session, str, str, MaximumAge], Restored]
    restore_newest: Callable[[Session, str, MaximumAge], Restored]
    state: Callable[[Session, str], Observation[Any]]


def _graph(session: Session, namespace: str) -> Observation[neo4j.Graph]:
    return neo4j.graph(neo4j_clients.connect(session, namespace))


COMPONENTS = {
    "PostgreSQL": Component(
        postgresql_procedures.back_up,
        postgresql_procedures.restore_named,
        postgresql_procedures.restore_newest,
        postgresql.tables,
    ),
    backups.NEO.component: Component(
        production_backups.back_up,
        production_backups.restore_named,
        production_backups.restore_newest,
        postgresql.tables,
    ),
    backups.NEO_AUTH.component: Component(
        layer_backups.back_up,
        layer_backups.restore_named,
        layer_backups.restore_newest,
        postgresql.tables,
    ),
    "Neo4j": Component(
        neo4j_procedures.back_up,
        neo4j_procedures.restore_named,
        neo4j_procedures.restore_newest,
        _graph,
    ),
    "TimescaleDB": Component(
        timescaledb.back_up,
        timescaledb.restore_named,
        timescaledb.restore_newest,
        postgresql.tables,
    ),
}


JOBS = {
    backups.NEO.component: production_backups.BACKUP_JOB,
    backups.NEO_AUTH.component: layer_backups.BACKUP_JOB,
    "PostgreSQL": postgresql_procedures.BACKUP_JOB,
    "Neo4j": neo4j_procedures.BACKUP_JOB,
}


#: How each is dumped by hand, and how that is copied away.
DUMPS: dict[
    str,
    tuple[
        Callable[[Session, str], None],
        Callable[[Session, str], Observation[postgresql_dump.Copied]],
    ],
] = {
    "PostgreSQL": (
        postgresql_dump.dump,
        postgresql_dump.copy,
    ),
    "Neo4j": (
        neo4j_dump.dump,
        neo4j_dump.copy,
    ),
}


@dataclass
class Restore:
    """What the steps of a scenario know of its backup and restore."""

    component: str = ""
    backup: Observation[Listed] | None = None
    held: Observation[Any] | None = None
    before: Observation[Any] | None = None
    tried: datetime = field(default_factory=now)
    done: Restored | None = None
    refused: RestoreRefused | None = None

    def restored(self) -> Restored:
        """Return the restore that was done. Raises Unobservable, with why, when none was."""
        if self.done is None:
            raise Unobservable(f"nothing was restored: {self.refused or 'no restore was tried'}")
        return self.done

    def state_before(self) -> Observation[Any]:
        """Return what there was before the restore was tried."""
        if self.before is None:
            raise UsageError("no restore was tried in this scenario")
        return self.before

    def held_then(self) -> Observation[Any]:
        """Return what there was just before the backup was made."""
        if self.held is None:
            raise UsageError("no backup was made in this scenario")
        return self.held

    def since(self, drill: Drill) -> datetime:
        """Return from when the recovery counts: the fault's effect, or the try without a fault."""
        return drill.faulted_at or self.tried

    def path(self) -> str:
        """Return the file of the scenario's backup."""
        if self.backup is None:
            raise UsageError("no backup was made in this scenario")
        return self.backup.value.path


@pytest.fixture
def restore() -> Restore:
    """Return what the scenario's steps know of its backup and restore."""
    return Restore()


@step(parsers.parse("a backup of {component} is made by its job"))
def _made(
    drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore, component: str
) -> None:
    known = _component(component)
    restore.component = component
    restore.held = known.state(session, system.databases)
    restore.backup = known.back_up(session, system.databases)
    drill.observe(restore.backup)


@step(parsers.parse('the experiment "{name}" damages that backup'))
def _damaged(system: SystemUnderDrill, restore: Restore, name: str) -> None:
    bring(system, name, component=restore.component, path=restore.path())


@when(parsers.parse("{component} is restored from that backup"))
def _restored(session: Session, system: SystemUnderDrill, restore: Restore, component: str) -> None:
    known = _component(component)
    maximum = restoring.maximum_age(session, system.name)
    _try(
        restore,
        known.state(session, system.databases),
        lambda: known.restore_named(session, system.databases, restore.path(), maximum),
    )


@when(parsers.parse("{component} is restored from the newest good backup"))
def _restored_newest(
    drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore, component: str
) -> None:
    known = _component(component)
    maximum = restoring.maximum_age(session, system.name)
    _try(
        restore,
        known.state(session, system.databases),
        lambda: known.restore_newest(session, system.databases, maximum),
    )
    if restore.refused is not None:
        raise restore.refused
    drill.observe(restore.restored().backup)


@then("that backup is whole and new enough")
def _usable(drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore) -> None:
    place = backups.PLACES[restore.component]
    seen = backups.backup(session, system.databases, place, restore.path())
    maximum = restoring.maximum_age(session, system.name)
    drill.judge(checks.usable(seen.value, maximum), [seen])


@then(parsers.parse("{component} is backed up every day at {hour:d}:{minute:d}"))
def _scheduled(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    component: str,
    hour: int,
    minute: int,
) -> None:
    wanted = {JOBS[component]: f"{minute} {hour} * * *"}
    seen = jobs.schedules(session, system.databases)
    drill.judge(checks.scheduled(wanted, seen.value), [seen])


@when(parsers.parse("{component} is dumped by hand"))
def _dumped(session: Session, system: SystemUnderDrill, restore: Restore, component: str) -> None:
    restore.component = component
    DUMPS[component][0](session, system.databases)


@then("the dump can be read to its end, and its copy is what was copied")
def _copied(drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore) -> None:
    seen = DUMPS[restore.component][1](session, system.databases)
    found = seen.value
    judgement = checks.copied_whole(
        found.complaint, found.size_bytes, found.sha256, found.copy_sha256
    )
    drill.judge(judgement, [seen])


@given(
    parsers.parse("there are dumps of the graph of {young:d} days ago and of {old:d} days ago"),
    target_fixture="other_days",
)
def _other_days(
    session: Session, system: SystemUnderDrill, young: int, old: int
) -> tuple[str, str]:
    return (
        old_backups.put(session, system.databases, young),
        old_backups.put(session, system.databases, old),
    )


@then("the older of them is gone, and the younger one still there")
def _kept(
    drill: Drill, session: Session, system: SystemUnderDrill, other_days: tuple[str, str]
) -> None:
    seen = backups.listing(session, system.databases, backups.NEO4J)
    young, old = other_days
    there = [file.path for file in seen.value]
    drill.judge(checks.kept_by_age(there, [young], [old]), [seen])


@then(parsers.parse("the restore is refused because the backup is {state}"))
def _refused(
    drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore, state: str
) -> None:
    maximum = restoring.maximum_age(session, system.name)
    looked_at: list[Observation[Backup]] = []
    if restore.refused is not None and restore.refused.observation is not None:
        looked_at = [restore.refused.observation]
    elif restore.done is not None:
        looked_at = [restore.done.backup]
    for seen in looked_at:
        judgement = checks.refused_as(state, seen.value, maximum, restored=restore.done is not None)
        drill.judge(judgement, [seen])


def _component(name: str) -> Component:
    if name not in COMPONENTS:
        raise UsageError(f"{name!r} has no backups; these have: {', '.join(COMPONENTS)}")
    return COMPONENTS[name]


def _try(restore: Restore, before: Observation[Any], call: Callable[[], Restored]) -> None:
    restore.before = before
    restore.tried = now()
    try:
        restore.done = call()
    except RestoreRefused as refused:
        restore.refused = refused
