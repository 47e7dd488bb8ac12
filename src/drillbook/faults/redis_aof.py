"""Redis' append-only file cut short in the middle of its last command, as by a crash.

The command that is torn is a write of our own, so that no client's write is lost with it. What
Redis makes of it, it says itself: with aof-load-truncated yes (its default) it drops the torn
command and starts, with no it refuses to start.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from drillbook.clients import redis as clients
from drillbook.clients.redis import Access
from drillbook.clock import now
from drillbook.errors import (
    CheckFailed,
    DrillbookError,
    NotDone,
    UndoIncomplete,
    Unobservable,
    UsageError,
)
from drillbook.faults import processes, scripts, volumes
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.faults.processes import Process
from drillbook.faults.redis import PROGRAM, await_answer
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.probes import redis as probes
from drillbook.session import Session, undo_step

_EFFECT_WITHIN = timedelta(minutes=1)
_LOADS_WITHIN = timedelta(seconds=10)
_TRIES = 5
_PAYLOAD = "x" * 64
# Redis' own words when it loads a file that ends in the middle of a command.
_DROPPED = "loaded anyway because aof-load-truncated is enabled"
_REFUSED = "Unexpected end of file reading the append only file"

# $1 the directory of the append-only files. Prints the one that is written to.
_NEWEST = """set -eu
name=$(grep ' type i$' "$1"/*.manifest | tail -n 1 | sed 's/.*file \\([^ ]*\\) seq.*/\\1/')
echo "$1/$name"
"""
# $1 the file, $2 the key, $3 the server's process. Stops it; when the file ends with that key's
# write, prints its length, else lets the server go on.
_STOP = """set -eu
kill -STOP "$3"
if tail -c 125 "$1" | grep -q "$2" && tail -c 66 "$1" | grep -q '^x\\{64\\}'
then stat -c %s "$1"; else kill -CONT "$3"; fi
"""
# $1 the file, $2 its new length, $3 the server's process.
_CUT = """set -eu
truncate -s "$2" "$1"
sync "$1"
kill -KILL "$3"
"""
# $1 the file, $2 what is left of it, $3 its whole length, $4 what was cut off but the line's end.
# Only a file as we left it is touched.
_MEND = """set -eu
case "$(stat -c %s "$1")" in
  "$2") printf '%s\\r\\n' "$4" >> "$1"; sync "$1"; echo mended ;;
  "$3") echo whole ;;
  *) echo other ;;
esac
"""


@dataclass(frozen=True)
class Torn:
    """An append-only file in a pod, the length it is cut to, and the key whose write is torn."""

    namespace: str
    pod: str
    file: str
    key: str
    left_bytes: int
    cut_bytes: int


@dataclass(frozen=True)
class Loaded:
    """What Redis made of the torn file: its log's words, and whether it answers."""

    run: str | None
    said: str


@action
@described(
    changes="redis.truncate_aof",
    effect="Redis' log says that it dropped the torn command, or that it refuses to start",
    undo="redis.start",
    also_undone_by=("redis.mend_aof",),
    needs=Needs(
        rights=(
            "get pods",
            "get pods/log",
            "create pods",
            "delete pods",
            "create pods/exec",
            "get secrets",
            "get services",
        ),
        in_container=("sh", "kill", "truncate", "tail", "stat"),
    ),
)
def truncate(namespace: str, pod: str, cut_bytes: int = 10) -> str:
    """Kill Redis and cut the last bytes (3 to 64) off its append-only file.

    The write that is torn is one of our own, acknowledged before. The effect is what Redis says
    when it starts: that it dropped the torn command (aof-load-truncated yes), or that it refuses
    to start (no). Needs appendonly yes, and a Redis that is not its container's first process.
    """
    session = required()
    cut = int(cut_bytes)
    access = clients.access(session, namespace)
    before = probes.server(access).value
    if not 3 <= cut <= len(_PAYLOAD):
        raise UsageError(f"cut_bytes is {cut}; our own last write has 3 to {len(_PAYLOAD)} to cut")
    if access.setting("appendonly") != "yes":
        raise UsageError(f"Redis in {namespace} keeps no append-only file (appendonly no)")
    directory = f"{access.setting('dir')}/{access.setting('appenddirname')}"
    key = f"drillbook:torn:{secrets.token_hex(4)}"
    file = scripts.run(session, namespace, pod, _NEWEST, directory).strip()
    process = processes.find(session, namespace, pod, PROGRAM)
    whole = Torn(namespace, pod, file, key, 0, cut)
    since = now()
    return bring(
        Fault(
            text=f"the last {cut} bytes of the append-only file in pod {pod} are cut off",
            change=Change("redis.truncate_aof", namespace, (pod,), taken_down=1),
            undo="redis.start",
            arguments={**asdict(whole), "process": asdict(process)},
            before={"run": before.run},
            inject=lambda: _cut(session, access, whole, process),
            look=lambda: _loaded(session, access, whole, since),
            took_effect=lambda seen: bool(seen.said) and seen.run != before.run,
            effect_within=_EFFECT_WITHIN,
        )
    )


