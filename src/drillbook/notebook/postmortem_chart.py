"""The timeline of a postmortem as a chart: all that was done and seen over one time axis."""

from datetime import datetime
from typing import Any

import altair

from drillbook.evidence import text
from drillbook.evidence.model import Evidence
from drillbook.evidence.summary import phase_names
from drillbook.evidence.timeline import Timeline, timeline
from drillbook.notebook import moments
from drillbook.notebook.moments import Moment
from drillbook.notebook.shown import (
    BLACK,
    BLUE,
    SKY,
    VERDICT_COLOURS,
    VERMILION,
    WIDTH,
    Shown,
    chart,
    table,
)
from drillbook.notebook.surroundings import Surroundings

_TITLE = "Seconds from {zero}"
_HEADINGS = ["Time (UTC)", "From the fault", "What", "Text"]


def timeline_chart(surroundings: Surroundings) -> Shown:
    """Return the chart of a drill over time, with every moment as a table."""
    drill = surroundings.drill
    line = timeline(drill)
    panels = [_spans(drill, line, list(moments.around(surroundings)))]
    panels += [_rates(drill, number, line) for number, led in enumerate(drill.ledgers) if led.rates]
    rows = table(_HEADINGS, moments.rows(surroundings), nothing="nothing was recorded")
    drawn = altair.vconcat(*panels, bounds="flush", spacing=64).resolve_scale(x="shared")
    return chart(drawn, _says(drill, line), rows)


def _says(drill: Evidence, line: Timeline) -> str:
    phases = ", ".join(
        f"'{name}' {text.span(phase.seconds)}" for name, phase in phase_names(drill.phases)
    )
    gaps = sum(len(ledger.gaps) for ledger in drill.ledgers)
    return (
        f"Timeline over {text.span(line.seconds)}, zero is {line.zero_is}. "
        f"Phases of recovery: {phases or 'none'}. Budgets are black marks. "
        f"Gaps without an acknowledgement: {gaps}."
    )


def _spans(drill: Evidence, line: Timeline, seen: list[Moment]) -> Any:
    """Return bars of steps and phases, marks of events, budgets and what was seen, a row each."""
    bars, marks = _bars(drill, line), _marks(line, seen)
    rows = list(dict.fromkeys([b["row"] for b in bars] + [m["row"] for m in marks]))
    y = altair.Y("row:N", sort=rows, title=None)
    colours = altair.Scale(
        domain=[*VERDICT_COLOURS, "phase"], range=[*VERDICT_COLOURS.values(), BLUE]
    )
    kind = altair.Color("kind:N", title="Steps by verdict, and phases", scale=colours)
    layers = [
        altair.Chart(altair.Data(values=bars))
        .mark_bar(height=12)
        .encode(x=_x(line), x2="to:Q", y=y, color=kind),
        altair.Chart(altair.Data(values=marks))
        .mark_point(shape="diamond", size=90, filled=True, color=BLACK)
        .encode(x=altair.X("at:Q"), y=y),
        altair.Chart(altair.Data(values=_budgets(drill, line)))
        .mark_tick(color=BLACK, thickness=4, height=20)
        .encode(x=altair.X("at:Q"), y=y),
    ]
    return altair.layer(*layers).properties(width=WIDTH, height=max(len(rows), 1) * 24)


def _bars(drill: Evidence, line: Timeline) -> list[dict[str, Any]]:
    steps = [
        _bar(line, "steps", step.started, step.ended, step.verdict.value, str(step.number))
        for step in drill.steps
    ]
    phases = [
        _bar(line, name, phase.started, phase.ended, "phase", text.span(phase.seconds))
        for name, phase in phase_names(drill.phases)
    ]
    return [*steps, *phases]


def _marks(line: Timeline, seen: list[Moment]) -> list[dict[str, Any]]:
    events = [
        {"row": mark.event.kind, "at": mark.seconds, "text": mark.event.text} for mark in line.marks
    ]
    first, last = _extent(line)
    looks = [
        {"row": moment.kind, "at": _seconds(line, moment.at), "text": moment.text}
        for moment in seen
        if first <= _seconds(line, moment.at) <= last
    ]
    return [*events, *looks]


def _budgets(drill: Evidence, line: Timeline) -> list[dict[str, Any]]:
    return [
        {"row": name, "at": _seconds(line, phase.started) + phase.budget_seconds}
        for name, phase in phase_names(drill.phases)
        if phase.budget_seconds is not None
        and _seconds(line, phase.started) + phase.budget_seconds <= _extent(line)[1]
    ]


def _rates(drill: Evidence, number: int, line: Timeline) -> Any:
    """Return acknowledgements per second of a ledger, its gaps shaded."""
    ledger = drill.ledgers[number]
    values = [{"at": _seconds(line, rate.at), "acked": rate.acked} for rate in ledger.rates]
    gaps = [
        {"from": _seconds(line, gap.started), "to": _seconds(line, gap.ended)}
        for gap in ledger.gaps
    ]
    shaded = (
        altair.Chart(altair.Data(values=gaps))
        .mark_rect(color=VERMILION, opacity=0.25)
        .encode(x=_x(line), x2="to:Q")
    )
    area = (
        altair.Chart(altair.Data(values=values))
        .mark_area(interpolate="step-after", color=SKY, line={"color": BLUE})
        .encode(
            x=altair.X("at:Q", scale=altair.Scale(domain=_extent(line)), axis=_axis(line)),
            y=altair.Y("acked:Q", title="per second"),
        )
    )
    title = f"Ledger {ledger.name}: acknowledged per second; shaded: none"
    return altair.layer(area, shaded).properties(width=WIDTH, height=110, title=title)


def _bar(
    line: Timeline, row: str, begin: datetime, end: datetime, kind: str, label: str
) -> dict[str, Any]:
    return {
        "row": row,
        "from": _seconds(line, begin),
        "to": _seconds(line, end),
        "kind": kind,
        "label": label,
    }


def _x(line: Timeline) -> Any:
    return altair.X("from:Q", scale=altair.Scale(domain=_extent(line)), axis=_axis(line))


def _axis(line: Timeline) -> Any:
    return altair.Axis(title=_TITLE.format(zero=line.zero_is), tickCount=8)


def _extent(line: Timeline) -> list[float]:
    before = line.zero_x / 100 * line.seconds
    return [round(-before, 3), round(line.seconds - before, 3)]


def _seconds(line: Timeline, at: datetime) -> float:
    return round((at - line.zero).total_seconds(), 3)
