"""Observations: what a probe saw, where, by which query, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)

_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Observation(Generic[T_co]):
    """What a probe saw. Immutable; times are UTC and bracket the read.

    ``name`` is what was looked at in an operator's words, ``source`` the thing asked,
    ``query`` exactly what was asked of it.
    """

    name: str
    value: T_co
    source: str
    query: str
    started: datetime
    ended: datetime
    parameters: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
