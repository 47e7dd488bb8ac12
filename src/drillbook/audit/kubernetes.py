"""The Kubernetes API by its published schema (kubernetes-validate) and its list of resources."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from drillbook.audit.reference import recorded

VERSION = "1.34"
_DIRECTORY = "kubernetes-json-schema"


@cache
def resources() -> dict[str, dict[str, Any]]:
    """Return every built-in resource by each of its names."""
    found: dict[str, dict[str, Any]] = {}
    for one in recorded("kubernetes")["resources"]:
        for name in (one["name"], one["singular"], one["kind"].lower(), *one["short"]):
            if name and (name not in found or one["group"] == "v1"):
                found[name] = one
    return found


def resource(word: str) -> dict[str, Any] | None:
    """Return the built-in resource of a word such as ``deploy`` or ``deployment.apps``."""
    return resources().get(word.lower().split("/")[0].split(".")[0])


def is_builtin(api_version: str) -> bool:
    """Return whether a group is one of Kubernetes' own."""
    group = api_version.split("/", maxsplit=1)[0] if "/" in api_version else ""
    return group in ("", "apps", "batch", "autoscaling", "policy", "extensions") or (
        group.endswith(".k8s.io") and group.split(".")[0] in _GROUPS
    )


_GROUPS = (
    "networking",
    "rbac",
    "storage",
    "admissionregistration",
    "apiextensions",
    "scheduling",
    "coordination",
    "node",
    "discovery",
    "certificates",
    "authentication",
    "authorization",
    "flowcontrol",
    "events",
    "apiregistration",
)


def complaints(data: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    """Return where and why the schema refuses an object: everything that is wrong with it."""
    schema = _schema(data["kind"], data["apiVersion"], VERSION) or {}
    registry = Resource.from_contents(_strict_definitions()) @ Registry()
    errors = Draft202012Validator(schema, registry=registry).iter_errors(data)
    return [(tuple(error.absolute_path), str(error.message)) for error in errors]


def serves(kind: str, api_version: str) -> bool | None:
    """Return whether this version has the kind; None for kinds that are not Kubernetes' own."""
    if not is_builtin(api_version):
        return None
    return _schema(kind, api_version, VERSION) is not None


def _schema(kind: str, api_version: str, version: str) -> dict[str, Any] | None:
    short = re.sub(r"^([^./]*)(?:[.][^/]*)?/", r"\1-", api_version)
    name = f"v{version}.0-local-strict/{kind.lower()}-{short}.json"
    file = files("kubernetes_validate") / _DIRECTORY / name
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


@cache
def _strict_definitions() -> dict[str, Any]:
    folder = files("kubernetes_validate") / _DIRECTORY / f"v{VERSION}.0-local-strict"
    return dict(json.loads((folder / "_definitions.json").read_text(encoding="utf-8")))


@cache
def _definitions() -> dict[str, Any]:
    file = files("kubernetes_validate") / _DIRECTORY / f"v{VERSION}.0-local" / "_definitions.json"
    return dict(json.loads(file.read_text(encoding="utf-8"))["$defs"])


def served_as(kind: str) -> list[str]:
    """Return the groups and versions under which a kind is served."""
    return [one["group"] for one in recorded("kubernetes")["resources"] if one["kind"] == kind]


def missing_field(kind: str, path: list[str]) -> str | None:
    """Return the first part of a path that leads to no field of a kind; None: all do."""
    missing = None
    for api in served_as(kind):
        schema = _schema(kind, api, VERSION)
        if schema is None:
            return None
        missing = _missing(schema, path)
        if missing is None:
            return None
    return missing


def _missing(at: dict[str, Any], path: list[str]) -> str | None:
    for part in path:
        at = _resolved(at)
        while "array" in (at.get("type") or ()):
            at = _resolved(at.get("items", {}))
        properties = at.get("properties")
        if properties is None:
            return None
        if part not in properties:
            return part
        at = properties[part]
    return None


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    for _ in range(5):
        if "$ref" in schema:
            schema = _definitions().get(schema["$ref"].rsplit("/", 1)[-1], {})
        else:
            break
    return schema
