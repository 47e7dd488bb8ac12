"""Durations, shares and sizes as people write them."""

import re
from dataclasses import dataclass

_SECONDS = {
    "ms": 0.001,
    "millisecond": 0.001,
    "msec": 0.001,
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hr": 3600,
    "hour": 3600,
    "d": 86400,
    "day": 86400,
    "w": 604800,
    "week": 604800,
    "month": 30 * 86400,
    "year": 365 * 86400,
}
UNIT = (
    r"(ms|milliseconds?|msec|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|"
    r"[smhdw])\b"
)
_AMOUNT = rf"(\d[\d,]*(?:\.\d+)?)\s*(%|{UNIT})?"
DURATION = re.compile(rf"(\d+(?:\.\d+)?)[\s-]*{UNIT}", re.IGNORECASE)
_EVERY = re.compile(rf"\bevery\s+(?:(\d+)[\s-]*)?{UNIT}", re.IGNORECASE)
_WORDS = {"hourly": 3600, "daily": 86400, "nightly": 86400, "weekly": 604800, "monthly": 30 * 86400}


@dataclass(frozen=True)
class Limit:
    """A comparison such as ``< 500ms``: seconds, per cent, or a plain number."""

    sign: str
    value: float
    unit: str  # s, %, or nothing


def seconds(count: str, unit: str) -> float:
    """Return a duration in seconds."""
    key = unit.lower()
    return float(count) * _SECONDS.get(key, _SECONDS.get(key.rstrip("s"), 1))


def duration(text: str) -> float | None:
    """Return the first duration of a text in seconds."""
    found = DURATION.search(text)
    return seconds(found[1], found[2]) if found else None


def interval(text: str) -> float | None:
    """Return how often something is done by a text's words, in seconds between two times."""
    if found := _EVERY.search(text):
        return seconds(found[1] or "1", found[2])
    return next(
        (size for word, size in _WORDS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)),
        None,
    )


def promised(text: str, name: str) -> float | None:
    """Return the duration that stands after a name (a pattern) in the same clause, in seconds."""
    after = rf"\b(?:{name})\b[^.;]*?(\d+(?:\.\d+)?)[\s-]*{UNIT}"
    before = rf"(?<![\d.])(\d{{1,6}}(?:\.\d{{1,6}})?)[\s-]{{0,3}}{UNIT}\s*\((?:{name})\)"
    found = re.search(before, text, re.IGNORECASE) or re.search(after, text, re.IGNORECASE)
    return seconds(found[1], found[2]) if found else None


def limits(text: str) -> list[Limit]:
    """Return every comparison of a text."""
    found = re.findall(rf"([<>]=?|≤|≥)\s*{_AMOUNT}", text, re.IGNORECASE)
    return _limits(found)


def bounds(text: str) -> list[Limit]:
    """Return every upper bound that a text has in words: ``within 300 ms``, ``below 1 %``."""
    words = r"\b(?:within|below|under|at most|no more than|(?:less|faster) than)\s+"
    return _limits([("<", *rest) for rest in re.findall(words + _AMOUNT, text, re.IGNORECASE)])


def _limits(found: list[tuple[str, str, str, str]]) -> list[Limit]:
    result = []
    for sign, number, whole, unit in found:
        value = number.replace(",", "")
        if whole == "%":
            result.append(Limit(sign[0], float(value), "%"))
        elif unit:
            result.append(Limit(sign[0], seconds(value, unit), "s"))
        else:
            result.append(Limit(sign[0], float(value), ""))
    return result


def written(value: float) -> str:
    """Return seconds as people write them."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        if value >= size and value % size == 0:
            return f"{value / size:g} {unit}"
    return f"{value:g} s" if value >= 1 else f"{value * 1000:g} ms"


def what_is_left(limit: float) -> list[float]:
    """Return the per cent that are free where so much is used."""
    return [round((1 - limit) * 100, 9), 100 - limit]


def as_said(limit: float, unit: str) -> list[float]:
    """Return the numbers by which a text may name a limit in a unit."""
    if unit in ("%", "percent"):
        return [limit, limit * 100, *what_is_left(limit)]
    if unit.startswith(("ms", "milli")):
        return [limit, limit * 1000]
    size = {"s": 1, "second": 1, "minute": 60, "hour": 3600, "day": 86400}
    per = size.get(unit.rstrip("s") or "s", 1)
    return [limit, limit / per, limit / 1000 / per]
