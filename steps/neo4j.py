"""Phrases of Neo4j: a graph that changes after its backup, and what is there after a restore."""

from pytest_bdd import parsers, step, then

from drillbook.checks import restore as checks
from drillbook.clients import neo4j as clients
from drillbook.clock import eventually
from drillbook.drill import Drill
from drillbook.plugin import SystemUnderDrill
from drillbook.probes import neo4j
from drillbook.procedures import neo4j as procedures
from drillbook.session import Session
from drillbook.verdict import merge_judgements
from steps.backups import Restore
from steps.spans import budget as within


@step(parsers.parse("{count:d} nodes are added to the graph"))
def _added(session: Session, system: SystemUnderDrill, count: int) -> None:
    procedures.mark(session, system.namespace, count)


@then(parsers.parse("Neo4j holds what the backup held within {time}"))
def _holds(
    drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore, time: str
) -> None:
    limit = within(session, system, "neo4j_data_ready", time)
    since = restore.since(drill)
    done, held = restore.restored(), restore.held_then()
    drill.phase("restoring", since, done.ended)
    graph = neo4j.graph(clients.connect(session, system.namespace))
    markers = procedures.markers(session, system.namespace)
    took = drill.phase("data ready", since, markers.ended, limit)
    drill.judge(
        merge_judgements(
            [
                checks.graph(_size(held.value), _size(graph.value), markers.value),
                checks.in_time("data ready", took, limit.limit),
            ]
        ),
        [done.backup, held, graph, markers],
    )


@then(parsers.parse("Neo4j serves again within {time}"))
def _serves(
    drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore, time: str
) -> None:
    limit = within(session, system, "neo4j_serving", time)
    access = clients.connect(session, system.namespace)
    seen = eventually(
        lambda: neo4j.availability(access),
        lambda observation: observation.value.writable,
        within=limit.limit,
        what="Neo4j takes writes",
    )
    took = drill.phase("serving", restore.since(drill), seen, limit)
    drill.judge(checks.in_time("taking writes", took, limit.limit), [seen.value])


@then("nothing of Neo4j has changed")
def _unchanged(drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore) -> None:
    before = restore.state_before()
    after = neo4j.graph(clients.connect(session, system.namespace))
    drill.judge(checks.same_graph(_size(before.value), _size(after.value)), [before, after])


def _size(graph: neo4j.Graph) -> tuple[int, int]:
    return graph.nodes, graph.relationships
