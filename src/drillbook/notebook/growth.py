"""Growth: the runbook's projection of clients, and the trends of what was measured."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import altair

from drillbook.evidence import text
from drillbook.forecast.growth import Projection
from drillbook.forecast.growth import projection as months
from drillbook.notebook.capacity import component, scale_note, size, total_points
from drillbook.notebook.capacity_inputs import Inputs
from drillbook.notebook.capacity_plan import Plan
from drillbook.notebook.parameters import Capacity
from drillbook.notebook.prometheus_export import ExportedSeries
from drillbook.notebook.shown import (
    BLUE,
    ORANGE,
    VERMILION,
    WIDTH,
    Shown,
    chart,
    several,
    table,
    together,
)
from drillbook.notebook.shown import words as plain_words
from drillbook.notebook.trend import NoTrend, trend


def projection(given: Capacity) -> Projection:
    """Return the runbook's projection for the given growth, and what if it were otherwise."""
    a_month = max(round(given.clients_a_month * given.growth_factor), 1)
    return months(
        given.clients + given.large_client,
        a_month,
        given.clients_at_most,
        given.plan_months_before,
    )


def scenarios(given: Capacity) -> Shown:
    """Return the projection as planned, with growth twice as fast, and with a large client."""
    large = given.large_client or max(given.clients_at_most // 10, 1)
    factor = given.growth_factor if given.growth_factor != 1.0 else 2.0
    rows = []
    for said, more in (
        ("as the runbook has it", {"growth_factor": 1.0, "large_client": 0}),
        (f"growth {factor:g} times as fast", {"growth_factor": factor, "large_client": 0}),
        (f"a new client worth {large}", {"growth_factor": 1.0, "large_client": large}),
        ("both", {"growth_factor": factor, "large_client": large}),
    ):
        found = projection(given.model_copy(update=more))
        rows.append([said, f"{found.months_until_full} months", f"{found.plan_month} months"])
    return table(["Scenario", "Full in", "Plan by (below 0: overdue)"], rows, nothing="")


def stated_table(plan: Plan) -> Shown:
    """Return the runbook's own table of growth, with what in it contradicts itself."""
    if plan.table is None:
        return plain_words("The runbook has no table of growth.")
    rows = []
    for row in plan.table.as_rows():
        now = f"{row.start:,.4g}" if row.start else "not said"
        now += "" if row.now is not None else " (implied)"
        monthly = "" if row.monthly is None else f"{row.monthly:+.1%} a month"
        said = f"{row.then:,.4g} ({row.growth:+.0%})"
        rows.append([row.of, now, said, monthly, row.contradiction or "agrees with itself"])
    headings = ["Of", "Now", f"In {plan.table.months} months", "That is", "Looked at"]
    return together(plain_words(f"From {plan.table.section}."), table(headings, rows, nothing=""))


def stated(given: Capacity) -> Shown:
    """Return the inputs of the projection and where each comes from."""
    fields = Capacity.model_fields
    rows = [
        [
            fields[name].description,
            getattr(given, name),
            "the runbook's example, Capacity Planning / Growth Projections"
            if getattr(given, name) == fields[name].default
            else "given as a parameter",
        ]
        for name in ("clients", "clients_a_month", "clients_at_most", "plan_months_before")
    ]
    return table(["Input", "Value", "Source"], rows, nothing="")


def projected(given: Capacity, today: date) -> Shown:
    """Return the projection in words and as a chart. ``today`` is the day of the run."""
    found = projection(given)
    full, plan = _month(today, found.months_until_full), _month(today, max(found.plan_month, 0))
    if _clients(given, 0) >= given.clients_at_most:
        said = f"There is no room now: {_clients(given, 0)} of {given.clients_at_most} clients."
    elif found.plan_month < 0:
        said = (
            f"Full in {several(found.months_until_full, 'month')} ({full}); the plan was due "
            f"{several(-found.plan_month, 'month')} ago."
        )
    else:
        said = (
            f"Full in {several(found.months_until_full, 'month')} ({full}); plan more "
            f"infrastructure in {several(found.plan_month, 'month')} ({plan})."
        )
    ahead = range(found.months_until_full + 1)
    rows = [[m, _month(today, m), _clients(given, m)] for m in ahead]
    return together(
        plain_words(said),
        chart(
            _drawn(given, found),
            f"Clients by month. {said}",
            table(["Months from now", "Month", "Clients"], rows, nothing="no month to show"),
        ),
    )


def _drawn(given: Capacity, found: Projection) -> Any:
    last = max(found.months_until_full, 1)
    values = [{"month": month, "clients": _clients(given, month)} for month in range(last + 1)]
    x = altair.X("month:Q", title="months from now", axis=altair.Axis(tickMinStep=1))
    y = altair.Y("clients:Q", title="clients")
    line = altair.Chart(altair.Data(values=values)).mark_line(point=True, color=BLUE)
    limit = altair.Chart(altair.Data(values=[{"clients": given.clients_at_most}]))
    layers = [
        line.encode(x=x, y=y),
        limit.mark_rule(color=VERMILION, strokeWidth=3).encode(y=y),
        limit.mark_text(align="left", dy=-8, x=4, text="most that fit").encode(y=y),
    ]
    if found.plan_month >= 0:
        plan = altair.Chart(altair.Data(values=[{"month": found.plan_month}]))
        layers += [
            plan.mark_rule(color=ORANGE, strokeDash=[6, 4], strokeWidth=3).encode(x=x),
            plan.mark_text(align="right", dx=-6, y=40, text="plan by then").encode(x=x),
        ]
    return altair.layer(*layers).properties(width=WIDTH, height=260)


def trends(inputs: Inputs) -> Shown:
    """Return the change an hour of memory, volumes and storage, with 95 % intervals."""
    rows = [_trend_row(name, series, limit) for name, series, limit in _measured(inputs)]
    headings = ["Quantity", "Change an hour", "95 % interval", "Says", "Until its limit"]
    note = plain_words(
        "Drills disturb what is measured here, so a trend over a run shows leaks and fill rates "
        "under drill, not the growth of a business."
    )
    return together(
        table(headings, rows, nothing=inputs.why_not("pod_memory")), note, scale_note(inputs)
    )


def _measured(
    inputs: Inputs,
) -> Iterator[tuple[str, list[ExportedSeries], float | None]]:
    memory = inputs.series("pod_memory")
    for name in sorted({component(one.labels.get("pod", "")) for one in memory}):
        of = [one for one in memory if component(one.labels.get("pod", "")) == name]
        yield f"Memory of {name}", of, None
    capacity = {
        one.labels.get("persistentvolumeclaim"): one.points[-1][1]
        for one in inputs.series("volume_capacity")
    }
    for one in inputs.series("volume_used"):
        claim = one.labels.get("persistentvolumeclaim", "")
        yield f"Volume {claim}", [one], capacity.get(claim)
    stored = list(inputs.series("client_storage"))
    if stored:
        yield "Stored for all clients", stored, None


def _trend_row(name: str, series: list[ExportedSeries], limit: float | None) -> list[str]:
    points = total_points(series)
    found = trend(points)
    if isinstance(found, NoTrend):
        return [name, "unknown", "unknown", found.reason, "unknown"]
    interval = f"{size(found.low)} to {size(found.high)}"
    over = f"over {text.span(found.seconds)}, {found.samples} samples"
    says = f"changes, {over}" if found.is_shown else f"no change shown, {over}"
    hours = found.hours_until(points[-1][1], limit) if limit else None
    until = f"{hours[0]:,.0f} to {hours[1]:,.0f} h if it goes on" if hours else "no growth shown"
    return [name, size(found.per_hour), interval, says, until if limit else "no limit known"]


def _clients(given: Capacity, month: int) -> int:
    a_month = max(round(given.clients_a_month * given.growth_factor), 1)
    return given.clients + given.large_client + month * a_month


def _month(today: date, months: int) -> str:
    year, month = divmod(today.month - 1 + months, 12)
    return f"{today.year + year}-{month + 1:02}"
