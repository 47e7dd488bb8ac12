"""What a walk's cells show of the evidence: a step, and the drill when it has ended."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from drillbook.evidence import text
from drillbook.evidence.model import Evidence
from drillbook.notebook.shown import (
    VERDICT_COLOURS,
    Shown,
    folded,
    points,
    several,
    table,
    together,
    words,
)
from drillbook.verdict import Verdict, merge

_LONGEST, _LONGEST_LOOK = 300, 4_000  # characters of a value


def step(record: Evidence, recorded: int, number: int) -> Shown:
    """Return what came of a step: its verdict, what happened, and what was seen, folded.

    It is the scenario's step ``number``, and the drill's record ``recorded``: one more for each
    time that a step was run again.
    """
    ended = record.steps[recorded - 1]
    happened = [
        f"{event.kind}: {event.text}"
        for event in record.timeline
        if ended.started <= event.at <= ended.ended
    ]
    judged = [one.reason for one in record.judgements if one.step == recorded]
    more = [said for said in (*happened, *judged) if said and said != ended.reason]
    took = text.span((ended.ended - ended.started).total_seconds())
    why = f": {ended.reason}" if ended.reason else ""
    before = f"{number}. {ended.keyword} {ended.text}: "
    parts = [_judged(before, ended.verdict, f", after {took}{why}")]
    if more:
        parts.append(points(dict.fromkeys(more), ""))
    return together(*parts, *_seen(record, recorded))


def attempts(verdicts: Sequence[Verdict]) -> str:
    """Return what came of each time that a step was run, and which of them counts."""
    said = ", ".join(one.value for one in verdicts)
    return f"Run {len(verdicts)} times: {said}. What counts is the worst: {merge(verdicts).value}."


def ended(record: Evidence, file: Path) -> Shown:
    """Return how the drill ended, what was put back, how long the recovery took, and where."""
    return together(*_ended(record, file))


def looked(found: Mapping[str, Any]) -> Shown:
    """Return what was looked at between two steps, or why it could not be seen."""
    if "not_seen" in found:
        return words(f"Not seen: {found['not_seen']}")
    at = text.moment(datetime.fromisoformat(found["at"]))
    said = json.dumps(found["value"], ensure_ascii=False, indent=1)
    shown = text.cut(said, _LONGEST_LOOK)
    html = Markup("<pre>{}</pre>").format(shown)
    where = words(f"{found['source']}: {found['query']}, {at}")
    return together(words(f"{found['name']}:"), Shown(html, shown), where)


def _seen(record: Evidence, recorded: int) -> Iterator[Shown]:
    rows = [
        (one.name, text.cut(text.value(one.value), _LONGEST), one.source, one.query,
         text.moment(one.started))
        for one in record.observations if one.step == recorded
    ]  # fmt: skip
    if rows:
        shown = table(("what", "value", "source", "query", "at"), rows, "")
        yield folded(f"{several(len(rows), 'observation')}, with source, query and time", shown)


def _ended(record: Evidence, file: Path) -> Iterator[Shown]:
    why = record.reason or "every step held"
    yield _judged("The drill: ", record.verdict, f", {why}")
    undone = [event.text for event in record.timeline if event.kind == "undo"]
    yield words("Put back:" if undone else "Nothing was left to be put back.")
    if undone:
        yield points(undone, "")
    phases = [(p.name, text.phase_seconds(p), text.budget(p)) for p in record.phases]
    if phases:
        yield table(("phase", "took", "budget"), phases, "")
    yield words(f"Evidence: {file}")


def _judged(before: str, verdict: Verdict, after: str) -> Shown:
    """Return a verdict within a sentence, by its word and its colour."""
    style = f"border-left: 0.5em solid {VERDICT_COLOURS[verdict.value]}; padding-left: 0.6em"
    html = Markup('<p style="{}">{}<strong>{}</strong>{}</p>')
    said = verdict.value
    return Shown(html.format(style, before, said, after), f"{before}{said}{after}")
