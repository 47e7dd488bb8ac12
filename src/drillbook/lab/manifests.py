"""Manifests: read, filled in with a lab's addresses, applied, and waited for."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import yaml

from drillbook.clock import eventually
from drillbook.errors import DrillbookError, Unobservable, UsageError
from drillbook.lab import parts
from drillbook.lab.address import Addresses
from drillbook.lab.layout import Layout

Document = dict[str, Any]
FIELD_MANAGER = "drillbook"
APPLIED_WITHIN = timedelta(seconds=30)
KIND_WITHIN = timedelta(seconds=60)
VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
UNKNOWN_IMAGE = re.compile(r"^[\s-]*image:\s*(\$\{.*?\})", re.MULTILINE)


def variables(lab: Layout, addresses: Addresses) -> dict[str, str]:
    """Return what ``${NAME}`` may stand for in a manifest."""
    growing = volumes_may_grow()
    return {
        "NODE_ADDRESS": str(addresses.node(1)),
        "MACHINE_ADDRESS": str(addresses.link(1).outer.ip),
        "DNS_ADDRESS": str(addresses.dns),
        "PROMETHEUS_ADDRESS": str(addresses.prometheus),
        "ALERTMANAGER_ADDRESS": str(addresses.alertmanager),
        "POD_RANGE": str(addresses.pods),
        "SERVICE_RANGE": str(addresses.services),
        "LAB_DIRECTORY": str(lab.directory),
        "GROWING": str(growing).lower(),
        "GROWING_PROVISIONER": "loop.drillbook" if growing else "rancher.io/local-path",
    }


def volumes_may_grow(machine: Path = Path("/")) -> bool:
    """Say whether this machine has what volumes that can grow are made of: loop devices and XFS."""
    known = (machine / "proc/filesystems").read_text().split()
    return "xfs" in known and (machine / "dev/loop-control").exists()


def fill(text: str, known: Mapping[str, str]) -> str:
    """Put the known variables into a text. A name that is not known stays: it is a shell's."""
    return VARIABLE.sub(lambda found: known.get(found[1], found[0]), text)


def read(directory: Path, known: Mapping[str, str]) -> list[Document]:
    """Read all manifests of a directory, files in sorted order; UsageError when there are none."""
    files = parts.texts(directory)
    if not files:
        raise UsageError(f"no manifests: {directory} has no *.yaml")
    documents: list[Document] = []
    for file, text in ((file, fill(text, known)) for file, text in files.items()):
        if unknown := UNKNOWN_IMAGE.search(text):
            raise UsageError(
                f"{file}: {unknown[1]} is no image of lab/images. Nothing was changed."
            )
        try:
            found = list(yaml.safe_load_all(text))
        except yaml.YAMLError as error:
            raise UsageError(f"{file} is no YAML: {error}") from error
        for document in found:
            if document is None:
                continue
            if not isinstance(document, dict) or not {"apiVersion", "kind"} <= document.keys():
                raise UsageError(f"{file}: a document has no apiVersion and kind")
            documents.append(document)
    return documents


def apply(client: httpx.Client, documents: Sequence[Document]) -> None:
    """Apply manifests on the server, in their order; DrillbookError names what it refused."""
    paths: dict[tuple[str, str], str] = {}
    for document in documents:
        kind = (document["apiVersion"], document["kind"])
        if kind not in paths:
            paths[kind] = collection(client, *kind)
        place = document["metadata"].get("namespace", "default")
        response = _patch(client, paths[kind].format(namespace=place), document)
        if response.status_code == httpx.codes.UNPROCESSABLE_ENTITY and document["kind"] == "Job":
            # A Job's pod template cannot be changed, so a Job that differs is made anew.
            _remove(client, paths[kind].format(namespace=place), document["metadata"]["name"])
            response = _patch(client, paths[kind].format(namespace=place), document)
        if not response.is_success:
            said = response.json().get("message", response.text)
            name = document["metadata"]["name"]
            raise DrillbookError(f"{document['kind']} {name} was not applied: {said}")


def _patch(client: httpx.Client, path: str, document: Document) -> httpx.Response:
    return client.patch(
        f"{path}/{document['metadata']['name']}",
        params={"fieldManager": FIELD_MANAGER, "force": "true"},
        # JSON is YAML too, and writing it is fifty times faster.
        content=json.dumps(document),
        headers={"Content-Type": "application/apply-patch+yaml"},
        timeout=APPLIED_WITHIN.total_seconds(),
    )


def _remove(client: httpx.Client, path: str, name: str) -> None:
    client.delete(f"{path}/{name}", params={"propagationPolicy": "Background"})
    eventually(
        lambda: client.get(f"{path}/{name}").status_code,
        lambda status: status == httpx.codes.NOT_FOUND,
        within=APPLIED_WITHIN,
        what=f"Job {name} is gone",
    )


def collection(client: httpx.Client, version: str, kind: str) -> str:
    """Return the path of a kind's collection, with ``{namespace}`` in it where it has one.

    A kind that a manifest has just defined takes a moment to be there.
    """
    base = f"/apis/{version}" if "/" in version else f"/api/{version}"

    def look() -> dict[str, Any]:
        try:
            listed = client.get(base)
        except httpx.HTTPError as error:
            raise Unobservable(f"the API server does not answer: {error!r}") from error
        resources = listed.json().get("resources", []) if listed.is_success else []
        # A name with a slash is a part of a resource, such as its status.
        found = [r for r in resources if r["kind"] == kind and "/" not in r["name"]]
        if not found:
            raise Unobservable(f"the API server has no {kind} in {version}")
        return dict(found[0])

    resource = eventually(
        look, lambda _: True, within=KIND_WITHIN, what=f"the API server knows {kind}"
    ).value
    namespace = "/namespaces/{namespace}" if resource["namespaced"] else ""
    return f"{base}{namespace}/{resource['name']}"


def workloads(documents: Iterable[Document]) -> dict[str, set[tuple[str, str]]]:
    """Return what has to become ready, by kind: (namespace, name)."""
    found: dict[str, set[tuple[str, str]]] = {}
    for document in documents:
        if document["kind"] in ("Deployment", "StatefulSet", "DaemonSet", "Job"):
            about = document["metadata"]
            place = (about.get("namespace", "default"), about["name"])
            found.setdefault(document["kind"], set()).add(place)
    return found
