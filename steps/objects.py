"""Phrases of what Kubernetes has: pods, nodes, bounds of containers and autoscalers, events."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, then

from drillbook.checks import inventory as checks
from drillbook.checks import queries
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import autoscalers, inventory, pods, usage
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged

_MEASURED_WITHIN = timedelta(minutes=1)
EVERY = "every namespace"


def _looking(drill: Drill, what: str, look: Callable[[], tuple[Judgement, list[Any]]]) -> None:
    """Look for up to a minute until it is so; judge what was seen last."""
    latest: list[Observation[Any]] = []

    def once() -> Judgement:
        judgement, latest[:] = look()
        return judgement

    drill.judge(judged(once, what, _MEASURED_WITHIN), latest)


@then(parsers.parse("every pod of {namespace} runs and is ready"))
def _pods(drill: Drill, session: Session, system: SystemUnderDrill, namespace: str) -> None:
    places = system.namespaces if namespace == EVERY else (namespace,)
    seen = pods.health(session, *places)
    ailing = [f"{one.namespace}/{one.name}: {one.why}" for one in seen.value.ailing]
    drill.judge(checks.all_healthy(seen.value.healthy, ailing), [seen])


@then(parsers.parse("of all pods those of {workload} alone are found ailing"))
def _ailing(drill: Drill, session: Session, system: SystemUnderDrill, workload: str) -> None:
    def look() -> tuple[Judgement, list[Any]]:
        seen = pods.health(session, *system.namespaces)
        found = [one.name for one in seen.value.ailing]
        return checks.alone_ailing(found, workload), [seen]

    _looking(drill, f"{workload} found ailing", look)


@then("every node is ready")
def _nodes(drill: Drill, session: Session) -> None:
    seen = inventory.nodes(session)
    ready = {name: node.ready for name, node in seen.value.items()}
    drill.judge(checks.nodes_ready(ready), [seen])


@then("the capacity of every node is known")
def _capacity(drill: Drill, session: Session) -> None:
    seen = inventory.nodes(session)
    cores = {name: node.cores for name, node in seen.value.items() if node.cores}
    memory = {name: node.memory_bytes for name, node in seen.value.items() if node.memory_bytes}
    drill.judge(checks.known_of_every("processors", seen.value.keys(), cores), [seen])
    drill.judge(checks.known_of_every("memory", seen.value.keys(), memory), [seen])


@then(parsers.parse("every container of {namespace} has requests and limits"))
def _bounds(drill: Drill, session: Session, namespace: str) -> None:
    seen = inventory.bounds(session, namespace)
    asked = {name: tuple(one.requests) for name, one in seen.value.items()}
    most = {name: tuple(one.limits) for name, one in seen.value.items()}
    drill.judge(checks.bounded(asked, most), [seen])


@then(parsers.parse("every container of {namespace} uses less memory than its own limit"))
def _memory(drill: Drill, session: Session, namespace: str) -> None:
    def look() -> tuple[Judgement, list[Any]]:
        bounds, used = inventory.bounds(session, namespace), usage.containers(session, namespace)
        limits = {n: b.limits["memory"] for n, b in bounds.value.items() if "memory" in b.limits}
        found = {one.name: one.memory_bytes for one in used.value.used}
        return checks.within_limits(found, limits), [bounds, used]

    _looking(drill, "memory against limits", look)


@then(parsers.parse("{autoscaler} keeps {least:d} to {most:d} replicas"))
def _keeps(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    autoscaler: str,
    least: int,
    most: int,
) -> None:
    seen = autoscalers.standing(session, system.namespace)
    for one in seen.value:
        if one.name == autoscaler:
            found = checks.runs_between(one.name, one.least, one.most, one.replicas, (least, most))
            drill.judge(found, [seen])


@then(parsers.parse("the events of {namespace} are listed, the newest last, {reason} among them"))
def _events(drill: Drill, session: Session, namespace: str, reason: str) -> None:
    def look() -> tuple[Judgement, list[Any]]:
        seen = inventory.events(session, namespace)
        times, reasons = [one.at for one in seen.value], [one.reason for one in seen.value]
        return queries.newest_last(times, reasons, reason), [seen]

    _looking(drill, "events", look)
