"""Volumes filled, to the last byte or in part: only small ones with a real limit of their own."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from drillbook.clients.answers import Absent, Json
from drillbook.clients.quantity import quantity
from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.session import Session, undo_step

_FULL_WITHIN = timedelta(seconds=30)
_FILL_WITHIN = timedelta(minutes=5)
_MOST_MIB = 4096
_ALL = 100
# A file system may be a little larger than what was asked for (blocks), not a whole disk larger.
_ROOM = 1.1

# $1 the file. Large blocks first, then small ones; each ends with "No space left on device".
_FILL = """set -eu
: > "$1"
dd if=/dev/zero bs=1M >> "$1" 2> /dev/null || true
dd if=/dev/zero bs=4k >> "$1" 2> /dev/null || true
"""
# $1 the file, $2 its bytes: reserved where the file system can, which writes nothing; else written.
_FILL_IN_PART = """set -eu
: > "$1"
fallocate -l "$2" "$1" 2> /dev/null || head -c "$2" /dev/zero > "$1"
"""
_REMOVE = 'rm -f "$1" && ! [ -e "$1" ]'


@dataclass(frozen=True)
class Volume:
    """A volume in a container, the file that fills it, and the claim that it is ("" for none)."""

    namespace: str
    pod: str
    container: str
    path: str
    file: str
    claim: str


@dataclass(frozen=True)
class Space:
    """A file system in KiB, as ``df -Pk`` tells it, and where it is mounted."""

    size: int
    available: int
    mounted: str

    @property
    def percent(self) -> float:
        """Return how much of it is in use; what is kept back for root counts as used."""
        return 100 * (self.size - self.available) / self.size if self.size else 100.0


@action
@described(
    changes="volume.fill",
    effect="df in the container says that no byte of the volume is available, or so much is in use",
    undo="volume.empty",
    needs=Needs(
        rights=("get pods", "get persistentvolumeclaims", "create pods/exec"),
        in_container=("sh", "df", "dd", "head", "rm"),
    ),
)
def fill(namespace: str, pod: str, path: str, container: str = "", percent: int = 100) -> str:
    """Fill the volume that is mounted at a path of a container, by one file in it.

    ``percent`` is how much of it is in use then; by default, all.

    Refused unless the volume declares its size (a claim's capacity, or an emptyDir's sizeLimit),
    the file system is really no larger, and at most 4 GiB: a volume that is a directory of its
    node's disk would fill that.
    """
    session = required()
    item = session.cluster.get(f"/api/v1/namespaces/{namespace}/pods/{pod}")
    spec = _container(item, container)
    path = path.rstrip("/") or "/"
    source = _source(item, spec, path)
    claim = (source.get("persistentVolumeClaim") or {}).get("claimName", "")
    file = f"{path}/.drillbook-{uuid4().hex}"
    volume = Volume(namespace, pod, spec["name"], path, file, claim)
    space = _space(session, volume).value
    _require_small(volume, space, _declared(session, volume, source))
    if not 1 <= percent <= _ALL:
        raise UsageError(f"a volume is filled to 1 to {_ALL} %, not to {percent}")
    if space.percent >= percent:
        raise UsageError(f"{volume.path} in {pod} is full already")
    lacking = math.ceil(space.size * percent / _ALL) - (space.size - space.available)
    text = "full" if percent == _ALL else f"{percent} % full"
    return bring(
        Fault(
            text=f"the volume at {volume.path} in {pod} is {text}",
            change=Change("volume.fill", namespace, (pod,)),
            undo="volume.empty",
            arguments=asdict(volume),
            before={"uid": item["metadata"]["uid"], "available_kib": space.available},
            inject=lambda: (
                _run(session, volume, _FILL)
                if percent == _ALL
                else _run(session, volume, _FILL_IN_PART, str(lacking * 1024))
            ),
            look=lambda: _space(session, volume),
            took_effect=lambda seen: seen.percent >= percent,
            effect_within=_FULL_WITHIN,
        )
    )


@undo_step("volume.empty")
def _empty(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Remove the one file that fills the volume, and look that there is room again."""
    volume = Volume(**arguments)
    by_hand = f"by hand: kubectl exec -n {volume.namespace} {volume.pod} -- rm {volume.file}"
    try:
        # A pod that was made anew may have the same volume, with the file still in it.
        session.cluster.get(f"/api/v1/namespaces/{volume.namespace}/pods/{volume.pod}")
        _run(session, volume, _REMOVE)
        left = _space(session, volume).value
    except Absent as error:
        if not volume.claim:
            return f"pod {volume.pod} is gone, and its volume with it"
        raise UndoIncomplete(
            f"pod {volume.pod} is gone, and its claim {volume.claim} may still be full: {error}; "
            f"remove {volume.file.rpartition('/')[2]} from it"
        ) from error
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    if not left.available:
        raise UndoIncomplete(
            f"{volume.path} in {volume.pod} is still full without {volume.file}; "
            f"by hand: kubectl exec -n {volume.namespace} {volume.pod} -- df {volume.path}"
        )
    had = before["available_kib"]
    return f"{volume.path} in {volume.pod} has {left.available} KiB again, and had {had}"


