"""Figures of sentences against the settings, limits and alerts of the same runbook."""

import re
from collections.abc import Iterator
from typing import Any

from drillbook.audit import promql, quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.document import Sentence, lines_of
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.admission import containers
from drillbook.audit.rules.alerts import parsed
from drillbook.audit.rules.sizes import limit_of
from drillbook.audit.runbook import Runbook

DAY = 86400.0  # seconds
_SIZE = r"(\d+(?:\.\d+)?)\s*([KMGT])i?(?:B|b)?\b"
_POWER = {"K": 10, "M": 20, "G": 30, "T": 40}
_CERTIFICATE = re.compile(r"(?i)\b(cert(?:ificate)?s?|TLS)\b")
_DAYS = r"(\d+)[\s-]*(days?|weeks?|months?|hours?|d|h|w)\b"
_BEFORE = r"(?:before|ahead of|prior to|in advance|left|remain\w*|of (?:validity|its end|expiry))"
_ALERTED = re.compile(
    rf"(?i)(?:\balert\w*|\bwarn\w*|\bpage[sd]?|\bpaged|\bfires?|\bnotified|\btold)\b[^.;|]{{0,60}}?"
    rf"{_DAYS}\s+(?:or less\s+)?(?:are\s+|is\s+)?{_BEFORE}"
)
_ROW = re.compile(rf"(?i)[<≤]=?\s*{_DAYS}")
_RENEWED = re.compile(
    rf"(?i)\b(?:renew\w*|rotat\w*|reissue\w*)\b[^.;|]{{0,40}}?{_DAYS}\s+{_BEFORE}"
)
_VALID = re.compile(rf"(?i)\b(?:valid (?:for )?|lifetime of |live for |expire after ){_DAYS}")
# There are several of these, each with days of its own.
_KIND = re.compile(
    r"(?i)\b(root|CA|CAs|intermediate|client|leaf|wildcard|kubelet|etcd|code.signing)\b"
)
_CHANGES = re.compile(
    r"(?i)\b(increas\w*|rais\w*|grow\w*|doubl\w*|lower\w*|reduc\w*|decreas\w*|bump\w*|chang\w*|"
    r"temporar\w*|recommend\w*)\b"
)
_MAY = re.compile(
    r"(?i)\b(until|at least|more than|less than|between|if|when|must|can|may|could|above|below|"
    r"over|under|exceed\w*|than|new|old|to)\b"
)
_ELSE = re.compile(r"(?i)\b(was|were|used to|previously|formerly|instead|example|e\.g\.|should)\b")


def certificates(runbook: Runbook) -> Iterator[Finding]:
    """Days left of a certificate in sentences, against the alert, the object and each other."""
    alerted = [*_told(runbook, _ALERTED), *_rows(runbook)]
    renewed = [*_told(runbook, _RENEWED)]
    valid = [*_told(runbook, _VALID)]
    rules = [*_rules(runbook)]
    if len({limit for limit, _ in rules}) == 1:
        limit, at = rules[0]
        yield from _differ(alerted, limit, f"its rule fires from {{}} on (line {at})")
    for said, field, verb in ((renewed, "renewBefore", "renewed"), (valid, "duration", "valid")):
        set_to = {*_fields(runbook, field)}
        if len({value for value, _ in set_to}) == 1:
            value, at = set_to.pop()
            yield from _differ(said, value, f"{field} is {{}} (line {at})")
        elif not set_to and len(said) == len({value for value, _ in said}) == 2:
            (first, at), (second, line) = said[0], next(s for s in said if s[0] != said[0][0])
            yield from _differ([(second, line)], first, f"line {at} has them {verb} {{}}")
    yield from _too_late(renewed, valid)


def _too_late(
    renewed: list[tuple[float, int]], valid: list[tuple[float, int]]
) -> Iterator[Finding]:
    """Renewed so long before their end that they are renewed all the time."""
    if len(renewed) == len(valid) == 1 and renewed[0][0] >= valid[0][0]:
        yield from _differ(renewed, valid[0][0], f"they are valid {{}} (line {valid[0][1]})")


