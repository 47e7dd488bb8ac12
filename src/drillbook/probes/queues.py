"""The queue of a message broker, asked from a pod that has a client of it."""

from datetime import timedelta

from drillbook.clock import now
from drillbook.errors import NotDone, Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

_CLIENT = "app=api-gateway"
_PROGRAM = ("/usr/bin/python3", "-m", "neo_production.queue")
_WITHIN = timedelta(minutes=2)


def depth(session: Session, namespace: str) -> Observation[int]:
    """Return how many messages wait in the queue. Raises Unobservable."""
    started = now()
    found = run(session, namespace, "depth")
    source = f"RabbitMQ of {namespace}"
    return Observation("messages waiting", found, source, "queue.declare", started, now())


def consumers(session: Session, namespace: str) -> Observation[int]:
    """Return how many consumers take messages of the queue. Raises Unobservable."""
    started = now()
    found = run(session, namespace, "consumers")
    source = f"RabbitMQ of {namespace}"
    return Observation("consumers", found, source, "queue.declare", started, now())


@needs("create pods/exec")
def run(session: Session, namespace: str, *words: str) -> int:
    """Run the queue's program; return the number that it prints. Raises NotDone for a change."""
    pods = kubernetes.pods(session, namespace, _CLIENT).value
    pod = next((one.name for one in pods if one.healthy), None)
    if pod is None:
        raise Unobservable(f"no pod of {_CLIENT} is ready to ask the queue")
    command = [*_PROGRAM, *words]
    executed = session.cluster.execute(namespace, pod, command, within=_WITHIN)
    if executed.exit_code == 0:
        return int(executed.stdout)
    said = executed.stderr.strip().splitlines() or ["no word"]
    kind = Unobservable if words in (("depth",), ("consumers",)) else NotDone
    raise kind(f"the queue, asked from {pod}: {said[-1]}")
