"""A system's manifests for another namespace: the same system, without data, beside the first.

Only what is written in the manifests goes in. What the lab has one of for all namespaces is left
out: alert rules and what is scraped (a test must page nobody), and autoscalers, whose replicas are
set to the least that they would keep, and the system's other namespaces. A quarter of the processor
time is asked for, since the other system goes on beside it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drillbook.clients.quantity import quantity
from drillbook.errors import UsageError
from drillbook.lab import generated, manifests
from drillbook.lab.addons import image_variables
from drillbook.lab.images import ensure_images, image_names
from drillbook.lab.manifests import Document

_RULES = "drillbook.dev/prometheus-rules"
_SHARE = 0.25
_LEAST_CORES = 0.005
#: How much of the first data a lab brings in; a system that is to be restored starts with none.
_FIRST_DATA = "SEED_EVENTS"


@dataclass(frozen=True)
class Object:
    """An object to be made: the collection's path in the API, and its body."""

    path: str
    body: Document

    @property
    def workload(self) -> str:
        """Return ``deployments/NAME`` and the like."""
        return f"{self.path.rpartition('/')[2]}/{self.body['metadata']['name']}"


_PLURALS = {
    "ConfigMap": "configmaps",
    "CronJob": "cronjobs",
    "Deployment": "deployments",
    "Job": "jobs",
    "PersistentVolumeClaim": "persistentvolumeclaims",
    "PodDisruptionBudget": "poddisruptionbudgets",
    "Secret": "secrets",
    "Service": "services",
    "StatefulSet": "statefulsets",
}
# What may ask the API server itself is not brought up: it follows the first system. Neither is the
# way in, of which there is one, nor the mesh.
_LEFT_OUT = (
    "Namespace",
    "HorizontalPodAutoscaler",
    "ServiceAccount",
    "Role",
    "RoleBinding",
    "Ingress",
    "PeerAuthentication",
)


def objects(
    system: str, directory: Path, of: str, namespace: str, *others: str
) -> tuple[Object, ...]:
    """Return the objects of a system's manifests for ``namespace``, in place of namespace ``of``.

    Those of ``others`` go there, too; what is in several of them by one name (a Secret and its
    copy) is made once. Secrets that a lab makes up have new values. Raises UsageError for manifests
    that cannot be read, or have a kind of object that is not known here.
    """
    known = image_variables(ensure_images(image_names(system)))
    documents = manifests.read(directory, known)
    replicas = _least(documents)
    own = (of, *others)
    made = (
        _object(_renamed(_filled(document), own, namespace), replicas)
        for document in documents
        if document["kind"] not in _LEFT_OUT
        and not _labels(document).get(_RULES)
        and document["metadata"].get("namespace") in own
    )
    found: dict[str, Object] = {}
    for one in made:
        found.setdefault(one.workload, one)
    return tuple(found.values())


def _labels(document: Document) -> Mapping[str, str]:
    return document["metadata"].get("labels") or {}


def _least(documents: list[Document]) -> dict[str, int]:
    return {
        one["spec"]["scaleTargetRef"]["name"]: one["spec"]["minReplicas"]
        for one in documents
        if one["kind"] == "HorizontalPodAutoscaler"
    }


def _filled(document: Document) -> Document:
    return generated.with_values(document, {}) if generated.keys(document) else document


def _renamed(document: Document, own: Sequence[str], namespace: str) -> Document:
    """Return it with the other namespace as its own, and in host names.

    The names may be a part of others (programs, databases), which stay.
    """
    names = "|".join(re.escape(one) for one in own)
    host = re.compile(rf"(?<=\.)(?:{names})(?=[.:/\"]|$)")
    renamed: Document = json.loads(host.sub(namespace, json.dumps(document)))
    renamed["metadata"]["namespace"] = namespace
    return renamed


def _object(document: Document, replicas: Mapping[str, int]) -> Object:
    kind, version = document["kind"], document["apiVersion"]
    if kind not in _PLURALS:
        raise UsageError(
            f"a {kind} cannot be brought up in another namespace. Nothing was changed."
        )
    name, namespace = document["metadata"]["name"], document["metadata"]["namespace"]
    if kind in ("Deployment", "StatefulSet", "Job"):
        _lighten(document["spec"]["template"])
    if kind == "Deployment" and name in replicas:
        document["spec"]["replicas"] = replicas[name]
    base = f"/apis/{version}" if "/" in version else f"/api/{version}"
    return Object(f"{base}/namespaces/{namespace}/{_PLURALS[kind]}", document)


def _lighten(template: Any) -> None:
    template["metadata"].pop("annotations", None)  # they are about being scraped
    spec = template["spec"]
    spec.pop("serviceAccountName", None)  # which may ask the API server, and is not there
    for container in (*spec.get("initContainers", ()), *spec["containers"]):
        for variable in container.get("env", ()):
            if variable["name"] == _FIRST_DATA:
                variable["value"] = "0"
        asked = container.get("resources", {}).get("requests", {})
        if "cpu" in asked:
            cores = max(quantity(asked["cpu"]) * _SHARE, _LEAST_CORES)
            asked["cpu"] = f"{cores * 1000:.0f}m"
