"""Alerting rules against their own words: labels, units, durations, thresholds."""

import re
from collections.abc import Iterator
from typing import Any

import promql_parser as ql

from drillbook.audit import bounds, promql, quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.prometheus import Alert
from drillbook.audit.runbook import Runbook

_UNITS = {
    **dict.fromkeys(("second", "sec"), 1),
    **dict.fromkeys(("minute", "min"), 60),
    "hour": 3600,
    "day": 86400,
    "week": 604800,
}
_FOR = re.compile(
    r"\bfor (?:more than |over |at least |longer than |the (?:last|past) )?(\d+)\s*"
    r"(second|sec|minute|min|hour|day|week)s?\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?P<way>above|over|exceeds?|exceeding|more than|greater than|higher than|below|under|"
    r"less than|lower than)\s+(?P<number>\d+(?:\.\d+)?)\s*"
    r"(?P<unit>%|percent|ms|milliseconds|s\b|seconds?|minutes?|hours?|days?)",
    re.IGNORECASE,
)


def parsed(runbook: Runbook) -> Iterator[tuple[Alert, Any]]:
    """Yield every alert whose expression can be parsed."""
    for alert in runbook.alerts:
        try:
            yield alert, promql.parse(alert.expression)
        except ValueError:
            continue


def lost_labels(runbook: Runbook) -> Iterator[Finding]:
    """``{{ $labels.x }}`` where x is aggregated away."""
    for alert, expression in parsed(runbook):
        known = promql.labels(expression)
        if known is None:
            continue
        for key, text in alert.annotations.items():
            for label in re.findall(r"\$labels\.(\w+)", str(text)):
                if label not in known:
                    yield finding(
                        "label-lost",
                        alert.annotation_lines[key],
                        f"the expression keeps {', '.join(sorted(known)) or 'no label'}: "
                        f"$labels.{label} is empty",
                        f"aggregate by {label}, too, or leave it out of the text",
                        ShownBy.REASONED,
                    )


def units(runbook: Runbook) -> Iterator[Finding]:
    """A share shown as per cent, per cent shown as a share."""
    for alert, expression in parsed(runbook):
        sides = [side for side, _, _ in promql.comparisons(expression)]
        if len(sides) != 1:
            continue
        percent, share = _is_percent(sides[0]), _is_share(sides[0])
        for key, text in alert.annotations.items():
            line, said = alert.annotation_lines[key], str(text)
            if percent and re.search(r"\$value\s*\|\s*humanizePercentage", said):
                yield finding(
                    "unit-of-value",
                    line,
                    "the value is in per cent already, and humanizePercentage multiplies by 100",
                    "write {{ $value }}%",
                    ShownBy.REASONED,
                    (Edit(line, "{{ $value | humanizePercentage }}", "{{ $value }}%"),),
                )
            elif share and re.search(r"\$value(\s*\|[^}]*[fg]\"?)?\s*\}\}\s*(%|percent)", said):
                yield finding(
                    "unit-of-value",
                    line,
                    "the value is a share of one: the text shows 0.95% for 95%",
                    "write {{ $value | humanizePercentage }}",
                    ShownBy.REASONED,
                    (Edit(line, "{{ $value }}%", "{{ $value | humanizePercentage }}"),),
                )


def _is_percent(side: Any) -> bool:
    side = promql.bare(side)
    if isinstance(side, ql.BinaryExpr) and promql.operator(side) == "*":
        return 100 in (promql.number(side.rhs), promql.number(side.lhs))
    return isinstance(side, ql.VectorSelector) and (side.name or "").endswith("_percent")


def _is_share(side: Any) -> bool:
    side = promql.bare(side)
    if isinstance(side, ql.VectorSelector):
        return (side.name or "").endswith("_ratio")
    divides = isinstance(side, ql.BinaryExpr) and promql.operator(side) == "/"
    return divides and bounds.is_share(side)


def durations(runbook: Runbook) -> Iterator[Finding]:
    """``for more than 10 minutes`` where the rule waits for another time."""
    for alert, expression in parsed(runbook):
        if not re.fullmatch(r"(\d+[smhdw])+", alert.lasts or "0s"):
            continue
        possible = waits(alert, expression)
        for key, text in alert.annotations.items():
            for count, unit in _FOR.findall(str(text)):
                said = int(count) * _UNITS[unit.lower()]
                if said not in possible:
                    yield finding(
                        "alert-says-otherwise",
                        alert.annotation_lines[key],
                        f"the text says {count} {unit}s, and the rule waits for {alert.lasts or 0}",
                        f"write for: {_written(said)}, or mend the text",
                        ShownBy.REASONED,
                    )


def waits(alert: Alert, expression: Any) -> set[float]:
    """Return every duration in seconds that an alert's words may mean: its own, and its ranges."""
    own = _seconds(alert.lasts)
    spans = {seconds for _, seconds in promql.ranges(expression)}
    spans |= {
        one.range.total_seconds()
        for one in promql.walk(expression)
        if isinstance(one, ql.MatrixSelector | ql.SubqueryExpr) and one.range is not None
    }
    limits = {
        limit * by
        for side, _, limit in promql.comparisons(expression)
        for by in ((1,) if str(side).startswith("time() - ") else (1, 60, 3600, 86400, 0.001))
    }
    return {own, *spans, *limits} | {own + more for more in (*spans, *limits)}


def _seconds(text: str) -> float:
    size = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
    return sum(int(count) * size[unit] for count, unit in re.findall(r"(\d+)([smhdw])", text))