def _differ(said: list[tuple[float, int]], other: float, by: str) -> Iterator[Finding]:
    # of several things by one name nobody knows which is meant
    if len({value for value, _ in said}) != 1:
        return
    for value, line in said:
        if abs(value - other) >= 0.01 * other:
            yield finding(
                "setting-says-otherwise",
                line,
                f"this says {quantities.written(value)}, and "
                f"{by.format(quantities.written(other))}",
                "make them one",
                ShownBy.REASONED,
            )


def _told(runbook: Runbook, pattern: re.Pattern[str]) -> Iterator[tuple[float, int]]:
    for one in runbook.document.sentences:
        about = f"{one.text} {' '.join(one.headings)}"
        found = pattern.search(one.text)
        odd = _ELSE.search(one.text) or _KIND.search(one.text)
        if found and _CERTIFICATE.search(about) and not odd and _one_time(one.text, pattern):
            yield quantities.seconds(found[1], found[2]), one.line


def _rows(runbook: Runbook) -> Iterator[tuple[float, int]]:
    """Yield the one limit of days left that a table's row on certificates has."""
    for one in runbook.document.sentences:
        found = _ROW.findall(one.text) if one.cells else []
        odd = _ELSE.search(one.text) or _KIND.search(one.text)
        if len(found) == 1 and _CERTIFICATE.search(one.cells[0]) and not odd:
            yield quantities.seconds(*found[0]), one.line


def _one_time(text: str, pattern: re.Pattern[str]) -> bool:
    """Return whether a sentence names one time of a kind: of two nobody knows which is meant."""
    times = {quantities.seconds(*one) for one in re.findall(_DAYS, text)}
    return len(times) == 1 or (len(times) == 2 and pattern is not _ALERTED)


def _rules(runbook: Runbook) -> Iterator[tuple[float, int]]:
    """Yield from when on alerts on the end of certificates fire, in seconds before it."""
    for alert, expression in parsed(runbook):
        named = [
            name for name in promql.metrics(expression) if re.search("cert|ssl|x509|tls", name)
        ]
        if not named or "time()" not in str(expression):
            continue
        for side, sign, limit in promql.comparisons(expression):
            per = DAY if re.search(r"/\s*(86400|\(24|24)", str(side)) else 1
            if sign[0] == "<" and limit:
                yield limit * per, alert.expression_line


def _fields(runbook: Runbook, name: str) -> Iterator[tuple[float, int]]:
    for one in runbook.manifests:
        spec: Any = one.yaml.data.get("spec")
        if one.kind == "Certificate" and isinstance(spec, dict):
            found = re.fullmatch(r"(\d+)h(?:0m)?(?:0s)?", str(spec.get(name, "")))
            if found:
                yield float(found[1]) * 3600, one.yaml.line("spec", name)


def checked_ends(runbook: Runbook) -> Iterator[Finding]:
    """``openssl x509 -checkend 604800`` under a comment that speaks of 30 days."""
    for script, call in runbook.of("openssl"):
        value = call.value("-checkend") or ""
        note = call.command.note or script.around.rpartition(" / ")[2]
        said = {quantities.seconds(*one) for one in re.findall(_DAYS, note)}
        if value.isdigit() and len(said) == 1 and said != {float(value)}:
            yield finding(
                "setting-says-otherwise",
                call.command.line,
                f"the words say {quantities.written(said.pop())}, and -checkend {value} asks for "
                f"{quantities.written(float(value))}",
                "make them one",
                ShownBy.REASONED,
            )


_LIMIT = re.compile(
    r"(?i)\b(?:memory[- ]limit|limit (?:of|on|for) (?:the )?memory)\b(?:(?! request)[^.;|\d])*?"
    rf"{_SIZE}|"
    rf"\b{_SIZE}\s+(?:memory[- ]limit|limit of memory)\b|"
    rf"\blimit(?:s|ed)?\b(?: \w+){{0,3}}? (?:of|to|at|is)\s+{_SIZE}\s+(?:of\s+)?(?:memory|RAM)\b"
)
_MAXMEMORY = re.compile(
    rf"(?i)\bmaxmemory\b`?(?!-)(?:\s+(?:is|of|set|to|at|at:|=))*\W{{0,4}}{_SIZE}"
)


