"""A CSI driver: volumes are sparse files with XFS on loop devices, see disk.py.

Identity, controller and node in one process, and the registration with the kubelet, which
node-driver-registrar does elsewhere.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import controller
import disk
import grpc
import wire

NAME = "loop.drillbook"
VERSION = "1"
_CONTROLLER_SERVICE, _ONLINE = 1, 1
_CREATE_DELETE_VOLUME, _EXPAND_VOLUME = 1, 9
_NODE_STATS, _NODE_EXPAND = 2, 3
_BYTES = 1
_ROOT, _KUBELET = Path(os.environ.get("VOLUMES", "")), Path(os.environ.get("KUBELET", ""))
_SOCKET = _KUBELET / "plugins" / NAME / "csi.sock"
_REGISTRATION = _KUBELET / "plugins_registry" / f"{NAME}-reg.sock"
_MESSAGES, _EMPTY = wire.MESSAGES, wire.MESSAGES["Empty"]()
_ONE_AT_A_TIME = threading.Lock()


def _image(volume: str) -> Path:
    return _ROOT / f"{volume}.img"


def _kind(number: int) -> Any:
    return _MESSAGES["Kind"](type=number)


def _capabilities(*numbers: int) -> Any:
    able = [_MESSAGES["Capability"](rpc=_kind(number)) for number in numbers]
    return _MESSAGES["Capabilities"](capabilities=able)


def _plugin_capabilities(_request: Any) -> Any:
    able = _MESSAGES["PluginCapability"]
    return _MESSAGES["PluginCapabilities"](
        capabilities=[
            able(service=_kind(_CONTROLLER_SERVICE)),
            able(volume_expansion=_kind(_ONLINE)),
        ]
    )


def _create(request: Any) -> Any:
    with _ONE_AT_A_TIME:
        size = disk.create(_image(request.name), request.capacity_range.required_bytes)
    return _MESSAGES["Created"](
        volume=_MESSAGES["Volume"](volume_id=request.name, capacity_bytes=size)
    )


def _delete(request: Any) -> Any:
    _image(request.volume_id).unlink(missing_ok=True)
    return _EMPTY


def _expand(request: Any) -> Any:
    size = disk.grow(_image(request.volume_id), request.capacity_range.required_bytes)
    return _MESSAGES["ControllerExpanded"](capacity_bytes=size, node_expansion_required=True)


def _publish(request: Any) -> Any:
    with _ONE_AT_A_TIME:
        target = Path(request.target_path)
        disk.publish(_image(request.volume_id), target, read_only=request.readonly)
    return _EMPTY


def _unpublish(request: Any) -> Any:
    with _ONE_AT_A_TIME:
        disk.unpublish(Path(request.target_path))
    return _EMPTY


def _node_expand(request: Any) -> Any:
    with _ONE_AT_A_TIME:
        size = disk.grow_mounted(_image(request.volume_id), Path(request.volume_path))
    wire.say(f"{request.volume_id} has {size} bytes")
    return _MESSAGES["NodeExpanded"](capacity_bytes=size)


def _stats(request: Any) -> Any:
    found = os.statvfs(request.volume_path)
    block = found.f_frsize
    usage = _MESSAGES["Usage"](
        total=found.f_blocks * block,
        available=found.f_bavail * block,
        used=(found.f_blocks - found.f_bfree) * block,
        unit=_BYTES,
    )
    return _MESSAGES["Stats"](usage=[usage])


def _registered(request: Any) -> Any:
    wire.say(f"registered: {request.plugin_registered} {request.error}")
    return _EMPTY


def _plugin(_request: Any) -> Any:
    return _MESSAGES["Plugin"](
        type="CSIPlugin", name=NAME, endpoint=str(_SOCKET), supported_versions=["1.0.0"]
    )


SERVED = {
    "csi.v1.Identity": {
        "GetPluginInfo": lambda _: _MESSAGES["PluginInfo"](name=NAME, vendor_version=VERSION),
        "GetPluginCapabilities": _plugin_capabilities,
        "Probe": lambda _: _EMPTY,
    },
    "csi.v1.Controller": {
        "CreateVolume": _create,
        "DeleteVolume": _delete,
        "ControllerExpandVolume": _expand,
        "ControllerGetCapabilities": lambda _: _capabilities(_CREATE_DELETE_VOLUME, _EXPAND_VOLUME),
    },
    "csi.v1.Node": {
        "NodeGetInfo": lambda _: _MESSAGES["NodeInfo"](node_id=os.environ["NODE"]),
        "NodeGetCapabilities": lambda _: _capabilities(_NODE_STATS, _NODE_EXPAND),
        "NodePublishVolume": _publish,
        "NodeUnpublishVolume": _unpublish,
        "NodeExpandVolume": _node_expand,
        "NodeGetVolumeStats": _stats,
    },
    "pluginregistration.Registration": {
        "GetInfo": _plugin,
        "NotifyRegistrationStatus": _registered,
    },
}


def serve(socket: Path, *services: str) -> grpc.Server:
    """Serve on a socket, in the place of an earlier one."""
    socket.parent.mkdir(parents=True, exist_ok=True)
    socket.unlink(missing_ok=True)
    server = grpc.server(ThreadPoolExecutor(8))
    server.add_generic_rpc_handlers([wire.handler(name, SERVED[name]) for name in services])
    server.add_insecure_port(f"unix:{socket}")
    server.start()
    return server


def main() -> None:
    """Serve until the end; the controller goes on beside it."""
    _ROOT.mkdir(parents=True, exist_ok=True)
    disk.make_loop_nodes()
    whole = serve(_SOCKET, "csi.v1.Identity", "csi.v1.Controller", "csi.v1.Node")
    registration = serve(_REGISTRATION, "pluginregistration.Registration")
    controller.run(NAME, _SOCKET)
    registration.stop(None)
    whole.stop(None)


if __name__ == "__main__":
    main()
