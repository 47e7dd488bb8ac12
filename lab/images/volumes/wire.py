"""The messages of CSI 1 and of the kubelet's registration of plugins that are spoken here.

Fields by name, number and type, as csi.proto and pluginregistration/v1/api.proto have them; those
that are not read here are left out, and protobuf passes over them.
"""

from collections.abc import Callable, Mapping
from typing import Any

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_OWN = descriptor_pb2.FieldDescriptorProto
_TYPES = {
    "text": _OWN.TYPE_STRING,
    "int": _OWN.TYPE_INT64,
    "enum": _OWN.TYPE_INT32,
    "bool": _OWN.TYPE_BOOL,
}
_EMPTY: dict[str, str] = {}
# "several …" is a repeated field; a word that is no type is a message's name.
_CSI: Mapping[str, Mapping[str, str]] = {
    "Empty": _EMPTY,
    "PluginInfo": {"name": "1 text", "vendor_version": "2 text"},
    "Kind": {"type": "1 enum"},
    "PluginCapability": {"service": "1 Kind", "volume_expansion": "2 Kind"},
    "PluginCapabilities": {"capabilities": "1 several PluginCapability"},
    "Capability": {"rpc": "1 Kind"},
    "Capabilities": {"capabilities": "1 several Capability"},
    "Range": {"required_bytes": "1 int", "limit_bytes": "2 int"},
    "Volume": {"capacity_bytes": "1 int", "volume_id": "2 text"},
    "CreateVolume": {"name": "1 text", "capacity_range": "2 Range"},
    "Created": {"volume": "1 Volume"},
    "DeleteVolume": {"volume_id": "1 text"},
    "ControllerExpand": {"volume_id": "1 text", "capacity_range": "2 Range"},
    "ControllerExpanded": {"capacity_bytes": "1 int", "node_expansion_required": "2 bool"},
    "NodeInfo": {"node_id": "1 text"},
    "Publish": {"volume_id": "1 text", "target_path": "4 text", "readonly": "6 bool"},
    "Unpublish": {"volume_id": "1 text", "target_path": "2 text"},
    "NodeExpand": {"volume_id": "1 text", "volume_path": "2 text", "capacity_range": "3 Range"},
    "NodeExpanded": {"capacity_bytes": "1 int"},
    "StatsOf": {"volume_id": "1 text", "volume_path": "2 text"},
    "Usage": {"available": "1 int", "total": "2 int", "used": "3 int", "unit": "4 enum"},
    "Stats": {"usage": "1 several Usage"},
    "Plugin": {
        "type": "1 text",
        "name": "2 text",
        "endpoint": "3 text",
        "supported_versions": "4 several text",
    },
    "Registered": {"plugin_registered": "1 bool", "error": "2 text"},
}
# Each service's calls, with what is sent and what comes back.
CALLS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "csi.v1.Identity": {
        "GetPluginInfo": ("Empty", "PluginInfo"),
        "GetPluginCapabilities": ("Empty", "PluginCapabilities"),
        "Probe": ("Empty", "Empty"),
    },
    "csi.v1.Controller": {
        "CreateVolume": ("CreateVolume", "Created"),
        "DeleteVolume": ("DeleteVolume", "Empty"),
        "ControllerExpandVolume": ("ControllerExpand", "ControllerExpanded"),
        "ControllerGetCapabilities": ("Empty", "Capabilities"),
    },
    "csi.v1.Node": {
        "NodeGetInfo": ("Empty", "NodeInfo"),
        "NodeGetCapabilities": ("Empty", "Capabilities"),
        "NodePublishVolume": ("Publish", "Empty"),
        "NodeUnpublishVolume": ("Unpublish", "Empty"),
        "NodeExpandVolume": ("NodeExpand", "NodeExpanded"),
        "NodeGetVolumeStats": ("StatsOf", "Stats"),
    },
    "pluginregistration.Registration": {
        "GetInfo": ("Empty", "Plugin"),
        "NotifyRegistrationStatus": ("Registered", "Empty"),
    },
}


def _messages() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(
        name="volumes.proto", package="volumes", syntax="proto3"
    )
    for name, fields in _CSI.items():
        message = file.message_type.add(name=name)
        for field, about in fields.items():
            number, *several, kind = about.split(" ")
            label = _OWN.LABEL_REPEATED if several else _OWN.LABEL_OPTIONAL
            made = message.field.add(name=field, number=int(number), label=label)
            made.type = _TYPES.get(kind, _OWN.TYPE_MESSAGE)
            if kind not in _TYPES:
                made.type_name = f".volumes.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"volumes.{name}"))
        for name in _CSI
    }


MESSAGES = _messages()


def say(what: str) -> None:
    """Write a line to the container's log."""
    print(what, flush=True)  # noqa: T201 - its output is the log


def handler(service: str, calls: Mapping[str, Callable[[Any], Any]]) -> grpc.GenericRpcHandler:
    """Return what serves a service; each call takes the message sent and returns the answer."""
    return grpc.method_handlers_generic_handler(
        service,
        {
            name: grpc.unary_unary_rpc_method_handler(
                _answering(calls[name]),
                request_deserializer=MESSAGES[sent].FromString,
                response_serializer=MESSAGES[back].SerializeToString,
            )
            for name, (sent, back) in CALLS[service].items()
        },
    )


def _answering(call: Callable[[Any], Any]) -> Callable[[Any, grpc.ServicerContext], Any]:
    def answer(request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return call(request)
        except Exception as error:  # noqa: BLE001 - the caller is told why, and asks again
            say(f"{call.__name__}: {error}")
            return context.abort(grpc.StatusCode.INTERNAL, str(error))

    return answer


def ask(channel: grpc.Channel, service: str, name: str, request: Any) -> Any:
    """Make a call of a service and return the answer; raises grpc.RpcError."""
    _, back = CALLS[service][name]
    call = channel.unary_unary(
        f"/{service}/{name}",
        request_serializer=type(request).SerializeToString,
        response_deserializer=MESSAGES[back].FromString,
    )
    return call(request, timeout=120)
