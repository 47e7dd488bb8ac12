"""Forecasts as tables and fans, or why there are none."""

from collections.abc import Sequence
from datetime import timedelta

import altair
import numpy

from drillbook.errors import UsageError
from drillbook.evidence import text
from drillbook.forecast.models import BANDS
from drillbook.forecast.outlook import Exhaustion, Forecast, Refusal, Scenario, outlook
from drillbook.forecast.series import DAY
from drillbook.notebook.capacity import cores, size
from drillbook.notebook.capacity_inputs import Inputs
from drillbook.notebook.histories import History
from drillbook.notebook.parameters import Capacity
from drillbook.notebook.shown import (
    BLACK,
    BLUE,
    VERMILION,
    WIDTH,
    Shown,
    chart,
    folded,
    table,
    together,
    words,
)

Outlook = Forecast | Refusal
_MOST_CHARTS = 6


def looked_at(inputs: Inputs, given: Capacity) -> list[Outlook]:
    """Return the outlook of every history."""
    return [outlook(one.series(), scenario(one, inputs, given)) for one in inputs.histories]


def scenario(history: History, inputs: Inputs, given: Capacity) -> Scenario:
    """Return what is asked for. A large client is worth its number of mean clients' shares.

    Raises UsageError where nothing says how many clients there are.
    """
    if not given.large_client:
        return Scenario(given.growth_factor)
    series = history.series()
    each = 1.0 if history.name.startswith("clients") else series.last / _clients(inputs, given)
    at = round(timedelta(days=given.large_client_in_days) / series.step)
    return Scenario(given.growth_factor, given.large_client * each, at)


def _clients(inputs: Inputs, given: Capacity) -> float:
    stated = inputs.plan.growth.now if inputs.plan.growth else None
    known = (inputs.clients, given.clients, stated)
    count = next((number for number in known if number), None)
    if count is None:
        raise UsageError(
            "parameter large_client: what one is worth is unknown, as nothing says how many "
            "clients there are now; give parameter clients"
        )
    return count


def told(found: Sequence[Outlook], given: Capacity) -> Shown:
    """Return every outlook: the days until its limit as a range, or why there is no forecast."""
    if not found:
        return words(
            "unknown: there is no history of a resource with a limit. Give one as CSV or as "
            "exported answers of Prometheus (parameter history)."
        )
    forecasts = [one for one in found if isinstance(one, Forecast)]
    refusals = [one for one in found if isinstance(one, Refusal)]
    what_if = (
        f"What if: growth {given.growth_factor:g} times as fast"
        + (
            f", a client worth {given.large_client} in {given.large_client_in_days} days"
            if given.large_client
            else ""
        )
        + "."
    )
    rows = [_row(one) for one in forecasts]
    headings = ["Resource", "Now", "Limit", "In 80 %, reached in", "Looked ahead", "Model"]
    shown = table(headings, rows, nothing="No history could be forecast.")
    why = [[one.series.name, str(one.series.seen), one.reason] for one in refusals]
    parts = [shown]
    if given.growth_factor != 1.0 or given.large_client:
        parts.insert(0, words(what_if))
    if why:
        parts += [
            words("Not forecast:"),
            table(["Resource", "Steps seen", "Why"], why, nothing=""),
        ]
    return together(*parts)


def backtests(found: Sequence[Outlook]) -> Shown:
    """Return how far off each model was in its own past, beside naive and seasonal-naive."""
    rows = []
    for one in found:
        tried = one.tried
        if tried is None:
            continue
        seasonal = "no season" if tried.seasonal_naive is None else f"{tried.seasonal_naive:.4g}"
        used = "used" if isinstance(one, Forecast) else "refused"
        row = [one.series.name, f"{tried.model:.4g}", f"{tried.naive:.4g}", seasonal]
        row += [f"{tried.held:.0%}", f"{tried.cuts} x {tried.horizon} steps", used]
        rows.append(row)
    headings = ["Resource", "Model off by", "Last value off by", "Last season off by"]
    headings += ["Held by the 80 % band", "Cuts", ""]
    note = words(
        "Mean absolute errors, in the resource's unit, of forecasts made at cuts in the past "
        "against what came. A model that is not at least a fifth nearer is not used."
    )
    return together(table(headings, rows, nothing="No history was long enough to try."), note)


def fans(found: Sequence[Outlook]) -> Shown:
    """Return a chart of each forecast: history, bands of 50, 80 and 95 %, limit."""
    forecasts = [one for one in found if isinstance(one, Forecast)]
    if not forecasts:
        return words("No fan to draw.")
    forecasts.sort(key=lambda one: one.exhaustion is None or one.exhaustion.earliest is None)
    drawn = [_fan(one) for one in forecasts[:_MOST_CHARTS]]
    left = len(forecasts) - len(drawn)
    return together(*drawn, *([words(f"{left} more are in the table above.")] if left else []))


