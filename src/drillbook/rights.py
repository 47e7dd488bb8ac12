"""What drillbook's code needs of Kubernetes: rights, declared beside the code that uses them.

A right is written as ``kubectl auth can-i`` takes it: ``VERB RESOURCE[.GROUP][/SUBRESOURCE]``, with
the one object that it is for in brackets (``get secrets[postgresql-auth]``), or ``in all
namespaces`` behind it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from drillbook.errors import UsageError

P = ParamSpec("P")
R = TypeVar("R")

_READING = {"get", "list", "watch"}
_CLUSTER_WIDE = {"nodes", "namespaces", "persistentvolumes"}
_WRITTEN = re.compile(
    r"(?P<verb>[a-z]+) (?P<resource>[a-z]+)(\.(?P<group>[a-z0-9.]+))?(/(?P<part>[a-z]+))?"
    r"(\[(?P<name>[-a-z0-9.]+)\])?(?P<everywhere> in all namespaces)?"
)
# Which verb the API server asks for depends on its version and on the protocol: a WebSocket is
# opened by a GET, and from Kubernetes 1.35 on it asks for create as well.
_STREAMS = {"pods/exec", "pods/attach", "pods/portforward"}


@dataclass(frozen=True, order=True)
class Right:
    """One verb on one kind of object. ``name`` is "" when it is for all of them."""

    group: str
    resource: str
    verb: str
    name: str = ""
    everywhere: bool = False

    @property
    def cluster_wide(self) -> bool:
        """Return whether the objects are in no namespace, or in all of them."""
        return self.everywhere or self.resource.partition("/")[0] in _CLUSTER_WIDE

    @property
    def reading(self) -> bool:
        """Return whether it only reads. A command in a container may do anything."""
        return self.verb in _READING and self.resource not in _STREAMS

    def covers(self, other: "Right") -> bool:
        """Return whether who has this right has the other, too."""
        return (
            self.verb in (other.verb, "*")
            and self.group in (other.group, "*")
            and self.resource in (other.resource, "*")
            and self.name in (other.name, "")
        )

    def __str__(self) -> str:
        """Return it as it is written."""
        resource, _, part = self.resource.partition("/")
        group = f".{self.group}" if self.group else ""
        name = f"[{self.name}]" if self.name else ""
        everywhere = " in all namespaces" if self.everywhere else ""
        return f"{self.verb} {resource}{group}{f'/{part}' if part else ''}{name}{everywhere}"


def parse(written: str) -> tuple[Right, ...]:
    """Return the right that is written, or both of a stream. Raises UsageError."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise UsageError(f"{written!r} is no right; write e.g. 'patch deployments.apps/scale'")
    resource = found["resource"] + (f"/{found['part']}" if found["part"] else "")
    verbs = ("create", "get") if resource in _STREAMS else (found["verb"],)
    group, name, everywhere = found["group"] or "", found["name"] or "", bool(found["everywhere"])
    return tuple(Right(group, resource, verb, name, everywhere) for verb in verbs)


def parse_all(written: Iterable[str]) -> frozenset[Right]:
    """Return all rights that are written."""
    return frozenset(right for one in written for right in parse(one))


#: The rights that functions need themselves, by the function.
DECLARED: dict[Callable[..., Any], frozenset[Right]] = {}


def needs(*written: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare which rights a function needs by itself, besides those of what it calls."""
    rights = parse_all(written)

    def register(function: Callable[P, R]) -> Callable[P, R]:
        DECLARED[function] = rights
        return function

    return register
