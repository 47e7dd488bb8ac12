"""Phrases of the disaster recovery test: from an empty namespace back to serving."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from drillbook.checks import backups as backup_checks
from drillbook.checks import kg_clients as client_checks
from drillbook.checks import restore as checks
from drillbook.clients import neo4j as neo4j_clients
from drillbook.clock import now
from drillbook.drill import Drill
from drillbook.errors import Unobservable, UsageError
from drillbook.ledger.graph import GraphLedger
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.probes import kg_clients, namespaces, neo4j, postgresql
from drillbook.procedures import away, recovery, restoring
from drillbook.procedures.restoring import Restored
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.backups import COMPONENTS, Restore
from steps.ledger import begin
from steps.looking import judged_in_time
from steps.spans import budget


@dataclass
class Recovery:
    """What the steps of the test know: when it began, what was copied away, what was restored."""

    began: datetime | None = None
    held: dict[str, Observation[Any]] = field(default_factory=dict)
    copies: dict[str, Observation[away.Copied]] = field(default_factory=dict)
    restored: dict[str, Restored] = field(default_factory=dict)

    def since(self) -> datetime:
        """Return when the disaster was declared: nothing is left but manifests and copies."""
        if self.began is None:
            raise UsageError("the system was not brought up in this scenario")
        return self.began


@pytest.fixture
def recovered() -> Recovery:
    """Return what the scenario's steps know of the disaster recovery test."""
    return Recovery()


@given("the recovery namespace is empty")
def _is_empty(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = namespaces.held(session, recovery.place(session, system.name))
    drill.observe(seen)
    if seen.value:
        raise Unobservable(f"it is not empty: {', '.join(seen.value[:5])}")


@given("new backups of PostgreSQL and Neo4j are copied away from the cluster")
def _copied(drill: Drill, session: Session, system: SystemUnderDrill, recovered: Recovery) -> None:
    for name in ("PostgreSQL", "Neo4j"):
        component = COMPONENTS[name]
        recovered.held[name] = component.state(session, system.namespace)
        made = component.back_up(session, system.namespace)
        recovered.copies[name] = away.copy(session, system.namespace, name, made.value.path)
        drill.observe(recovered.copies[name])


@given(parsers.parse("a backup of {component} is made and copied away"))
def _one_copied(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    recovered: Recovery,
    restore: Restore,
    component: str,
) -> None:
    restore.component = component
    restore.backup = COMPONENTS[component].back_up(session, system.namespace)
    copied = away.copy(session, system.namespace, component, restore.path())
    recovered.copies[component] = copied
    drill.observe(copied)


@when("the copy of that backup is brought back")
def _brought_back(session: Session, system: SystemUnderDrill, restore: Restore) -> None:
    away.put(session, system.namespace, restore.component, restore.path())


@then("each copy that was kept is what was copied")
def _kept(drill: Drill, session: Session, recovered: Recovery) -> None:
    for name, copied in recovered.copies.items():
        seen, was = away.kept_here(session, name), copied.value
        judgement = backup_checks.copied_whole(
            "", seen.value.size_bytes, was.sha256, seen.value.sha256
        )
        drill.judge(judgement, [copied, seen])


@when("the stores are brought up there from their manifests alone")
def _stores(drill: Drill, session: Session, system: SystemUnderDrill, recovered: Recovery) -> None:
    recovered.began = now()
    seen = recovery.stores(session, system.name)
    drill.observe(seen)
    drill.phase("stores brought up", recovered.since(), seen.ended)


@when("PostgreSQL and Neo4j are restored there from the copies")
def _restored(session: Session, system: SystemUnderDrill, recovered: Recovery) -> None:
    there = recovery.place(session, system.name)
    maximum = restoring.maximum_age(session, system.name)
    for name, copied in recovered.copies.items():
        path = copied.value.path
        away.put(session, there, name, path)
        recovered.restored[name] = COMPONENTS[name].restore_named(session, there, path, maximum)


@when("graph-builder and kg-api are brought up there")
def _serving(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    drill.observe(recovery.serving(session, system.name))


@then(parsers.parse("all that the backups held is there within {time}"))
def _data_ready(
    drill: Drill, session: Session, system: SystemUnderDrill, recovered: Recovery, time: str
) -> None:
    limit = budget(session, system, "recovery_data_ready", time)
    there = recovery.place(session, system.name)
    held, contents = recovered.held, recovered.restored["PostgreSQL"].backup
    tables = postgresql.tables(session, there)
    graph = neo4j.graph(neo4j_clients.connect(session, there))
    took = drill.phase("data ready", recovered.since(), graph.ended, limit)
    judgement = merge_judgements(
        [
            checks.holds(contents.value.contents or {}, (), tables.value),
            checks.graph(_size(held["Neo4j"].value), _size(graph.value), 0),
            checks.in_time("data ready", took, limit.limit),
        ]
    )
    drill.judge(judgement, [contents, held["Neo4j"], tables, graph])


@then(parsers.parse("requests of every client are answered {status:d} there within {time}"))
def _answered(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    recovered: Recovery,
    status: int,
    time: str,
) -> None:
    limit = budget(session, system, "recovery_serving", time)
    there = recovery.place(session, system.name)
    latest: list[Observation[dict[str, int]]] = []

    def look() -> Judgement:
        # Clients have the keys that they had.
        latest[:] = [kg_clients.answers(session, there, keys_in=system.namespace)]
        return client_checks.all_answered(latest[0].value, wanted=status)

    judgement = judged_in_time(drill, look, "serving", limit, since=recovered.since())
    drill.judge(judgement, latest)


@when("a ledger is sending events through Kafka into the graph there")
def _events(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger]
) -> None:
    begin(drill, ledgers, "event", GraphLedger(session, recovery.place(session, system.name)))


def _size(graph: neo4j.Graph) -> tuple[int, int]:
    return graph.nodes, graph.relationships
