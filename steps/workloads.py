"""Phrases of workloads: scaled as the runbook says, and whole again after a loss."""

from datetime import datetime, timedelta

from pytest_bdd import parsers, then, when

from drillbook.checks import recovery as checks
from drillbook.clock import Seen, now
from drillbook.drill import Drill
from drillbook.errors import CheckFailed
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.procedures import workloads
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from steps.spans import budget as within

_SCALED_WITHIN = timedelta(minutes=3)
_AT_LEAST = timedelta(milliseconds=1)


@when(
    parsers.parse("{workload} is scaled up to {replicas:d} replicas as the runbook says"),
    target_fixture="scaled_at",
)
def _scale(
    drill: Drill, session: Session, system: SystemUnderDrill, workload: str, replicas: int
) -> datetime:
    started = now()
    seen = workloads.scale(session, system.namespace, workload, replicas, _SCALED_WITHIN)
    drill.observe(seen.value)
    drill.phase(f"{workload} at {replicas} replicas", started, seen)
    return started


@then(parsers.parse("{workload} has all its replicas again within {time}"))
def _whole(
    drill: Drill, session: Session, system: SystemUnderDrill, workload: str, time: str
) -> None:
    budget = within(session, system, "workload_whole", time)
    since = drill.since_fault()
    name = kubernetes.find_workload(session, system.namespace, workload)

    left = max(budget.limit - (now() - since), _AT_LEAST)
    seen: Seen[Observation[kubernetes.Workload]] | None
    try:
        seen = kubernetes.whole(session, system.namespace, name, left)
    except CheckFailed:
        seen, last = None, kubernetes.workload(session, system.namespace, name)
    else:
        last = seen.value
        drill.phase(f"{workload} whole", since, seen, budget)
    took = seen.at - since if seen else None
    drill.judge(
        checks.whole_again(workload, last.value.ready, last.value.wanted, took, budget.limit),
        [last],
    )


@then(parsers.parse("{workload} has {replicas:d} replicas"))
def _has(
    drill: Drill, session: Session, system: SystemUnderDrill, workload: str, replicas: int
) -> None:
    name = kubernetes.find_workload(session, system.namespace, workload)
    seen = kubernetes.workload(session, system.namespace, name)
    drill.judge(
        checks.has_replicas(workload, seen.value.ready, seen.value.wanted, replicas), [seen]
    )
