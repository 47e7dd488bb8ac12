"""Edits of a recording: where in what was seen a figure stands, and calls with it changed."""

import copy
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from drillbook.errors import UsageError
from drillbook.fields import Span
from drillbook.proof.recording import Call, RecordedDrill
from drillbook.proof.values import IS, TYPE, class_of, encode

_WRAPPINGS = ("drillbook.observation.Observation", "drillbook.clock.Seen")
_LISTS = ("list", "set", "frozenset")
_OPAQUE = ("time", "uuid", "opaque", "mapping")


@dataclass(frozen=True)
class Leaf:
    """A part of what a call gave that can be changed, and its name (``…kafka.lag.largest``).

    ``owner`` is the class and the field that it stands in, where it is the field of an object.
    """

    index: int
    call: Call
    path: tuple[str | int, ...]
    names: tuple[str, ...]
    value: Any
    owner: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        """Return its name without the package."""
        return ".".join(self.names[2:])

    def is_called(self, field: str) -> bool:
        """Return whether a claim's name of a field means it: by the end of its own name."""
        parts = tuple(field.split("."))
        return self.names[-len(parts) :] == parts

    def with_value(self, value: Any) -> Call:
        """Return the call with another value in this place."""
        root = str(self.path[0])
        whole = {root: copy.deepcopy(getattr(self.call, root))}
        at: Any = whole
        for key in self.path[:-1]:
            at = at[key]
        at[self.path[-1]] = value
        return self.call.model_copy(update=whole)


def leaves(recording: RecordedDrill, steps: frozenset[int] | None = None) -> Iterator[Leaf]:
    """Yield every part of what was seen, in some steps or in all."""
    for index, call in enumerate(recording.calls):
        if steps is not None and call.step not in steps:
            continue
        root = "raised" if call.raised is not None else "value"
        names = tuple(call.name.split("."))
        yield from _below(index, call, (root,), names, getattr(call, root), None)


def _below(
    index: int,
    call: Call,
    path: tuple[str | int, ...],
    names: tuple[str, ...],
    node: Any,
    owner: tuple[str, str] | None,
) -> Iterator[Leaf]:
    if isinstance(node, list) or not isinstance(node, dict) or TYPE not in node:
        yield Leaf(index, call, path, names, node, owner)
        items: Any = enumerate(node) if isinstance(node, list) else ()
        items = node.items() if isinstance(node, dict) else items
        for key, one in items:
            more = names if isinstance(key, int) else (*names, key)
            yield from _below(index, call, (*path, key), more, one, None)
        return
    kind = node[TYPE]
    if kind == "span":
        yield Leaf(index, call, path, names, node, owner)
    elif kind in _WRAPPINGS:
        yield from _below(index, call, (*path, "value"), names, node["value"], owner)
    elif kind in _LISTS or (IS in node and isinstance(node[IS], dict)):
        yield from _below(index, call, (*path, IS), names, node[IS], owner)
    elif kind not in _OPAQUE and IS not in node:
        for key, one in node.items():
            if key not in (TYPE, "message"):
                inner = (*path, key), (*names, key)
                yield from _below(index, call, *inner, one, (kind, key))


def written(leaf: Leaf, value: Any) -> Any:
    """Return a value that a claim names as it would have been recorded in a place.

    A number for a list is its length. Raises UsageError for what cannot stand there.
    """
    if isinstance(leaf.value, list) and isinstance(value, int) and not isinstance(value, bool):
        return of_length(leaf.value, value)
    if _is_span(leaf.value):
        return {TYPE: "span", IS: TypeAdapter(Span).validate_python(value).total_seconds()}
    if leaf.owner is None or not hasattr(class_of(leaf.owner[0]), "__dataclass_fields__"):
        return value
    owner = class_of(leaf.owner[0])
    module = importlib.import_module(owner.__module__)
    hint = get_type_hints(owner, vars(module))[leaf.owner[1]]
    try:
        return encode(TypeAdapter(hint).validate_python(value))
    except ValidationError as error:
        said = error.errors()[0]["msg"]
        raise UsageError(f"{leaf.name} cannot be {value!r}: {said}") from None


def of_length(several: list[Any], length: int) -> list[Any]:
    """Return a list with as many elements; further ones are like the last."""
    if length and not several:
        raise UsageError(f"an empty list has no element to make {length} of")
    return [*several[:length], *several[-1:] * (length - len(several))]


def figure(leaf: Leaf) -> float | None:
    """Return the number that stands in a place (seconds, or a list's length), if any does."""
    if isinstance(leaf.value, list):
        return len(leaf.value)
    if _is_span(leaf.value):
        return float(leaf.value[IS])
    if isinstance(leaf.value, int | float) and not isinstance(leaf.value, bool):
        return leaf.value
    return int(leaf.value) if _is_written_number(leaf.value) else None


def with_figure(leaf: Leaf, number: float) -> Call | None:
    """Return the call with another number in this place; None where it cannot stand there."""
    if isinstance(leaf.value, list):
        whole = number == int(number) and number >= 0 and (leaf.value or number == 0)
        return leaf.with_value(of_length(leaf.value, int(number))) if whole else None
    if _is_span(leaf.value):
        return leaf.with_value({TYPE: "span", IS: number})
    if isinstance(leaf.value, int | str):
        if number != int(number):
            return None
        return leaf.with_value(type(leaf.value)(int(number)))
    return leaf.with_value(number)


def least_step(leaf: Leaf) -> float:
    """Return by how much a number in this place is changed at least: 1, or a millionth."""
    return 1 if isinstance(leaf.value, int | list | str) else 1e-6


def others(value: Any) -> list[Any]:
    """Return other values that could have been seen in a place, the likeliest to matter first."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [0, value + 1, value - 1, 10 * value + 10_000_000] if value else [1, 10_000_000]
    if isinstance(value, float):
        return [0.0, value * 10 + 1, value / 10, -value]
    if isinstance(value, str):
        return [f"other than {value}"]
    if isinstance(value, list):
        return [[], value[:-1], [*value, value[-1]]] if value else []
    if _is_span(value):
        return [{TYPE: "span", IS: one} for one in (0.0, timedelta(days=3650).total_seconds())]
    if isinstance(value, Mapping):
        return [{}, dict(list(value.items())[:-1])] if value else []
    return []


def _is_written_number(value: Any) -> bool:
    """Return whether a value is a whole number that is kept as text, as settings of Kafka are."""
    return isinstance(value, str) and value.isascii() and value.isdecimal()


def _is_span(value: Any) -> bool:
    return isinstance(value, dict) and value.get(TYPE) == "span"
