"""Numbers that do not fit each other: heaps and limits, renewals and alerts, words and settings."""

import re
from collections.abc import Iterator
from typing import Any

from drillbook.audit import cron, promql, quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.documents import items
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.admission import amount, containers
from drillbook.audit.rules.alerts import parsed
from drillbook.audit.runbook import Runbook

_HEAP = re.compile(r"-Xmx(\d+)([kKmMgG]?)")
_BYTES = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "kb": 2**10, "mb": 2**20, "gb": 2**30}
# What a setting's name says of its unit, in seconds.
_NAMED = ((r"(milliseconds|millis|[_.-]ms)$", 0.001), (r"(seconds|[_.-]secs?)$", 1.0))
_BESIDE = re.compile(
    rf"(?<![-\u2013~.\d])\b(\d+(?:\.\d+)?)[\s-]*{quantities.UNIT}\s*\(\s*`([\w.-]+)\s*[=:\s]\s*(\d+)`\s*\)",
    re.IGNORECASE,
)


def heaps(runbook: Runbook) -> Iterator[Finding]:
    """A Java heap that is as large as the container's memory, or larger."""
    for manifest in runbook.manifests:
        for path, container in containers(manifest):
            limit = limit_of(container)
            for place, text in _texts(container):
                found = _HEAP.search(text)
                if found is None or limit is None:
                    continue
                heap = int(found[1]) * _BYTES[found[2].lower()]
                if heap >= limit:
                    yield finding(
                        "memory",
                        manifest.yaml.line(*path, *place),
                        f"the heap may grow to {found[1]}{found[2]}, and the container has "
                        f"{container['resources']['limits']['memory']} for heap and all else: it "
                        "is killed (OOMKilled) before the heap is full",
                        "a heap of about half of the limit, or a larger limit",
                        ShownBy.REASONED,
                    )


def limit_of(container: dict[str, Any]) -> float | None:
    """Return a container's limit of memory in bytes, if it has one."""
    resources = container.get("resources")
    limits = resources.get("limits") if isinstance(resources, dict) else None
    return amount(limits.get("memory")) if isinstance(limits, dict) else None


def _texts(container: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for at, one in enumerate(items(container.get("env"))):
        if isinstance(one, dict) and isinstance(one.get("value"), str):
            yield ("env", at, "value"), one["value"]
    for key in ("command", "args"):
        for at, word in enumerate(items(container.get(key))):
            if isinstance(word, str):
                yield (key, at), word


def redis_memory(runbook: Runbook) -> Iterator[Finding]:
    """maxmemory of Redis beyond the memory of its container."""
    limits = {
        limit
        for manifest in runbook.manifests
        for _, one in containers(manifest)
        if "redis" in str(one.get("image", "")) and (limit := limit_of(one)) is not None
    }
    if len(limits) != 1:
        return
    limit = limits.pop()
    for block in runbook.document.blocks:
        for offset, line in enumerate(lines_of(block.text)):
            found = re.match(
                r"\s*(?:--)?maxmemory\s+(\d+)(kb|mb|gb|k|m|g)?\s*$", line, re.IGNORECASE
            )
            if found and int(found[1]) * _BYTES[(found[2] or "").lower()] >= limit:
                yield finding(
                    "memory",
                    block.line + offset,
                    f"Redis may take {found[1]}{found[2] or ' bytes'}, and its container has "
                    f"{limit / 2**20:g} MiB: it is killed before it evicts anything",
                    "a maxmemory well below the limit",
                    ShownBy.REASONED,
                )


def settings_in_words(runbook: Runbook) -> Iterator[Finding]:
    """``30 seconds (`timeout-milliseconds 5000`)``: the words say another time."""
    for one in runbook.document.sentences:
        for count, unit, name, value in _BESIDE.findall(one.text):
            size = next((size for ends, size in _NAMED if re.search(ends, name, re.I)), None)
            said = quantities.seconds(count, unit)
            if size is not None and abs(said - int(value) * size) > 0.01 * said:
                yield finding(
                    "setting-says-otherwise",
                    one.line,
                    f"the words say {count} {unit}, and {name} {value} is "
                    f"{quantities.written(int(value) * size)}",
                    "make them one",
                    ShownBy.REASONED,
                )


def renewals(runbook: Runbook) -> Iterator[Finding]:
    """An alert on a certificate's end that comes before its renewal, each time."""
    spans = {
        seconds
        for one in runbook.manifests
        if one.kind == "Certificate"
        and isinstance(one.yaml.data.get("spec"), dict)
        and (seconds := _hours(one.yaml.data["spec"].get("renewBefore"))) is not None
    }
    if len(spans) != 1:
        return
    renewed = spans.pop()
    for alert, expression in parsed(runbook):
        for side, sign, limit in promql.comparisons(expression):
            named = any("certificate_expiration" in name for name in promql.metrics(side))
            if named and "time()" in str(side) and sign[0] == "<" and renewed < limit < 1e8:
                yield finding(
                    "alert-before-renewal",
                    alert.expression_line,
                    f"the certificate is renewed {quantities.written(renewed)} before its end, and "
                    f"this fires from {quantities.written(limit)} on: at each renewal, though "
                    "nothing is wrong",
                    f"alert below {quantities.written(renewed)}",
                    ShownBy.REASONED,
                )


def _hours(text: Any) -> float | None:
    found = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", str(text or ""))
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(one or 0) for one in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def schedules_in_words(runbook: Runbook) -> Iterator[Finding]:
    """A schedule in a sentence that cron does not take: ``0 25 * * *``."""
    for block in runbook.document.blocks:
        text = block.text.strip()
        fields = text.split()
        product = re.fullmatch(r"\d+ \* \d+ \* \d+", text)
        if block.language != "inline" or len(fields) != 5 or product:
            continue
        if not all(re.fullmatch(r"[\d*/,-]+", field) for field in fields) or "*" not in text:
            continue
        if wrong := cron.wrong(text):
            yield finding(
                "cron-schedule",
                block.line,
                f"{text!r} is no schedule: {wrong}",
                "minute hour day-of-month month day-of-week",
                ShownBy.SCHEMA,
            )


LOOKS = (heaps, redis_memory, settings_in_words, renewals, schedules_in_words)
