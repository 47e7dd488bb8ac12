"""Values of Secrets and ConfigMaps made wrong.

Values as they were are kept in a Secret of the target; the journal holds references and hashes.
What has read a value at its start (environment variables) keeps it until it starts again.
"""

import base64
import hashlib
import secrets
import shlex
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Absent, Json
from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete, UsageError
from drillbook.faults.bringing import Fault, action, as_seen, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.kept import Kept
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.probes.values import fingerprint
from drillbook.session import Session, undo_step

# The kubelet brings a change to mounted files with its next look at the pod, about once a minute.
_SHOWS_WITHIN = timedelta(minutes=3)
_LEAST_LETTERS = 8
_LETTERS = string.ascii_letters + string.digits


def _needs(resource: str) -> Needs:
    rights = (f"get {resource}", f"patch {resource}", "create pods/exec")
    return Needs(rights=rights, in_container=("sh", "sha256sum"))


@dataclass(frozen=True)
class Held:
    """A Secret or ConfigMap (``resource`` as the API names it), and where a pod has it as files."""

    resource: str
    namespace: str
    name: str
    pod: str = ""
    directory: str = ""

    @property
    def path(self) -> str:
        """Return where the API has it."""
        return f"/api/v1/namespaces/{self.namespace}/{self.resource}/{self.name}"

    def __str__(self) -> str:
        return f"{self.resource.removesuffix('s')} {self.namespace}/{self.name}"


@action
@described(
    changes="secret.wrong",
    effect="the Secret holds the wrong value, and so does the file in the pod that is named",
    undo="configuration.put_back",
    needs=Needs(
        rights=("get secrets", "patch secrets", "create pods/exec"),
        in_container=("sh", "sha256sum"),
    ),
)
def wrong_secret(namespace: str, secret: str, key: str, pod: str = "", directory: str = "") -> str:
    """Make one value of a Secret wrong: random letters, as many as it had.

    With ``pod`` and ``directory``, where the Secret is mounted, the effect is looked for there.
    """
    session = required()
    held = Held("secrets", namespace, secret, pod, directory)
    found = _values(session.cluster.get(held.path), held)
    length = max(_LEAST_LETTERS, len(_value(held, found, key)))
    wrong = "".join(secrets.choice(_LETTERS) for _ in range(length)).encode()
    session.redactor.add([wrong.decode()])
    text = f"value {key} of {held} is wrong"
    return bring(replacing(session, held, {key: wrong}, "secret.wrong", text))


@action
@described(
    changes="config_map.wrong",
    effect="the ConfigMap holds the wrong value, and so does the file in the pod that is named",
    undo="configuration.put_back",
    needs=_needs("configmaps"),
)
def wrong_config_map(
    namespace: str, config_map: str, key: str, value: str, pod: str = "", directory: str = ""
) -> str:
    """Give one key of a ConfigMap another value.

    With ``pod`` and ``directory``, where the ConfigMap is mounted, the effect is looked for there.
    """
    session = required()
    held = Held("configmaps", namespace, config_map, pod, directory)
    text = f"value {key} of {held} is wrong"
    return bring(replacing(session, held, {key: value.encode()}, "config_map.wrong", text))


def replacing(
    session: Session, held: Held, wrong: Mapping[str, bytes], kind: str, text: str
) -> Fault:
    """Return the fault that replaces values; its effect is that they are seen there."""
    item = session.cluster.get(held.path)
    if item.get("immutable"):
        raise UsageError(f"{held} is immutable: its values cannot be replaced")
    found = _values(item, held)
    before = {key: _value(held, found, key) for key in wrong}
    same = [key for key, value in before.items() if value == wrong[key]]
    if same:
        raise UsageError(f"{held} has that value of {', '.join(same)} already")
    uid = item["metadata"]["uid"]
    was = {key: fingerprint(value, uid) for key, value in before.items()}
    left = {key: fingerprint(value, uid) for key, value in wrong.items()}

    def inject() -> None:
        with as_seen(str(held)):
            _replace(session, held, item, wrong)

    return Fault(
        text=text,
        change=Change(kind, held.namespace, (held.name,)),
        undo="configuration.put_back",
        arguments={
            "resource": held.resource,
            "namespace": held.namespace,
            "name": held.name,
            "left": left,
        },
        before={"uid": uid, "was": was, "values": Kept(before)},
        inject=inject,
        look=lambda: _look(session, held, wrong),
        took_effect=lambda seen: all(seen.values()),
        effect_within=_SHOWS_WITHIN,
    )