def _row(one: Forecast) -> list[str]:
    series = one.series
    limit = "none known"
    if series.limit is not None:
        limit = f"{quantity(series.limit, series.unit)} ({series.limit_source})"
    remarks = f"; {', '.join(series.remarks)}" if series.remarks else ""
    return [
        series.name,
        quantity(series.last, series.unit),
        limit,
        "no limit known" if one.exhaustion is None else days(one.exhaustion, one.days),
        f"{one.days:,.3g} days",
        one.model + remarks,
    ]


def days(found: Exhaustion, reach: float) -> str:
    """Return the days until a limit is reached as a range, no farther than the forecast reaches."""
    if found.earliest == 0:
        return "reached now"
    if found.earliest is None:
        return f"not within {reach:,.3g} days"
    likely = f", likely {found.likely:,.3g}" if found.likely is not None else ""
    if found.latest is None:
        return f"{found.earliest:,.3g} to more than {reach:,.3g} days{likely}"
    return f"{found.earliest:,.3g} to {found.latest:,.3g} days{likely}"


def _fan(one: Forecast) -> Shown:
    series, fan = one.series, one.fan
    unit, part = _drawn_in(series.unit, float(numpy.nanmax(series.values)))
    past = [
        {"day": round(n * (series.step / DAY), 6), "value": float(value) / part}
        for n, value in enumerate(series.values, start=1 - len(series.values))
        if numpy.isfinite(value)
    ]
    ahead = [round((n + 1) * (series.step / DAY), 6) for n in range(len(fan.mean))]
    x = altair.X("day:Q", title="days from the end of the history")
    y = altair.Y("value:Q", title=unit or "value", scale=altair.Scale(zero=False))
    layers = []
    for share in sorted(BANDS, reverse=True):
        low, high = fan.band(share)
        values = [
            {"day": day, "value": float(below) / part, "to": float(above) / part}
            for day, below, above in zip(ahead, low, high, strict=True)
        ]
        band = altair.Chart(altair.Data(values=values)).mark_area(opacity=0.25, color=BLUE)
        layers.append(band.encode(x=x, y=y, y2="to:Q"))
    middle = [{"day": d, "value": float(v) / part} for d, v in zip(ahead, fan.mean, strict=True)]
    line = altair.Chart(altair.Data(values=middle)).mark_line(color=BLUE, strokeDash=[6, 3])
    seen = altair.Chart(altair.Data(values=past)).mark_line(color=BLACK)
    layers += [line.encode(x=x, y=y), seen.encode(x=x, y=y)]
    if series.limit is not None:
        limit = altair.Chart(altair.Data(values=[{"value": series.limit / part}]))
        rule = limit.mark_rule(color=VERMILION, strokeWidth=3)
        label = limit.mark_text(align="left", dy=-8, x=4, text="limit")
        layers += [rule.encode(y=y), label.encode(y=y)]
    said = f"{series.name}: history, then bands that hold 50, 80 and 95 % of what is to come. "
    said += _when(one)
    return chart(
        altair.layer(*layers).properties(width=WIDTH, height=240), said, _fan_table(one, ahead)
    )


def _drawn_in(unit: str, most: float) -> tuple[str, float]:
    """Return the unit to draw in, and how much of the series' own it is."""
    if unit not in {"bytes", "B"}:
        return unit, 1.0
    names = ("B", "KiB", "MiB", "GiB", "TiB")
    power = min(int(numpy.log2(max(most, 1)) // 10), len(names) - 1)
    return names[power], 1024.0**power


def _when(one: Forecast) -> str:
    if one.exhaustion is None:
        return "No limit is known."
    return f"Limit reached: {days(one.exhaustion, one.days)}."


def _fan_table(one: Forecast, ahead: Sequence[float]) -> Shown:
    (low, high), unit = one.fan.band(0.8), one.series.unit
    every = max(len(ahead) // 12, 1)
    rows = [
        [f"{ahead[n]:g}", *(quantity(float(v[n]), unit) for v in (one.fan.mean, low, high))]
        for n in range(0, len(ahead), every)
    ]
    return table(["Days ahead", "Likely", "80 % from", "to"], rows, nothing="")


def quantity(value: float, unit: str) -> str:
    """Return a quantity with its unit, as people read it."""
    if unit in {"bytes", "B"}:
        return size(value)
    return cores(value) if unit == "cores" else f"{value:,.4g} {unit}".strip()


def sources(inputs: Inputs) -> Shown:
    """Return where each history is from, and over which time."""
    rows = [
        [
            one.name,
            f"{text.moment(one.samples[0][0])} to {text.moment(one.samples[-1][0])}",
            f"{len(one.samples):,}",
            "counter" if one.counter else "gauge",
            one.source,
        ]
        for one in inputs.histories
        if one.samples
    ]
    headings = ["Resource", "Time", "Samples", "Kind", "From"]
    listed = table(headings, rows, nothing="There is no history.")
    return folded(f"{len(rows)} histories and where they are from", listed)
