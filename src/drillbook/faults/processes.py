"""A server's process killed inside its container."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults import scripts
from drillbook.faults.bringing import Fault
from drillbook.faults.catalogue import Needs
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.session import Session

KILL = Needs(
    rights=("get pods", "create pods/exec", "get secrets", "get services"),
    in_container=("sh", "cat", "tr", "kill"),
)

_SHOWS_WITHIN = timedelta(seconds=30)
_BACK_WITHIN = timedelta(minutes=5)

# Prints the processes but the first whose command line has a word with $1 in it, and when each
# started (in ticks since the machine did): a number is given again, the pair is not.
_FIND = """
for directory in /proc/[0-9]*; do
  id=${directory#/proc/}
  [ "$id" = 1 ] || [ "$id" = "$$" ] && continue
  case "$(tr '\\0' ' ' < "$directory/cmdline" 2> /dev/null)" in
    *sh\\ -c*) ;;
    *"$1"*) stat=$(cat "$directory/stat"); set -- "$1" ${stat##*) }; echo "$id ${21}" ;;
  esac
done
"""


@dataclass(frozen=True)
class Process:
    """A process in a pod, as the container numbers it, and when it started (in ticks)."""

    namespace: str
    pod: str
    program: str
    number: str
    started: str


def killing(
    session: Session,
    process: Process,
    text: str,
    undo: str,
    look: Callable[[], Observation[Any]],
    took_effect: Callable[[Any], bool],
    within: timedelta = _SHOWS_WITHIN,
) -> Fault:
    """Return the fault that kills a process with SIGKILL.

    ``undo`` is an undo step that calls ``await_back``. Raises UsageError when the pod is not
    healthy as it is.
    """
    namespace, pod = process.namespace, process.pod
    found = kubernetes.pod(session, namespace, pod).value
    if found is None or not found.healthy:
        raise UsageError(f"pod {namespace}/{pod} is not there, or not healthy as it is")
    return Fault(
        text=text,
        change=Change("process.kill", namespace, (pod,), taken_down=1),
        undo=undo,
        arguments=asdict(process),
        before={"uid": found.uid, "restarts": found.restarts},
        inject=lambda: signal(session, process, "KILL"),
        look=look,
        took_effect=took_effect,
        effect_within=within,
    )


def await_back(
    session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]
) -> Process:
    """Wait until the pod is ready with another process, or with the one that was not killed.

    Raises UndoIncomplete.
    """
    process = Process(**arguments)
    try:
        eventually(
            lambda: _back(session, process, before),
            lambda back: back,
            within=_BACK_WITHIN,
            what=f"pod {process.pod} is ready again",
        )
    except CheckFailed as error:
        see = f"see 'kubectl logs -n {process.namespace} {process.pod}'"
        raise UndoIncomplete(f"{error}; {see}") from error
    return process


def find(session: Session, namespace: str, pod: str, program: str) -> Process:
    """Return the one process of a program in a pod.

    Raises UsageError unless exactly one runs beside process 1, which cannot be killed from inside.
    """
    try:
        listed = scripts.run(session, namespace, pod, _FIND, program)
    except NotDone as error:
        raise Unobservable(f"the processes of {program}: {error}") from error
    found = [line.split() for line in listed.splitlines()]
    if len(found) != 1:
        raise UsageError(
            f"{namespace}/{pod} runs {len(found)} processes of {program} beside process 1, not one"
        )
    number, started = found[0]
    return Process(namespace, pod, program, number, started)


def signal(session: Session, process: Process, name: str) -> None:
    """Send a signal (``KILL``, ``STOP``, ``CONT``) to a process. Raises NotDone."""
    kill = f"kill -{name} {int(process.number)}"
    scripts.run(session, process.namespace, process.pod, kill)


def _back(session: Session, process: Process, before: Mapping[str, Any]) -> bool:
    """Return whether the pod is ready, and not only still said to be."""
    found = kubernetes.pod(session, process.namespace, process.pod).value
    if found is None or not found.healthy:
        return False
    if (found.uid, found.restarts) != (before["uid"], before["restarts"]):
        return True
    try:
        find(session, process.namespace, process.pod, process.program)
    except UsageError:
        return False
    return True
