"""The incident report of the runbook "neo services", filled field by field from a drill.

Its fields are those of "Incident Response / Post-Incident Analysis": title, date, duration,
severity, impact, timeline, root cause, resolution, lessons, action items, prevention. What a drill
cannot know is left for a person, and says so.
"""

from collections.abc import Iterator
from datetime import datetime

from drillbook.evidence import text
from drillbook.evidence.model import Evidence
from drillbook.evidence.summary import phase_names
from drillbook.evidence.timeline import within_budget
from drillbook.incident.alerts import Outcome
from drillbook.notebook import follow_up
from drillbook.notebook.postmortem import pauses
from drillbook.notebook.response import outage_seconds
from drillbook.notebook.shown import Shown, facts, points, together, words
from drillbook.notebook.surroundings import Surroundings
from drillbook.verdict import Verdict

#: A pause of writes from which it counts as an outage; ours, as the runbook gives no length.
_OUTAGE_SECONDS = 5.0
_FOR_A_PERSON = "not in the evidence: to be written by who was there"


def report(around: Surroundings) -> Shown:
    """Return the filled report."""
    drill = around.drill
    ended = max((phase.ended for phase in drill.phases), default=drill.ended)
    level, why = severity(drill)
    head = facts(
        [
            ("Incident report", drill.scenario.name),
            ("Date", text.moment(around.fault)[:10]),
            (
                "Duration",
                text.moment(around.fault)
                + f" to {text.moment(ended)}, {text.span((ended - around.fault).total_seconds())}",
            ),
            ("Severity", f"{level}: {why}"),
            ("Impact", " ".join(_impact(drill))),
        ]
    )
    return together(
        head,
        words("Timeline"),
        facts(_timeline(around, ended)),
        words("Root cause (as contributing conditions)"),
        points(_causes(around), nothing=_FOR_A_PERSON),
        words("Resolution"),
        points(_resolution(drill), nothing=_FOR_A_PERSON),
        words("Lessons learned"),
        points(_lessons(around), nothing="Everything went as the runbook says."),
        words("Action items"),
        follow_up.action_items(around),
        words("Prevention"),
        points(_prevention(around), nothing=_FOR_A_PERSON),
    )


def severity(drill: Evidence) -> tuple[str, str]:
    """Return the runbook's level, P0 to P3, and what it was decided by."""
    lost = sum(ledger.lost for ledger in drill.ledgers)
    if lost:
        return "P0", f"data was lost ({text.count(lost)} acknowledged writes)"
    longest = max((gap for led in drill.ledgers for gap in pauses(drill, led)), default=0.0)
    if longest >= _OUTAGE_SECONDS:
        return "P0", f"complete outage of what was written to, {text.span(longest)} at the longest"
    failed = sum(ledger.failed + ledger.unknown for ledger in drill.ledgers)
    if failed:
        return "P1", f"partial outage ({text.count(failed)} writes refused or unanswered)"
    if longest:
        return "P2", f"no write was refused or unanswered; one waited for {text.span(longest)}"
    if drill.ledgers:
        return "P2", "no write was refused, unanswered or held up"
    return "P2, provisional", "no ledger was writing, so users' impact is unknown"


def _impact(drill: Evidence) -> Iterator[str]:
    for ledger in drill.ledgers:
        yield (
            f"{ledger.system_under_write}: {text.count(ledger.failed)} writes refused, "
            f"{text.count(ledger.unknown)} unanswered, {text.count(ledger.lost)} lost of "
            f"{text.count(ledger.attempted)}; no acknowledgement for "
            f"{text.span(outage_seconds(drill, ledger))}."
        )
    if not drill.ledgers:
        yield "Unknown: no ledger was writing."


def _timeline(around: Surroundings, ended: datetime) -> Iterator[tuple[str, str]]:
    drill = around.drill
    alerts = [one.fired for one in around.alerts() if one.fired is not None]
    effect = next((event.at for event in drill.timeline if event.kind == "effect"), None)
    found = {"alert": min(alerts, default=None), "probe": effect}
    first = min((at for at in found.values() if at is not None), default=None)
    by = next((name for name, at in found.items() if at is not None and at == first), "")
    yield "Issue detected", f"{text.moment(first)}, by {by}" if first else "unknown"
    yield "Response team notified", _FOR_A_PERSON
    phases = dict(phase_names(drill.phases))
    for field, name in (
        ("Initial investigation started", "declared"),
        ("Root cause identified", "assessed"),
    ):
        yield field, text.moment(phases[name].ended) if name in phases else _FOR_A_PERSON
    procedure = [event for event in drill.timeline if event.kind == "procedure"]
    after = [event for event in procedure if event.at >= around.fault]
    fixed = (
        f"{text.moment(after[0].at)}: {after[0].text}" if after else "by itself, no step of ours"
    )
    yield "Fix implemented", fixed
    restored = "unknown: no phase of recovery was measured"
    yield "Service restored", text.moment(ended) if drill.phases else restored
    undone = [event.at for event in drill.timeline if event.kind == "undo"]
    yield "Incident closed", text.moment(max([drill.ended, *undone]))


def _causes(around: Surroundings) -> Iterator[str]:
    for event in around.drill.timeline:
        if event.kind == "fault":
            yield f"Brought on purpose: {event.text}."
    first = around.signs()[:3]
    for sign in first:
        yield f"Seen {sign.seconds:.1f} s after it: {sign.component}, {sign.says}."


def _resolution(drill: Evidence) -> Iterator[str]:
    for event in drill.timeline:
        if event.kind in {"procedure", "recovered", "phase", "undo"}:
            yield f"{text.moment(event.at)[11:]} {event.text}"


def _lessons(around: Surroundings) -> Iterator[str]:
    drill = around.drill
    for step in drill.steps:
        if step.verdict is not Verdict.PASS:
            yield f"{step.text}: {step.verdict.value}, {step.reason}"
    for name, phase in phase_names(drill.phases):
        if within_budget(phase) is Verdict.FAIL:
            yield f"'{name}' took {text.span(phase.seconds)} of {text.budget(phase)}"
    for alert in around.alerts():
        if alert.outcome in {Outcome.MISSING, Outcome.LATE}:
            yield f"Alert {alert.rule.name}: {alert.outcome.value}"


def _prevention(around: Surroundings) -> Iterator[str]:
    drill = around.drill
    claims = ", ".join(drill.scenario.claims)
    if claims:
        yield f"This drill goes on every night, and shows whether {claims} still hold."
    yield _FOR_A_PERSON
