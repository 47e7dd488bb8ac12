"""What billing-service's own command says of its database: that it is reached, what is applied."""

from dataclasses import dataclass

from drillbook.clock import now
from drillbook.errors import NotDone
from drillbook.observation import Observation
from drillbook.probes import service_pods
from drillbook.rights import needs
from drillbook.session import Session

_SERVICE = "billing-service"
_RESOLVE = "import socket, sys; print(socket.gethostbyname(sys.argv[1]))"
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
def reach_service(session: Session, namespace: str, service: str) -> Observation[Reached]:
    """Ask another service for its health from a pod of billing-service; ``said`` is the status."""
    url = f"http://{service}:8080/health"
    command = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "3", url]
    return _from_a_pod(session, namespace, f"{service} reached", command)


@needs("create pods/exec", "list pods")
def resolve(session: Session, namespace: str, name: str) -> Observation[Reached]:
    """Ask for the address of a name from a pod of billing-service; ``said`` is the address."""
    command = ["timeout", "3", "/usr/bin/python3", "-c", _RESOLVE, name]
    return _from_a_pod(session, namespace, f"{name} resolved", command)


def _from_a_pod(
    session: Session, namespace: str, what: str, command: list[str]
) -> Observation[Reached]:
    started = now()
    pod = service_pods.names(session, namespace, _SERVICE).value[0]
    said = session.cluster.execute(namespace, pod, command)
    found = Reached(said.exit_code, said.stdout.strip()[:300])
    return Observation(what, found, f"pod {pod}", " ".join(command[:3]), started, now())


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
