"""Phrases of graph-builder's tuning: what its processes run with, and what is held for them."""

from collections.abc import Mapping

from pytest_bdd import then, when

from drillbook.checks import settings as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.plugin import SystemUnderDrill
from drillbook.probes import environment as probes
from drillbook.probes.environment import Requested
from drillbook.procedures import environment
from drillbook.session import Session

WORKLOAD, SELECTOR = "graph-builder", "app=graph-builder"


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


@then("half the processor and memory is held for every pod of graph-builder")
def _halved(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    requested_before: Observation[Mapping[str, Requested]],
) -> None:
    had = next(iter(requested_before.value.values()))
    wanted = {
        "cores": f"{had.cores / 2:.4g}",
        "KiB of memory": f"{had.memory_bytes / 2 / 1024:.0f}",
    }
    seen = probes.requests(session, system.namespace, SELECTOR)
    found = {
        pod: {
            "cores": f"{given.cores:.4g}",
            "KiB of memory": f"{given.memory_bytes / 1024:.0f}",
        }
        for pod, given in seen.value.items()
    }
    drill.judge(checks.in_effect(wanted, found), [requested_before, seen])
