"""The objects of a lab, as kubectl has them."""

import json
from typing import Any

from drillbook.lab.layout import Layout
from tests.faults import live
from tests.lab import machine

# Put by Kubernetes, and by the mesh, into every new namespace, and so into drillbook's own.
_IN_EVERY_NAMESPACE = {"kube-root-ca.crt", "istio-ca-root-cert"}
# Who leads among the mesh's control planes, renewed every few seconds.
_LEADER = "control-plane.alpha.kubernetes.io/leader"
_KINDS = (
    "deployments,statefulsets,daemonsets,replicasets,jobs,services,configmaps,secrets,"
    "persistentvolumeclaims,poddisruptionbudgets,nodes"
)


def objects(lab: Layout) -> dict[str, str]:
    """Return every object but pods, without what changes by itself, and how many are ready."""
    found = {}
    for item in _listed(lab, _KINDS):
        metadata = item["metadata"]
        if metadata["name"] in _IN_EVERY_NAMESPACE or _LEADER in metadata.get("annotations", {}):
            continue
        name = f"{item['kind']} {metadata.get('namespace', '')}/{metadata['name']}"
        ready = item.get("status", {}).get("readyReplicas")
        found[name] = json.dumps([live.lasting(item), ready], sort_keys=True)
    return found


def pods_of(lab: Layout, namespace: str) -> list[dict[str, Any]]:
    """Return the pods of a namespace."""
    return _listed(lab, "pods", namespace)


def _listed(lab: Layout, kinds: str, namespace: str = "") -> list[dict[str, Any]]:
    where = ("--namespace", namespace) if namespace else ("--all-namespaces",)
    return list(json.loads(machine.kubectl(lab, "get", kinds, *where, "-o", "json"))["items"])
