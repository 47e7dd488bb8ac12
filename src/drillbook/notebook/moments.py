"""Everything that happened around a drill, from every source, over one time axis."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from drillbook.evidence import text
from drillbook.evidence.model import Evidence
from drillbook.notebook.surroundings import Surroundings

_MOST_CHANGES = 8  # of the ranked ones; the others are in their own table


@dataclass(frozen=True)
class Moment:
    """Something that happened: when, of which kind (a row of the chart), and what."""

    at: datetime
    kind: str
    text: str


def of_drill(drill: Evidence) -> Iterator[Moment]:
    """Yield what the drill itself did and saw: events, steps, ledgers' gaps."""
    for event in drill.timeline:
        yield Moment(event.at, event.kind, event.text)
    for step in drill.steps:
        yield Moment(step.started, "step", f"{step.number} begins: {step.keyword} {step.text}")
        reason = f": {step.reason}" if step.reason else ""
        yield Moment(step.ended, "step", f"{step.number} ends, {step.verdict.value}{reason}")
    for ledger in drill.ledgers:
        for gap in ledger.gaps:
            yield Moment(gap.started, "gap", f"{ledger.name}: acknowledgements stop")
            after = text.span(gap.seconds)
            yield Moment(gap.ended, "gap", f"{ledger.name}: they are back after {after}")


def around(around: Surroundings) -> Iterator[Moment]:
    """Yield what was seen around it: alerts, Kubernetes' events, log lines, changed metrics."""
    for alert in around.alerts():
        if alert.fired is not None:
            yield Moment(alert.fired, "alert", f"{alert.rule.name} fires ({alert.outcome})")
        elif alert.due is not None:
            yield Moment(alert.due, "alert", f"{alert.rule.name} was due and did not fire")
    for event in around.events():
        if event.matters and around.drill.started <= event.at <= around.until:
            times = f" ({event.count} times)" if event.count > 1 else ""
            said = f"{event.reason} {event.object}: {event.message}{times}"
            yield Moment(event.at, "Kubernetes", said)
    for line in around.templates():
        if line.weight and line.first and around.drill.started <= line.first <= around.until:
            yield Moment(line.first, "log", f"{line.component}: {line.text} ({line.count} times)")
    told = (f"ledger {ledger.name}" for ledger in around.drill.ledgers if ledger.gaps)
    sources = {"Kubernetes event", *(log.component for log in around.drill.logs), *told}
    of_metrics = [sign for sign in around.signs() if sign.shown_by not in sources]
    for sign in of_metrics[:_MOST_CHANGES]:
        yield Moment(sign.at, "metric", f"{sign.component}: {sign.says}")


def every(surroundings: Surroundings) -> list[Moment]:
    """Return all moments in order."""
    found = [*of_drill(surroundings.drill), *around(surroundings)]
    return sorted(found, key=lambda moment: moment.at)


def rows(surroundings: Surroundings) -> list[list[str]]:
    """Return all moments as rows: time, seconds from the fault, what, text."""
    zero = surroundings.fault
    return [
        [
            text.moment(one.at)[11:],
            f"{(one.at - zero).total_seconds():+.1f} s",
            one.kind,
            one.text,
        ]
        for one in every(surroundings)
    ]
