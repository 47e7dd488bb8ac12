"""Phrases of versions rolled out and back, restarts, and an autoscaler's way up."""

from typing import Any

from pytest_bdd import parsers, then, when

from drillbook.checks import rollouts as checks
from drillbook.drill import Drill
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes, rollouts
from drillbook.procedures import postgresql_upkeep
from drillbook.procedures import rollouts as procedures
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.experiments import bring
from steps.looking import judged_in_time
from steps.spans import budget


@when(parsers.parse("{app} is rolled back"))
def _rolled_back(session: Session, system: SystemUnderDrill, app: str) -> None:
    procedures.roll_back(session, system.namespace, app)


@then(parsers.parse("the revisions of {app} are listed, the newest last"))
def _revisions(drill: Drill, session: Session, system: SystemUnderDrill, app: str) -> None:
    seen = rollouts.revisions(session, system.namespace, app)
    drill.judge(checks.revisions_listed(seen.value), [seen])


@then(parsers.parse("{word} pod of {app} is ready within {time}"))
def _ready(
    drill: Drill, session: Session, system: SystemUnderDrill, word: str, app: str, time: str
) -> None:
    limit = budget(session, system, "outage_felt" if word == "no" else "workload_whole", time)
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [kubernetes.pods(session, system.namespace, f"app={app}")]
        ready = sum(one.healthy for one in latest[0].value)
        return checks.all_ready(app, ready, len(latest[0].value), word != "no")

    drill.judge(judged_in_time(drill, look, f"{word} pod of {app} ready", limit), latest)


@when(parsers.parse("{database} is started again in its pod"))
def _started(drill: Drill, session: Session, system: SystemUnderDrill, database: str) -> None:
    seen = postgresql_upkeep.start(session, system.databases)
    drill.observe(seen)
    drill.phase(f"{database} accepts connections", drill.since_fault(), seen.ended)


@when(parsers.parse('the experiment "{name}" strikes a pod of {app}'))
def _strikes(session: Session, system: SystemUnderDrill, name: str, app: str) -> None:
    pods = kubernetes.pods(session, system.namespace, f"app={app}").value
    bring(system, name, pod=min(one.name for one in pods if one.healthy))


@when(parsers.parse('the experiment "{name}" strikes {count:d} pods of {app}'))
def _strikes_several(
    session: Session, system: SystemUnderDrill, name: str, count: int, app: str
) -> None:
    ready = kubernetes.ready_pods(session, system.namespace, f"app={app}")
    if len(ready) < count:
        raise Unobservable(f"{len(ready)} pods of {app} are ready, and {count} are to be struck")
    for pod in sorted(one.name for one in ready)[:count]:
        bring(system, name, pod=pod)


@when(parsers.parse('the experiment "{name}" changes {workload}'))
def _changes(system: SystemUnderDrill, name: str, workload: str) -> None:
    bring(system, name, workload=workload)


@when(parsers.parse('the experiment "{name}" begins'))
def _begins(system: SystemUnderDrill, name: str) -> None:
    bring(system, name)
