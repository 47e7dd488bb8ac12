"""Canonical JSON (RFC 8785): one value has one sequence of bytes, so that its hash means something.

What RFC 8785 cannot carry is written as text: integers beyond 2^53, numbers that are not finite.
Half of a surrogate pair, which no UTF-8 can carry either, becomes a question mark.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import rfc8785

_LARGEST = 2**53 - 1


def canonical(value: Any) -> bytes:
    """Return a JSON value as RFC 8785 has it."""
    return rfc8785.dumps(_carried(value))


def digest(written: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(written).hexdigest()


def read_canonical(written: bytes) -> Any:
    """Return the value that canonical bytes stand for. Raises ValueError for any other bytes."""
    plain = _Plain()
    value = json.loads(
        written.decode("utf-8"),
        parse_float=plain.fraction,
        parse_int=plain.integer,
        parse_constant=_refuse,
    )
    # For ASCII and such numbers, json writes what RFC 8785 asks for, ten times as fast.
    if plain.holds and written.isascii() and _dumped(value) == written:
        return value
    if canonical(value) != written:
        raise ValueError("not canonical JSON (RFC 8785)")
    return value


class _Plain:
    """Notes whether all numbers are written alike by json and by RFC 8785."""

    holds = True

    def fraction(self, text: str) -> float:
        value = float(text)
        self.holds = self.holds and repr(value) == text and "e" not in text and text[-2:] != ".0"
        return value

    def integer(self, text: str) -> int | float:
        value = int(text)
        if abs(value) <= _LARGEST:
            return value
        self.holds = False
        return float(text)  # larger ones are doubles in RFC 8785, written without a fraction


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _dumped(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _carried(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_text(str(key)): _carried(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_carried(item) for item in value]
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST else str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _text(value: str) -> str:
    return value.encode("utf-8", errors="replace").decode() if _has_half(value) else value


def _has_half(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)
