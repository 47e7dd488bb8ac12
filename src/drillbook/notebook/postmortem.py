"""The postmortem of one drill, in words, numbers and a timeline, all of it from its evidence.

The layout follows what published templates agree on: summary, impact, timeline, detection and
recovery, what went well and what did not, contributing conditions (never one root cause), action
items, appendix.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from drillbook.evidence import text
from drillbook.evidence.model import EventRecord, Evidence, LedgerRecord, PhaseRecord
from drillbook.evidence.reading import read_aborted, read_document
from drillbook.evidence.summary import phase_names
from drillbook.evidence.timeline import within_budget
from drillbook.notebook.frozen import Frozen, from_notebook
from drillbook.notebook.shown import Shown, facts, points, several, table, words
from drillbook.notebook.surroundings import Surroundings, around, surroundings
from drillbook.verdict import Verdict


def load(file: Path) -> tuple[Surroundings, Frozen]:
    """Return a drill with what is known around it, and both to be frozen.

    ``file`` is the drill's evidence, or a notebook that was executed with it.
    """
    if file.suffix == ".ipynb":
        kept = from_notebook(file)
        drill = Evidence.model_validate(kept.data["drill"])
        return surroundings(drill, kept.data.get("prometheus", {})), kept
    drill = read_aborted(file) if file.suffix == ".jsonl" else read_document(file)
    found = around(file, drill)
    body = json.loads(drill.model_dump_json(by_alias=True))
    return surroundings(drill, found), Frozen({"drill": body, "prometheus": found})


def heading(drill: Evidence) -> Shown:
    """Return what was drilled, and on what: a lab never reads as production."""
    what = "A lab, not production" if drill.target.kind == "lab" else "Cluster"
    return facts(
        [
            ("Scenario", drill.scenario.name),
            ("System", drill.scenario.system),
            ("Sections", ", ".join(drill.scenario.sections) or "none given"),
            ("Claims", ", ".join(drill.scenario.claims) or "none given"),
            ("Verdict", drill.verdict.value + (", aborted" if drill.aborted else "")),
            ("Reason", drill.reason or "every step held"),
            ("Run", f"{text.run(drill.run)}, drill {drill.id}{text.attempt(drill)}"),
            (what, text.target(drill.target)),
        ]
    )


def summary(drill: Evidence) -> Shown:
    """Return what happened, in a few sentences."""
    return words(*_sentences(drill))


def _sentences(drill: Evidence) -> Iterator[str]:
    took = text.span((drill.ended - drill.started).total_seconds())
    yield (
        f"The drill began at {text.moment(drill.started)} and took {took}. Its verdict is "
        f"{drill.verdict.value}{f': {drill.reason}' if drill.reason else ', every step held'}."
    )
    fault = fault_of(drill)
    effect = next((event for event in drill.timeline if event.kind == "effect"), None)
    for event in (e for e in drill.timeline if e.kind == "fault"):
        yield f"At {text.moment(event.at)} a fault was brought: {event.text}."
    if fault and effect:
        later = text.span((effect.at - fault).total_seconds())
        yield f"Its effect was seen {later} later: {effect_text(effect)}."
    if fault and not effect:
        yield "That it took effect was never seen."
    slowest = max(drill.phases, key=lambda phase: phase.seconds, default=None)
    if slowest:
        yield (
            f"The longest phase of recovery, '{slowest.name}', took {text.span(slowest.seconds)}; "
            f"{_against(slowest)}."
        )
    for ledger in drill.ledgers:
        if not ledger.attempted:
            yield f"The ledger to {ledger.system_under_write} wrote nothing, and so shows nothing."
            continue
        yield (
            f"Of {text.count(ledger.acked)} writes that {ledger.system_under_write} acknowledged, "
            f"{text.count(ledger.lost)} were lost; writing paused for at most "
            f"{text.span(max(pauses(drill, ledger), default=0.0))}."
        )
    if not drill.ledgers:
        yield "No ledger was writing, so nothing is known of data lost or of users' writes."


def _against(phase: PhaseRecord) -> str:
    kept = within_budget(phase)
    if kept is None:
        return "no budget is given for it"
    verb = "within" if kept is Verdict.PASS else "over"
    return f"{verb} the {text.span(phase.budget_seconds or 0)} from the {phase.budget_source}"


def impact(drill: Evidence) -> Shown:
    """Return what users would have noticed, in numbers from the ledgers."""
    rows = [row for ledger in drill.ledgers for row in _impact_rows(drill, ledger)]
    return table(
        ["Impact", "Number", "Where it comes from"],
        rows,
        nothing="unknown: no ledger was writing during this drill.",
    )


def _impact_rows(drill: Evidence, ledger: LedgerRecord) -> Iterator[list[str]]:
    of = ledger.name
    if not ledger.attempted:
        yield [f"Writes ({of})", "unknown", "the ledger wrote nothing before the drill ended"]
        return
    counted = f"account of ledger {of}, read back whole"
    yield [f"Acknowledged writes ({of})", text.count(ledger.acked), counted]
    yield ["Of those lost", text.count(ledger.lost), counted]
    lost = "not measured" if ledger.rpo_seconds is None else text.span(ledger.rpo_seconds)
    yield ["Data lost, as time (RPO)", lost, counted]
    yield ["Duplicated", text.count(ledger.duplicated), counted]
    yield ["Unanswered writes", text.count(ledger.unknown), counted]
    yield ["Refused writes", text.count(ledger.failed), counted]
    found = pauses(drill, ledger)
    paused = sum(found)
    share = paused / max((ledger.ended - ledger.started).total_seconds(), 0.001)
    spans = f"{several(len(found), 'gap')} in its acknowledgements since the fault"
    yield ["Time without an acknowledgement", f"{text.span(paused)} ({share:.1%})", spans]
    yield ["Longest pause", text.span(max(found, default=0.0)), spans]
    usual = usual_rate(drill, ledger)
    if usual is None:
        yield ["Writes that the gaps cost", "unknown", "no rate from before the fault"]
    else:
        missed = f"about {text.count(round(usual * paused))}"
        how = f"computed: time in gaps x {usual:,.0f}/s, the median rate before the fault"
        yield ["Writes that the gaps cost", missed, how]


def usual_rate(drill: Evidence, ledger: LedgerRecord) -> float | None:
    """Return the median of acknowledgements a second before the fault, None without any."""
    fault = fault_of(drill)
    second = timedelta(seconds=1)
    before = [r.acked for r in ledger.rates if fault is None or r.at + second <= fault]
    return float(median(before)) if before else None


def pauses(drill: Evidence, ledger: LedgerRecord) -> list[float]:
    """Return how long each pause of acknowledgements was, in seconds from the fault on."""
    fault = fault_of(drill) or ledger.started
    since = ((gap.ended - max(gap.started, fault)).total_seconds() for gap in ledger.gaps)
    return [seconds for seconds in since if seconds > 0]


def fault_of(drill: Evidence) -> datetime | None:
    """Return when the first fault was brought."""
    return next((event.at for event in drill.timeline if event.kind == "fault"), None)


def effect_text(event: EventRecord) -> str:
    """Return what an effect was, without the word that begins its record."""
    return event.text.removeprefix("seen: ")


def as_promised(drill: Evidence) -> Shown:
    """Return the steps that held, with what showed it."""
    held = [step for step in drill.steps if step.verdict is Verdict.PASS]
    return points(
        (f"{step.keyword} {step.text}{_shown_by(drill, step.number)}" for step in held),
        nothing="No step held.",
    )


def not_as_promised(drill: Evidence) -> Shown:
    """Return the steps that did not hold or could not be seen, and the budgets that were broken."""
    steps = [
        f"{step.verdict.value}: {step.keyword} {step.text} ({step.reason})"
        for step in drill.steps
        if step.verdict is not Verdict.PASS
    ]
    over = [
        f"over budget: {name} took {text.span(phase.seconds)}, and {text.budget(phase)} allows less"
        for name, phase in phase_names(drill.phases)
        if within_budget(phase) is Verdict.FAIL
    ]
    aborted = [drill.reason] if drill.aborted else []
    return points([*aborted, *steps, *over], nothing="Everything went as the runbook says.")


def _shown_by(drill: Evidence, step: int) -> str:
    judged = [j for j in drill.judgements if j.step == step and j.reason]
    reasons = (f"{j.reason}, from {', '.join(j.observations)}" for j in judged)
    return f" ({'; '.join(reasons)})" if judged else ""