@undo_step("redis.mend_aof")
def _mend_aof(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Append what was cut off, unless Redis runs and has dropped the torn command itself."""
    torn = Torn(**arguments)
    access = clients.access(session, torn.namespace)
    if _answers(access):
        return "Redis runs: it had dropped the torn command, which was ours"
    # The write ends with its payload and a line's end; of both the last bytes were cut off.
    whole, cut = torn.left_bytes + torn.cut_bytes, _PAYLOAD[: torn.cut_bytes - 2]
    given = (torn.file, str(torn.left_bytes), str(whole), cut)
    try:
        found = volumes.run(session, torn.namespace, torn.pod, _MEND, *given).strip()
        if found == "mended":
            volumes.start_anew(session, torn.namespace, torn.pod)
            return f"{torn.file} is whole again"
        if found == "whole":
            return f"{torn.file} was not cut"
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; {_by_hand(torn)}") from error
    raise UndoIncomplete(f"{torn.file} is not as it was left; {_by_hand(torn)}")


@undo_step("redis.start")
def _start(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Let a stopped process go on, wait until Redis answers, and remove the key that was torn."""
    torn = Torn(**{name: value for name, value in arguments.items() if name != "process"})
    access = clients.access(session, torn.namespace)
    try:
        found = probes.server(access).value
        if not found.answers:
            _let_go_on(session, Process(**arguments["process"]))
        await_answer(access)
        access.change("DEL", torn.key)
    except (CheckFailed, NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; {_by_hand(torn)}") from error
    again = "" if found.run == before["run"] else ", started anew"
    return f"Redis in pod {torn.pod} answers{again}"


def _answers(access: Access) -> bool:
    """Return whether Redis runs; one that still loads its data is given a while."""
    try:
        await_answer(access, _LOADS_WITHIN)
    except CheckFailed:
        return False
    return True


def _let_go_on(session: Session, stopped: Process) -> None:
    try:
        if processes.find(session, stopped.namespace, stopped.pod, stopped.program) == stopped:
            processes.signal(session, stopped, "CONT")
    except DrillbookError:
        return  # no container to enter, or no such process: then nothing is stopped there


def _cut(session: Session, access: Access, whole: Torn, process: Process) -> None:
    length = _written_last(session, access, whole, process)
    torn = replace(whole, left_bytes=length - whole.cut_bytes)
    session.intend("redis.mend_aof", asdict(torn), {"length": length})
    given = (torn.file, str(torn.left_bytes), process.number)
    scripts.run(session, torn.namespace, torn.pod, _CUT, *given)


def _written_last(session: Session, access: Access, torn: Torn, process: Process) -> int:
    """Write our key until it is the last of the file while the server stands still."""
    given = (torn.file, torn.key, process.number)
    for _ in range(_TRIES):
        access.change("SET", torn.key, _PAYLOAD)
        length = scripts.run(session, torn.namespace, torn.pod, _STOP, *given).strip()
        if length:
            return int(length)
    raise NotDone(f"others write to {torn.file} so often that our write was never its last")


def _loaded(session: Session, access: Access, torn: Torn, since: datetime) -> Observation[Loaded]:
    started = now()
    seconds = str(int((now() - since).total_seconds()) + 1)
    log = session.cluster.log(torn.namespace, torn.pod, sinceSeconds=seconds)
    words = [line for line in log.splitlines() if _DROPPED in line or _REFUSED in line]
    run = probes.server(access).value.run
    said = words[-1].strip() if words else ""
    if _DROPPED in said and run is None:
        said = ""  # it still loads
    source = f"log of pod {torn.namespace}/{torn.pod} and Redis at {access}"
    return Observation(
        "start of Redis with the torn file", Loaded(run, said), source, "log; INFO", started, now()
    )


def _by_hand(torn: Torn) -> str:
    return (
        f"by hand: redis-check-aof --fix {torn.file} in the volume of pod "
        f"{torn.namespace}/{torn.pod} (the last write, of key {torn.key}, was ours), start Redis, "
        f"and DEL {torn.key}"
    )


ACTIONS = {"truncate": truncate}
