"""Values as JSON that keep their types, so that what was seen can be seen again.

An object of drillbook is a mapping whose ``!`` names its class; times, spans, sets and mappings
with other keys carry one of a few short words there. A tuple is a plain list.
"""

import dataclasses
import importlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from drillbook.errors import Unobservable, UsageError

TYPE, IS = "!", "is"
_OURS = ("drillbook.", "steps.")
_COLLECTIONS: dict[str, type[Any]] = {"list": list, "set": set, "frozenset": frozenset}


class NotReached:
    """Stands for a connection or a stream, which nothing recorded can bring back."""

    def __getattr__(self, name: str) -> Any:
        """Refuse whatever is asked of it."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise Unobservable(f"a recorded drill has no connection to ask for {name}")


def encode(value: Any) -> Any:
    """Return a value as typed JSON; what cannot be written down is ``opaque``."""
    if isinstance(value, Enum):
        return _object(value)
    if value is None or isinstance(value, bool | str | int | float):
        return value
    if isinstance(value, tuple):
        return [encode(one) for one in value]
    if isinstance(value, list | set | frozenset):
        several = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
        return {TYPE: type(value).__name__, IS: [encode(one) for one in several]}
    if isinstance(value, datetime):
        return {TYPE: "time", IS: value.isoformat()}
    if isinstance(value, timedelta):
        return {TYPE: "span", IS: value.total_seconds()}
    if isinstance(value, UUID):
        return {TYPE: "uuid", IS: str(value)}
    if isinstance(value, Mapping):
        if all(isinstance(key, str) for key in value) and TYPE not in value:
            return {key: encode(one) for key, one in value.items()}
        return {TYPE: "mapping", IS: [[encode(key), encode(one)] for key, one in value.items()]}
    return _object(value)


def _object(value: Any) -> Any:
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    if not name.startswith(_OURS):
        return {TYPE: "opaque", IS: name}
    if isinstance(value, Enum):
        return {TYPE: name, IS: value.value}
    if isinstance(value, BaseModel):
        return {TYPE: name, IS: value.model_dump(mode="json", by_alias=True)}
    if dataclasses.is_dataclass(value):
        # What an object makes for itself as it comes into being cannot be given to it again.
        names = [field.name for field in dataclasses.fields(value) if field.init]
        return {TYPE: name, **{one: encode(getattr(value, one)) for one in names}}
    if isinstance(value, BaseException):
        more = {key: encode(one) for key, one in vars(value).items() if not key.startswith("_")}
        return {TYPE: name, "message": str(value), **more}
    return {TYPE: "opaque", IS: name}


def decode(written: Any, later: timedelta = timedelta(0)) -> Any:
    """Return the value that typed JSON stands for, with every time in it ``later``.

    Raises UsageError when it does not fit the code any more.
    """
    if isinstance(written, list):
        return tuple(decode(one, later) for one in written)
    if not isinstance(written, dict):
        return written
    if TYPE not in written:
        return {key: decode(one, later) for key, one in written.items()}
    kind = str(written[TYPE])
    if kind == "time":
        return datetime.fromisoformat(written[IS]) + later
    if kind == "span":
        return timedelta(seconds=written[IS])
    if kind == "uuid":
        return UUID(written[IS])
    if kind == "mapping":
        return {decode(key, later): decode(one, later) for key, one in written[IS]}
    if kind in _COLLECTIONS:
        return _COLLECTIONS[kind](decode(one, later) for one in written[IS])
    if kind == "opaque":
        return NotReached()
    return _made(kind, written, later)


def _made(kind: str, written: Mapping[str, Any], later: timedelta) -> Any:
    made = class_of(kind)
    try:
        if issubclass(made, Enum):
            return made(written[IS])
        if issubclass(made, BaseModel):
            return made.model_validate(written[IS])
        fields = {key: decode(one, later) for key, one in written.items() if key != TYPE}
        if issubclass(made, BaseException):
            error = made.__new__(made, fields.pop("message"))
            vars(error).update(fields)
            return error
        return made(**fields)
    except (TypeError, ValueError, KeyError) as error:
        raise UsageError(f"what was recorded as {kind} does not fit it any more: {error}") from None


def class_of(kind: str) -> type[Any]:
    """Return a class of drillbook by its name. Raises UsageError when it is gone."""
    module, _, name = kind.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
        if kind.startswith(_OURS) and isinstance(found, type):
            return found
    except (ImportError, AttributeError, ValueError):
        pass
    raise UsageError(f"what was recorded as {kind} has no such class any more")