def memory(runbook: Runbook) -> Iterator[Finding]:
    """``The memory limit is 4 GiB`` where the container has 2Gi; so, too, maxmemory."""
    limits = [*_limits(runbook)]
    for one in runbook.document.sentences:
        found = _LIMIT.search(one.text)
        if not found or _unsure(one.text, found) or len(_LIMIT.findall(one.text)) != 1:
            continue
        yield from _memory_differs(one, _read(found), _of(limits, one), "the container's limit")
    settings = [*_maxmemory(runbook)]
    for one in runbook.document.sentences:
        found = _MAXMEMORY.search(one.text)
        if found and not _unsure(one.text, found) and "%" not in one.text:
            same = settings if len({size for size, _ in settings}) == 1 else []
            yield from _memory_differs(one, _read(found), same[:1], "maxmemory")


def _unsure(text: str, found: re.Match[str]) -> bool:
    """Return whether the clause of a figure speaks of another time, of a change or of a choice."""
    first = max(text.rfind(sign, 0, found.start()) for sign in ".;,") + 1
    ends = [at for sign in ".;," if (at := text.find(sign, found.end())) >= 0]
    clause = re.sub(r"(?i)\b(limit(ed)?|set) to\b", "", text[first : min(ends, default=len(text))])
    return bool(_ELSE.search(text) or _CHANGES.search(text) or _MAY.search(clause))


def _read(found: re.Match[str]) -> tuple[str, str]:
    count, unit = [group for group in found.groups() if group][:2]
    return count, unit.upper()


def _memory_differs(
    one: Sentence, said: tuple[str, str], other: list[tuple[float, int]], what: str
) -> Iterator[Finding]:
    if not other:
        return
    size, line = other[0]
    count, unit = said
    binary, decimal = float(count) * 2 ** _POWER[unit], float(count) * 1000 ** (_POWER[unit] // 10)
    if line != one.line and not any(abs(size - of) < 0.03 * size for of in (binary, decimal)):
        yield finding(
            "setting-says-otherwise",
            one.line,
            f"this says {count} {unit}B, and {what} in line {line} is {size / 2**20:g} MiB",
            "make them one",
            ShownBy.REASONED,
        )


_Limited = tuple[float, int, tuple[str, ...], tuple[str, ...]]


def _limits(runbook: Runbook) -> Iterator[_Limited]:
    """Yield each container's limit of memory, its line, and the names that it goes by."""
    for manifest in runbook.manifests:
        for path, one in containers(manifest):
            size = limit_of(one)
            if size is not None:
                line = manifest.yaml.line(*path, "resources", "limits", "memory")
                names = (manifest.name, str(one.get("name", "")))
                yield size, line, names, manifest.block.headings


def _of(limits: list[_Limited], one: Sentence) -> list[tuple[float, int]]:
    """Return the limit that a sentence means: of what it names, or the one of its own section."""
    named = [
        (size, line)
        for size, line, names, _ in limits
        if any(
            name and re.search(rf"(?i)(?<![\w-]){re.escape(name)}(?![\w-])", one.text)
            for name in names
        )
    ]
    bare = re.search(r"(?i)memory[- ]limit\W+(is|=|:)|\b(pod|container)\b", one.text)
    here = [(size, line) for size, line, _, headings in limits if headings == one.headings]
    chosen = named or (here if bare else [])
    return chosen[:1] if len({size for size, _ in chosen}) == 1 else []


def _maxmemory(runbook: Runbook) -> Iterator[tuple[float, int]]:
    for block in runbook.document.blocks:
        if block.language == "inline":
            continue
        for offset, line in enumerate(lines_of(block.text)):
            found = re.search(rf"(?i)(?<!\w)(?:--)?maxmemory['\s\",:]+{_SIZE}", line)
            if found:
                size = float(found[1]) * 2 ** _POWER[found[2].upper()]
                yield size, block.line + offset


LOOKS = (certificates, checked_ends, memory)
