"""What billing-service's own command says of its database: that it is reached, what is applied."""

from dataclasses import dataclass

from drillbook.clients.kubernetes import NotDone
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes import service_pods
from drillbook.rights import needs
from drillbook.session import Session

_SERVICE = "billing-service"
_MIGRATE = ["/usr/bin/python3", "-m", "neurallog.migrate"]


@dataclass(frozen=True)
class Reached:
    """How the command ended that asks the database, and what it said."""

    exit_code: int
    said: str


@needs("create pods/exec", "list pods")
def reach_database(session: Session, namespace: str) -> Observation[Reached]:
    """Ask the database from a pod of billing-service."""
    started = now()
    pod = service_pods.names(session, namespace, _SERVICE).value[0]
    said = session.cluster.execute(namespace, pod, [*_MIGRATE, "test"])
    found = Reached(said.exit_code, (said.stdout or said.stderr).strip()[:300])
    return Observation("database reached", found, f"pod {pod}", "migrate test", started, now())


@needs("create pods/exec", "list pods")
def migrations(session: Session, namespace: str) -> Observation[dict[str, str]]:
    """Return whether each migration is ``applied`` or ``pending``."""
    started = now()
    lines = run(session, namespace, "status")
    found = {line.split()[0]: line.split()[1] for line in lines}
    return Observation("migrations", found, _SERVICE, "migrate status", started, now())


def run(session: Session, namespace: str, command: str) -> tuple[str, ...]:
    """Run a command of migrations in a pod; return its lines. Raises NotDone."""
    pod = service_pods.names(session, namespace, _SERVICE).value[0]
    said = session.cluster.execute(namespace, pod, [*_MIGRATE, command])
    if said.exit_code != 0:
        raise NotDone(f"migrate {command} in {pod}: {said.stderr.strip()}")
    return tuple(line for line in said.stdout.splitlines() if line)
