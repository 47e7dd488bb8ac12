"""Processor and memory used up inside a container's own limits, for a bounded time.

The pressure is processes of the container itself, marked in their environment. They end after
the given seconds even if nobody undoes anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from drillbook.clients.answers import Absent
from drillbook.clients.quantity import quantity
from drillbook.clock import now
from drillbook.errors import UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.session import Session, undo_step

_MARK = "DRILLBOOK_PRESSURE"
_SHOWS_WITHIN = timedelta(seconds=30)
_LONGEST_SECONDS = 3600
# Above this the kernel's own share of the container may bring the limit down on it.
_MOST_OF_MEMORY = 0.95

# $1 the mark, $2 seconds, $3 how many loops.
_CPU = f"""set -eu
export {_MARK}="$1"
for loop in $(seq "$3"); do
  timeout "$2" sh -c 'while :; do :; done' < /dev/null > /dev/null 2>&1 &
done
"""
# $1 the mark, $2 seconds, $3 bytes. tail keeps the last lines, and zeros have no end of line.
_MEMORY = f"""set -eu
export {_MARK}="$1"
timeout "$2" sh -c '(head -c "$1" /dev/zero; sleep "$2") | tail > /dev/null' sh "$3" "$2" \\
  < /dev/null > /dev/null 2>&1 &
"""
# Prints bytes in use, then nanoseconds of processor time since the container's start.
_USED = """set -eu
cd /sys/fs/cgroup
if [ -f memory.current ]; then
  cat memory.current
  echo "$(grep usage_usec cpu.stat | tr -dc 0-9)000"
else
  cat memory/memory.usage_in_bytes cpuacct/cpuacct.usage
fi
"""
_USED_IN_A_SECOND = f"{_USED}sleep 1\n{_USED}"
_END = f"""
for directory in /proc/[0-9]*; do
  if tr '\\0' '\\n' < "$directory/environ" 2> /dev/null | grep -qxF "{_MARK}=$1"; then
    kill -9 "${{directory#/proc/}}" 2> /dev/null && echo ended
  fi
done
true
"""
_NEEDS = Needs(
    rights=("get pods", "create pods/exec"),
    in_container=("sh", "timeout", "seq", "head", "tail", "tr", "grep", "sleep"),
)


@dataclass(frozen=True)
class Container:
    """The container that is put under pressure, and its limits (cores and bytes; 0 is none)."""

    namespace: str
    pod: str
    name: str
    uid: str
    cores: float
    memory: float

    def __str__(self) -> str:
        return f"container {self.name} of {self.pod}"


@dataclass(frozen=True)
class Used:
    """What a container uses: cores over the last second, and bytes."""

    cores: float
    memory: int


@action
@described(
    changes="pressure.cpu",
    effect="the container's cgroup has used at least half of its limit during a second",
    undo="pressure.end",
    needs=_NEEDS,
)
def cpu(namespace: str, pod: str, seconds: int, container: str = "") -> str:
    """Use all the processor time that a container may have, for some seconds (at most 3600).

    The container must have a limit: without one the pressure would be its node's.
    """
    session = required()
    found = _container(session, namespace, pod, container)
    if not found.cores:
        raise UsageError(f"{found} has no limit of cpu, so its node would be hit, too")
    loops = int(found.cores) + 1
    text = f"{found} uses its {found.cores:g} cores for {seconds} s"
    return _bring(
        session,
        found,
        Change("pressure.cpu", namespace, (pod,)),
        text,
        (_CPU, int(seconds), loops),
        lambda used: used.cores >= found.cores / 2,
    )


@action
@described(
    changes="pressure.memory",
    effect="the container's cgroup uses that share of its limit",
    undo="pressure.end",
    needs=_NEEDS,
)
def memory(namespace: str, pod: str, seconds: int, share: float = 0.9, container: str = "") -> str:
    """Use up a container's memory to a share of its limit (at most 0.95), for some seconds."""
    session = required()
    found = _container(session, namespace, pod, container)
    if not found.memory:
        raise UsageError(f"{found} has no limit of memory, so its node would be hit, too")
    if not 0 < float(share) <= _MOST_OF_MEMORY:
        raise UsageError(f"a share of memory is above 0 and at most {_MOST_OF_MEMORY}, not {share}")
    wanted = int(found.memory * float(share))
    used = _used(session, found).value.memory
    if used >= wanted:
        raise UsageError(f"{found} uses {used} bytes already, and {wanted} were wanted")
    return _bring(
        session,
        found,
        Change("pressure.memory", namespace, (pod,)),
        f"{found} uses {float(share):.0%} of its memory for {seconds} s",
        (_MEMORY, int(seconds), wanted - used),
        # Pages that the kernel drops under pressure were in use when the size was chosen.
        lambda seen: seen.memory >= wanted * _MOST_OF_MEMORY,
    )


