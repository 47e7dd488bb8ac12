"""What is known of the time around a drill: metrics, alerts, events and logs, from files alone.

Metrics and alerts are the run's export of Prometheus (``prometheus/<system>/`` beside the
evidence, not signed with it); events and logs are the evidence's own.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from drillbook.evidence.model import Evidence, LedgerRecord
from drillbook.incident import alerts, events, signs, templates
from drillbook.incident.changes import Watched, filled
from drillbook.notebook.exporting import BEFORE, INCIDENT
from drillbook.notebook.incident_queries import FIRING
from drillbook.notebook.prometheus_export import Exported, ExportedSeries, read_exported

EVENTS = "Kubernetes events"
_AFTER = timedelta(seconds=30)  # what the end of the drill leads to
#: Units of what is counted, and stays as it is until something happens.
_STATES = frozenset({"pods", "replicas", "restarts", "targets", "brokers", "servers", "partitions"})
#: Of a run before changes had queries of their own: what its capacity queries show of them.
_OF_OLD = ("pod_cpu", "pod_memory", "kafka_lag", "client_messages", "client_api_calls",
           "volume_used")  # fmt: skip


@dataclass(frozen=True)
class Surroundings:
    """Prometheus' answers around a drill, by the query's name; what they show of it."""

    drill: Evidence
    answers: Mapping[str, Exported]

    @property
    def fault(self) -> datetime:
        """Return when the first fault was brought; the drill's start without one."""
        found = (event.at for event in self.drill.timeline if event.kind == "fault")
        return next(found, self.drill.started)

    @property
    def until(self) -> datetime:
        """Return until when changes are put down to this drill: the next may begin at once."""
        return self.drill.ended

    @property
    def finest(self) -> float | None:
        """Return how many seconds apart the metrics are; None without any."""
        steps = [answer.step_seconds for answer in self.answers.values() if answer.series]
        return min(steps, default=None)

    def watched(self) -> list[Watched]:
        """Return every series that can show a change, ledgers among them."""
        found = [
            Watched(
                f"ledger {ledger.name}",
                _acknowledged(ledger),
                "writes/s",
                ledger.name,
                # The last second was cut short by the ledger's end.
                [(rate.at, float(rate.acked)) for rate in ledger.rates[:-1]],
                timedelta(seconds=1),
            )
            for ledger in self.drill.ledgers
            if not ledger.gaps
        ]
        for name, answer in self.answers.items():
            if answer.query.alert is None and name != FIRING:
                found += _watched(name, answer)
        return found

    def events(self) -> tuple[events.Event, ...]:
        """Return the events of Kubernetes that the evidence has."""
        lines = [line for log in self.drill.logs if log.component == EVENTS for line in log.lines]
        return events.collapsed(lines)

    def templates(self) -> tuple[templates.Template, ...]:
        """Return the log lines that the evidence has, collapsed; the most serious first."""
        logs = [log for log in self.drill.logs if log.component != EVENTS]
        found = [one for log in logs for one in templates.collapsed(log.component, log.lines)]
        return tuple(sorted(found, key=lambda one: -one.weight))

    def signs(self) -> tuple[signs.Sign, ...]:
        """Return everything that changed after the fault, ranked."""
        fault, until = self.fault, self.until
        found = signs.of_metrics(self.watched(), fault, until)
        found += signs.of_events(self.events(), fault, until)
        found += signs.of_logs(self.templates(), fault, until)
        for ledger in self.drill.ledgers:
            gaps = [(gap.started, gap.ended) for gap in ledger.gaps]
            found += signs.of_gaps(ledger.name, _acknowledged(ledger), gaps, fault, until)
        return signs.ranked(found)

    def alerts(self) -> list[alerts.Assessed]:
        """Return what became of each alert; none when the rules were not exported."""
        firing = self.answers.get(FIRING)
        if firing is None or firing.error:
            return []
        fired: dict[str, list[datetime]] = {}
        for series in firing.series:
            moments = [at for at, value in series.points if value > 0]
            fired.setdefault(series.labels.get("alertname", ""), []).extend(moments)
        scraped = timedelta(seconds=firing.step_seconds)
        found = []
        for answer in self.answers.values():
            if answer.query.alert is None or answer.error:
                continue
            rule = _rule(answer)
            moments = fired.get(rule.name, [])
            found.append(alerts.assessed(rule, moments, scraped, self.drill.started, self.until))
        return found


def around(evidence: Path, drill: Evidence) -> dict[str, Any]:
    """Return Prometheus' answers around a drill, cut to its time, as JSON; none without a run."""
    directory = evidence.parent.parent / "prometheus" / drill.scenario.system
    found = read_exported(directory / INCIDENT)
    if not found:
        old = read_exported(directory)
        found = {name: old[name] for name in _OF_OLD if name in old}
    begin, end = drill.started - BEFORE, drill.ended + _AFTER
    cut = {name: _cut(answer, begin, end) for name, answer in found.items()}
    return {name: json.loads(answer.model_dump_json()) for name, answer in cut.items()}


def surroundings(drill: Evidence, kept: Mapping[str, Any]) -> Surroundings:
    """Return the surroundings of a drill from what ``around`` returned."""
    answers = {name: Exported.model_validate(answer) for name, answer in kept.items()}
    return Surroundings(drill, answers)


def _cut(answer: Exported, begin: datetime, end: datetime) -> Exported:
    series = (
        ExportedSeries(
            labels=one.labels,
            points=tuple(point for point in one.points if begin <= point[0] <= end),
        )
        for one in answer.series
    )
    kept = tuple(one for one in series if one.points)
    return answer.model_copy(
        update={
            "start": max(answer.start, begin),
            "end": min(answer.end, end),
            "series": kept,
        }
    )


def _watched(name: str, answer: Exported) -> Iterable[Watched]:
    step = timedelta(seconds=answer.step_seconds)
    for component, points in _by_component(answer).items():
        steady = points
        if answer.query.counts:
            grid = points[0][0] - (points[0][0] - answer.start) // step * step
            steady = filled(points, grid, answer.end, step)
        query = answer.query
        state = query.unit in _STATES
        yield Watched(name, query.says, query.unit, component, steady, step, state)


def _acknowledged(ledger: LedgerRecord) -> str:
    return f"Writes acknowledged by {ledger.system_under_write}"


def _by_component(answer: Exported) -> dict[str, list[tuple[datetime, float]]]:
    """Return the sum of an answer's series by component."""
    found: dict[str, dict[datetime, float]] = {}
    for series in answer.series:
        labels = series.labels
        named = labels.get("component") or labels.get("pod") or labels.get("persistentvolumeclaim")
        total = found.setdefault(signs.component(named or _subject(answer.query.name)), {})
        for at, value in series.points:
            total[at] = total.get(at, 0.0) + value
    return {name: sorted(total.items()) for name, total in found.items()}


def _subject(name: str) -> str:
    """Return the component that a metric without labels speaks of, by the query's name."""
    known = {"kafka": "kafka", "neo4j": "neo4j-0", "api": "kg-api", "messages": "graph-builder",
             "client": "clients"}  # fmt: skip
    return next((of for start, of in known.items() if name.startswith(start)), name)


def _rule(answer: Exported) -> alerts.Rule:
    rule = answer.query.alert
    assert rule is not None
    held = [(at, value > 0) for series in answer.series for at, value in series.points]
    return alerts.Rule(
        rule.name,
        rule.severity,
        rule.expression,
        timedelta(seconds=rule.for_seconds),
        timedelta(seconds=rule.every_seconds),
        sorted(held),
    )
