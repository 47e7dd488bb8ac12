"""The charts of the trends notebook: recovery times that changed, and coverage by day."""

from typing import Any

import altair

from drillbook.evidence import text
from drillbook.history.trends import Trend
from drillbook.notebook.shown import (
    BLACK,
    BLUE,
    VERDICT_COLOURS,
    VERMILION,
    WIDTH,
    Shown,
    chart,
    table,
    words,
)
from drillbook.notebook.trends import Inputs
from drillbook.notebook.trends_shown import Recovering, change_table, recovering

_PANELS = 4
_LONGEST = 84  # characters of a title that fit
_NIGHT = "%Y-%m-%dT%H:%M:%S"


def recovery_chart(inputs: Inputs) -> Shown:
    """Return the recovery times that changed most, or else the longest, over the nights."""
    found = recovering(inputs)
    if not found:
        return words("No recovery time was measured.")
    drawn = sorted(found, key=_weight, reverse=True)[:_PANELS]
    changed = [one for one in drawn if one.changes]
    shown = "Those that changed most" if changed else "The longest"
    said = "; ".join(_says(one) for one in drawn)
    panels = altair.vconcat(*[_panel(one, labelled=one is drawn[-1]) for one in drawn], spacing=14)
    return chart(panels.resolve_scale(x="shared"), f"{shown}. {said}.", change_table(inputs))


def _weight(one: Recovering) -> tuple[float, float]:
    factors = [max(change.factor, 1 / change.factor) for change in one.changes]
    return max(factors, default=0.0), one.trend.median


def _says(one: Recovering) -> str:
    nights = len(one.trend.seconds)
    steps = " then ".join(
        f"from {text.span(change.before)} to {text.span(change.after)} on "
        f"{one.trend.started[change.index]:%Y-%m-%d}"
        for change in one.changes
    )
    return f"{one.name}, {nights} nights, {steps or f'median {text.span(one.trend.median)}'}"


def _days(inputs: Inputs) -> Any:
    """Return an axis with a few of the days, which a label each would crowd out."""
    every = -(-len(inputs.coverage) // 8)
    days = [one.day.isoformat() for one in inputs.coverage[::every]]
    return altair.Axis(labelAngle=0, values=days)


def _panel(one: Recovering, *, labelled: bool) -> Any:
    """Return one recovery time: a point a night, medians between changes, the budget.

    The nights stand below the last panel alone: all share them, and to measure a text takes
    milliseconds.
    """
    trend = one.trend
    nights = [at.strftime(_NIGHT) for at in trend.started]
    values = [
        {"night": night, "seconds": seconds}
        for night, seconds in zip(nights, trend.seconds, strict=True)
    ]
    x = altair.X(
        "night:T",
        title="night (UTC)" if labelled else None,
        scale=altair.Scale(type="utc"),
        axis=_night_axis(trend, labelled=labelled),
    )
    y = altair.Y(
        "seconds:Q", title="seconds", scale=altair.Scale(zero=True), axis=altair.Axis(tickCount=4)
    )
    base = altair.Chart(altair.Data(values=values))
    layers = [
        base.mark_point(size=30, filled=True, color=BLUE, opacity=0.7).encode(x=x, y=y),
        altair.Chart(altair.Data(values=_levels(one, nights)))
        .mark_rule(color=BLACK, strokeWidth=3)
        .encode(x=altair.X("night:T"), x2="to:T", y=y),
    ]
    if _fits(trend):
        budget = altair.Chart(altair.Data(values=[{"seconds": trend.budget_seconds}]))
        layers.append(
            budget.mark_rule(color=VERMILION, strokeWidth=2, strokeDash=[6, 4]).encode(y=y)
        )
    title = altair.TitleParams(
        _short(one), subtitle=_budget(trend), anchor="start", fontSize=12, limit=WIDTH
    )
    return altair.layer(*layers).properties(width=WIDTH, height=80, title=title)


def _night_axis(trend: Trend, *, labelled: bool) -> Any:
    days = (trend.started[-1] - trend.started[0]).days
    shown = "%Y-%m-%d" if days > 1 else "%d. %H:%M"
    return altair.Axis(format=shown, tickCount=8, labels=labelled)


def _short(one: Recovering) -> str:
    if len(one.name) <= _LONGEST:
        return one.name
    return f"{one.trend.scenario[: _LONGEST - len(one.trend.phase)]}…: {one.trend.phase}"


def _budget(trend: Trend) -> str:
    if trend.budget_seconds is None:
        return "no budget"
    drawn = ", dashed" if _fits(trend) else ", far above"
    return f"budget {text.span(trend.budget_seconds)}{drawn}"


def _fits(trend: Trend) -> bool:
    # A budget far above would press the times flat.
    budget = trend.budget_seconds
    return budget is not None and budget <= 2 * max(trend.seconds)


def _levels(one: Recovering, nights: list[str]) -> list[dict[str, Any]]:
    if not one.changes:
        return [{"night": nights[0], "to": nights[-1], "seconds": one.trend.median}]
    begins = [0, *(change.index for change in one.changes)]
    ends = [*(change.index - 1 for change in one.changes), len(nights) - 1]
    medians = [one.changes[0].before, *(change.after for change in one.changes)]
    return [
        {"night": nights[begin], "to": nights[end], "seconds": median}
        for begin, end, median in zip(begins, ends, medians, strict=True)
    ]


def coverage_chart(inputs: Inputs) -> Shown:
    """Return how many claims were drilled day by day, by the worst verdict of the day."""
    if not inputs.coverage:
        return words("No drill of the history has a claim.")
    values = [
        {"day": one.day.isoformat(), "verdict": verdict, "claims": count, "order": order}
        for one in inputs.coverage
        for order, (verdict, count) in enumerate(
            zip(VERDICT_COLOURS, (one.passed, one.failed, one.unknown, one.blocked), strict=True)
        )
    ]
    newest, days = inputs.coverage[-1], len(inputs.coverage)
    total = newest.passed + newest.failed + newest.unknown + newest.blocked
    said = (
        f"Claims drilled by day, by the worst verdict of the day. On {newest.day}: {total}, of "
        f"which {newest.passed} passed, {newest.failed} failed, {newest.unknown} are unknown and "
        f"{newest.blocked} blocked."
    )
    drawn = (
        altair.Chart(altair.Data(values=values))
        .mark_bar(stroke="white", strokeWidth=0.5, size=min(40.0, 0.9 * WIDTH / days))
        .encode(
            x=altair.X("day:O", title="day (UTC)", axis=_days(inputs)),
            y=altair.Y("sum(claims):Q", title="claims", axis=altair.Axis(tickMinStep=1)),
            order=altair.Order("order:Q"),
            color=altair.Color(
                "verdict:N",
                title="Worst verdict of the day",
                scale=altair.Scale(
                    domain=list(VERDICT_COLOURS), range=list(VERDICT_COLOURS.values())
                ),
            ),
        )
        .properties(width=WIDTH, height=200)
    )
    rows = [[one.day, one.passed, one.failed, one.unknown, one.blocked] for one in inputs.coverage]
    headings = ["Day", "Passed", "Failed", "Unknown", "Blocked"]
    return chart(drawn, said, table(headings, rows, nothing=""))