def _bring(
    session: Session,
    found: Container,
    change: Change,
    text: str,
    start: tuple[str, int, int],
    shows: Callable[[Used], bool],
) -> str:
    script, seconds, size = start
    if not 1 <= seconds <= _LONGEST_SECONDS:
        raise UsageError(f"pressure lasts 1 to {_LONGEST_SECONDS} s, not {seconds}")
    mark = uuid4().hex

    def inject() -> None:
        _run(session, found, script, mark, str(seconds), str(size))

    return bring(
        Fault(
            text=text,
            change=change,
            undo="pressure.end",
            arguments={
                "namespace": found.namespace,
                "pod": found.pod,
                "container": found.name,
                "mark": mark,
            },
            before={"uid": found.uid},
            inject=inject,
            look=lambda: _used(session, found),
            took_effect=shows,
            effect_within=_SHOWS_WITHIN,
        )
    )


@undo_step("pressure.end")
def _end(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Kill the marked processes in the container, and look that none is left."""
    namespace, pod, container = (arguments[key] for key in ("namespace", "pod", "container"))
    try:
        metadata = session.cluster.get(f"/api/v1/namespaces/{namespace}/pods/{pod}")["metadata"]
    except Absent:
        return f"{pod} is gone"
    if metadata["uid"] != before["uid"]:
        return f"{pod} was made anew meanwhile"
    command = ["sh", "-c", _END, "sh", arguments["mark"]]
    ended = session.cluster.execute(namespace, pod, command, container=container)
    left = session.cluster.execute(namespace, pod, command, container=container)
    if ended.exit_code or left.exit_code or left.stdout:
        raise UndoIncomplete(
            f"processes with {_MARK}={arguments['mark']} are left in {namespace}/{pod} "
            f"{left.stderr.strip()}; they end by themselves, or: kubectl delete pod -n {namespace} "
            f"{pod}"
        )
    return f"{len(ended.stdout.split())} processes ended in {pod}"


def _container(session: Session, namespace: str, pod: str, name: str) -> Container:
    item = session.cluster.get(f"/api/v1/namespaces/{namespace}/pods/{pod}")
    for spec in item["spec"]["containers"]:
        if name in ("", spec["name"]):
            limits = (spec.get("resources") or {}).get("limits") or {}
            return Container(
                namespace,
                pod,
                spec["name"],
                item["metadata"]["uid"],
                quantity(limits.get("cpu", "0")),
                quantity(limits.get("memory", "0")),
            )
    raise UsageError(f"pod {namespace}/{pod} has no container {name!r}")


def _used(session: Session, found: Container) -> Observation[Used]:
    started = now()
    said = _run(session, found, _USED_IN_A_SECOND)
    try:
        _, cpu_before, used, cpu_after = (int(line) for line in said.split())
    except ValueError:
        raise Unobservable(f"{found} does not tell what it uses: {said!r}") from None
    return Observation(
        f"use of {found}",
        Used((cpu_after - cpu_before) / 1e9, used),
        f"cgroup of pod {found.namespace}/{found.pod}",
        "usage in /sys/fs/cgroup, twice, a second apart",
        started,
        now(),
    )


def _run(session: Session, found: Container, script: str, *arguments: str) -> str:
    command = ["sh", "-c", script, "sh", *arguments]
    executed = session.cluster.execute(found.namespace, found.pod, command, container=found.name)
    return executed.succeeded(str(found))


ACTIONS = {"cpu": cpu, "memory": memory}
