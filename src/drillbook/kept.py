"""What was there before a change and does not belong in a journal: values of Secrets, large bytes.

They are kept in a Secret of the target itself, in drillbook's own namespace; the journal holds its
name and a hash. What is larger than a Secret can be is kept by the fault on a volume beside the
original.
"""

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drillbook.clients.answers import Absent
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import NotDone, NotWritten, UndoIncomplete
from drillbook.storage import LABELS, create_own
from drillbook.target import OWN_NAMESPACE

# The API server takes 1 MiB; keys and names need some of it.
MOST_BYTES = 1_000_000

_COLLECTION = f"/api/v1/namespaces/{OWN_NAMESPACE}/secrets"


@dataclass(frozen=True)
class Kept:
    """Values that an undo step needs and the journal must not hold, by names of their own."""

    values: Mapping[str, bytes] = field(repr=False)


def new_name() -> str:
    """Return the name of a Secret that is not there yet."""
    return f"kept-{uuid.uuid4().hex[:12]}"


def keep(cluster: Cluster, name: str, kept: Kept) -> dict[str, str]:
    """Write values to a Secret of the target; return the reference that the journal holds.

    Raises NotWritten; then the change must not be made.
    """
    size = sum(map(len, kept.values.values()))
    if size > MOST_BYTES:
        raise NotWritten(
            f"{size} bytes are too many to keep in a Secret ({MOST_BYTES}); keep them on a volume "
            "beside the original. Nothing was changed."
        )
    data = {key: base64.b64encode(value).decode() for key, value in kept.values.items()}
    body = {"metadata": {"name": name, "labels": LABELS}, "immutable": True, "data": data}
    try:
        create_own(cluster, _COLLECTION, body)
    except NotDone as error:
        raise NotWritten(
            f"what was there before cannot be kept: {error}. Nothing was changed."
        ) from error
    return {"secret": name, "sha256": _hash(data)}


def fetch(cluster: Cluster, reference: Mapping[str, str]) -> dict[str, bytes]:
    """Return the values behind a reference. Raises UndoIncomplete when they are not those kept."""
    where = f"Secret {OWN_NAMESPACE}/{reference['secret']}"
    try:
        data = cluster.get(f"{_COLLECTION}/{reference['secret']}").get("data") or {}
    except Absent as error:
        raise UndoIncomplete(
            f"what was there before is lost: {where} is not there; somebody must know the values"
        ) from error
    if _hash(data) != reference["sha256"]:
        raise UndoIncomplete(
            f"{where} does not hold what was kept (its hash is another); it was not put back"
        )
    return {key: base64.b64decode(value) for key, value in data.items()}


def remove(cluster: Cluster, name: str) -> str:
    """Remove a Secret with kept values; it is no trouble if it is gone or never was."""
    path = f"{_COLLECTION}/{name}"
    try:
        cluster.get(path)
        cluster.delete(path)
    except Absent:
        return "nothing is kept any more"
    except NotDone as error:
        if error.status != 404:
            raise UndoIncomplete(
                f"{error}; by hand: kubectl delete secret -n {OWN_NAMESPACE} {name}"
            ) from error
    return "what was kept is removed"


def references(before: Mapping[str, Any]) -> set[str]:
    """Return the names of the Secrets that what was seen before a change refers to."""
    return {
        str(value["secret"])
        for value in before.values()
        if isinstance(value, Mapping) and value.keys() == {"secret", "sha256"}
    }


def _hash(data: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(data), sort_keys=True).encode()).hexdigest()
