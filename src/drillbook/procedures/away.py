"""Backups copied away from the cluster, and into another namespace (KG RCA, Manual Backup).

The runbook's way is ``kubectl cp``, which says nothing of a copy that was cut short: here both
ends are compared by their hashes.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from drillbook import directories
from drillbook.clock import now
from drillbook.errors import NotDone, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes.backups import PLACES
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_WITHIN = timedelta(minutes=3)
_READ = 'set -eu; sha256sum < "$1"; base64 -w 0 "$1"'
# What comes on standard input has no end: its length is told.
_WRITE = 'set -eu; mkdir -p "$(dirname "$1")"; head -c "$2" > "$1"; sync "$1"; sha256sum < "$1"'


@dataclass(frozen=True)
class Copied:
    """A backup where it was, and its copy on this machine."""

    component: str
    path: str
    size_bytes: int
    sha256: str
    copy_sha256: str


@dataclass(frozen=True)
class Kept:
    """A copy as it is on this machine."""

    size_bytes: int
    sha256: str


@needs("create pods/exec")
def copy(session: Session, namespace: str, component: str, path: str) -> Observation[Copied]:
    """Copy a backup from its pod to this machine; the undo removes the copy.

    Raises Unobservable when it was not copied whole.
    """
    started = now()
    pod = PLACES[component].pod
    done = session.cluster.execute(namespace, pod, ["sh", "-c", _READ, "sh", path], within=_WITHIN)
    said = done.output(f"{path} in {pod}")
    try:
        sha256, _, encoded = said.split(maxsplit=2)
        content = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise Unobservable(f"{path} in {pod} was not copied whole: {error}") from error
    copy_sha256 = hashlib.sha256(content).hexdigest()
    session.intend("backup.forget_copy", {"component": component}, {})
    file = _file(component)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    note(f"{path} is copied away: {len(content):,} bytes")
    found = Copied(component, path, len(content), sha256, copy_sha256)
    source = f"pod {namespace}/{pod}"
    return Observation(f"copy of {component}'s backup", found, source, _READ, started, now())


def kept_here(_session: Session, component: str) -> Observation[Kept]:
    """Read the copy on this machine to its end. Raises Unobservable when there is none."""
    started, file = now(), _file(component)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Unobservable(f"the copy of {component}'s backup: {error}") from error
    found = Kept(len(content), hashlib.sha256(content).hexdigest())
    return Observation(f"copy of {component}", found, str(file), "sha256", started, now())


@needs("create pods/exec")
def put(session: Session, namespace: str, component: str, path: str) -> None:
    """Put the copy on this machine to a path in the component's pod of another namespace.

    Raises Refused, or NotDone when what arrived is not what was sent.
    """
    pod = PLACES[component].pod
    session.permit(Change("recovery.bring_up", namespace, (pod,)))
    content = _file(component).read_bytes()
    done = session.cluster.execute(
        namespace,
        pod,
        ["sh", "-c", _WRITE, "sh", path, str(len(content))],
        within=_WITHIN,
        given=content,
    )
    if done.exit_code != 0 or done.stdout.split()[0] != hashlib.sha256(content).hexdigest():
        raise NotDone(f"{path} did not arrive whole in {namespace}/{pod}: {done.stderr.strip()}")
    note(f"{path} is there in {namespace}: {len(content):,} bytes")


def cut_short(component: str) -> None:
    """Cut the copy on this machine to half its length. Raises NotDone when there is none."""
    file = _file(component)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise NotDone(f"the copy of {component}'s backup: {error}") from error
    file.write_bytes(content[: len(content) // 2])


@undo_step("backup.forget_copy")
def _forget(_session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    file = _file(str(arguments["component"]))
    file.unlink(missing_ok=True)
    return f"{file.name} is removed from this machine"


def _file(component: str) -> Path:
    return directories.state() / "copies" / f"{component.lower()}.dump"
