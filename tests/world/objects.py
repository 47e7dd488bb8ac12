"""Objects by their path, with versions, patches and preconditions as the API server has them."""

import copy
import json
import threading
import uuid
from collections.abc import Iterator
from itertools import count
from typing import Any

Json = dict[str, Any]

# What a namespaced path without an object's name ends with, and what is below an object.
SUBRESOURCES = {"scale", "status", "eviction", "exec", "log"}


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Objects:
    """All objects of one world."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._objects: dict[str, Json] = {}
        self._version = 0
        self.numbers = count(1)  # of pods, which are never named alike in one world

    def __contains__(self, path: str) -> bool:
        return path in self._objects

    def get(self, path: str) -> Json:
        if path not in self._objects:
            raise Refusal(404, f"{path} not found")
        return self._objects[path]

    def below(self, collection: str, labels: str = "", fields: str = "") -> list[Json]:
        """Return the objects of a collection; without a namespace, those of all namespaces.

        ``labels`` and ``fields`` are selectors of ``KEY=VALUE``, separated by commas.
        """
        wanted, named = _selected(labels), _selected(fields)
        return [
            found
            for path, found in sorted(self._objects.items())
            if _collection(path) in {collection, _everywhere(collection, path)}
            and wanted.items() <= (found["metadata"].get("labels") or {}).items()
            and all(_field(found, field) == value for field, value in named.items())
        ]

    def paths(self) -> Iterator[tuple[str, Json]]:
        yield from sorted(self._objects.items())

    def create(self, collection: str, body: Json) -> Json:
        name = body["metadata"]["name"]
        path = f"{collection}/{name}"
        if "/namespaces/" in collection:
            namespace = collection.partition("/namespaces/")[2].partition("/")[0]
            if f"/api/v1/namespaces/{namespace}" not in self._objects:
                raise Refusal(404, f"namespaces {namespace!r} not found")
            body["metadata"]["namespace"] = namespace
        if path in self._objects:
            raise Refusal(409, f"{path} already exists")
        self._objects[path] = body
        body["metadata"] |= {"uid": str(uuid.uuid4()), "generation": 1}
        return self._stamped(body)

    def patch(self, path: str, body: Any) -> Json:
        found = self.get(path)
        if isinstance(body, list):
            changed = _json_patched(found, body)
        else:
            wanted = (body.get("metadata") or {}).get("resourceVersion")
            if wanted not in (None, found["metadata"]["resourceVersion"]):
                raise Refusal(409, f"{path}: the object has been modified")
            changed = _merged(found, body)
        return self.replace(path, changed)

    def scale(self, path: str) -> Json:
        """Return a workload's Scale. None at all is left out of it, as the API server has it."""
        found = self.get(path)
        replicas = found["spec"]["replicas"]
        spec = {"replicas": replicas} if replicas else {}
        return {"kind": "Scale", "metadata": found["metadata"], "spec": spec}

    def patch_scale(self, path: str, body: Any) -> Json:
        found, view = self.get(path), self.scale(path)
        asked = _json_patched(view, body) if isinstance(body, list) else _merged(view, body)
        replicas = asked["spec"].get("replicas", 0)
        self.replace(path, found | {"spec": found["spec"] | {"replicas": replicas}})
        return self.scale(path)

    def replace(self, path: str, changed: Json) -> Json:
        found = self.get(path)
        same = json.dumps(found, sort_keys=True) == json.dumps(changed, sort_keys=True)
        if changed.get("spec") != found.get("spec"):
            changed["metadata"]["generation"] = found["metadata"]["generation"] + 1
        self._objects[path] = changed
        return changed if same else self._stamped(changed)

    def delete(self, path: str, options: Json) -> Json:
        found = self.get(path)
        wanted = (options.get("preconditions") or {}).get("uid")
        if wanted not in (None, found["metadata"]["uid"]):
            raise Refusal(409, f"{path}: the UID in the precondition is another")
        return self._objects.pop(path)

    def _stamped(self, found: Json) -> Json:
        self._version += 1
        found["metadata"]["resourceVersion"] = str(self._version)
        return found


def _selected(selector: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in selector.split(",") if "=" in part)


def _field(found: Any, path: str) -> Any:
    for key in path.split("."):
        found = (found or {}).get(key)
    return found


def _collection(path: str) -> str:
    return path.rpartition("/")[0]


def _everywhere(collection: str, path: str) -> str:
    """Return the collection of a path if ``collection`` means it in every namespace."""
    head, _, tail = path.partition("/namespaces/")
    kind = tail.split("/")[1:-1]
    return _collection(path) if kind and collection == f"{head}/{kind[0]}" else ""


def _merged(found: Any, patch: Any) -> Any:
    """Apply a JSON merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    result = copy.deepcopy(found) if isinstance(found, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = _merged(result.get(key), value)
    return result


def _json_patched(found: Json, operations: list[Json]) -> Json:
    """Apply a JSON patch (RFC 6902): test, add, replace, remove."""
    result = copy.deepcopy(found)
    for operation in operations:
        *way, last = [
            part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]
        ]
        place: Any = result
        for part in way:
            place = place[int(part)] if isinstance(place, list) else place.get(part)
            if place is None:
                raise Refusal(422, f"{operation['path']} is not there")
        key: Any = last if isinstance(place, dict) else len(place) if last == "-" else int(last)
        there = key in place if isinstance(place, dict) else key < len(place)
        if operation["op"] == "test" and (not there or place[key] != operation["value"]):
            raise Refusal(422, f"{operation['path']} is not {operation['value']!r}")
        if operation["op"] in {"remove", "replace"} and not there:
            raise Refusal(422, f"{operation['path']} is not there")
        if operation["op"] == "remove":
            del place[key]
        elif operation["op"] == "add" and isinstance(place, list):
            place.insert(key, operation["value"])
        elif operation["op"] in {"add", "replace"}:
            place[key] = operation["value"]
    return result
