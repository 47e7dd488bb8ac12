"""The picture of a drill over time, as geometry: pure, in percent of the picture's width.

Zero of the axis is the first fault, or the drill's start without one. Percentages keep the picture
legible at any width, because nothing but positions is scaled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from drillbook.evidence.model import EventRecord, Evidence, LedgerRecord, PhaseRecord, StepRecord
from drillbook.evidence.summary import phase_names
from drillbook.verdict import Verdict

_CLOSEST = 7.0  # percent between two marks of a row, so that they are apart at 320 pixels
_STEPS = (
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    1800,
    3600,
    7200,
    21600,
    43200,
)
_MOST_TICKS = 7
_FURTHEST_BUDGET = 1.5  # a budget later than this many drill lengths is an arrow, not a mark


@dataclass(frozen=True)
class Span:
    """A stretch of the picture: where it begins and how wide it is, in percent."""

    x: float
    width: float


@dataclass(frozen=True)
class Mark:
    """An event: its number in the list, what it is, and where."""

    number: int
    event: EventRecord
    seconds: float
    x: float
    row: int


@dataclass(frozen=True)
class Bar:
    """A phase of recovery: its bar, its error bar, its budget mark, and the part over budget.

    ``budget_x`` is None without a budget, and also when it lies ``beyond`` the picture.
    """

    name: str
    phase: PhaseRecord
    bar: Span
    detection: Span | None
    budget_x: float | None
    beyond: bool
    over: Span | None


@dataclass(frozen=True)
class Curve:
    """Acknowledgements per second: an outline in a box of 1000 by 100, its peak, and the gaps."""

    ledger: LedgerRecord
    outline: str
    peak: int
    gaps: tuple[tuple[Span, float], ...]


@dataclass(frozen=True)
class StepSpan:
    """A step of the scenario, where it ran."""

    step: StepRecord
    span: Span


@dataclass(frozen=True)
class Tick:
    """A mark of the time axis, labelled in seconds from zero."""

    x: float
    label: str


@dataclass(frozen=True)
class Timeline:
    """Everything of a drill that the picture shows."""

    zero: datetime
    zero_is: str
    zero_x: float
    seconds: float
    marks: tuple[Mark, ...]
    mark_rows: int
    bars: tuple[Bar, ...]
    curves: tuple[Curve, ...]
    steps: tuple[StepSpan, ...]
    ticks: tuple[Tick, ...]


class _Scale:
    """Turns moments into percent of the picture's width."""

    def __init__(self, begin: datetime, end: datetime) -> None:
        self.begin = begin
        self.seconds = max((end - begin).total_seconds(), 0.001)

    def x(self, at: datetime) -> float:
        share = (at - self.begin).total_seconds() / self.seconds
        return round(min(max(share, 0.0), 1.0) * 100, 3)

    def span(self, begin: datetime, end: datetime) -> Span:
        left, right = self.x(begin), self.x(end)
        return Span(left, round(right - left, 3))


def timeline(drill: Evidence) -> Timeline:
    """Return the picture of a drill."""
    begin, end = _bounds(drill)
    scale = _Scale(begin, end)
    fault = next((event.at for event in drill.timeline if event.kind == "fault"), None)
    zero = fault or drill.started
    marks = _marks(drill.timeline, scale, zero)
    return Timeline(
        zero=zero,
        zero_is="the fault" if fault else "the start",
        zero_x=scale.x(zero),
        seconds=scale.seconds,
        marks=marks,
        mark_rows=max((mark.row for mark in marks), default=-1) + 1,
        bars=tuple(_bar(name, phase, scale, end) for name, phase in phase_names(drill.phases)),
        curves=tuple(_curve(ledger, scale) for ledger in drill.ledgers),
        steps=tuple(StepSpan(step, scale.span(step.started, step.ended)) for step in drill.steps),
        ticks=_ticks(scale, zero),
    )


def within_budget(phase: PhaseRecord) -> Verdict | None:
    """Return whether a phase kept its budget: pass, fail, or None without one."""
    if phase.budget_seconds is None:
        return None
    return Verdict.PASS if phase.seconds <= phase.budget_seconds else Verdict.FAIL


