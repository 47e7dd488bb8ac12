"""Volumes for claims: made, made larger and removed by calls of CSI, as the driver answers them.

What csi-provisioner and csi-resizer do elsewhere, for one storage class of one driver, without a
snapshot, a clone or a topology. It asks the API server once a second.
"""

import json
import os
import ssl
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import claims
import grpc
import wire

_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
_EVERY_SECONDS = 1.0
_CLAIMS, _VOLUMES = "/api/v1/persistentvolumeclaims", "/api/v1/persistentvolumes"
_MERGE = "application/merge-patch+json"
Json = claims.Json


def _call(method: str, path: str, body: Json | None = None, kind: str = "application/json") -> Json:
    host, port = os.environ["KUBERNETES_SERVICE_HOST"], os.environ["KUBERNETES_SERVICE_PORT"]
    token = (_ACCOUNT / "token").read_text()
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"https://{host}:{port}{path}",
        data=data,
        method=method,
        headers={"Authorization": f"Bearer {token}", "Content-Type": kind},
    )
    context = ssl.create_default_context(cafile=str(_ACCOUNT / "ca.crt"))
    with urllib.request.urlopen(request, timeout=30, context=context) as answer:  # noqa: S310
        found: Json = json.loads(answer.read())
    return found


def _make(channel: grpc.Channel, driver: str, claim: Json) -> None:
    name = f"pvc-{claim['metadata']['uid']}"
    size = claims.size_of(claim["spec"]["resources"]["requests"]["storage"])
    capacity = wire.MESSAGES["Range"](required_bytes=size)
    request = wire.MESSAGES["CreateVolume"](name=name, capacity_range=capacity)
    made = wire.ask(channel, "csi.v1.Controller", "CreateVolume", request).volume
    _call(
        "POST",
        _VOLUMES,
        claims.volume_for(claim, name, driver, made.capacity_bytes, made.volume_id),
    )
    wire.say(f"made {name} with {made.capacity_bytes} bytes")


def _enlarge(channel: grpc.Channel, claim: Json, volume: Json, size: int) -> None:
    handle, name = volume["spec"]["csi"]["volumeHandle"], volume["metadata"]["name"]
    capacity = wire.MESSAGES["Range"](required_bytes=size)
    request = wire.MESSAGES["ControllerExpand"](volume_id=handle, capacity_range=capacity)
    done = wire.ask(channel, "csi.v1.Controller", "ControllerExpandVolume", request)
    about = claim["metadata"]
    status = (
        f"/api/v1/namespaces/{about['namespace']}/persistentvolumeclaims/{about['name']}/status"
    )
    # The kubelet goes by what the volume has, so the claim's status is there before it.
    _call("PATCH", status, claims.pending(done.capacity_bytes), _MERGE)
    grown = {"spec": {"capacity": {"storage": str(done.capacity_bytes)}}}
    _call("PATCH", f"{_VOLUMES}/{name}", grown, _MERGE)
    wire.say(f"{name} may have {done.capacity_bytes} bytes")


def _remove(channel: grpc.Channel, volume: Json) -> None:
    name = volume["metadata"]["name"]
    request = wire.MESSAGES["DeleteVolume"](volume_id=volume["spec"]["csi"]["volumeHandle"])
    wire.ask(channel, "csi.v1.Controller", "DeleteVolume", request)
    _call("DELETE", f"{_VOLUMES}/{name}")
    wire.say(f"removed {name}")


def look(channel: grpc.Channel, driver: str) -> None:
    """Do what is to be done now: volumes to be made, to be made larger, to be removed."""
    kinds = _call("GET", "/apis/storage.k8s.io/v1/storageclasses")["items"]
    classes = frozenset(one["metadata"]["name"] for one in kinds if one["provisioner"] == driver)
    asked = _call("GET", _CLAIMS)["items"]
    for claim in (one for one in asked if claims.is_wanted(one, classes)):
        _make(channel, driver, claim)
    by_name: Mapping[str, Json] = {one["spec"].get("volumeName", ""): one for one in asked}
    for volume in _call("GET", _VOLUMES)["items"]:
        if (volume["spec"].get("csi") or {}).get("driver") != driver:
            continue
        claim = by_name.get(volume["metadata"]["name"])
        if volume.get("status", {}).get("phase") == "Released":
            _remove(channel, volume)
        elif claim is not None and (size := claims.larger(claim, volume)):
            _enlarge(channel, claim, volume, size)


def run(driver: str, socket: Path) -> None:
    """Look again and again; what could not be done is said, and tried again."""
    with grpc.insecure_channel(f"unix:{socket}") as channel:
        while True:
            try:
                look(channel, driver)
            except (OSError, grpc.RpcError, KeyError, ValueError) as error:
                wire.say(f"not done: {error}")
            time.sleep(_EVERY_SECONDS)
