"""Phrases of tuning: what processes run with, what is held for them, and what they are held to."""

from collections.abc import Mapping

from pytest_bdd import then, when

from drillbook.checks import settings as checks
from drillbook.clients import neo4j as neo4j_clients
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import environment as probes
from drillbook.probes import neo4j
from drillbook.probes.environment import Requested
from drillbook.procedures import environment, neo4j_tuning
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import merge_judgements

WORKLOAD, SELECTOR = "graph-builder", "app=graph-builder"
NEO4J_SELECTOR = "app=neo4j"


@when(
    "graph-builder is tuned as the runbook says, and half its processor and memory is held for it",
    target_fixture="requested_before",
)
def _tuned(
    drill: Drill, session: Session, system: SystemUnderDrill
) -> Observation[Mapping[str, Requested]]:
    before = probes.requests(session, system.namespace, SELECTOR)
    drill.observe(before)
    had = next(iter(before.value.values()))
    half = {
        "cpu": f"{had.cores * 500:.0f}m",
        "memory": f"{had.memory_bytes / 2 / 1024:.0f}Ki",
    }
    environment.change(session, system.namespace, WORKLOAD, environment.TUNED, half)
    return before


@then("every pod of graph-builder runs with the tuned settings")
def _in_effect(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = probes.variables(session, system.namespace, SELECTOR, environment.TUNED)
    drill.judge(checks.in_effect(environment.TUNED, seen.value), [seen])


@when(
    "graph-builder is given twice its requests as limits, as the runbook says",
    target_fixture="requested_before",
)
def _limited(
    drill: Drill, session: Session, system: SystemUnderDrill
) -> Observation[Mapping[str, Requested]]:
    before = probes.requests(session, system.namespace, SELECTOR)
    drill.observe(before)
    had = next(iter(before.value.values()))
    given = {"cpu": f"{had.cores * 1000:.0f}m", "memory": f"{had.memory_bytes / 1024:.0f}Ki"}
    twice = {"cpu": f"{had.cores * 2000:.0f}m", "memory": f"{had.memory_bytes * 2 / 1024:.0f}Ki"}
    environment.change(session, system.namespace, WORKLOAD, {}, given, twice)
    return before


@then("every pod of graph-builder is held to twice its requests")
def _held_to(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    requested_before: Observation[Mapping[str, Requested]],
) -> None:
    had = next(iter(requested_before.value.values()))
    wanted = _amounts(Requested(had.cores * 2, had.memory_bytes * 2))
    seen = probes.limits(session, system.namespace, SELECTOR)
    found = {pod: _amounts(limit) for pod, limit in seen.value.items()}
    drill.judge(checks.in_effect(wanted, found), [requested_before, seen])


@then("half the processor and memory is held for every pod of graph-builder")
def _halved(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    requested_before: Observation[Mapping[str, Requested]],
) -> None:
    had = next(iter(requested_before.value.values()))
    wanted = _amounts(Requested(had.cores / 2, had.memory_bytes / 2))
    seen = probes.requests(session, system.namespace, SELECTOR)
    found = {pod: _amounts(given) for pod, given in seen.value.items()}
    drill.judge(checks.in_effect(wanted, found), [requested_before, seen])


def _amounts(given: Requested) -> dict[str, str]:
    return {"cores": f"{given.cores:.4g}", "KiB of memory": f"{given.memory_bytes / 1024:.0f}"}


@when("Neo4j is given more and tuned as the runbook says")
def _neo4j(session: Session, system: SystemUnderDrill) -> None:
    neo4j_tuning.tune(session, system.namespace)


@then("Neo4j runs with the tuned settings")
def _neo4j_settings(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    access = neo4j_clients.connect(session, system.namespace)
    seen = neo4j.settings(access, neo4j_tuning.TUNED)
    drill.judge(checks.in_effect(neo4j_tuning.TUNED, {"Neo4j": seen.value}), [seen])


@then("Neo4j's Java runs with the larger heap")
def _neo4j_heap(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = neo4j.java(neo4j_clients.connect(session, system.namespace), tuple(neo4j_tuning.JAVA))
    drill.judge(checks.in_effect(neo4j_tuning.JAVA, {"Neo4j": seen.value}), [seen])


@then("more processor and memory is held for Neo4j, which is held to more memory")
def _neo4j_resources(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    held = probes.requests(session, system.namespace, NEO4J_SELECTOR)
    held_to = probes.limits(session, system.namespace, NEO4J_SELECTOR)
    judgement = merge_judgements(
        [
            checks.in_effect(
                _amounts(neo4j_tuning.REQUESTED),
                {pod: _amounts(given) for pod, given in held.value.items()},
            ),
            checks.in_effect(
                {"KiB of memory": _amounts(neo4j_tuning.LIMITED)["KiB of memory"]},
                {pod: _amounts(given) for pod, given in held_to.value.items()},
            ),
        ]
    )
    drill.judge(judgement, [held, held_to])
