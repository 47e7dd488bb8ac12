"""Backups made useless: cut short, emptied, or made to look old. The original is kept beside it.

It is kept on the same volume, in a hidden directory where no restore looks, so that putting it
back is one rename, and the journal holds only where it is, its hash and its time.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from drillbook.errors import NotDone, UndoIncomplete, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.probes import backups
from drillbook.probes.backups import Listed, Place
from drillbook.session import Session, undo_step

_WITHIN = timedelta(seconds=30)

_described = described(
    changes="backup.damage",
    effect="the volume lists the file with the size and time that it was given",
    undo="backup.put_back",
    needs=Needs(
        rights=("create pods/exec",),
        in_container=("sh", "stat", "head", "touch", "mv", "sync", "sha256sum"),
    ),
)

# $1 the backup, $2 where the original is kept, $3 what to do, $4 its new time (for "aged").
_DAMAGE = """set -eu
mkdir -p "$(dirname "$2")"
case "$3" in
  truncated) mv "$1" "$2"; head -c "$(($(stat -c %s "$2") / 2))" "$2" > "$1"; touch -r "$2" "$1" ;;
  emptied) mv "$1" "$2"; : > "$1"; touch -r "$2" "$1" ;;
  aged) touch -d "@$4" "$1" ;;
esac
sync "$1"
"""
_HASH = 'set -eu; stat -c %Y "$1"; sha256sum < "$1"'
_PUT_BACK = """set -eu
[ ! -f "$2" ] || mv "$2" "$1"
touch -d "@$3" "$1"
sync "$1"
rmdir "$(dirname "$2")" 2> /dev/null || true
"""
_FORGET = 'rm -f "$2"; rmdir "$(dirname "$2")" 2> /dev/null || true'


@dataclass(frozen=True)
class Damage:
    """One backup, where its original is kept, and what is done to it."""

    namespace: str
    component: str
    path: str
    kept: str
    how: str
    new_time: int

    @property
    def place(self) -> Place:
        """Return where the component's backups are."""
        return backups.PLACES[self.component]


@action
@_described
def truncate(namespace: str, component: str, path: str = "") -> str:
    """Cut a backup to half its length (the newest, without a path)."""
    return _damage(namespace, component, path, "truncated")


@action
@_described
def empty(namespace: str, component: str, path: str = "") -> str:
    """Make a backup a file of no bytes (the newest, without a path)."""
    return _damage(namespace, component, path, "emptied")


@action
@_described
def age(namespace: str, component: str, hours: float, path: str = "") -> str:
    """Make a backup look as if it had been written hours earlier (the newest, without a path)."""
    return _damage(namespace, component, path, "aged", hours)


def _damage(namespace: str, component: str, path: str, how: str, hours: float = 0) -> str:
    session = required()
    if component not in backups.PLACES:
        known = ", ".join(backups.PLACES)
        raise UsageError(f"no component {component!r} has backups; there are: {known}")
    place = backups.PLACES[component]
    file = _chosen(session, namespace, place, path)
    if file.size_bytes < 2:
        raise UsageError(f"{file.path} has {file.size_bytes} bytes: there is nothing to damage")
    directory, _, name = file.path.rpartition("/")
    new_time = int(file.written.timestamp() - float(hours) * 3600)
    damage = Damage(
        namespace, component, file.path, f"{directory}/.drillbook/{name}", how, new_time
    )
    wanted_bytes = {"truncated": file.size_bytes // 2, "emptied": 0, "aged": file.size_bytes}[how]
    written, sha256 = _hash(session, damage)

    def inject() -> None:
        _run(session, damage, _DAMAGE, how, str(new_time))

    return bring(
        Fault(
            text=f"backup {name} is {how}" + (f" by {hours} h" if how == "aged" else ""),
            change=Change("backup.damage", namespace, (file.path,)),
            undo="backup.put_back",
            arguments=asdict(damage),
            before={"written": written, "sha256": sha256},
            inject=inject,
            look=lambda: _look(session, damage),
            took_effect=lambda seen: (
                seen is not None
                and seen.size_bytes == wanted_bytes
                and int(seen.written.timestamp()) == new_time
            ),
            effect_within=_WITHIN,
        )
    )


@undo_step("backup.put_back")
def _put_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Put the original back by a rename, unless a job has written that backup anew."""
    damage = Damage(**arguments)
    try:
        if _made_anew(session, damage, before):
            _run(session, damage, _FORGET)
            return f"{damage.path} was made anew meanwhile and stays"
        _run(session, damage, _PUT_BACK, before["written"])
        found = _hash(session, damage)
    except NotDone as error:
        raise UndoIncomplete(f"{error}; {_by_hand(damage)}") from error
    if found != (before["written"], before["sha256"]):
        raise UndoIncomplete(f"{damage.path} is not what it was; {_by_hand(damage)}")
    return f"{damage.path} is as it was"


def _made_anew(session: Session, damage: Damage, before: Mapping[str, Any]) -> bool:
    """Return whether a job has written the backup again since: then it is newer than what we left.

    What we left has the time of the original (or an older one), which no new backup has.
    """
    seen = _look(session, damage).value
    left = (int(before["written"]), damage.new_time)
    return seen is not None and int(seen.written.timestamp()) not in left


def _chosen(session: Session, namespace: str, place: Place, path: str) -> Listed:
    files = backups.listing(session, namespace, place).value
    chosen = next((file for file in files if path in ("", file.path)), None)
    if chosen is None:
        raise UsageError(
            f"there is no backup {path or place.names} in {place.pod}:{place.directory} to damage"
        )
    return chosen


def _look(session: Session, damage: Damage) -> Observation[Listed | None]:
    seen = backups.listing(session, damage.namespace, damage.place)
    found = next((file for file in seen.value if file.path == damage.path), None)
    return Observation(
        f"file {damage.path}",
        found,
        seen.source,
        seen.query,
        seen.started,
        seen.ended,
        seen.parameters,
    )


def _hash(session: Session, damage: Damage) -> tuple[str, str]:
    written, sha256 = _run(session, damage, _HASH).split()[:2]
    return written, sha256


def _run(session: Session, damage: Damage, script: str, *more: str) -> str:
    command = ["sh", "-c", script, "sh", damage.path, damage.kept, *more]
    executed = session.cluster.execute(
        damage.namespace, damage.place.pod, command, within=timedelta(minutes=5)
    )
    return executed.succeeded(f"{damage.path} in {damage.place.pod}")


def _by_hand(damage: Damage) -> str:
    return (
        f"by hand: the original is {damage.kept} in pod {damage.namespace}/{damage.place.pod} "
        f"(if it is not there, {damage.path} was not touched, or was put back)"
    )


ACTIONS = {"truncate": truncate, "empty": empty, "age": age}