def _require_small(volume: Volume, space: Space, declared: float) -> None:
    where = f"{volume.path} in {volume.pod}"
    if space.mounted != volume.path:
        raise UsageError(f"{where} is no volume of its own: it is part of {space.mounted}")
    if space.size * 1024 > declared * _ROOM:
        raise UsageError(
            f"{where} declares {declared / 1024:.0f} KiB and its file system has {space.size}: its "
            "size is not enforced, so its node's disk would fill up. Nothing was changed."
        )
    if space.size > _MOST_MIB * 1024:
        raise UsageError(f"{where} has {space.size} KiB; at most {_MOST_MIB} MiB are filled")


def _source(item: Json, spec: Json, path: str) -> Json:
    """Return the volume that is mounted at a path of a container; empty when there is none."""
    mounts = {mount["mountPath"]: mount["name"] for mount in spec.get("volumeMounts") or []}
    volumes = {volume["name"]: volume for volume in item["spec"].get("volumes") or []}
    return dict(volumes.get(mounts.get(path, ""), {}))


def _declared(session: Session, volume: Volume, source: Json) -> float:
    """Return the size in bytes that a volume declares; 0 when it declares none."""
    if volume.claim:
        path = f"/api/v1/namespaces/{volume.namespace}/persistentvolumeclaims/{volume.claim}"
        return quantity(session.cluster.get(path)["status"].get("capacity", {}).get("storage", "0"))
    return quantity((source.get("emptyDir") or {}).get("sizeLimit", "0"))


def _container(item: Json, name: str) -> Json:
    for spec in item["spec"]["containers"]:
        if name in ("", spec["name"]):
            return dict(spec)
    raise UsageError(f"pod {item['metadata']['name']} has no container {name!r}")


def _space(session: Session, volume: Volume) -> Observation[Space]:
    command = ["df", "-Pk", volume.path]
    started = now()
    executed = session.cluster.execute(
        volume.namespace, volume.pod, command, container=volume.container
    )
    try:
        fields = executed.stdout.splitlines()[-1].split()
        space = Space(int(fields[1]), int(fields[3]), fields[5])
    except (IndexError, ValueError) as error:
        raise Unobservable(f"{' '.join(command)} in {volume.pod}: {executed}") from error
    return Observation(
        f"space at {volume.path}",
        space,
        f"df in pod {volume.namespace}/{volume.pod}",
        " ".join(command),
        started,
        now(),
    )


def _run(session: Session, volume: Volume, script: str, *more: str) -> None:
    executed = session.cluster.execute(
        volume.namespace,
        volume.pod,
        ["sh", "-c", script, "sh", volume.file, *more],
        container=volume.container,
        within=_FILL_WITHIN,
    )
    executed.succeeded(f"{volume.file} in {volume.pod}")


ACTIONS = {"fill": fill}
