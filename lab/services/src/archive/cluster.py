"""The objects of the pod's own namespace, as they can be made again."""

from __future__ import annotations

import json
import os
import ssl
import urllib.request
from pathlib import Path
from typing import Any

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
#: In the order in which they can be made.
KINDS = {
    "v1": ("persistentvolumeclaims", "configmaps", "secrets", "services"),
    "apps/v1": ("statefulsets", "deployments"),
    "batch/v1": ("cronjobs",),
    "autoscaling/v2": ("horizontalpodautoscalers",),
}
_OF_ITS_OWN = ("kube-root-ca.crt",)
_CLUSTERS = (
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "managedFields",
    "ownerReferences",
    "selfLink",
)
_WITHIN_SECONDS = 20


def objects() -> list[dict[str, Any]]:
    """Every object that the namespace would not have by itself."""
    namespace = (ACCOUNT / "namespace").read_text()
    found = []
    for version, kinds in KINDS.items():
        base = f"/apis/{version}" if "/" in version else f"/api/{version}"
        for kind in kinds:
            listed = _get(f"{base}/namespaces/{namespace}/{kind}")
            named = {"apiVersion": version, "kind": str(listed["kind"]).removesuffix("List")}
            several = [one for one in listed["items"] if one["metadata"]["name"] not in _OF_ITS_OWN]
            found += [{"of": kind, "object": {**named, **bare(one)}} for one in several]
    return found


def bare(item: dict[str, Any]) -> dict[str, Any]:
    """An object without what a cluster gives it: state, identity, addresses, the volume it got."""
    body = {key: value for key, value in item.items() if key not in ("status", "apiVersion", "kind")}
    body["metadata"] = {key: value for key, value in item["metadata"].items() if key not in _CLUSTERS}
    notes = body["metadata"].get("annotations") or {}
    kept = {key: value for key, value in notes.items() if "kubernetes.io/" not in key and not key.startswith("kubectl")}
    body["metadata"]["annotations"] = kept
    if "spec" in body:
        dropped = ("clusterIP", "clusterIPs", "volumeName")
        body["spec"] = {key: value for key, value in body["spec"].items() if key not in dropped}
    return body


def _get(path: str) -> dict[str, Any]:
    where = f"https://{os.environ['KUBERNETES_SERVICE_HOST']}:{os.environ['KUBERNETES_SERVICE_PORT']}"
    token = (ACCOUNT / "token").read_text()
    request = urllib.request.Request(where + path, headers={"Authorization": f"Bearer {token}"})  # noqa: S310
    trusted = ssl.create_default_context(cafile=str(ACCOUNT / "ca.crt"))
    with urllib.request.urlopen(request, timeout=_WITHIN_SECONDS, context=trusted) as answer:  # noqa: S310
        said: dict[str, Any] = json.loads(answer.read())
    return said
