"""One threshold with two numbers: in sentences, tables, scripts, and in the alert itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drillbook.audit import promql, quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.document import Sentence
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.prometheus import Alert
from drillbook.audit.quantities import as_said
from drillbook.audit.rules.alerts import parsed, waits
from drillbook.audit.runbook import Runbook

_UNIT = r"(%|percent\b|ms\b|milliseconds?\b|seconds?\b|s\b|minutes?\b|min\b|hours?\b|h\b|days?\b)?"
# Possessive: "10k" is no 1 followed by "0k".
_NUMBER = rf"(\d[\d,]*+(?:\.\d+)?+)\s*+{_UNIT}+"
_OVER = (
    r"(?:>=?|≥|\b(?:above|over|exceed(?:s|ing)?|more than|greater than|higher than|beyond|reaches))"
)
_UNDER = r"(?:<=?|≤|\b(?:below|under|less than|lower than|falls to))"
_LIMIT = re.compile(
    rf"({_OVER}|{_UNDER})\s*{_NUMBER}(?!\s*(?:[kKMG]i?B?\b|TB|/|per\b|times\b|out of))"
)
_FOR = re.compile(
    r"(?i)\bfor (?:more than |over |at least |longer than )?"
    r"(\d+)[\s-]*(minute|min|second|sec|hour)s?\b"
)
_FIRES = (
    r"`?\W{0,2}\s*(?:alert\s+)?(?:fires?|triggers?|goes off|pages?|is raised|alerts?|warns?)\s+"
    r"(?:when|if|once|at|as soon as|from)\b"
)
_LEVEL = re.compile(r"(?i)\b(warning|critical)\b")
_NOISE = re.compile(
    r"current(ly)?|total|max(imum)?|number|of|the|an?|count|value|percent|pct|is|threshold|any|its|our"
)
_SAME = {"used": "usage", "utilization": "usage", "utilisation": "usage"}


@dataclass(frozen=True)
class Limit:
    """From where on something is of a level, and where that is said."""

    subject: frozenset[str]
    level: str
    value: float
    percent: bool
    where: str  # a table, a sentence, a script
    line: int


def against_alerts(runbook: Runbook) -> Iterator[Finding]:
    """``HighLag fires when lag is above 1,000`` where the rule compares with 10,000."""
    alerts: dict[str, list[tuple[Alert, object]]] = {}
    for alert, expression in parsed(runbook):
        alerts.setdefault(alert.name, []).append((alert, expression))
    for name, rules in alerts.items():
        if len(rules) != 1 or not re.fullmatch(r"[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+", name):
            continue
        for one in runbook.document.sentences:
            said = _condition(one, name)
            if said and (odd := _odd(said, *rules[0])):
                yield finding(
                    "threshold-differs",
                    one.line,
                    f"by this {name} fires at {odd} (line {rules[0][0].expression_line})",
                    "make them one",
                    ShownBy.REASONED,
                )


def _condition(one: Sentence, name: str) -> str:
    """Return what a sentence or a row says of when an alert fires, or nothing."""
    if one.cells:
        named = one.cells[0].strip(" `*") == name
        cells = zip(one.columns, one.cells, strict=False)
        asked = r"(?i)\b(condition|threshold|trigger|expression|fires|when)\b"
        return next((cell for column, cell in cells if named and re.search(asked, column)), "")
    found = re.search(rf"\b{name}\b{_FIRES}([^.;]*(?:\.\d[^.;]*)*)", one.text)
    return found[1] if found else ""


def _odd(said: str, alert: Alert, expression: object) -> str:
    """Return in what a condition is not that of the rule, or nothing."""
    compared = list(promql.comparisons(expression))
    limits = _LIMIT.findall(said)
    limits = [one for one in limits if not re.search(rf"for {re.escape(one[0])}", said)]
    if len(compared) == 1 and len(limits) == 1 and compared[0][1] not in ("==", "!="):
        (way, number, unit), (_, sign, limit) = limits[0], compared[0]
        value = float(number.replace(",", ""))
        if not any(abs(value - one) < 1e-9 for one in as_said(limit, _plain(unit))):
            return f"{way} {number}{unit and ' '}{unit}, and its rule compares with {limit:g}"
        if bool(re.fullmatch(_OVER, way)) != sign.startswith(">"):
            return f"{way} {number}, and its rule at {sign} {limit:g}"
    durations = _FOR.findall(said)
    if len(durations) == 1 and re.fullmatch(r"(\d+[smhdw])+", alert.lasts or "0s"):
        lasts = quantities.seconds(*durations[0])
        if lasts not in waits(alert, expression):
            return (
                f"its limit for {quantities.written(lasts)}, and its rule's is {alert.lasts or 0}"
            )
    return ""


def _plain(unit: str) -> str:
    return {"min": "minutes", "h": "hours", "": "number"}.get(unit.lower(), unit.lower())


def against_each_other(runbook: Runbook) -> Iterator[Finding]:
    """A table that calls critical from 10,000 on what a script calls so from 5,000 on."""
    limits = [*_of_tables(runbook), *_of_sentences(runbook), *_of_scripts(runbook)]
    for key in sorted({(tuple(sorted(one.subject)), one.level, one.percent) for one in limits}):
        same = [
            one for one in limits if (tuple(sorted(one.subject)), one.level, one.percent) == key
        ]
        values = {one.where: {two.value for two in same if two.where == one.where} for one in same}
        # of several things by one name nobody knows which is meant
        if len(values) < 2 or any(len(of) > 1 for of in values.values()):
            continue
        first, *others = sorted(same, key=lambda one: one.line)
        for other in others:
            if other.value != first.value:
                yield finding(
                    "threshold-differs",
                    other.line,
                    f"{' '.join(sorted(other.subject))} is {other.level} from {other.value:g} on "
                    f"here, and from {first.value:g} on in {first.where} (line {first.line})",
                    "make them one",
                    ShownBy.REASONED,
                )


def _subject(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z][a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower())
    kept = (word.removesuffix("s") for word in words if not _NOISE.fullmatch(word))
    return frozenset(_SAME.get(word, word) for word in kept)


def _limit(subject: str, level: str, number: str, unit: str, where: str, line: int) -> list[Limit]:
    """Return a limit, unless it is of a thing or in a unit that is not known for sure."""
    of = _subject(subject)
    if len(of) < 2 or len(of) > 4 or unit not in ("", "%", "percent"):
        return []
    value = float(number.replace(",", ""))
    return [Limit(of, level.lower(), value, unit in ("%", "percent"), where, line)]


def _of_tables(runbook: Runbook) -> Iterator[Limit]:
    for one in runbook.document.sentences:
        for column, cell in zip(one.columns[1:], one.cells[1:], strict=False):
            level = _LEVEL.fullmatch(column.strip(" *"))
            found = re.fullmatch(rf"{_OVER}\s*{_NUMBER}", cell.strip(" `*"))
            if level and found:
                yield from _limit(
                    one.cells[0], level[1], found[1], found[2] or "", "a table", one.line
                )


_SAID = re.compile(
    r"(?i)^\W*(?:the |an? )?(?P<subject>[a-z][\w -]{2,40}?)\s+"
    rf"(?:(?:is|of|that is|goes|rises|stays)\s+)?{_OVER}\s*{_NUMBER}(?:\s+messages)?\s*"
    r"(?:is|are|means|counts as|=|:|\()\s*(?:an? )?(?P<level>warning|critical)\b"
)


def _of_sentences(runbook: Runbook) -> Iterator[Limit]:
    for one in runbook.document.sentences:
        for part in re.split(r"(?<=[.;,])\s+", one.text) if not one.cells else ():
            if found := _SAID.match(part):
                yield from _limit(
                    found["subject"],
                    found["level"],
                    found[2],
                    found[3] or "",
                    "a sentence",
                    one.line,
                )


_TESTED = re.compile(
    r"\bif\s+\[\[?\s*\"?\$\{?(\w+)\}?\"?\s+-(gt|ge)\s+(\d+)\s*\]\]?;?\s*then\s*\n?([^\n]*)"
)


def _of_scripts(runbook: Runbook) -> Iterator[Limit]:
    for script in runbook.scripts:
        for found in _TESTED.finditer(script.text):
            level = (
                _LEVEL.search(found[4]) if re.search(r"\b(echo|printf|log)\b", found[4]) else None
            )
            line = script.line + script.text[: found.start()].count("\n")
            unit = "%" if re.search(r"(?i)pct|percent|%|usage|used", found[1] + found[4]) else ""
            if level:
                yield from _limit(
                    found[1].replace("_", " "), level[1], found[3], unit, "a script", line
                )


LOOKS = (against_alerts, against_each_other)
