"""The final export of a client's graph: a line of JSON a node, on the volume with the backups.

It holds a client that a drill has made, which is small: the file goes through the command line.
"""

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass

from drillbook.clients import neo4j
from drillbook.clock import now
from drillbook.errors import NotDone, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes.backups import NEO4J
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session

DIRECTORY = "/backups/exports"
_MOST_BYTES = 90_000  # of one word of a command line (Linux: 128 KiB), in base64

_NODES = (
    "MATCH (n) WHERE n.client_id = $client AND (n:Event OR n:Resource) "
    "RETURN labels(n) AS labels, properties(n) AS properties ORDER BY n.id"
)
_WRITE = """set -eu
mkdir -p "$1"
printf %s "$3" | base64 -d > "$1/.$2.part"
sync "$1/.$2.part"
mv "$1/.$2.part" "$1/$2"
"""
_READ = 'set -eu; sha256sum < "$1" | cut -d " " -f 1; gzip -dc "$1" | wc -l'
_REMOVE = 'rm -f "$1/$2" "$1/.$2.part"; rmdir "$1" 2> /dev/null || true'


@dataclass(frozen=True)
class Export:
    """An export as it lies on the volume: its lines, and whether it is what was written."""

    path: str
    lines: int
    whole: bool


@needs("create pods/exec")
def export(session: Session, namespace: str, client: str) -> str:
    """Export all nodes of a client that the drill has added; return the sha256 of the file.

    Raises Refused, Unobservable, or NotDone.
    """
    rows = neo4j.connect(session, namespace).query(_NODES, client=client)
    text = "".join(json.dumps(dict(row), default=str) + "\n" for row in rows)
    packed = gzip.compress(text.encode())
    if len(packed) > _MOST_BYTES:
        raise NotDone(
            f"{client} is too large for a drill's export: {len(packed)} bytes. Nothing was changed."
        )
    session.permit(Change("client.export", namespace, (client,)))
    encoded = base64.b64encode(packed).decode()
    _run(session, namespace, _WRITE, DIRECTORY, _name(client), encoded)
    note(f"{len(rows)} nodes of {client} are exported to {DIRECTORY}/{_name(client)}")
    return hashlib.sha256(packed).hexdigest()


def look(session: Session, namespace: str, client: str, sha256: str) -> Observation[Export]:
    """Read an export to its end, where it lies. Raises Unobservable when it cannot be read."""
    path = f"{DIRECTORY}/{_name(client)}"
    started = now()
    try:
        found, lines = _run(session, namespace, _READ, path).split()
    except NotDone as error:
        raise Unobservable(str(error)) from error
    export = Export(path, int(lines), found == sha256)
    source = f"pod {namespace}/{NEO4J.pod}"
    return Observation(f"export of {client}", export, source, _READ, started, now())


def remove(session: Session, namespace: str, client: str) -> None:
    """Remove the export of a client, if there is one. Raises NotDone."""
    _run(session, namespace, _REMOVE, DIRECTORY, _name(client))


def _name(client: str) -> str:
    return f"{client}-final.jsonl.gz"


def _run(session: Session, namespace: str, script: str, *words: str) -> str:
    executed = session.cluster.execute(namespace, NEO4J.pod, ["sh", "-c", script, "sh", *words])
    if executed.exit_code != 0:
        said = executed.stderr.strip().splitlines() or ["no word"]
        raise NotDone(f"in pod {namespace}/{NEO4J.pod}: {said[-1]}")
    return executed.stdout
