"""NeuralLog made again in another cluster, from what was kept away (Backup & Recovery).

Kept away are the backups, as they lie, and their key: objects of the cluster, database and logs
come from them. Another namespace stands for another cluster. What looks at the first system or
serves the whole cluster comes without replicas, and jobs suspended: there must be one of them.
"""

import base64
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from drillbook import directories
from drillbook.clients.answers import Json
from drillbook.clock import now
from drillbook.errors import NotDone, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import archive, kubernetes, namespaces
from drillbook.procedures import recovery
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

STORES = ("statefulsets/postgresql", "statefulsets/clickhouse", "statefulsets/redis")
SERVING = tuple(
    f"deployments/{name}" for name in ("auth-service", "billing-service", "log-ingestion")
)
_DESK = "deployments/archive"
_WITHOUT_REPLICAS = ("neurallog-operator", "exporter")
_WITHIN, _READY_WITHIN = timedelta(minutes=5), timedelta(minutes=5)
_SALTED, _ROUNDS, _KEY_BYTES, _BLOCK = b"Salted__", 10_000, 32, 16
_KEPT = "neurallog.tar", "neurallog.key"
_LITTLE = "1m"
_NOT_OF_OTHERS = ("serviceAccountName", "serviceAccount")


@needs("get secrets[backup-key]")
def keep_away(session: Session, namespace: str) -> Observation[int]:
    """Copy all backups, and their key, to this machine; return the bytes. Undone."""
    started = now()
    session.intend("neurallog.forget_kept", {}, {})
    content = base64.b64decode(archive.ask(session, namespace, "pack", within=_WITHIN))
    key = session.secret(namespace, "backup-key")["key"].encode()
    for name, kept in zip(_KEPT, (content, key), strict=True):
        file = _file(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(kept)
    note(f"backups of {len(content):,} bytes and their key are kept away")
    source = f"backups of {namespace}"
    return Observation("bytes kept away", len(content), source, "pack", started, now())


def bring_up(session: Session, system: str) -> Observation[tuple[str, ...]]:
    """Make every object of the configuration that was kept; return their names. Undone.

    The stores are waited for. Raises Refused, NotDone, CheckFailed.
    """
    started = now()
    namespace = recovery.place(session, system)
    within = timedelta(minutes=3)
    session.permit(
        Change("recovery.bring_up", namespace, ("the whole system",), undo_within=within)
    )
    session.intend("recovery.empty_again", {"namespace": namespace}, {})
    of = session.target.system(system).namespace
    made = []
    for one in _objects():
        body = _elsewhere(one["object"], of, namespace)
        plural = one["of"]
        version = body["apiVersion"]
        base = f"/apis/{version}" if "/" in version else f"/api/{version}"
        session.cluster.create(f"{base}/namespaces/{namespace}/{plural}", body)
        made.append(f"{plural}/{body['metadata']['name']}")
    note(f"{len(made)} objects are made in {namespace}")
    for name in (*STORES, _DESK):
        kubernetes.whole(session, namespace, name, _READY_WITHIN)
    query = "POST of each"
    return Observation("objects", tuple(made), "Kubernetes API", query, started, now())


@needs("create pods/exec", "list pods")
def restore(session: Session, system: str) -> None:
    """Put database and logs there, from what was kept alone. Raises Refused, NotDone."""
    namespace = recovery.place(session, system)
    session.permit(Change("recovery.bring_up", namespace, STORES))
    content = _file(_KEPT[0]).read_bytes()
    desk = kubernetes.pods(session, namespace, archive.SELECTOR).value[0].name
    unpack = ["python3", "-m", "archive", "unpack", str(len(content))]
    done = session.cluster.execute(namespace, desk, unpack, within=_WITHIN, given=content)
    done.succeeded(f"backups in {namespace}")
    _server(session, namespace, "stop", "fast")
    try:
        archive.ask(session, namespace, "in-place", "", within=_WITHIN)
        _server(session, namespace, "start")
        logs = archive.ask(session, namespace, "logs", within=_WITHIN)
    except Unobservable as error:
        raise NotDone(f"restoring in {namespace}: {error}") from error
    note(f"the database is restored in {namespace}, and {logs} logs")


def serving(session: Session, system: str) -> None:
    """Wait until what serves is whole there. Raises CheckFailed."""
    namespace = recovery.place(session, system)
    for name in SERVING:
        kubernetes.whole(session, namespace, name, _READY_WITHIN)


def made_there(session: Session, system: str) -> Observation[tuple[str, ...]]:
    """Return the kinds and names of what is in the other cluster."""
    return namespaces.held(session, recovery.place(session, system))


def wanted(_session: Session) -> tuple[str, ...]:
    """Return the kinds and names of the objects in the configuration that was kept."""
    return tuple(f"{one['of']}/{one['object']['metadata']['name']}" for one in _objects())


def _objects() -> list[Json]:
    """Return the newest configuration that was kept away, opened with the key."""
    try:
        with tarfile.open(fileobj=io.BytesIO(_file(_KEPT[0]).read_bytes())) as kept:
            names = [one for one in kept.getnames() if one.startswith("configuration/conf")]
            file = kept.extractfile(max(names))
            sealed = file.read() if file else b""
        found: list[Json] = json.loads(gzip.decompress(_opened(sealed)))
    except (OSError, ValueError) as error:
        raise Unobservable(f"the configuration that was kept: {error}") from error
    return found


def _opened(sealed: bytes) -> bytes:
    """Open what ``openssl enc -aes-256-cbc -pbkdf2`` has sealed. Raises ValueError."""
    salt, start = sealed[len(_SALTED) : _BLOCK], _BLOCK
    if not sealed.startswith(_SALTED):
        raise ValueError("it is not sealed")
    size = _KEY_BYTES + _BLOCK
    key = _file(_KEPT[1]).read_bytes()
    derived = hashlib.pbkdf2_hmac("sha256", key, salt, _ROUNDS, size)
    cipher = Cipher(algorithms.AES(derived[:_KEY_BYTES]), modes.CBC(derived[_KEY_BYTES:]))
    plain = cipher.decryptor().update(sealed[start:])
    return plain[: -plain[-1]]


def _elsewhere(item: Json, of: str, namespace: str) -> Json:
    """Return an object for the other cluster: named after it, asking for less, doing no harm."""
    body: Json = json.loads(json.dumps(item).replace(of, namespace))
    kind, name = body["kind"], body["metadata"]["name"]
    if kind in ("Deployment", "StatefulSet"):
        _lighten(body["spec"]["template"])
    if kind == "Deployment" and name in _WITHOUT_REPLICAS:
        body["spec"]["replicas"] = 0
    if kind == "CronJob":
        body["spec"]["suspend"] = True
    if kind == "ConfigMap":
        body["metadata"].pop("labels", None)  # its rules must page nobody
    return body


def _lighten(template: Any) -> None:
    template["metadata"].pop("annotations", None)  # they are about being scraped
    spec = template["spec"]
    for name in _NOT_OF_OTHERS:
        spec.pop(name, None)
    for container in (*spec.get("initContainers", ()), *spec["containers"]):
        # Without a request, what it may use at most would be asked for.
        container.setdefault("resources", {}).setdefault("requests", {})["cpu"] = _LITTLE


def _server(session: Session, namespace: str, *words: str) -> None:
    done = session.cluster.execute(
        namespace, "postgresql-0", ["postgresql-service", *words], within=_WITHIN
    )
    done.succeeded(f"postgresql-service {' '.join(words)}")


@undo_step("neurallog.forget_kept")
def _forget(_session: Session, _arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    for name in _KEPT:
        _file(name).unlink(missing_ok=True)
    return "the copies of the backups and their key are removed"


def _file(name: str) -> Path:
    return directories.state() / "copies" / name
