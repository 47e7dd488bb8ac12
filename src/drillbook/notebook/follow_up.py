"""What follows from a drill: contributing conditions, action items, and the appendix."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from drillbook.evidence import text
from drillbook.evidence.model import Evidence, JudgementRecord
from drillbook.evidence.summary import phase_names
from drillbook.evidence.timeline import within_budget
from drillbook.incident.alerts import Outcome
from drillbook.notebook.postmortem import effect_text, pauses
from drillbook.notebook.shown import Shown, folded, points, several, table, together, words
from drillbook.notebook.surroundings import Surroundings
from drillbook.verdict import Verdict

_LONGEST_VALUE = 600
_MOST_LINES = 40


def conditions(drill: Evidence) -> Shown:
    """Return the conditions that the evidence shows to have contributed; never one root cause."""
    return points(_conditions(drill), nothing="unknown: the evidence shows none.")


def _conditions(drill: Evidence) -> Iterator[str]:
    openings = {"fault": "Brought on purpose", "effect": "What it led to"}
    for event in (event for event in drill.timeline if event.kind in openings):
        yield f"{openings[event.kind]}: {effect_text(event)}."
    wait = _longest_wait(drill)
    if wait:
        yield wait
    for ledger in drill.ledgers:
        paused = pauses(drill, ledger)
        if paused:
            yield (
                f"{ledger.system_under_write} acknowledged nothing for "
                f"{text.span(max(paused))} at the longest, in {several(len(paused), 'gap')}."
            )
    for judged in (j for j in drill.judgements if j.verdict is Verdict.FAIL):
        yield f"Seen to be otherwise: {judged.reason} ({', '.join(judged.observations)})."
    for step in (step for step in drill.steps if step.verdict is Verdict.UNKNOWN):
        yield f"Could not be seen, and may have contributed: {step.text} ({step.reason})."
    for name in drill.target.stand_ins:
        yield f"Of this target, and not of production: {name}."


def _longest_wait(drill: Evidence) -> str | None:
    """Return between which phases most of the recovery passed; None with fewer than two."""
    ordered = sorted(phase_names(drill.phases), key=lambda named: named[1].ended)
    if len(ordered) < 2:
        return None
    begin = min(phase.started for _, phase in ordered)
    ends = [("its begin", begin), *((f"'{name}'", phase.ended) for name, phase in ordered)]
    waits = [(b[1] - a[1], a[0], b[0]) for a, b in pairwise(ends)]
    longest, before, after = max(waits)
    share = longest / max(ordered[-1][1].ended - begin, timedelta(microseconds=1))
    took = text.span(longest.total_seconds())
    return f"{share:.0%} of the recovery passed between {before} and {after} ({took})."


def action_items(around: Surroundings) -> Shown:
    """Return a table ready for owner and date, filled from what failed or could not be seen."""
    items = [*_items(around.drill), *_alerts(around)]
    rows = [[str(number), *item, "", ""] for number, item in enumerate(items, start=1)]
    return table(
        ["#", "What to do", "Because", "Shown by", "Owner", "Due"],
        rows,
        nothing="None from this drill: every check held and every budget was kept.",
    )


def _items(drill: Evidence) -> Iterator[list[str]]:
    if drill.aborted:
        yield ["Find out why the run ended, and run the drill again", drill.reason, drill.id]
    judged_steps = {judged.step for judged in drill.judgements}
    for judged in drill.judgements:
        if judged.verdict in (Verdict.FAIL, Verdict.UNKNOWN):
            verb = "Mend" if judged.verdict is Verdict.FAIL else "Make observable"
            yield [f"{verb}: {_step_text(drill, judged)}", judged.reason, _ids(judged)]
    for step in drill.steps:
        if step.verdict in (Verdict.FAIL, Verdict.UNKNOWN) and step.number not in judged_steps:
            verb = "Mend" if step.verdict is Verdict.FAIL else "Make observable"
            yield [f"{verb}: {step.text}", step.reason, f"step {step.number}"]
    for name, phase in phase_names(drill.phases):
        if within_budget(phase) is Verdict.FAIL:
            because = f"took {text.span(phase.seconds)} of {text.budget(phase)}"
            yield [f"Shorten '{name}', or agree on another budget", because, "phase"]
    for ledger in drill.ledgers:
        if ledger.lost:
            because = f"{text.count(ledger.lost)} acknowledged writes were lost"
            yield ["Find out how acknowledged writes are lost", because, f"ledger {ledger.name}"]


def _alerts(around: Surroundings) -> Iterator[list[str]]:
    for alert in around.alerts():
        held = text.span(alert.held_seconds)
        if alert.outcome is Outcome.MISSING:
            because = f"its rule held for {held} and it did not fire"
            yield [f"Find out why alert {alert.rule.name} does not fire", because, "Prometheus"]
        if alert.outcome is Outcome.LATE and alert.due and alert.fired:
            late = text.span((alert.fired - alert.due).total_seconds())
            yield [f"Make alert {alert.rule.name} fire in time", f"{late} late", "Prometheus"]


def _step_text(drill: Evidence, judged: JudgementRecord) -> str:
    return next((step.text for step in drill.steps if step.number == judged.step), "the step")


def _ids(judged: JudgementRecord) -> str:
    return ", ".join(judged.observations) or f"step {judged.step}"


def appendix(around: Surroundings) -> Shown:
    """Return observations and metrics with source and query, and the log lines that were kept."""
    logs = [
        together(
            words(f"Kept of {log.component}, the last {min(len(log.lines), _MOST_LINES)} lines:"),
            points(log.lines[-_MOST_LINES:], nothing="no line"),
        )
        for log in around.drill.logs
    ]
    return together(
        _observed(around.drill),
        _queries(around),
        folded("Log lines and events as they were kept", together(words(""), *logs)),
    )


def _observed(drill: Evidence) -> Shown:
    rows = [
        [
            seen.id,
            f"{seen.name} = {text.cut(text.value(seen.value), _LONGEST_VALUE)}",
            f"{seen.source}: {seen.query}"
            + (f" {json.dumps(seen.parameters)}" if seen.parameters else ""),
            text.moment(seen.started),
        ]
        for seen in drill.observations
    ]
    headings = ["Id", "Observation", "Source: query and parameters", "Time"]
    return table(headings, rows, nothing="The evidence has no observation.")


def _queries(around: Surroundings) -> Shown:
    asked = [
        [
            name,
            answer.query.says,
            answer.query.query,
            answer.error or f"{len(answer.series)} series",
        ]
        for name, answer in around.answers.items()
    ]
    return folded(
        f"{len(asked)} queries of Prometheus, from {_asked(around)}",
        table(["Name", "Is", "Query", "Answer"], asked, nothing="none"),
    )


def _asked(around: Surroundings) -> str:
    spans = {
        f"{answer.source}, {text.moment(answer.start)} to {text.moment(answer.end)}, every "
        f"{text.span(answer.step_seconds)}"
        for answer in around.answers.values()
    }
    return "; ".join(sorted(spans)) or "nowhere: the run has no export"
