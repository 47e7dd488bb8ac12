"""Capacity of a system, from a run's evidence and the Prometheus data exported with it.

What has no data is ``unknown``, with the reason; nothing is filled in. Figures from a lab are
labelled with its scale wherever they stand.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from statistics import fmean

from drillbook.evidence import text
from drillbook.notebook.capacity_inputs import Inputs
from drillbook.notebook.prometheus_export import Exported, ExportedSeries
from drillbook.notebook.shown import Shown, facts, folded, table, together, words

# kafka-3 is of kafka, graph-builder-7c9d8f6b5-x2x4z of graph-builder.
_POD_SUFFIX = re.compile(r"(-[0-9a-f]{6,10}-[a-z0-9]{5}|-\d{6,}-[a-z0-9]{5}|-\d+)$")

Show = Callable[[float], str]


def heading(inputs: Inputs) -> Shown:
    """Return what was looked at, and on what: a lab never reads as production."""
    rows: list[tuple[str, object]] = [("System", inputs.system)]
    if inputs.target is not None and inputs.began is not None:
        what = "A lab, not production" if inputs.target.kind == "lab" else "Cluster"
        rows += [
            ("Run of", text.moment(inputs.began)),
            ("Drills of the run", inputs.drills),
            (what, text.target(inputs.target)),
            ("Prometheus answers", f"{len(inputs.answers)} queries exported"),
        ]
    rows.append(("Histories", f"{len(inputs.histories)} of resources with a limit or given"))
    return facts(rows)


def scale_note(inputs: Inputs) -> Shown:
    """Return the sentence that stands by every table of measured figures."""
    if inputs.target is None:
        return words("No run was given: nothing here was measured by drillbook.")
    if inputs.target.kind != "lab":
        return words(f"Measured on {text.target(inputs.target)}.")
    return words(
        f"Lab scale: measured on {text.target(inputs.target)}. These figures are not production's."
    )


def component(pod: str) -> str:
    """Return the workload that a pod is of, by its name."""
    return _POD_SUFFIX.sub("", pod)


def usage(inputs: Inputs) -> Shown:
    """Return CPU and memory of every component: Kafka, PostgreSQL, Neo4j and the services."""
    cpu, memory = inputs.series("pod_cpu"), inputs.series("pod_memory")
    if not cpu and not memory:
        return words(inputs.why_not("pod_cpu"), inputs.why_not("pod_memory"))
    limits = {
        name: _latest(inputs.series(f"pod_{name}_limit"), "pod") for name in ("cpu", "memory")
    }
    rows = []
    for name in sorted({component(s.labels.get("pod", "")) for s in (*cpu, *memory)}):
        of_cpu, of_memory = _of_component(cpu, name), _of_component(memory, name)
        rows.append(
            [
                name or "no pod label",
                str(len({s.labels.get("pod") for s in (*of_cpu, *of_memory)})),
                *_used(of_cpu, limits["cpu"], cores),
                *_used(of_memory, limits["memory"], size),
            ]
        )
    headings = ["Component", "Pods seen", "CPU, mean of all", "CPU, fullest pod"]
    headings += ["Memory, mean of all", "Memory, fullest pod"]
    return together(table(headings, rows, nothing="unknown"), scale_note(inputs))


def _used(series: Sequence[ExportedSeries], limits: Mapping[str, float], unit: Show) -> list[str]:
    """Return the mean of a component, and its fullest pod against that pod's limit."""
    if not series:
        return ["unknown", "unknown"]
    peaks = [(_peak(one), one.labels.get("pod", "")) for one in series]
    shares = [(peak / limits[pod], peak, pod) for peak, pod in peaks if limits.get(pod)]
    mean = unit(total_mean(series))
    if not shares:
        peak, pod = max(peaks)
        return [mean, f"{unit(peak)}, no limit ({pod})"]
    share, peak, pod = max(shares)
    return [mean, f"{unit(peak)}, {share:.0%} of its limit ({pod})"]


def pods(inputs: Inputs) -> Shown:
    """Return CPU and memory of every pod that was seen during the run."""
    rows: dict[str, list[str]] = defaultdict(lambda: ["unknown"] * 4)
    for column, name, unit in ((0, "pod_cpu", cores), (2, "pod_memory", size)):
        for one in inputs.series(name):
            mean = fmean(value for _, value in one.points)
            row = rows[one.labels.get("pod", "no pod label")]
            row[column : column + 2] = [unit(mean), unit(_peak(one))]
    headings = ["Pod", "CPU, mean", "CPU, most", "Memory, mean", "Memory, most"]
    listed = ([pod, *row] for pod, row in sorted(rows.items()))
    return folded(f"Each of {len(rows)} pods", table(headings, listed, inputs.why_not("pod_cpu")))


