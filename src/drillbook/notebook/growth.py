"""Growth: the runbook's projection of clients, and the trends of what was measured."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
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

#: What is stated of growth: by the parameter's name, its name in the runbook's plan.
_STATED = {
    "clients": "now",
    "clients_a_month": "a_month",
    "clients_at_most": "at_most",
    "plan_months_before": "plan_months_before",
}


@dataclass(frozen=True)
class Assumed:
    """Growth to project: of the parameters, and else of the runbook; where each is from."""

    now: int
    a_month: int
    at_most: int
    plan_months_before: int
    factor: float
    large: int
    sources: Mapping[str, str]

    @property
    def each_month(self) -> int:
        """Return how many are added in a month."""
        return max(round(self.a_month * self.factor), 1)

    def clients(self, month: int) -> int:
        """Return how many there are in so many months."""
        return self.now + self.large + month * self.each_month


def assumed(given: Capacity, plan: Plan) -> Assumed | list[str]:
    """Return the growth to project; the names of what neither a parameter nor the runbook says."""
    said = plan.growth
    found: dict[str, int | None] = {}
    sources = {}
    for name, by_runbook in _STATED.items():
        parameter = getattr(given, name)
        found[name] = parameter
        sources[name] = "given as a parameter"
        if parameter is None and said is not None:
            found[name] = getattr(said, by_runbook)
            sources[name] = f"the runbook, {said.section}"
    known = {name: number for name, number in found.items() if number is not None}
    if len(known) < len(found):
        return sorted(found.keys() - known.keys())
    now, a_month, at_most, before = known.values()
    factor, large = given.growth_factor, given.large_client
    return Assumed(now, a_month, at_most, before, factor, large, sources)


def projection(growth: Assumed) -> Projection:
    """Return when it is full, and when to plan for more."""
    return months(growth.clients(0), growth.each_month, growth.at_most, growth.plan_months_before)


def scenarios(given: Capacity, plan: Plan) -> Shown:
    """Return the projection as planned, with growth twice as fast, and with a large client."""
    growth = assumed(given, plan)
    if isinstance(growth, list):
        return plain_words("Nothing to vary.")
    large = growth.large or max(growth.at_most // 10, 1)
    factor = growth.factor if growth.factor != 1.0 else 2.0
    rows = []
    for said, faster, more in (
        ("as it is stated", 1.0, 0),
        (f"growth {factor:g} times as fast", factor, 0),
        (f"a new client worth {large}", 1.0, large),
        ("both", factor, large),
    ):
        found = projection(replace(growth, factor=faster, large=more))
        rows.append([said, f"{found.months_until_full} months", f"{found.plan_month} months"])
    return table(["Scenario", "Full in", "Plan by (below 0: overdue)"], rows, nothing="")


def stated_table(plan: Plan) -> Shown:
    """Return the runbook's own table of growth, with what in it contradicts itself."""
    if plan.table is None:
        return plain_words("No table of growth is stated.")
    rows = []
    for row in plan.table.as_rows():
        now = f"{row.start:,.4g}" if row.start else "not said"
        now += "" if row.now is not None else " (implied)"
        monthly = "" if row.monthly is None else f"{row.monthly:+.1%} a month"
        said = f"{row.then:,.4g} ({row.growth:+.0%})"
        rows.append([row.of, now, said, monthly, row.contradiction or "agrees with itself"])
    headings = ["Of", "Now", f"In {plan.table.months} months", "That is", "Looked at"]
    return together(plain_words(f"From {plan.table.section}."), table(headings, rows, nothing=""))


def stated(given: Capacity, plan: Plan) -> Shown:
    """Return the inputs of the projection and where each comes from."""
    growth = assumed(given, plan)
    if isinstance(growth, list):
        return plain_words(
            f"No growth of clients is stated in runbooks/capacity/{given.system}.yaml; parameters "
            f"that are left to give: {', '.join(growth)}."
        )
    fields = Capacity.model_fields
    values = (growth.now, growth.a_month, growth.at_most, growth.plan_months_before)
    rows = [
        [(fields[name].description or name).split(";")[0], str(value), growth.sources[name]]
        for name, value in zip(_STATED, values, strict=True)
    ]
    return table(["Input", "Value", "Source"], rows, nothing="")


def projected(given: Capacity, plan: Plan, today: date) -> Shown:
    """Return the projection in words and as a chart. ``today`` is the day of the run."""
    growth = assumed(given, plan)
    if isinstance(growth, list):
        return plain_words("No growth to project.")
    found = projection(growth)
    said = _projected_in_words(growth, found, today)
    ahead = range(found.months_until_full + 1)
    rows = [[m, _month(today, m), growth.clients(m)] for m in ahead]
    return together(
        plain_words(said),
        chart(
            _drawn(growth, found),
            f"Clients by month. {said}",
            table(["Months from now", "Month", "Clients"], rows, nothing="no month to show"),
        ),
    )


def _projected_in_words(growth: Assumed, found: Projection, today: date) -> str:
    full, plan = _month(today, found.months_until_full), _month(today, max(found.plan_month, 0))
    if growth.clients(0) >= growth.at_most:
        return f"There is no room now: {growth.clients(0)} of {growth.at_most} clients."
    until = f"Full in {several(found.months_until_full, 'month')} ({full})"
    if found.plan_month < 0:
        return f"{until}; the plan was due {several(-found.plan_month, 'month')} ago."
    return f"{until}; plan more infrastructure in {several(found.plan_month, 'month')} ({plan})."


def _drawn(growth: Assumed, found: Projection) -> Any:
    last = max(found.months_until_full, 1)
    values = [{"month": month, "clients": growth.clients(month)} for month in range(last + 1)]
    x = altair.X("month:Q", title="months from now", axis=altair.Axis(tickMinStep=1))
    y = altair.Y("clients:Q", title="clients")
    line = altair.Chart(altair.Data(values=values)).mark_line(point=True, color=BLUE)
    limit = altair.Chart(altair.Data(values=[{"clients": growth.at_most}]))
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


def _month(today: date, months: int) -> str:
    year, month = divmod(today.month - 1 + months, 12)
    return f"{today.year + year}-{month + 1:02}"
