"""Log lines collapsed by template: what varies is masked, what is left alike is one line.

Drain (He and others 2017) learns templates from long streams; its packages have had no release
since 2022 or pin old libraries. A drill keeps some hundred lines, for which masks are enough.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

# In this order: what is longer and more certain first.
_MASKS = (
    (
        "<time>",
        re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:\s?UTC|Z|[+-]\d\d:?\d\d)?"),
    ),
    ("<id>", re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")),
    ("<address>", re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b")),
    ("<pod>", re.compile(r"\b[a-z][a-z0-9-]*-[0-9a-f]{6,10}-[a-z0-9]{5}\b")),
    ("<hex>", re.compile(r"\b(?:0x[0-9a-fA-F]+|(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,})\b")),
    ("<n>", re.compile(r"(?<![A-Za-z_])[-+]?\d+(?:\.\d+)?")),
)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d+)?)(\s?UTC|Z|[+-]\d\d:?\d\d)?")
_LEVELS = (
    (3, re.compile(r"\b(?:FATAL|PANIC|CRITICAL|SEVERE)\b")),
    (
        2,
        re.compile(
            r"\bERROR\b|Exception\b|\bTraceback\b|\bFailed|BackOff|Unhealthy|Killing|Evicted"
        ),
    ),
    (1, re.compile(r"\bWARN(?:ING)?\b|\bWarning\b|\bwarning:")),
)


@dataclass(frozen=True)
class Template:
    """Lines of one component that differ only in what is masked."""

    component: str
    text: str
    example: str
    count: int
    first: datetime | None
    last: datetime | None

    @property
    def weight(self) -> int:
        """Return how serious its words are: 3 fatal, 2 error, 1 warning, 0 else."""
        return next((weight for weight, words in _LEVELS if words.search(self.example)), 0)


def template_of(line: str) -> str:
    """Return a line with everything that varies masked."""
    for name, pattern in _MASKS:
        line = pattern.sub(name, line)
    return " ".join(line.split())


def moment_of(line: str) -> datetime | None:
    """Return the first moment in a line that says its zone; UTC where it says none."""
    found = _TIME.search(line)
    if found is None:
        return None
    day, clock, zone = found.groups()
    offset = "+00:00" if zone is None or zone.strip() in {"Z", "UTC"} else zone.strip()
    if len(offset) == 5:
        offset = f"{offset[:3]}:{offset[3:]}"
    return datetime.fromisoformat(f"{day}T{clock.replace(',', '.')}{offset}")


def collapsed(component: str, lines: Iterable[str]) -> tuple[Template, ...]:
    """Return the templates of a component's lines, the most serious first, then as they came."""
    found: dict[str, Template] = {}
    for line in lines:
        if not line.strip():
            continue
        text, at = template_of(line), moment_of(line)
        known = found.get(text)
        if known is None:
            found[text] = Template(component, text, line, 1, at, at)
        else:
            moments = [one for one in (known.first, known.last, at) if one is not None]
            first, last = (min(moments), max(moments)) if moments else (None, None)
            found[text] = Template(component, text, known.example, known.count + 1, first, last)
    return tuple(sorted(found.values(), key=lambda one: -one.weight))
