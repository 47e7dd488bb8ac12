"""Phrases that bring a fault, each by an experiment of the system's directory in chaos/."""

from pathlib import Path

from pytest_bdd import parsers, step

from drillbook import experiment
from drillbook.probes import kubernetes
from drillbook.session import Session
from drillbook.system import SystemUnderDrill

CHAOS = Path("chaos")


def bring(system: SystemUnderDrill, name: str, **parameters: object) -> None:
    """Run an experiment of the system by its name in the scenario.

    It is of the system's own namespace, unless its file names another one of the system.
    """
    file = experiment.find(CHAOS / system.name, name)
    own = (experiment.load(file).get("configuration") or {}).get("namespace")
    namespace = own if own in system.others else system.namespace
    experiment.run(file, {"namespace": namespace, **parameters})


@step(parsers.parse('the experiment "{name}" takes down broker {broker:d}'))
def _broker(system: SystemUnderDrill, name: str, broker: int) -> None:
    bring(system, name, broker=broker)


@step(parsers.parse('the experiment "{name}" stops {server} in pod {pod}'))
def _server(system: SystemUnderDrill, name: str, server: str, pod: str) -> None:
    bring(system, name, server=server, pod=pod)


@step(parsers.parse('the experiment "{name}" scales {workload} to {replicas:d}'))
def _scaled(system: SystemUnderDrill, name: str, workload: str, replicas: int) -> None:
    bring(system, name, workload=workload, replicas=replicas)


@step(parsers.parse('the experiment "{name}" is brought to the pod of {role}'))
def _of_role(session: Session, system: SystemUnderDrill, name: str, role: str) -> None:
    found = kubernetes.pods(session, system.namespace, f"app={role}").value
    bring(system, name, pod=found[0].name)


@step(parsers.parse('the experiment "{name}" is brought to every pod of {role}'))
def _of_every_pod(session: Session, system: SystemUnderDrill, name: str, role: str) -> None:
    for one in kubernetes.pods(session, system.namespace, f"app={role}").value:
        bring(system, name, pod=one.name)


@step(parsers.parse('the experiment "{name}" keeps Neo4j from starting'))
def _not_starting(system: SystemUnderDrill, name: str) -> None:
    bring(system, name)


@step(parsers.parse('the experiment "{name}" kills {count:d} pod of {role}'))
@step(parsers.parse('the experiment "{name}" kills {count:d} pods of {role}'))
def _killed(system: SystemUnderDrill, name: str, count: int, role: str) -> None:
    bring(system, name, count=count, selector=f"app={role}")
