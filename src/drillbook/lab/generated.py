"""Secrets whose values the lab makes up, so that no value is ever in a file.

A Secret with the annotation ``drillbook.dev/generate: "key-a, key-b"`` gets a random value for each
key that the cluster does not hold yet; a value that is there stays. One with the annotation
``drillbook.dev/same-as: namespace/name`` gets the values of that one, which stands before it; one
with ``drillbook.dev/certificate: "host-a, host-b"`` a key and a certificate of these hosts, which
is its own issuer and ends in 30 days.
"""

import base64
import secrets
import string
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import httpx

from drillbook.certificates import self_signed
from drillbook.errors import Unobservable, UsageError
from drillbook.lab.manifests import Document

ANNOTATION = "drillbook.dev/generate"
SAME_AS = "drillbook.dev/same-as"
CERTIFICATE = "drillbook.dev/certificate"
VALID_FOR = timedelta(days=30)
LETTERS = string.ascii_letters + string.digits
LENGTH = 32


def keys(document: Document) -> tuple[str, ...]:
    """Return the keys that a manifest wants made up; none for most."""
    if _hosts(document):
        return ("tls.crt", "tls.key")
    wanted = document["metadata"].get("annotations", {}).get(ANNOTATION)
    if wanted is None:
        return ()
    found = tuple(key.strip() for key in wanted.split(",") if key.strip())
    if document["kind"] != "Secret" or not found:
        raise UsageError(
            f"{document['kind']} {document['metadata']['name']}: {ANNOTATION} names "
            "keys, and belongs to a Secret"
        )
    return found


def with_values(document: Document, held: Mapping[str, str]) -> Document:
    """Return the Secret with all values: those held (base64), and new ones for the other keys."""
    hosts, wanted = _hosts(document), keys(document)
    if hosts and set(wanted) <= held.keys():
        made = {}  # a key of its own costs time
    elif hosts:
        certificate = self_signed(hosts, datetime.now(UTC), VALID_FOR)
        made = dict(zip(wanted, certificate, strict=True))
    else:
        made = {key: "".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for key in wanted}
    data = {key: base64.b64encode(value.encode()).decode() for key, value in made.items()}
    return document | {"data": document.get("data", {}) | data | dict(held)}


def _hosts(document: Document) -> tuple[str, ...]:
    wanted = (document["metadata"].get("annotations") or {}).get(CERTIFICATE, "")
    return tuple(host.strip() for host in wanted.split(",") if host.strip())


def fill(client: httpx.Client, documents: Iterable[Document]) -> list[Document]:
    """Return the documents with all made-up values in place; asks the cluster what it holds.

    Raises UsageError for a Secret that is to be the same as one that does not stand before it.
    """
    made = (with_values(one, _held(client, one)) if keys(one) else one for one in documents)
    return copied(made)


def copied(documents: Iterable[Document]) -> list[Document]:
    """Return the documents with the values of each Secret that is to be the same as another."""
    found: list[Document] = []
    values: dict[str, Document] = {}
    for document in documents:
        about = document["metadata"]
        wanted = about.get("annotations", {}).get(SAME_AS)
        if wanted is not None and wanted not in values:
            raise UsageError(
                f"{document['kind']} {about['name']}: {SAME_AS} names {wanted}, and no Secret of "
                "that name stands before it. Nothing was changed."
            )
        one = document if wanted is None else document | {"data": values[wanted]}
        if one["kind"] == "Secret":
            values[f"{about.get('namespace', 'default')}/{about['name']}"] = one.get("data", {})
        found.append(one)
    return found


def _held(client: httpx.Client, document: Document) -> dict[str, str]:
    about = document["metadata"]
    path = f"/api/v1/namespaces/{about.get('namespace', 'default')}/secrets/{about['name']}"
    response = client.get(path)
    if response.status_code == httpx.codes.NOT_FOUND:
        return {}
    if response.status_code != httpx.codes.OK:
        raise Unobservable(f"{path}: the API server answers {response.status_code}")
    data = response.json().get("data") or {}
    return {key: data[key] for key in keys(document) if key in data}
