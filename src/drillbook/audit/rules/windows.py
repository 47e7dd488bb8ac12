"""Windows, headings and recovery times against the sum of their steps and waits."""

import re
from collections.abc import Iterator

from drillbook.audit import quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.document import Sentence
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.numbers import objective_rows
from drillbook.audit.runbook import Runbook

STEP = re.compile(r"\((?:~|about |approx\.? |ca\. )?(\d+)\s*(minutes?|mins?|hours?|h|m)\)")


def windows(runbook: Runbook) -> Iterator[Finding]:
    """Steps with times against the window, the heading's time, or the RTO."""
    sections: dict[tuple[str, ...], list[Sentence]] = {}
    for one in runbook.document.sentences:
        sections.setdefault(one.headings, []).append(one)
    for headings, sentences in sections.items():
        steps = [
            quantities.seconds(*found.groups())
            for one in sentences
            if (found := STEP.search(one.text))
            and not re.search(r"(?i)\b(total|window|checklist|RTO|overall)\b", one.text)
        ]
        waits = [
            quantities.seconds(found[1], found[2] or "s")
            for script in runbook.scripts
            if script.headings == headings
            for one in script.commands
            if one.name == "sleep"
            and not set(one.inside) & {"while_statement", "for_statement"}
            and len(one.words) == 2
            and (found := re.fullmatch(r"(\d+)([smh]?)", one.texts[1]))
        ]
        total = sum(steps) if len(steps) > 1 else 0
        total = max(total, sum(waits))
        yield from _over(
            total, _limit(headings, sentences), len(steps) > 1 and sum(steps) >= sum(waits)
        )
        yield from _clock(sentences)
    yield from _recovery(runbook, sections)


def _limit(headings: tuple[str, ...], sentences: list[Sentence]) -> tuple[float, int, str] | None:
    for one in sentences:
        if re.search(
            r"(?i)\b(window|timing|maximum|at most|must (finish|complete)|completes? within|"
            r"total time|time limit|checklist)\b",
            one.text,
        ):
            if span := from_to(one.text):
                return span, one.line, "window"
            value = quantities.duration(one.text)
            if value:
                return value, one.line, "window"
    found = STEP.search(headings[-1]) if headings else None
    allowed = headings and quantities.promised(headings[-1], "RTO|recovery time objective")
    if allowed and sentences:
        return allowed, sentences[0].line, "objective"
    return (quantities.seconds(*found.groups()), sentences[0].line, "heading") if found else None


def _over(total: float, limit: tuple[float, int, str] | None, steps: bool) -> Iterator[Finding]:  # noqa: FBT001
    if limit is not None and total > limit[0]:
        yield finding(
            "window",
            limit[1],
            f"the {'steps' if steps else 'waits'} take {quantities.written(total)}, and the "
            f"{limit[2]} has "
            f"{quantities.written(limit[0])}",
            "a longer window, or fewer steps",
            ShownBy.REASONED,
        )


def from_to(text: str) -> float | None:
    """Return how long a time of day to another is: ``02:00-04:00``, ``2-4 AM``."""
    found = re.search(
        r"\b(\d{1,2})(?::(\d\d))?\s*(AM|PM)?\s*(?:-|\u2013|to)\s*"
        r"(\d{1,2})(?::(\d\d))?\s*(AM|PM)?\b",
        text,
        re.IGNORECASE,
    )
    if found is None or not (found[2] or found[3] or found[6]):
        return None
    first = int(found[1]) * 60 + int(found[2] or 0)
    last = int(found[4]) * 60 + int(found[5] or 0)
    if (found[3] or "").upper() == "PM":
        first += 720
    if (found[6] or "").upper() == "PM" and last < 720:
        last += 720
    return ((last - first) % 1440) * 60.0 or None


def _clock(sentences: list[Sentence]) -> Iterator[Finding]:
    spans = [(value, one) for one in sentences if (value := from_to(one.text))]
    lasts = [
        (value, one)
        for one in sentences
        if re.search(r"(?i)\bwindow\b|\bduration\b", one.text)
        and not from_to(one.text)
        and (value := quantities.duration(one.text))
    ]
    if len(spans) == 1 and len(lasts) == 1 and lasts[0][0] > spans[0][0]:
        yield finding(
            "window",
            lasts[0][1].line,
            f"the window is {quantities.written(lasts[0][0])} long, and from its beginning to "
            "its end (line "
            f"{spans[0][1].line}) there are {quantities.written(spans[0][0])}",
            "make them one",
            ShownBy.REASONED,
        )


def _recovery(
    runbook: Runbook, sections: dict[tuple[str, ...], list[Sentence]]
) -> Iterator[Finding]:
    stated = [
        (allowed, one.line)
        for one in runbook.document.sentences
        if not one.cells
        and (allowed := quantities.promised(one.text, "RTO|recovery time objective")) is not None
    ]
    stated += [
        (allowed, one.line)
        for one, allowed in objective_rows(runbook, "RTO|recovery time objective")
    ]
    if len(stated) != 1:
        return
    allowed, line = stated[0]
    yield from _longer(runbook, allowed, line)
    for headings, sentences in sections.items():
        if not re.search(r"(?i)recover|restor|disaster|fail ?over", " ".join(headings[-1:])):
            continue
        steps = [
            (quantities.seconds(*found.groups()), one.line)
            for one in sentences
            if (found := STEP.search(one.text))
        ]
        total = sum(value for value, _ in steps)
        if len(steps) > 1 and total > allowed:
            yield finding(
                "rto",
                line,
                f"{quantities.written(allowed)} are allowed for the recovery, and its steps "
                f"(from line {steps[0][1]} on) "
                f"take {quantities.written(total)}",
                "fewer or faster steps, or another objective",
                ShownBy.REASONED,
            )


_TAKES = re.compile(
    r"(?i)\b(?:restores?|recovery|fail ?over|(?:restore|recovery) of [\w -]+)\b[^.;]{0,40}?"
    r"\b(?:takes|is done in|done within|completes? (?:in|within)|lasts|needs)\s+"
    rf"(?:about |around |up to |approximately |roughly |~)?(\d+(?:\.\d+)?)[\s-]*{quantities.UNIT}"
)


def _longer(runbook: Runbook, allowed: float, line: int) -> Iterator[Finding]:
    """A sentence that gives a recovery more time than the objective has."""
    for one in runbook.document.sentences:
        found = _TAKES.search(one.text)
        takes = quantities.seconds(found[1], found[2]) if found else 0
        if takes > allowed and one.line != line:
            yield finding(
                "rto",
                one.line,
                f"this takes {quantities.written(takes)}, and {quantities.written(allowed)} are "
                f"allowed for the recovery (line {line})",
                "make them one",
                ShownBy.REASONED,
            )


LOOKS = (windows,)