@undo_step("configuration.put_back")
def _put_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Put back each value that still is the one that was left there; others are not touched."""
    held = Held(arguments["resource"], arguments["namespace"], arguments["name"])
    try:
        item = session.cluster.get(held.path)
    except Absent:
        return f"{held} is gone"
    uid = before["uid"]
    if item["metadata"]["uid"] != uid:
        return f"{held} was made anew meanwhile"
    was, left = before["was"], arguments["left"]
    values = _values(item, held)
    found = {key: fingerprint(values[key], uid) for key in was if key in values}
    ours = [key for key in was if found.get(key) == left[key]]
    strange = [key for key in was if found.get(key) not in (left[key], was[key])]
    where = f"Secret drillbook/{before['values']['secret']}"
    if ours:
        originals = session.kept(before["values"])
        try:
            _replace(session, held, item, {key: originals[key] for key in ours})
        except NotDone as error:
            by_hand = f"by hand: the values as they were are in {where}"
            raise UndoIncomplete(f"{error}; {by_hand}") from error
    if strange:
        raise UndoIncomplete(
            f"{held} has been given another {', '.join(strange)} meanwhile, which was not touched; "
            f"if that is not wanted, by hand: the values as they were are in {where}"
        )
    return f"{held}: {', '.join(was)} as before"


def _replace(session: Session, held: Held, item: Json, values: Mapping[str, bytes]) -> None:
    """Replace values, provided that the object is the version that was read. Raises NotDone."""
    version = item["metadata"]["resourceVersion"]
    patch = [{"op": "test", "path": "/metadata/resourceVersion", "value": version}]
    for key, value in values.items():
        patch.append({"op": "replace", "path": f"/data/{key}", "value": _written(held, value)})
    session.cluster.json_patch(held.path, patch)


def _look(session: Session, held: Held, wrong: Mapping[str, bytes]) -> Observation[dict[str, bool]]:
    """Look which values are wrong now: in the object, and in the pod's files if one is named."""
    started = now()
    found = _values(session.cluster.get(held.path), held)
    seen = {f"{key} of {held}": found.get(key) == value for key, value in wrong.items()}
    if held.pod:
        for key, value in wrong.items():
            file = f"{held.directory.rstrip('/')}/{key}"
            seen[f"{held.pod}:{file}"] = _file_hash(session, held, file) == _hash(value)
    return Observation("wrong values", seen, "Kubernetes API", f"GET {held.path}", started, now())


def _file_hash(session: Session, held: Held, file: str) -> str:
    command = ["sh", "-c", f"sha256sum < {shlex.quote(file)}"]
    executed = session.cluster.execute(held.namespace, held.pod, command)
    return executed.output(f"{file} in {held.pod}").split()[0]


def _hash(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()


def _values(item: Json, held: Held) -> dict[str, bytes]:
    data: dict[str, str] = item.get("data") or {}
    if held.resource == "secrets":
        return {key: base64.b64decode(value) for key, value in data.items()}
    return {key: value.encode() for key, value in data.items()}


def _value(held: Held, values: Mapping[str, bytes], key: str) -> bytes:
    if key not in values:
        raise UsageError(
            f"{held} has no key {key!r}; it has: {', '.join(sorted(values)) or 'none'}"
        )
    return values[key]


def _written(held: Held, value: bytes) -> str:
    return base64.b64encode(value).decode() if held.resource == "secrets" else value.decode()


ACTIONS = {"wrong_secret": wrong_secret, "wrong_config_map": wrong_config_map}
