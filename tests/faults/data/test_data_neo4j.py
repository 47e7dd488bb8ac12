"""Neo4j's faults on the lab: seen by its clients, and put back, also by another process."""

from datetime import timedelta
from types import ModuleType

import pytest

from drillbook.clients import neo4j as clients
from drillbook.clock import eventually
from drillbook.errors import EffectNotObserved, UsageError
from drillbook.faults import neo4j as faults
from drillbook.faults import neo4j_heap
from drillbook.probes import kubernetes, neo4j
from drillbook.session import Session
from tests.faults.data import system
from tests.faults.data.system import NAMESPACE

pytestmark = pytest.mark.lab

POD = "neo4j-0"
STORE = "/data/databases/neo4j/neostore"
SET = f"/apis/apps/v1/namespaces/{NAMESPACE}/statefulsets/neo4j"
World = tuple[int, str, object, str]


def filled(session: Session) -> None:
    eventually(
        lambda: neo4j.availability(clients.connect(session, NAMESPACE)).value,
        lambda seen: seen.writable,
        within=timedelta(minutes=3),
        what="Neo4j takes writes",
    )
    clients.connect(session, NAMESPACE).query(
        "MATCH (n) DETACH DELETE n WITH count(*) AS gone "
        "UNWIND range(1, 100) AS i CREATE (:N {i: i})-[:R]->(:M {i: i})"
    )


def world(session: Session) -> World:
    """Return the graph, what is beside the databases, and the workload's template."""
    rows = clients.connect(session, NAMESPACE).query(
        "MATCH (n)-[:R]->(m) RETURN count(*) AS pairs, sum(n.i * m.i) AS products"
    )
    template = session.cluster.get(SET)["spec"]["template"]
    return rows[0]["pairs"], str(rows[0]["products"]), template, files(session)


def files(session: Session) -> str:
    return system.execute(session, POD, "ls -A /data /data/databases")


@pytest.fixture
def graph(lab: Session) -> Session:
    system.fresh(lab, POD)
    filled(lab)
    return lab


def test_a_killed_neo4j_is_noticed_and_comes_back_with_its_graph(graph: Session) -> None:
    before = world(graph)
    faults.kill(NAMESPACE, POD)
    graph.undo()
    assert world(graph) == before
    assert graph.undo() == []


def test_a_store_that_is_corrupted_does_not_come_online_until_another_process_undoes_it(
    up: timedelta,
) -> None:
    assert up
    with system.opened() as session:
        system.fresh(session, POD)
        filled(session)
        before = world(session)
    system.brought_by_a_process_that_is_killed("neo4j", "corrupt_store", POD)
    with system.opened() as session:
        seen = neo4j.availability(clients.connect(session, NAMESPACE)).value
        assert not seen.online
        assert "neo4j is offline" in seen.text
        session.undo()
        assert world(session) == before
        assert session.undo() == []


def test_neo4j_does_not_start_in_a_heap_that_is_too_small(graph: Session) -> None:
    before = world(graph)
    neo4j_heap.shrink(NAMESPACE)
    seen = kubernetes.pod(graph, NAMESPACE, POD).value
    assert seen is not None
    assert not seen.ready
    assert not neo4j.availability(clients.connect(graph, NAMESPACE)).value.online
    with pytest.raises(UsageError, match="has a variable _JAVA_OPTIONS already"):
        neo4j_heap.shrink(NAMESPACE)
    graph.undo()
    assert world(graph) == before
    assert graph.undo() == []


def test_another_process_gives_neo4j_its_heap_back(up: timedelta) -> None:
    assert up
    with system.opened() as session:
        filled(session)
        before = world(session)
    system.brought_by_a_process_that_is_killed("neo4j_heap", "shrink")
    with system.opened() as session:
        session.undo()
        assert world(session) == before


@pytest.mark.parametrize(
    ("module", "action", "arguments"),
    [(faults, "kill", (POD,)), (faults, "corrupt_store", (POD,)), (neo4j_heap, "shrink", ())],
)
def test_a_fault_whose_effect_is_not_seen_is_undone(
    graph: Session,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    action: str,
    arguments: tuple[str, ...],
) -> None:
    before = world(graph)
    system.without_effect(monkeypatch, module)
    with pytest.raises(EffectNotObserved, match="it was undone"):
        getattr(module, action)(NAMESPACE, *arguments)
    assert graph.journal.pending() == ()
    assert world(graph) == before
