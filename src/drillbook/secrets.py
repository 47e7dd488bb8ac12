"""Learning the values of Secrets, so that none of them is written, wherever it turns up."""

import base64
import binascii
from collections.abc import Iterator

from drillbook.clients.answers import Json
from drillbook.session import Session

# Helm keeps whole releases in Secrets; what is secret in them is in the Secrets they made.
_NOT_VALUES = {"helm.sh/release.v1"}
_LONGEST = 64 << 10


def learn(session: Session, namespace: str) -> None:
    """Read the Secrets of a namespace; their values are redacted from everything from now on.

    They stay in memory. Raises Unobservable when they cannot be read.
    """
    for item in session.cluster.items(f"/api/v1/namespaces/{namespace}/secrets"):
        if item.get("type") not in _NOT_VALUES:
            session.redactor.add_named(dict(_values(item)))


def _values(secret: Json) -> Iterator[tuple[str, str]]:
    for key, encoded in (secret.get("data") or {}).items():
        try:
            # Bytes that are no text turn up in base64 and in hexadecimal.
            value = base64.b64decode(encoded).decode(errors="surrogateescape")
        except binascii.Error:
            continue
        if len(value) <= _LONGEST:
            yield key, value
