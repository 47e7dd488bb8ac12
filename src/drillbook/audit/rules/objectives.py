"""Objectives and alerts that do not agree, and one threshold with two severities."""

import re
from collections.abc import Iterator

from drillbook.audit import promql, quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.prometheus import Alert
from drillbook.audit.rules.alerts import parsed
from drillbook.audit.runbook import Runbook


def _subject(text: str) -> str:
    """Return what a sentence measures, as one word, or nothing."""
    lower = text.lower()
    if re.search(r"error[ _-]?rate|errors?\b.*%", lower):
        return "error rate"
    if found := re.search(r"\bp(50|90|95|99)\b", lower):
        return f"p{found[1]} latency"
    return ""


def objectives(runbook: Runbook) -> Iterator[Finding]:
    """Objectives that are broken long before any alert."""
    goals: dict[str, tuple[float, str, int]] = {}
    for one in runbook.document.sentences:
        above = " ".join(one.headings)
        if not re.search(
            r"\b(SLI|SLO)s?\b|(?i:service level|objectives?\b)", f"{above} {one.text}"
        ):
            continue
        for part in re.split(r",\s+(?=[A-Z]|p\d\d\b|error)|;\s+", one.text):
            for limit in (*quantities.limits(part), *quantities.bounds(part)):
                subject = _subject(part) or (_subject(one.text) if "p9" in part.lower() else "")
                if (
                    subject
                    and limit.sign == "<"
                    and limit.unit == ("%" if subject == "error rate" else "s")
                    and not re.search(r"(?i)alert", one.text)
                ):
                    goals.setdefault(subject, (limit.value, limit.unit, one.line))
    alerts: dict[str, list[tuple[float, str, int]]] = {}
    for line, subject, value, unit in _alert_limits(runbook):
        alerts.setdefault(subject, []).append((value, unit, line))
    for subject, (goal, unit, line) in goals.items():
        same = sorted((value, at) for value, of, at in alerts.get(subject, ()) if of == unit)
        if same and same[0][0] > goal:
            value, at = same[0]
            shown = (lambda v: f"{v:g}%") if unit == "%" else quantities.written
            yield finding(
                "alert-later-than-objective",
                at,
                f"the objective for {subject} is below {shown(goal)} (line {line}), and the "
                "first alert comes "
                f"above {shown(value)}: in between it is broken and nobody is told",
                f"alert from {shown(goal)} on, or on the burn of the error budget",
                ShownBy.REASONED,
            )


def _alert_limits(runbook: Runbook) -> Iterator[tuple[int, str, float, str]]:
    """Yield what alerts are on, in words and in rules: line, subject, threshold, unit."""
    texts = [(one.line, one.text, one.headings) for one in runbook.document.sentences]
    texts += [
        (one.line(at), item, block.headings)
        for block, read, _ in runbook.yaml_blocks
        for one in read
        if isinstance(one.data, list)
        for at, item in enumerate(one.data)
        if isinstance(item, str)
    ]
    for line, text, headings in texts:
        subject = _subject(text)
        if subject and re.search(r"(?i)alert", " ".join(headings)):
            for limit in quantities.limits(text)[:1]:
                if limit.sign == ">" and limit.unit:
                    yield line, subject, limit.value, limit.unit
    for alert, expression in parsed(runbook):
        for side, sign, value in promql.comparisons(expression):
            if sign.startswith(">"):
                yield from _ruled(alert, str(side), value)


def _ruled(alert: Alert, side: str, value: float) -> Iterator[tuple[int, str, float, str]]:
    named = f"{alert.name} {alert.annotations.get('summary', '')}".lower()
    if quantile := re.match(r"histogram_quantile\(0?\.(\d+)", side):
        size = 0.001 if "milliseconds" in side else 1
        yield alert.expression_line, f"p{quantile[1]} latency", value * size, "s"
    elif re.search(r"error ?rate|errorrate|error ratio", named) and "/" in side:
        yield alert.expression_line, "error rate", value if "100" in side else value * 100, "%"


def counted(runbook: Runbook) -> Iterator[Finding]:
    """``rate(…) > 10``, a second, where the objective is a number an hour."""
    goals = [
        (one, float(found[1].replace(",", "")), quantities.seconds("1", found[2]))
        for one in runbook.document.sentences
        for found in [
            re.search(
                r"<\s*(\d[\d,]*)\s*(?:\w+\s*)?(?:/|per )\s*(hour|minute|day|second)", one.text
            )
        ]
        if found
    ]
    for alert, expression in parsed(runbook):
        for side, sign, value in promql.comparisons(expression):
            rates = [name for name, _ in promql.ranges(side)]
            if not sign.startswith(">") or rates not in (["rate"], ["irate"]):
                continue
            words = {word for name in promql.metrics(side) for word in name.lower().split("_")} - {
                "total"
            }
            for one, goal, per in goals:
                said = set(re.findall(r"[a-z]+", one.text.lower()))
                if len(words & said) >= 2 and value * per >= 2 * goal:
                    yield finding(
                        "alert-later-than-objective",
                        alert.expression_line,
                        f"rate() is per second: this fires from {value * per:g} in "
                        f"{quantities.written(per)} on, and the "
                        f"objective is {goal:g} (line {one.line})",
                        f"compare with {goal / per:.3g}, or use "
                        f"increase(…[{quantities.written(per).replace(' ', '')}]) > "
                        f"{goal:g}",
                        ShownBy.REASONED,
                    )


def severities(runbook: Runbook) -> Iterator[Finding]:
    """A script that calls critical what an alert calls a warning."""
    for script in runbook.scripts:
        for found in re.finditer(
            r"elif\s*\[\[?\s*\"?\$\{?(\w+)\}?\"?\s+-(lt|le)\s+(\d+)\s*\]\]?;?\s*then(.*?)else(.*?)\bfi\b",
            script.text,
            re.DOTALL,
        ):
            variable, _, limit, _, beyond = found.groups()
            if not re.search(r"(?i)critical", beyond):
                continue
            for alert, expression in parsed(runbook):
                for side, sign, value in promql.comparisons(expression):
                    names = {word for name in promql.metrics(side) for word in name.split("_")}
                    shared = names & set(variable.lower().split("_"))
                    if (
                        shared
                        and sign == ">"
                        and value == float(limit)
                        and alert.labels.get("severity") in ("warning", "info")
                    ):
                        line = script.line + script.text[: found.start()].count("\n")
                        yield finding(
                            "severity-differs",
                            alert.line,
                            f"beyond {limit} the script of line {line} says critical, and the "
                            f"alert {alert.name} "
                            f"{alert.labels['severity']}",
                            "one threshold, one severity",
                            ShownBy.REASONED,
                        )


LOOKS = (
    objectives,
    counted,
    severities,
)