def volumes(inputs: Inputs) -> Shown:
    """Return how full each volume is."""
    used = inputs.series("volume_used")
    if not used:
        return words(inputs.why_not("volume_used"))
    capacity = _latest(inputs.series("volume_capacity"), "persistentvolumeclaim")
    rows = []
    for one in used:
        name = one.labels.get("persistentvolumeclaim", "")
        last, most = one.points[-1][1], capacity.get(name)
        share = f"{last / most:.1%}" if most else "unknown"
        rows.append([name, size(last), size(most) if most else "unknown", share])
    headings = ["Volume", "Used at the end", "Can hold", "Full"]
    shared = len(inputs.one_file_system)
    note = words(
        f"{shared} of them are directories of one file system: the figures are that one's, and "
        "nothing is known of each."
    )
    shown = table(headings, sorted(rows), nothing="unknown")
    return together(shown, *([note] if shared else []), scale_note(inputs))


def clients(inputs: Inputs) -> Shown:
    """Return the clients that the target has."""
    found = inputs.clients
    if found is None:
        return words(f"Clients on this target: {inputs.why_not('clients')}.")
    answer = inputs.answers["clients"]
    return words(
        f"Clients on this target: {found:g}, at {text.moment(answer.series[0].points[-1][0])}, "
        f"by {answer.query.query}."
    )


def cost_per_client(inputs: Inputs) -> Shown:
    """Return what one client costs on this target: CPU, memory, storage, messages, calls."""
    count = inputs.clients
    if not count:
        return words(f"Cost of a client: {inputs.why_not('clients')}.")
    rows = [
        _cost_row(inputs, name, what, unit, count)
        for name, what, unit in (
            ("pod_cpu", "CPU of all pods", cores),
            ("pod_memory", "Memory of all pods", size),
            ("volume_used", "Bytes on volumes", size),
            ("client_storage", "Bytes stored for clients", size),
            ("client_events", "Events stored", _count),
            ("client_resources", "Resources in the graph", _count),
            ("client_messages", "Messages processed", _per_second),
            ("client_api_calls", "Calls of the API", _per_second),
        )
    ]
    headings = ["Of one client", f"Mean of {count:g} clients", "All of them", "From"]
    shared = words(
        "Shared costs are divided evenly: a client's share falls as clients are added, so this is "
        "what a client costs at this count, and no price for the next one."
    )
    return together(table(headings, rows, nothing="unknown"), shared, scale_note(inputs))


def _cost_row(inputs: Inputs, name: str, what: str, unit: Show, count: float) -> list[str]:
    series = inputs.series(name)
    if not series:
        return [what, "unknown", "unknown", inputs.why_not(name).removeprefix("unknown: ")]
    if name == "volume_used" and inputs.one_file_system:
        return [what, "unknown", "unknown", "the volumes report the file system that they share"]
    total = total_mean(series)
    return [what, unit(total / count), unit(total), name]


def queries(inputs: Inputs) -> Shown:
    """Return every query with its source, span, step and what came back."""
    asked = sorted({_asked(answer) for answer in inputs.answers.values()})
    rows = [
        [
            name,
            f"{answer.query.says}, in {answer.query.unit}",
            answer.query.query,
            answer.error
            or f"{len(answer.series)} series, {sum(len(s.points) for s in answer.series)} samples",
        ]
        for name, answer in inputs.answers.items()
    ]
    headings = ["Name", "Is", "Query", "Answer"]
    return together(
        words(*asked),
        table(headings, rows, nothing="unknown: the run has no exported Prometheus data."),
    )


def _asked(answer: Exported) -> str:
    return (
        f"Asked of {answer.source} over {text.moment(answer.start)} to {text.moment(answer.end)}, "
        f"every {text.span(answer.step_seconds)}."
    )


def total_points(series: Iterable[ExportedSeries]) -> list[tuple[datetime, float]]:
    """Return the sum of the series that were there at each time, in order."""
    at_once: dict[datetime, float] = defaultdict(float)
    for one in series:
        for at, value in one.points:
            at_once[at] += value
    return sorted(at_once.items())


def total_mean(series: Iterable[ExportedSeries]) -> float:
    """Return the mean over time of the sum of the series."""
    return fmean(value for _, value in total_points(series))


def cores(number: float) -> str:
    """Return CPU as people read it."""
    return f"{number * 1000:,.0f} mCPU" if number < 1 else f"{number:,.2f} cores"


def size(number: float) -> str:
    """Return bytes with a binary unit."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if abs(number) < 1024:
            return f"{number:,.1f} {unit}" if unit != "B" else f"{number:,.0f} B"
        number /= 1024
    return f"{number:,.1f} TiB"


def _count(number: float) -> str:
    return f"{number:,.0f}"


def _per_second(number: float) -> str:
    return f"{number:,.2f}/s"


def _of_component(series: Iterable[ExportedSeries], name: str) -> list[ExportedSeries]:
    return [one for one in series if component(one.labels.get("pod", "")) == name]


def _peak(series: ExportedSeries) -> float:
    return max(value for _, value in series.points)


def _latest(series: Iterable[ExportedSeries], label: str) -> dict[str, float]:
    return {one.labels.get(label, ""): one.points[-1][1] for one in series}
