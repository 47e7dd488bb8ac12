"""What claims ask for, and the objects that answer them. Nothing here talks to anybody."""

import time
from typing import Any

SELECTED = "volume.kubernetes.io/selected-node"
_UNITS = {
    "Ki": 1 << 10,
    "Mi": 1 << 20,
    "Gi": 1 << 30,
    "Ti": 1 << 40,
    "k": 10**3,
    "M": 10**6,
    "G": 10**9,
}
Json = dict[str, Any]


def size_of(quantity: str) -> int:
    """Return the bytes of a quantity such as ``2Gi``."""
    for unit, factor in _UNITS.items():
        if quantity.endswith(unit):
            return int(float(quantity[: -len(unit)]) * factor)
    return int(quantity)


def volume_for(claim: Json, name: str, driver: str, capacity: int, volume: str) -> Json:
    """Return the persistent volume that is bound to a claim."""
    spec, about = claim["spec"], claim["metadata"]
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "annotations": {"pv.kubernetes.io/provisioned-by": driver}},
        "spec": {
            "accessModes": spec["accessModes"],
            "capacity": {"storage": str(capacity)},
            "claimRef": {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "namespace": about["namespace"],
                "name": about["name"],
                "uid": about["uid"],
            },
            "csi": {"driver": driver, "volumeHandle": volume, "fsType": "xfs"},
            "persistentVolumeReclaimPolicy": "Delete",
            "storageClassName": spec["storageClassName"],
            "volumeMode": "Filesystem",
        },
    }


def is_wanted(claim: Json, classes: frozenset[str]) -> bool:
    """Return whether a claim waits for a volume of these classes, and a node was chosen for it."""
    return (
        claim["spec"].get("storageClassName") in classes
        and not claim["spec"].get("volumeName")
        and SELECTED in (claim["metadata"].get("annotations") or {})
        and "deletionTimestamp" not in claim["metadata"]
    )


def larger(claim: Json, volume: Json) -> int:
    """Return how many bytes a claim asks for, when that is more than its volume has; else 0."""
    asked = size_of(claim["spec"]["resources"]["requests"]["storage"])
    return asked if asked > size_of(volume["spec"]["capacity"]["storage"]) else 0


def pending(size: int) -> Json:
    """Return the status of a claim whose volume is larger, and whose file system is not yet."""
    return {
        "status": {
            "allocatedResources": {"storage": str(size)},
            "allocatedResourceStatuses": {"storage": "NodeResizePending"},
            "conditions": [
                {
                    "type": "FileSystemResizePending",
                    "status": "True",
                    "lastTransitionTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                }
            ],
        }
    }
