"""Which values a Secret or ConfigMap holds, told apart without showing any of them."""

import base64
import hashlib

from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session


@needs("get secrets", "get configmaps")
def prints(
    session: Session, namespace: str, resource: str, name: str
) -> Observation[dict[str, str]]:
    """Return by key a hash of what an object of ``resource`` (secrets, configmaps) holds.

    Hashes of one value differ from object to object. Raises Unobservable when it is not there.
    """
    path = f"/api/v1/namespaces/{namespace}/{resource}/{name}"
    started = now()
    item = session.cluster.get(path)
    uid = item["metadata"]["uid"]
    found = {
        key: fingerprint(base64.b64decode(value) if resource == "secrets" else value.encode(), uid)
        for key, value in (item.get("data") or {}).items()
    }
    return Observation(f"values of {name}", found, "Kubernetes API", path, started, now())


def fingerprint(value: bytes, salt: str) -> str:
    """Return a hash that a short password cannot be guessed from quickly (RFC 7914)."""
    return hashlib.scrypt(value, salt=salt.encode(), n=1 << 14, r=8, p=1, dklen=32).hex()
