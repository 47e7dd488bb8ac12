"""A server inside a container that outlives it, told by the container's ``SERVER-service``."""

from datetime import timedelta

from drillbook.errors import NotDone
from drillbook.rights import needs
from drillbook.session import Session

#: A stop ends within this, and so does a start that waits for one.
WITHIN = timedelta(minutes=2)


@needs("create pods/exec")
def tell(session: Session, namespace: str, pod: str, server: str, verb: str) -> None:
    """Have a server started or stopped. Raises NotDone, Unobservable."""
    command = f"{server}-service"
    executed = session.cluster.execute(namespace, pod, [command, verb], within=WITHIN)
    if executed.exit_code != 0:
        raise NotDone(f"{command} {verb} in {pod}: {executed.stderr or executed.stdout}")


@needs("create pods/exec")
def runs(session: Session, namespace: str, pod: str, server: str) -> bool:
    """Return whether a server runs and is not being stopped. Raises Unobservable."""
    command = f"{server}-service"
    executed = session.cluster.execute(namespace, pod, [command, "status"])
    return executed.output(f"{command} status in {pod}").startswith("running")
