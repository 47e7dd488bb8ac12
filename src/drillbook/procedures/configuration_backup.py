"""The objects of namespaces kept as files, and whether they can be made again from them.

Neo Service Layer, Configuration Backups. What kubectl calls all is five kinds; here it is every
kind that the API server lists and that somebody else than a controller has made. Secrets have a
backup of their own, since theirs has to be encrypted.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drillbook import directories
from drillbook.clients.answers import Json
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

#: Made anew by controllers, or of no use elsewhere.
_LEFT_OUT = frozenset({"secrets", "events", "leases", "endpoints", "endpointslices", "podmetrics"})
_OWN = ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink")
#: The API server's own in every namespace.
_EVERYWHERE = frozenset({"configmaps/kube-root-ca.crt", "serviceaccounts/default"})
_SUFFIX = "-drill"


@dataclass(frozen=True)
class Kept:
    """An object of the backup: whether it is as it is in the cluster, and could be made again."""

    alike: bool
    makeable: str


@needs("list configmaps in all namespaces", "list deployments.apps in all namespaces")
def back_up(session: Session, namespaces: tuple[str, ...]) -> Observation[tuple[str, ...]]:
    """Keep the objects of namespaces here; return their names. The undo removes the file."""
    started = now()
    session.intend("configuration.forget", {}, {})
    found = dict(_objects(session, namespaces))
    _file().parent.mkdir(parents=True, exist_ok=True)
    _file().touch(mode=0o600)
    _file().write_text(json.dumps(found))
    note(f"{len(found)} objects of {len(namespaces)} namespaces are kept away")
    return Observation(
        "objects kept", tuple(sorted(found)), "Kubernetes API", "GET of each kind", started, now()
    )


@needs("create configmaps in all namespaces", "create deployments.apps in all namespaces")
def looked_at(session: Session, namespaces: tuple[str, ...]) -> Observation[dict[str, Kept]]:
    """Return of each object in the cluster whether the backup has it, and could make it again.

    It is asked for under another name, and the API server keeps nothing of it.
    """
    started, kept = now(), _kept()
    found = {}
    for name, item in _objects(session, namespaces):
        held = kept.get(name)
        alike = held is not None and _plain(held) == _plain(item)
        found[name] = Kept(alike, _tried(session, name, held) if held else "it is not in there")
    return Observation("objects in the backup", found, str(_file()), "dry run", started, now())


def _tried(session: Session, name: str, item: Json) -> str:
    body = _plain(item)
    body["metadata"] = dict(body["metadata"]) | {"name": f"{body['metadata']['name']}{_SUFFIX}"}
    try:
        session.cluster.try_create(name.rpartition("/")[0], body)
    except Unobservable as error:
        return str(error)
    return ""


def _plain(item: Json) -> Json:
    """Return an object without what the API server writes into it."""
    metadata = {key: value for key, value in item["metadata"].items() if key not in _OWN}
    spec = item.get("spec") or {}
    plain = {key: value for key, value in item.items() if key != "status"} | {"metadata": metadata}
    if item["kind"] == "Service":
        plain["spec"] = {k: v for k, v in spec.items() if not k.startswith("clusterIP")}
    if item["kind"] == "Job":
        plain["spec"] = _unowned(spec)
    if item["kind"] == "PersistentVolumeClaim":
        plain["spec"] = {k: v for k, v in spec.items() if k != "volumeName"}
    return plain


def _unowned(spec: Json) -> Json:
    """Return a Job's spec without the selector and labels that tie it to its own pods."""
    template = dict(spec["template"])
    about = dict(template.get("metadata") or {})
    labels = (about.get("labels") or {}).items()
    about["labels"] = {k: v for k, v in labels if not k.endswith(("controller-uid", "job-name"))}
    return {k: v for k, v in spec.items() if k != "selector"} | {
        "template": template | {"metadata": about}
    }


def _objects(session: Session, namespaces: tuple[str, ...]) -> Iterator[tuple[str, Json]]:
    for version, kind, plural in _kinds(session):
        base = f"/apis/{version}" if "/" in version else f"/api/{version}"
        for namespace in namespaces:
            path = f"{base}/namespaces/{namespace}/{plural}"
            for item in session.cluster.items(path):
                name = item["metadata"]["name"]
                if item["metadata"].get("ownerReferences") or f"{plural}/{name}" in _EVERYWHERE:
                    continue
                yield f"{path}/{name}", item | {"apiVersion": version, "kind": kind}


def _kinds(session: Session) -> Iterator[tuple[str, str, str]]:
    """Yield version, kind and plural of all that is in namespaces and can be listed and made."""
    groups = session.cluster.get("/apis")["groups"]
    versions = ["v1", *(one["preferredVersion"]["groupVersion"] for one in groups)]
    for version in versions:
        base = f"/apis/{version}" if "/" in version else f"/api/{version}"
        for one in session.cluster.get(base)["resources"]:
            able = {"list", "create"} <= set(one["verbs"])
            if one["namespaced"] and able and one["name"] not in _LEFT_OUT:
                yield version, one["kind"], one["name"]


def _kept() -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads(_file().read_text())
    except (OSError, ValueError) as error:
        raise Unobservable(f"the copy of the objects: {error}") from error
    return found


@undo_step("configuration.forget")
def _forget(_session: Session, _arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    _file().unlink(missing_ok=True)
    return "the copy of the objects is removed"


def _file() -> Path:
    return directories.state() / "copies" / "objects.json"
