"""The clock of a process that runs under libfaketime set forward or back.

No other process of the node notices: the kernel's clock is not touched.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Absent
from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.session import Session, undo_step

_SHOWS_WITHIN = timedelta(seconds=30)
# A look at the clock through exec may take this long.
_TOLERANCE_SECONDS = 5
_MOST_SECONDS = 10 * 365 * 86400

# Prints the file that libfaketime reads, then what is in it ("-" for nothing), if it is loaded.
_FIND = """set -eu
grep -q faketime /proc/1/maps || exit 3
file=${FAKETIME_TIMESTAMP_FILE:-/etc/faketimerc}
echo "$file"
if [ -s "$file" ]; then head -n 1 "$file"; else echo -; fi
"""
# $1 the file, $2 what to write; "-" is nothing. libfaketime reads it again by itself.
_WRITE = 'set -eu; if [ "$2" = - ]; then rm -f "$1"; else echo "$2" > "$1"; fi'
_READ = 'if [ -s "$1" ]; then head -n 1 "$1"; else echo -; fi'


@dataclass(frozen=True)
class Clock:
    """A container whose processes run under libfaketime, and the file that sets their clock."""

    namespace: str
    pod: str
    container: str
    file: str


@action
@described(
    changes="clock.jump",
    effect="a process started in the container sees the time that many seconds off",
    undo="clock.put_back",
    needs=Needs(
        rights=("get pods", "create pods/exec"),
        in_container=("sh", "date", "grep", "head", "libfaketime preloaded, with a file it reads"),
    ),
)
def jump(namespace: str, pod: str, seconds: int, container: str = "") -> str:
    """Set the clock of a container's processes forward, or back with negative seconds.

    The container must have been started with libfaketime preloaded and, as its own documentation
    has it, FAKETIME_TIMESTAMP_FILE. A process that runs follows within FAKETIME_CACHE_DURATION
    (10 s by default).
    """
    if not 10 <= abs(int(seconds)) <= _MOST_SECONDS:
        raise UsageError(f"a jump is 10 s to 10 years, forward or back, not {seconds} s")
    session = required()
    item = session.cluster.get(f"/api/v1/namespaces/{namespace}/pods/{pod}")
    name = container or item["spec"]["containers"][0]["name"]
    clock, before = _find(session, Clock(namespace, pod, name, ""))
    offset = _offset(session, clock).value
    left = f"{int(seconds):+d}"
    return bring(
        Fault(
            text=f"the clock of {pod} is set by {left} s",
            change=Change("clock.jump", namespace, (pod,)),
            undo="clock.put_back",
            arguments={**asdict(clock), "left": left},
            before={"uid": item["metadata"]["uid"], "written": before},
            inject=lambda: _write(session, clock, left),
            look=lambda: _offset(session, clock),
            took_effect=lambda seen: abs(seen - offset - int(seconds)) < _TOLERANCE_SECONDS,
            effect_within=_SHOWS_WITHIN,
        )
    )


@undo_step("clock.put_back")
def _put_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Write the file that libfaketime reads as it was, unless somebody has changed it since."""
    arguments = dict(arguments)
    left = arguments.pop("left")
    clock = Clock(**arguments)
    try:
        item = session.cluster.get(f"/api/v1/namespaces/{clock.namespace}/pods/{clock.pod}")
    except Absent:
        return f"{clock.pod} is gone"
    if item["metadata"]["uid"] != before["uid"]:
        return f"{clock.pod} was made anew meanwhile"
    by_hand = f"by hand: write {before['written']!r} (- is: remove it) to {clock.file}"
    try:
        found = _run(session, clock, _READ, clock.file).strip()
        if found == left:
            _write(session, clock, before["written"])
            found = _run(session, clock, _READ, clock.file).strip()
        if found != before["written"]:
            raise UndoIncomplete(f"{clock.file} in {clock.pod} says {found!r} meanwhile; {by_hand}")
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"the clock of {clock.pod} is as before"


def _find(session: Session, clock: Clock) -> tuple[Clock, str]:
    """Return the clock with its file, and what is written there."""
    command = ["sh", "-c", _FIND]
    executed = session.cluster.execute(
        clock.namespace, clock.pod, command, container=clock.container
    )
    if executed.exit_code == 3:
        raise UsageError(
            f"{clock.container} of {clock.namespace}/{clock.pod} does not run under libfaketime "
            "(LD_PRELOAD): its clock cannot be set alone. Nothing was changed."
        )
    file, written = executed.output(f"libfaketime in {clock.pod}").splitlines()
    return Clock(clock.namespace, clock.pod, clock.container, file), written


def _offset(session: Session, clock: Clock) -> Observation[float]:
    """Look by how many seconds the clock in the container differs from ours."""
    started = now()
    there = float(_run(session, clock, "date +%s"))
    ended = now()
    here = started.timestamp() + (ended - started).total_seconds() / 2
    source = f"date in pod {clock.namespace}/{clock.pod}"
    return Observation("clock offset in seconds", there - here, source, "date +%s", started, ended)


def _write(session: Session, clock: Clock, text: str) -> None:
    _run(session, clock, _WRITE, clock.file, text)


def _run(session: Session, clock: Clock, script: str, *arguments: str) -> str:
    command = ["sh", "-c", script, "sh", *arguments]
    executed = session.cluster.execute(
        clock.namespace, clock.pod, command, container=clock.container
    )
    return executed.succeeded(f"{clock.file} in {clock.pod}")


ACTIONS = {"jump": jump}
