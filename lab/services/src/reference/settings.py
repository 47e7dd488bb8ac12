"""Settings from the environment; each named once, wrong values refused with their name."""

from __future__ import annotations

import os


class SettingError(Exception):
    """An environment variable is missing or not what it must be."""


def text(name: str, default: str | None = None) -> str:
    """A variable's value; SettingError when it is not set and has no default."""
    value = os.environ.get(name, default)
    if not value:
        raise SettingError(f"{name} is not set")
    return value


def number(name: str, default: int, *, least: int = 1) -> int:
    """A variable as a whole number of at least `least`."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise SettingError(f"{name} is {value!r}, not a whole number of at least {least}")
    return int(value)
