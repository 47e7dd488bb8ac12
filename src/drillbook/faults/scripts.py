"""Shell scripts run in a pod, which have to succeed."""

from datetime import timedelta

from drillbook.errors import NotDone
from drillbook.session import Session

_WITHIN = timedelta(minutes=2)


def run(
    session: Session,
    namespace: str,
    pod: str,
    script: str,
    *arguments: str,
    within: timedelta = _WITHIN,
) -> str:
    """Run a shell script in a pod's first container and return what it printed.

    Raises NotDone with what it said when it fails, Unobservable when nobody can say how it ended.
    """
    command = ["sh", "-c", script, "sh", *arguments]
    executed = session.cluster.execute(namespace, pod, command, within=within)
    if executed.exit_code != 0:
        said = executed.stderr.strip() or executed.stdout.strip() or "a step failed"
        raise NotDone(f"in pod {namespace}/{pod}: {said}")
    return executed.stdout
