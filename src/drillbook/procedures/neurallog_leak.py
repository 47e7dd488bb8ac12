"""A process in a pod whose memory grows, within bounds and for a time (NeuralLog, Memory Usage)."""

from collections.abc import Mapping
from typing import Any

from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.probes import kubernetes
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

NAME = "drill-that-grows"
_MEGABYTES, _SECONDS = 100, 240
# 1 MB a second, then it waits, and ends by itself; $0 its name, $1 MB, $2 seconds.
_GROW = """
nohup timeout "$2" python3 -c '
import sys, time
held = []
for number in range(int(sys.argv[2])):
    held.append(bytearray(b"x" * 1000000))
    time.sleep(1)
time.sleep(int(sys.argv[3]))
' "$0" "$1" "$2" > /dev/null 2>&1 < /dev/null &
"""
_END = """
for directory in /proc/[0-9]*; do
  if tr '\\0' ' ' < "$directory/cmdline" 2> /dev/null | grep -q "^python3 .* $0 "; then
    kill -9 "${directory#/proc/}"
  fi
done
true
"""


@needs("create pods/exec", "get pods", "list pods")
def grow(session: Session, namespace: str, service: str) -> str:
    """Let a process in a pod of a service grow by 1 MB a second; return the pod. Undone.

    Raises Refused, NotDone.
    """
    command = ["sh", "-c", _GROW, NAME, str(_MEGABYTES), str(_SECONDS)]
    for pod in kubernetes.ready_pods(session, namespace, f"app={service}"):
        session.permit(Change("pressure.memory", namespace, (pod.name,)))
        where = {"namespace": namespace, "pod": pod.name}
        session.intend("memory.end_growth", where, {"uid": pod.uid})
        try:
            said = session.cluster.execute(namespace, pod.name, command)
        except (NotDone, Unobservable):
            if not _is_there(session, namespace, pod.name, pod.uid):
                continue  # it was taken away between the look and the change
            raise
        said.succeeded(f"no process was begun in {pod.name}")
        note(f"a process in {pod.name} grows by 1 MB a second, to {_MEGABYTES} MB")
        return pod.name
    raise Unobservable(f"no pod of {service} in {namespace} stayed for long enough")


def _is_there(session: Session, namespace: str, pod: str, uid: str) -> bool:
    found = kubernetes.pod(session, namespace, pod).value
    return found is not None and found.uid == uid and not found.terminating


@undo_step("memory.end_growth")
def _end(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace, pod = str(arguments["namespace"]), str(arguments["pod"])
    try:
        if not _is_there(session, namespace, pod, before["uid"]):
            return f"{pod} is gone, and what grew in it"
        session.cluster.execute(namespace, pod, ["sh", "-c", _END, NAME])
    except (NotDone, Unobservable) as error:
        by_hand = f"by hand: kill {NAME} in {pod}; it ends within {_SECONDS} s"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"what grew in {pod} has ended"
