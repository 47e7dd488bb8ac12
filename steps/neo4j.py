"""Phrases of Neo4j: a graph that changes after its backup, and what is there after a restore."""

from dataclasses import replace

from pytest_bdd import parsers, step, then, when

from drillbook.checks import monitoring
from drillbook.checks import restore as checks
from drillbook.clients import neo4j as clients
from drillbook.clock import eventually
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import backups, neo4j, prometheus
from drillbook.procedures import neo4j as procedures
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.backups import Restore
from steps.kg_clients import Clients
from steps.looking import judged_in_time
from steps.spans import budget as within

#: What the exporter beside Neo4j says of it.
UP = "neo4j_up"
STATES = {"up": 1.0, "down": 0.0}


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


@when("Neo4j is started in its pod")
def _server_started(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = procedures.start(session, system.namespace)
    drill.observe(seen)
    drill.phase("Neo4j online", drill.since_fault(), seen.ended)


@then(parsers.parse("monitoring shows that Neo4j is {state} within {time}"))
def _monitored(
    drill: Drill, session: Session, system: SystemUnderDrill, state: str, time: str
) -> None:
    limit = within(session, system, "monitoring_shows", time)
    latest: list[Observation[float]] = []

    def look() -> Judgement:
        latest[:] = [prometheus.number(session, system.name, UP)]
        return monitoring.shows(f"Neo4j is {state}", latest[0].value, STATES[state])

    drill.judge(judged_in_time(drill, look, f"Neo4j shown as {state}", limit), latest)


@when(parsers.parse("the graph of client {client} is stopped"))
def _stopped(session: Session, system: SystemUnderDrill, client: str) -> None:
    procedures.stop_database(session, system.namespace, procedures.database_of(client))


@when(parsers.parse("the graph of client {client} is started"))
def _started(session: Session, system: SystemUnderDrill, client: str) -> None:
    procedures.start_database(session, system.namespace, procedures.database_of(client))


@then(parsers.parse("the graph of client {client} is offline and all others serve"))
def _alone_offline(drill: Drill, session: Session, system: SystemUnderDrill, client: str) -> None:
    seen = neo4j.client_databases(clients.connect(session, system.namespace))
    drill.judge(checks.others_serve(seen.value, procedures.database_of(client)), [seen])


@then("the graph of every client serves")
def _all_online(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = neo4j.client_databases(clients.connect(session, system.namespace))
    drill.judge(checks.others_serve(seen.value, None), [seen])


@then(parsers.parse("client {client} has a database of its own"))
def _own_database(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    client: str,
) -> None:
    seen = neo4j.client_databases(clients.connect(session, system.namespace))
    database = procedures.database_of(kg_rca_clients.id(client))
    drill.judge(checks.has_its_own(database, seen.value), [seen])


@then("the graph of every client has a new backup")
def _each_backed_up(
    drill: Drill, session: Session, system: SystemUnderDrill, restore: Restore
) -> None:
    seen = neo4j.client_databases(clients.connect(session, system.namespace))
    place = replace(backups.NEO4J, names="client_*.dump")
    files = backups.listing(session, system.namespace, place)
    since = restore.held_then().ended
    new = [file.path for file in files.value if file.written >= since]
    drill.judge(checks.each_has_a_backup(tuple(seen.value), new), [seen, files])


def _size(graph: neo4j.Graph) -> tuple[int, int]:
    return graph.nodes, graph.relationships
