"""What is kept away from the cluster beside the database's dump: Secrets, encrypted, and Redis.

Neo Operational, Backup Procedures and Data Recovery. The copy of the Secrets and its key lie on the
machine that drills run on, readable by its user alone, and go with the drill.
"""

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from drillbook import directories
from drillbook.clients import redis
from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_NONCE, _SHORTEST = 12, 6
_WITHIN = timedelta(minutes=2)
_REDIS_POD = "redis-0"
KEYS = 200
_FILL = "for n = 1, tonumber(ARGV[1]) do redis.call('SET', 'drill:' .. n, 'value ' .. n) end"
_EMPTY = "for _, key in ipairs(redis.call('KEYS', 'drill:*')) do redis.call('DEL', key) end"
# What does not run out by itself: how many keys, and a hash of all of them with their values.
_STATE = """
local keys, count, said = redis.call('KEYS', '*'), 0, ''
table.sort(keys)
for _, key in ipairs(keys) do
  if redis.call('TTL', key) == -1 then
    count, said = count + 1, redis.sha1hex(said .. key .. redis.call('DUMP', key))
  end
end
return {count, said}
"""
_SNAPSHOT = """set -eu
redis-cli --rdb /data/away.rdb > /dev/null
base64 -w 0 /data/away.rdb
rm -f /data/away.rdb
"""
# $1 how many bytes of a snapshot come. The server reads it at its start as the base of its log.
_LOAD = """set -eu
touch /tmp/hold
head -c "$1" > /data/restore.rdb
kill -9 "$(cat /tmp/server.pid)"
rm -rf /data/appendonlydir
mkdir /data/appendonlydir
mv /data/restore.rdb /data/appendonlydir/appendonly.aof.1.base.rdb
echo 'file appendonly.aof.1.base.rdb seq 1 type b' > /data/appendonlydir/appendonly.aof.manifest
rm -f /tmp/hold
for _ in $(seq 100); do
  [ "$(redis-cli ping 2> /dev/null || true)" != PONG ] || exit 0
  sleep 0.2
done
exit 1
"""


@dataclass(frozen=True)
class SecretsKept:
    """A copy of Secrets: its bytes, how many values it has, and how many of them are in clear."""

    bytes: int
    values: int
    in_clear: int


@dataclass(frozen=True)
class RedisState:
    """Keys that do not run out by themselves: how many, and a hash of all with their values."""

    keys: int
    sha1: str


@needs("list secrets")
def back_up_secrets(session: Session, namespace: str, *others: str) -> Observation[SecretsKept]:
    """Keep every Secret of namespaces here, encrypted; the undo removes the copy and its key."""
    started = now()
    found = _secrets(session, namespace, *others)
    session.intend("kept_away.remove", {}, {})
    key, nonce = AESGCM.generate_key(256), secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, json.dumps(found).encode(), None)
    _write("secrets.sealed", sealed)
    _write("secrets.key", key)
    texts = [text for values in found.values() for text in values.values()]
    plain = [base64.b64decode(text) for text in texts]
    shown = [one for one in (*plain, *(t.encode() for t in texts)) if len(one) >= _SHORTEST]
    value = SecretsKept(len(sealed), len(texts), sum(one in sealed for one in shown))
    note(f"{len(found)} Secrets are kept away, encrypted")
    return Observation("copy of Secrets", value, namespace, "list secrets", started, now())


def secrets_alike(session: Session, namespace: str, *others: str) -> Observation[dict[str, bool]]:
    """Return by Secret whether the copy, decrypted, has each of its values."""
    started = now()
    kept, there = opened(), _secrets(session, namespace, *others)
    found = {name: kept.get(name) == values for name, values in there.items()}
    return Observation("Secrets restored", found, namespace, "the copy", started, now())


def opened() -> dict[str, dict[str, str]]:
    """Return the kept Secrets by name, their values in base64. Raises Unobservable."""
    try:
        sealed, key = _file("secrets.sealed").read_bytes(), _file("secrets.key").read_bytes()
        plain = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except (OSError, InvalidTag) as error:
        raise Unobservable(f"the copy of the Secrets: {error or 'it was changed'}") from error
    found: dict[str, dict[str, str]] = json.loads(plain)
    return found


def redis_state(session: Session, namespace: str) -> Observation[RedisState]:
    """Return what Redis holds for good."""
    reached = redis.access(session, namespace)
    started = now()
    count, sha1 = reached.ask("EVAL", _STATE, 0)
    found = RedisState(int(count), str(sha1))
    return Observation("what Redis holds", found, f"Redis at {reached}", _STATE, started, now())


@needs("create pods/exec")
def snapshot_redis(session: Session, namespace: str) -> Observation[RedisState]:
    """Put some keys into Redis, and keep its snapshot here; return what it holds. Undone."""
    session.permit(Change("backup.run", namespace, (_REDIS_POD,)))
    session.intend("kept_away.redis", {"namespace": namespace}, {})
    redis.access(session, namespace).change("EVAL", _FILL, 0, KEYS)
    state = redis_state(session, namespace)
    done = session.cluster.execute(namespace, _REDIS_POD, ["sh", "-c", _SNAPSHOT], within=_WITHIN)
    try:
        content = base64.b64decode(done.stdout, validate=True)
    except binascii.Error as error:
        raise Unobservable(f"the snapshot of Redis was not copied whole: {error}") from error
    if done.exit_code != 0 or not content.startswith(b"REDIS"):
        raise Unobservable(f"the snapshot of Redis: {done.stderr.strip() or 'it is none'}")
    _write("redis.rdb", content)
    note(f"a snapshot of Redis is kept away: {len(content):,} bytes")
    return state


@needs("create pods/exec")
def load_redis(session: Session, namespace: str) -> None:
    """Start a Redis anew with the snapshot that is kept here, and nothing else."""
    session.permit(Change("recovery.bring_up", namespace, (_REDIS_POD,)))
    content = _file("redis.rdb").read_bytes()
    words = ["bash", "-c", _LOAD, "bash", str(len(content))]
    done = session.cluster.execute(namespace, _REDIS_POD, words, within=_WITHIN, given=content)
    done.succeeded(f"the snapshot in {namespace}/{_REDIS_POD}")
    note(f"Redis in {namespace} has the snapshot: {hashlib.sha256(content).hexdigest()[:12]}")


@undo_step("kept_away.remove")
def _remove(_session: Session, _arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    for name in ("secrets.sealed", "secrets.key"):
        _file(name).unlink(missing_ok=True)
    return "the copy of the Secrets and its key are removed"


@undo_step("kept_away.redis")
def _remove_redis(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    _file("redis.rdb").unlink(missing_ok=True)
    try:
        redis.access(session, str(arguments["namespace"])).change("EVAL", _EMPTY, 0)
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: redis-cli, DEL of every drill:*") from error
    return "the snapshot of Redis is removed, and the drill's keys are gone"


def _secrets(session: Session, namespace: str, *others: str) -> dict[str, dict[str, str]]:
    """Return the values by name, which has the namespace before it where there are several."""
    found = {}
    for place in (namespace, *others):
        for one in session.cluster.items(f"/api/v1/namespaces/{place}/secrets"):
            name = one["metadata"]["name"]
            found[f"{place}/{name}" if others else name] = dict(one.get("data") or {})
    return found


def _write(name: str, content: bytes) -> None:
    file = _file(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(content)


def _file(name: str) -> Path:
    return directories.state() / "copies" / name