def _bounds(drill: Evidence) -> tuple[datetime, datetime]:
    """Return from when to when the picture goes: all that happened, and budgets not too far off."""
    begin = min([drill.started, *(ledger.started for ledger in drill.ledgers)])
    end = max([drill.ended, *(p.ended for p in drill.phases), *(lg.ended for lg in drill.ledgers)])
    furthest = begin + (end - begin) * _FURTHEST_BUDGET
    budgets = [at for at in map(_budget_end, drill.phases) if at is not None and at <= furthest]
    return begin, max([end, *budgets])


def _budget_end(phase: PhaseRecord) -> datetime | None:
    if phase.budget_seconds is None:
        return None
    return phase.started + timedelta(seconds=phase.budget_seconds)


def _marks(events: Iterable[EventRecord], scale: _Scale, zero: datetime) -> tuple[Mark, ...]:
    """Number the events that are no phase, and lay them in rows so that none hides another."""
    row_ends: list[float] = []
    marks = []
    shown = [event for event in events if event.kind != "phase"]
    for number, event in enumerate(shown, start=1):
        x = scale.x(event.at)
        row = next((i for i, last in enumerate(row_ends) if x - last >= _CLOSEST), len(row_ends))
        row_ends[row:] = [x, *row_ends[row + 1 :]]
        marks.append(Mark(number, event, (event.at - zero).total_seconds(), x, row))
    return tuple(marks)


def _bar(name: str, phase: PhaseRecord, scale: _Scale, end: datetime) -> Bar:
    budget = _budget_end(phase)
    over = budget is not None and phase.ended > budget
    earlier = phase.ended - timedelta(seconds=phase.detection_seconds)
    beyond = budget is not None and budget > end
    return Bar(
        name=name,
        phase=phase,
        bar=scale.span(phase.started, phase.ended),
        detection=scale.span(earlier, phase.ended) if phase.detection_seconds else None,
        budget_x=scale.x(budget) if budget is not None and not beyond else None,
        beyond=beyond,
        over=scale.span(budget, phase.ended) if over and budget is not None else None,
    )


def _curve(ledger: LedgerRecord, scale: _Scale) -> Curve:
    peak = max((rate.acked for rate in ledger.rates), default=0)
    return Curve(
        ledger=ledger,
        outline=_outline(ledger, scale, peak),
        peak=peak,
        gaps=tuple((scale.span(gap.started, gap.ended), gap.seconds) for gap in ledger.gaps),
    )


def _outline(ledger: LedgerRecord, scale: _Scale, peak: int) -> str:
    """Return an SVG path of steps a second wide; a second without a record is at zero."""
    if not peak:
        return ""
    points: list[str] = []
    last_right: float | None = None
    for rate in sorted(ledger.rates, key=lambda rate: rate.at):
        left = scale.x(rate.at) * 10
        right = scale.x(rate.at + timedelta(seconds=1)) * 10
        height = 100 - round(rate.acked / peak * 100, 1)
        if last_right is None:
            points.append(f"M{left:.1f} 100")
        elif left - last_right > 0.5:
            points.append(f"V100H{left:.1f}")
        points.append(f"V{height:g}H{right:.1f}")
        last_right = right
    return "".join([*points, "V100Z"])


def _ticks(scale: _Scale, zero: datetime) -> tuple[Tick, ...]:
    step = next((s for s in _STEPS if scale.seconds / s < _MOST_TICKS), _STEPS[-1])
    before = (zero - scale.begin).total_seconds()
    first = -int(before / step)
    count = int((scale.seconds - before) / step) - first + 1
    return tuple(
        Tick(scale.x(zero + timedelta(seconds=number * step)), _tick_label(number * step, step))
        for number in range(first, first + count)
    )


def _tick_label(seconds: float, step: float) -> str:
    size, unit = next(
        (size, unit) for size, unit in ((3600, "h"), (60, "min"), (0, "s")) if step >= size
    )
    return f"{seconds / (size or 1):g} {unit}"