def _written(seconds: float) -> str:
    return f"{seconds / 60:g}m" if seconds % 60 == 0 else f"{seconds:g}s"


def thresholds(runbook: Runbook) -> Iterator[Finding]:
    """``above 90%`` where the rule compares with another number, or looks the other way."""
    for alert, expression in parsed(runbook):
        found = list(promql.comparisons(expression))
        if len(found) != 1 or found[0][1] in ("==", "!="):
            continue
        _, sign, limit = found[0]
        for key, text in alert.annotations.items():
            said = _LIMIT.search(str(text))
            if said is None or "for more than" in str(text)[: said.end()]:
                continue
            number, unit, way = float(said["number"]), said["unit"].lower(), said["way"].lower()
            line = alert.annotation_lines[key]
            if not any(abs(number - one) < 1e-9 for one in quantities.as_said(limit, unit)):
                yield finding(
                    "alert-says-otherwise",
                    line,
                    f"the text says {said[0].strip()}, and the rule compares with {limit:g}",
                    "make them one",
                    ShownBy.REASONED,
                )
            elif (way in ("below", "under", "less than", "lower than")) != sign.startswith(
                "<"
            ) and not (unit in ("%", "percent") and number in quantities.what_is_left(limit)):
                yield finding(
                    "alert-says-otherwise",
                    line,
                    f"the text says {said[0].strip()}, and the rule fires at {sign} {limit:g}",
                    f"turn the sign: {'<' if sign.startswith('>') else '>'} {limit:g}",
                    ShownBy.REASONED,
                )


def not_a_share(runbook: Runbook) -> Iterator[Finding]:
    """An alert of an error rate that counts errors, where the objective is a share of requests."""
    objectives = [
        one
        for one in runbook.document.sentences
        if re.search(r"(?i)error rates?\b[^.;|]*?\d+(\.\d+)?\s*%", one.text.replace(" | ", " "))
    ]
    if not objectives:
        return
    for alert, expression in parsed(runbook):
        named = re.search(
            r"(?i)error[_ -]?rate", f"{alert.name} {alert.annotations.get('summary', '')}"
        )
        found = list(promql.comparisons(expression))
        if not named or len(found) != 1:
            continue
        side, _, limit = found[0]
        divides = any(
            isinstance(one, ql.BinaryExpr) and promql.operator(one) == "/"
            for one in promql.walk(side)
        )
        rates = [name for name, _ in promql.ranges(side) if name in ("rate", "irate")]
        if rates and not divides:
            yield finding(
                "alert-unit",
                alert.expression_line,
                f"the objective is a share of requests (line {objectives[0].line}), and the "
                "alert counts "
                f"errors a second, series by series: with many requests {limit:g} is nothing, "
                "with few it is all of them",
                "divide by the rate of all requests",
                ShownBy.REASONED,
            )


def relabelling(runbook: Runbook) -> Iterator[Finding]:
    """A replacement that names a group its expression does not have."""
    for _, read, _ in runbook.yaml_blocks:
        for one in read:
            for path, data in _mappings(one.data, ()):
                if "replacement" not in data or not {"source_labels", "target_label"} & data.keys():
                    continue
                groups = [int(n) for n in re.findall(r"\$\{?(\d+)", str(data["replacement"]))]
                try:
                    has = re.compile(str(data.get("regex", "(.*)"))).groups
                except re.error:
                    continue
                if groups and max(groups) > has:
                    empty = re.sub(r"\$\{?\d+\}?", "", str(data["replacement"]))
                    regex = one.line(*path, "regex")
                    whole = "'.*'" in runbook.document.lines[regex - 1]
                    yield finding(
                        "impossible-value",
                        one.line(*path, "replacement"),
                        f"the expression has {has} groups, so ${{{max(groups)}}} is empty and "
                        f"every value becomes {empty!r}",
                        "put what is to be kept in brackets",
                        ShownBy.REASONED,
                        (Edit(regex, "'.*'", "'(.).*'"),) if whole else (),
                    )


def _mappings(
    data: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    if isinstance(data, dict):
        yield path, data
        for key, value in data.items():
            yield from _mappings(value, (*path, str(key)))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from _mappings(value, (*path, at))


def shares(runbook: Runbook) -> Iterator[Finding]:
    """A number that the runbook treats as a share of one, printed with a per cent sign."""
    known: set[str] = set()
    for _, expression in parsed(runbook):
        for side, _, limit in promql.comparisons(expression):
            if isinstance(side, ql.VectorSelector) and 0 < limit < 1 and side.name:
                known.add(side.name)
    for query in runbook.queries:
        command = query.command
        if (
            command is None
            or not any(query.text.strip().startswith(name) for name in known)
            or "*" in query.text
        ):
            continue
        script = next((s for s in runbook.scripts if command in s.commands), None)
        for later in script.after(command) if script else ():
            if (later.name == "printf" and re.search(r"%\.?\d*f%%", later.text)) or (
                later.name == "xargs" and re.search(r"printf .*%\.?\d*f%%", later.text)
            ):
                yield finding(
                    "share-as-percent",
                    later.line,
                    "the alerts treat this metric as a share of one, and here it is printed "
                    "with a per cent sign: 0.90 shows as 0.90%",
                    "multiply by 100 in the query",
                    ShownBy.REASONED,
                )
                break


LOOKS = (lost_labels, units, durations, thresholds, not_a_share, relabelling, shares)
