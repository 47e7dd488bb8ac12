"""A dump of billing made by hand, and copied away (KG RCA, Backup & Restore / Manual Backup)."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drillbook.clients.postgresql import DATABASE, USER
from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes.backups import POSTGRESQL
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

FILE = "/tmp/billing-backup.dump"  # noqa: S108 (the runbook's own path, in the pod)

_WITHIN = timedelta(minutes=2)
_DUMP = 'pg_dump -U "$2" -d "$3" -F c -f "$1"'
# pg_restore reads it to its end; its list alone stands at the front.
_READ = 'pg_restore --file=/dev/null "$1"'
_COPY = 'set -eu; sha256sum < "$1"; base64 -w 0 "$1"'


@dataclass(frozen=True)
class Copied:
    """A dump where it was made, and its copy here; ``complaint`` is what reading it has said."""

    complaint: str
    size_bytes: int
    sha256: str
    copy_sha256: str


@needs("create pods/exec")
def dump(session: Session, namespace: str) -> None:
    """Dump billing by hand in the server's pod; the undo removes the file.

    Raises Refused, or NotDone: a file that is there already is left alone.
    """
    if _run(session, namespace, '[ ! -e "$1" ]', FILE)[0] != 0:
        raise NotDone(f"{FILE} is in {POSTGRESQL.pod} already. Nothing was changed.")
    session.permit(Change("backup.run", namespace, (FILE,), undo_within=_WITHIN))
    session.intend("postgresql.remove_dump", {"namespace": namespace}, {})
    code, _, said = _run(session, namespace, _DUMP, FILE, USER, DATABASE)
    if code != 0:
        raise NotDone(f"pg_dump in {POSTGRESQL.pod}: {said}")
    note(f"billing is dumped by hand to {FILE} in {POSTGRESQL.pod}")


def copy(session: Session, namespace: str) -> Observation[Copied]:
    """Copy the dump here and look whether it is what it was there. Raises Unobservable."""
    started = now()
    unreadable, _, complaint = _run(session, namespace, _READ, FILE)
    code, output, said = _run(session, namespace, _COPY, FILE)
    if code != 0:
        raise Unobservable(f"{FILE} in {POSTGRESQL.pod}: {said}")
    try:
        sha256, _, encoded = output.split(maxsplit=2)
        copied = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise Unobservable(f"{FILE} in {POSTGRESQL.pod} was not copied whole: {error}") from error
    found = Copied(
        complaint if unreadable else "", len(copied), sha256, hashlib.sha256(copied).hexdigest()
    )
    source = f"pod {namespace}/{POSTGRESQL.pod}"
    return Observation("dump made by hand", found, source, f"{_READ}; {_COPY}", started, now())


@undo_step("postgresql.remove_dump")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    code, _, said = _run(session, str(arguments["namespace"]), 'rm -f "$1"', FILE)
    if code != 0:
        raise UndoIncomplete(f"{said}; by hand: rm {FILE} in {POSTGRESQL.pod}")
    return f"{FILE} is gone"


@needs("create pods/exec")
def _run(session: Session, namespace: str, script: str, *words: str) -> tuple[int, str, str]:
    executed = session.cluster.execute(
        namespace, POSTGRESQL.pod, ["sh", "-c", script, "sh", *words], within=_WITHIN
    )
    said = executed.stderr.strip().splitlines() or ["no word"]
    return executed.exit_code, executed.stdout, said[-1]
