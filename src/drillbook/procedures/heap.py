"""The heap of a running JVM dumped and fetched (Neo Operational, Issue: High memory usage).

The runbook writes the dump into the pod that its next step replaces: here it is fetched at once,
and both ends are compared by their hashes.
"""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drillbook.clock import now
from drillbook.errors import NotDone, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import heap_dumps, kubernetes
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_WITHIN = timedelta(minutes=2)
_DUMP = """set -eu
rm -f /tmp/heap.dump
jmap -dump:format=b,file=/tmp/heap.dump 1 >&2
sha256sum < /tmp/heap.dump
gzip -1 -c /tmp/heap.dump | base64 -w 0
rm -f /tmp/heap.dump
"""


@dataclass(frozen=True)
class Dumped:
    """A heap dump: of which pod, its bytes, its hash there and here."""

    pod: str
    size_bytes: int
    sha256: str
    copy_sha256: str


@needs("create pods/exec")
def dump(session: Session, namespace: str, app: str) -> Observation[Dumped]:
    """Dump the heap of a ready pod of an app, and fetch it; the undo removes it from this machine.

    Requests wait while the JVM writes it. Raises Refused, NotDone, Unobservable.
    """
    pods = kubernetes.pods(session, namespace, f"app={app}").value
    pod = next((one.name for one in pods if one.healthy), None)
    if pod is None:
        raise Unobservable(f"no pod of {app} is ready in {namespace}")
    session.permit(Change("workload.change", namespace, (pod,)))
    session.intend("heap.forget", {"app": app}, {})
    started = now()
    done = session.cluster.execute(namespace, pod, ["bash", "-c", _DUMP], within=_WITHIN)
    if done.exit_code != 0:
        raise NotDone(f"the heap of {pod}: {(done.stderr.strip() or 'no word').splitlines()[-1]}")
    try:
        sha256, _, encoded = done.stdout.split(maxsplit=2)
        content = zlib.decompress(base64.b64decode(encoded, validate=True), wbits=31)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise NotDone(f"the heap dump of {pod} was not fetched whole: {error}") from error
    file = heap_dumps.file(app)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    note(f"the heap of {pod} is dumped and fetched: {len(content):,} bytes")
    found = Dumped(pod, len(content), sha256, hashlib.sha256(content).hexdigest())
    return Observation("heap dumped", found, f"pod {namespace}/{pod}", _DUMP, started, now())


@undo_step("heap.forget")
def _forget(_session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    file = heap_dumps.file(str(arguments["app"]))
    file.unlink(missing_ok=True)
    return f"{file.name} is removed from this machine"
