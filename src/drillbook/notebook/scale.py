"""Head room with one gone, and throughput by the number of consumers."""

from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Any

import altair

from drillbook.forecast.headroom import HeadRoom, NoHeadRoom, one_gone
from drillbook.forecast.scalability import NoLaw, Scalability, scalability
from drillbook.notebook.capacity import component, scale_note
from drillbook.notebook.capacity_inputs import Inputs
from drillbook.notebook.capacity_plan import Redundant
from drillbook.notebook.histories import limit_of
from drillbook.notebook.outlooks import quantity
from drillbook.notebook.prometheus_export import ExportedSeries
from drillbook.notebook.shown import BLACK, BLUE, WIDTH, Shown, chart, table, together, words

_MAY = "what it may"
_LIMIT, _REQUEST = "pod_cpu_limit", "pod_cpu_request"


def head_room(inputs: Inputs) -> Shown:
    """Return whether what is there more than once still carries the load with one gone."""
    rows = []
    for redundant in inputs.plan.redundant:
        load = _members(inputs.series(redundant.resource), redundant.members)
        allowed, of = _allowed(inputs, redundant, load)
        if redundant.resource == "volume_used" and load.keys() & inputs.one_file_system:
            same = NoHeadRoom(redundant.name, "the volumes report the file system that they share")
            rows.append(_room(same, redundant.resource, of))
            continue
        rows.append(_room(one_gone(redundant.name, load, allowed), redundant.resource, of))
    headings = ["What", "Resource", "Members", "Load of all", "Fullest after", "Fits with one gone"]
    note = words(
        "The load of the one that is gone is shared evenly by the others; the loss that hurts most "
        "is taken. Members are those there at the end, and their loads are means over the run. Of "
        "CPU without a limit, a pod is promised its request, and more only where its node has it."
    )
    shown = table(headings, rows, nothing="unknown: nothing is named that is there more than once.")
    return together(shown, note, scale_note(inputs))


def _allowed(
    inputs: Inputs, redundant: Redundant, members: Iterable[str]
) -> tuple[dict[str, float], str]:
    """Return what each member may use, and the words for that; none of what is not known.

    Pods without a limit of CPU, all of them, are held against what they request.
    """
    if redundant.of is None:
        limit = inputs.plan.limit(redundant.resource)
        found = {one: limit_of(limit, one, inputs.answers) for one in members} if limit else {}
        return {one: most for one, most in found.items() if most is not None}, _MAY
    allowed = _latest_by_pod(inputs, redundant.of, members)
    if not allowed and redundant.of == _LIMIT:
        return _latest_by_pod(inputs, _REQUEST, members), "what it requests"
    return allowed, _MAY


def _latest_by_pod(inputs: Inputs, name: str, members: Iterable[str]) -> dict[str, float]:
    found = {one.labels.get("pod"): one.points[-1][1] for one in inputs.series(name)}
    return {one: found[one] for one in members if found.get(one)}


def _members(several: Sequence[ExportedSeries], workload: str) -> dict[str, float]:
    """Return the mean load of each member of a workload (all, without one) that is still there.

    What was replaced during the run would count beside what replaced it.
    """
    workload = workload.rstrip("-")  # plans frozen in notebooks once had beginnings of names
    named = [(name, one) for one in several for name in one.labels.values()]
    members = [(name, one) for name, one in named if not workload or component(name) == workload]
    end = max((one.points[-1][0] for _, one in members), default=None)
    return {
        name: fmean(value for _, value in one.points)
        for name, one in members
        if one.points[-1][0] == end
    }


def law_of_scale(measured: Sequence[tuple[int, float]], unit: str) -> Shown:
    """Return the universal scalability law of measured throughput, and where it bends."""
    if not measured:
        return words(
            "unknown: no load test was given (parameter load_test: CSV of consumers,throughput)."
        )
    found = scalability(measured)
    rows = [[str(n), f"{rate:,.0f}"] for n, rate in sorted(measured)]
    if isinstance(found, NoLaw):
        shown = table(["Consumers", f"Throughput, {unit}"], rows, nothing="")
        return together(words(f"No law can be fitted: {found.reason}."), shown)
    rows = [
        [str(n), f"{rate:,.0f}", f"{found.throughput(n):,.0f}", f"{rate / n / found.single:.0%}"]
        for n, rate in sorted(measured)
    ]
    headings = ["Consumers", f"Measured, {unit}", "Fitted", "Of one's throughput, each"]
    said = _law_in_words(found, unit)
    return chart(_law_chart(found, measured, unit), said, table(headings, rows, nothing=""))


def _room(found: HeadRoom | NoHeadRoom, resource: str, of: str) -> list[str]:
    if isinstance(found, NoHeadRoom):
        answer = "✗ no" if found.alone else "unknown"
        return [
            found.name,
            resource,
            "1" if found.alone else "",
            "",
            "",
            f"{answer}: {found.reason}",
        ]
    unit = "bytes" if "cpu" not in resource else "cores"
    fits = "✓ yes" if found.fits else "✗ no"
    return [
        found.name,
        resource,
        str(found.members),
        quantity(found.load, unit),
        f"{quantity(found.each_after, unit)}, {found.share:.0%} of {of}",
        fits,
    ]


def _law_in_words(found: Scalability, unit: str) -> str:
    said = (
        f"One consumer does {found.single:,.0f} {unit}; {found.contention:.1%} of the work queues, "
        f"and each pair costs {found.coherency:.2%}. From {found.bend} consumers on, one more "
        "brings less than half of what the first does. "
    )
    if found.peak is None or found.peak > 2 * found.most_measured:
        said += (
            f"A peak is not to be told from what was measured, up to {found.most_measured} "
            "consumers."
        )
    else:
        low, high = found.peak_range or (found.peak, found.peak)
        said += (
            f"Throughput is highest at about {found.peak:.1f} consumers (95 % of what chance would "
            f"have given: {low:.1f} to {high:.1f}) and falls beyond."
        )
    return said + f" The law is off by {found.off:.1%} on average."


def _law_chart(found: Scalability, measured: Sequence[tuple[int, float]], unit: str) -> Any:
    most = found.most_measured * 2
    line = [
        {"consumers": n / 4, "throughput": found.throughput(n / 4)} for n in range(4, 4 * most + 1)
    ]
    marks = [{"consumers": n, "throughput": rate} for n, rate in measured]
    x = altair.X("consumers:Q", title="consumers")
    y = altair.Y("throughput:Q", title=unit)
    law = altair.Chart(altair.Data(values=line)).mark_line(color=BLUE).encode(x=x, y=y)
    seen = altair.Chart(altair.Data(values=marks)).mark_point(color=BLACK, filled=True, size=70)
    return altair.layer(law, seen.encode(x=x, y=y)).properties(width=WIDTH, height=240)
