"""Detection, diagnosis and recovery against their budgets; and what it cost of the error budget."""

from collections.abc import Iterator
from datetime import timedelta

from drillbook.evidence import text
from drillbook.evidence.model import Evidence, LedgerRecord
from drillbook.evidence.summary import phase_names
from drillbook.evidence.timeline import within_budget
from drillbook.notebook.postmortem import fault_of, pauses
from drillbook.notebook.shown import Shown, table, together, words
from drillbook.notebook.surroundings import Surroundings
from drillbook.verdict import Verdict

_WINDOW = timedelta(days=30)
_DIAGNOSIS = ("declared", "assessed")


def recovery(around: Surroundings) -> Shown:
    """Return detection, diagnosis and every phase of recovery, against the budgets."""
    drill = around.drill
    rows = [*_detection(around), *_diagnosis(drill)]
    rows += [
        [
            f"recovery: {name}",
            text.span(phase.seconds),
            text.span(phase.detection_seconds),
            text.budget(phase),
            {None: "no budget", Verdict.PASS: "✓ kept", Verdict.FAIL: "✗ over"}[
                within_budget(phase)
            ],
        ]
        for name, phase in phase_names(drill.phases)
    ]
    if not drill.phases:
        rows.append(["recovery", "unknown", "", "", "the evidence has no phase of recovery"])
    headings = ["What", "Took", "Seen late by up to", "Budget", "Kept"]
    return together(
        table(headings, rows, nothing="unknown"),
        words(
            "Times are from the fault to detection, and from its effect to each phase of recovery. "
            "A drill's own probe is quicker than a person: its detection is no figure for an "
            "on-call engineer."
        ),
    )


def _detection(around: Surroundings) -> Iterator[list[str]]:
    drill = around.drill
    fault = fault_of(drill)
    effect = next((event for event in drill.timeline if event.kind == "effect"), None)
    none = "no budget"
    if fault is None or effect is None:
        yield ["detection by the drill's probe", "unknown", "", none, "no fault was seen to act"]
    else:
        late = text.span(float(effect.details.get("detection", 0.0)))
        took = text.span((effect.at - fault).total_seconds())
        yield ["detection by the drill's probe", took, late, none, none]
    alerts = around.alerts()
    fired = [one for one in alerts if one.fired is not None]
    due = [one for one in alerts if one.due is not None]
    first = min(fired, key=lambda one: one.fired or drill.ended, default=None)
    if first is not None and first.fired is not None:
        took = text.span((first.fired - around.fault).total_seconds())
        budget, kept = none, none
        if first.due is not None:
            budget = f"{text.span((first.due - around.fault).total_seconds())} (its rule)"
            kept = "✓ kept" if first.fired <= first.due else "✗ over"
        yield [f"detection by alert {first.rule.name}", took, "", budget, kept]
    elif due:
        yield ["detection by an alert", "none fired", "", "due", f"✗ {len(due)} missing"]
    elif alerts:
        yield ["detection by an alert", "none fired", "", "none was due", "nothing to keep"]
    else:
        yield ["detection by an alert", "unknown", "", "", "the run has no alerting rules"]


def _diagnosis(drill: Evidence) -> Iterator[list[str]]:
    found = [one for one in phase_names(drill.phases) if one[0] in _DIAGNOSIS]
    if not found:
        yield ["diagnosis", "unknown", "", "", "nothing in this drill is diagnosed by a person"]
    for name, phase in found:
        kept = within_budget(phase)
        said = {None: "no budget", Verdict.PASS: "✓ kept", Verdict.FAIL: "✗ over"}[kept]
        yield [f"diagnosis: {name}", text.span(phase.seconds), "", text.budget(phase), said]


def error_budget(drill: Evidence, availability: float | None) -> Shown:
    """Return which part of 30 days' error budget the outage burnt, for an availability."""
    if availability is None:
        return words(
            "Error budget: unknown, as no availability objective is given "
            "(parameter availability, such as 0.999)."
        )
    allowed = _WINDOW.total_seconds() * (1 - availability)
    rows = [
        [
            ledger.name,
            text.span(outage_seconds(drill, ledger)),
            text.span(allowed),
            f"{outage_seconds(drill, ledger) / allowed:.1%}",
        ]
        for ledger in drill.ledgers
        if ledger.attempted
    ]
    headings = ["Ledger", "Outage", f"Allowed in 30 days at {availability:.4%}", "Burnt"]
    return together(
        table(headings, rows, nothing="Error budget: unknown, as no ledger was writing."),
        words("The outage is the time without any acknowledgement; refused writes are beside it."),
    )


def outage_seconds(drill: Evidence, ledger: LedgerRecord) -> float:
    """Return how long a ledger had no acknowledgement from the fault on, in seconds."""
    return sum(pauses(drill, ledger))
