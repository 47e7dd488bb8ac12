"""The DR evidence notebook: attempts, clocks, data, deviations, checklist, controls, runs."""

from collections.abc import Iterator
from typing import Any

from drillbook.dr.attempts import Attempt, Exercise
from drillbook.dr.files import ChecklistItem, Deviation
from drillbook.dr.missing import deviating
from drillbook.evidence import text
from drillbook.notebook.dr import short
from drillbook.notebook.references import References
from drillbook.notebook.shown import Shown, table, together, words
from drillbook.verdict import Verdict, merge


def attempts(exercise: Exercise) -> Shown:
    """Return every attempt in order, aborted ones too."""
    rows = [
        [
            text.moment(one.started)[:19],
            one.scenario,
            one.of.partition("/")[0],
            "not counted" if one.number is None else one.number,
            one.verdict.value + (", aborted" if one.aborted else ""),
            one.reason or "every step held",
        ]
        for one in exercise.attempts
    ]
    headings = ["Began (UTC)", "Drill", "Run", "Attempt", "Verdict", "Reason"]
    others = words(
        f"{exercise.others} other drills were in these runs; they are in no plan and count for "
        "nothing here. No attempt of a planned drill is left out."
    )
    return together(table(headings, rows, nothing="No planned drill was run."), others)


def clocks(exercise: Exercise) -> Shown:
    """Return the phases of recovery of every attempt."""
    marks = References(exercise)
    rows = [
        [
            short(one) if first else "",
            one.scenario if first else "",
            clock.phase,
            text.moment(clock.started)[11:23],
            text.span(clock.seconds),
            text.span(clock.late),
            f"{text.span(clock.budget)} ({clock.budget_source})" if clock.budget else "no budget",
            marks.mark(clock.sources),
        ]
        for one in exercise.attempts
        for first, clock in zip(_first_only(), one.clocks, strict=False)
    ]
    headings = ["Attempt", "Drill", "Phase", "From", "Took", "Seen late by", "Budget", "Source"]
    return table(headings, rows, nothing="No attempt measured a phase of recovery.")


def _first_only() -> Iterator[bool]:
    yield True
    while True:
        yield False


def data(exercise: Exercise) -> Shown:
    """Return what became of the data: every ledger's account, and every check."""
    marks = References(exercise)
    rows: list[list[Any]] = [
        [
            short(one),
            account.of,
            text.count(account.acked),
            text.count(account.present),
            text.count(account.lost),
            text.count(account.duplicated),
            "not measured" if account.rpo is None else text.span(account.rpo),
            marks.mark(account.sources),
        ]
        for one in exercise.attempts
        for account in one.accounts
    ]
    headings = [
        *("Attempt", "Written to", "Acknowledged", "Present", "Lost", "Twice", "RPO", "Source")
    ]
    accounts = table(headings, rows, nothing="No ledger wrote during any attempt.")
    return together(accounts, _checks(exercise, marks))


def _checks(exercise: Exercise, marks: References) -> Shown:
    rows = [
        [short(one), check.text, check.verdict.value, check.reason, marks.mark(check.sources)]
        for one in exercise.attempts
        for check in one.checks
    ]
    headings = ["Attempt", "What must hold", "Verdict", "What was seen", "Source"]
    return table(headings, rows, nothing="No check was made.")


def deviations(exercise: Exercise) -> Shown:
    """Return what was not as planned, with owner, due date, and retest or accepted risk."""
    rows = [[one.of, one.what, *_answer(one.answer)] for one in deviating(exercise)]
    headings = ["Deviation", "What", "Owner", "Due", "Retest or accepted risk"]
    return table(headings, rows, nothing="Everything went as planned.")


def _answer(answer: Deviation | None) -> tuple[str, str, str]:
    if answer is None:
        return "nobody", "no date", "open"
    accepted = answer.accepted
    done = [f"retest {answer.retest}"] if answer.retest else []
    if accepted is not None:
        done.append(f"risk accepted by {accepted.by} until {accepted.until}: {accepted.why}")
    return answer.owner, answer.due.isoformat(), "; ".join(done) or "open"


def checklist(exercise: Exercise) -> Shown:
    """Return the runbook's checklist, filled from the attempts."""
    rows = [
        [
            _box(_worst(exercise, item)),
            item.item,
            item.section,
            _worst(exercise, item).value,
            "; ".join(_shown_by(exercise, name) for name in item.shown_by) or "by nothing",
        ]
        for item in exercise.plan.checklist
    ]
    headings = ["", "Item", "Section of the runbook", "Verdict", "Shown by"]
    return table(headings, rows, nothing="The plan has no checklist.")


def _box(verdict: Verdict) -> str:
    return "☑" if verdict is Verdict.PASS else "☐"


def _worst(exercise: Exercise, item: ChecklistItem) -> Verdict:
    return merge(_newest(exercise, name) for name in item.shown_by)


def _newest(exercise: Exercise, scenario: str) -> Verdict:
    several = [one for one in exercise.attempts if one.scenario == scenario]
    return several[-1].verdict if several else Verdict.UNKNOWN


def _shown_by(exercise: Exercise, scenario: str) -> str:
    several = [one for one in exercise.attempts if one.scenario == scenario]
    return f"{scenario} ({short(several[-1]) if several else 'not run'})"


def controls(exercise: Exercise) -> Shown:
    """Return each control of the user's map with the newest attempt of each of its claims."""
    rows = [
        [
            f"{control.framework} {control.control}" if first else "",
            control.says if first else "",
            claim,
            *_claim(exercise, claim),
        ]
        for control in exercise.controls.controls
        for first, claim in zip(_first_only(), control.claims, strict=False)
    ]
    headings = ["Control", "Says", "Claim", "Verdict", "Newest attempt"]
    return table(headings, rows, nothing="No control map was given.")


def _claim(exercise: Exercise, claim: str) -> tuple[str, str]:
    several: list[Attempt] = [one for one in exercise.attempts if claim in one.claims]
    if not several:
        return "unknown", "no attempt drilled it"
    return several[-1].verdict.value, f"{short(several[-1])}: {several[-1].scenario}"


def runs(exercise: Exercise) -> Shown:
    """Return the runs that were read, in the order of their target's count, and their seals."""
    rows = [
        [
            run.id,
            f"{run.target} ({run.place[:8] or 'not counted'})",
            "none" if run.number is None else run.number,
            text.moment(run.started)[:19],
            run.status,
            run.runner or run.signed_by[:16] or "nobody",
            run.head[:16],
            ", ".join(plan.sha256[:16] for plan in run.plans) or "none",
            run.drills,
        ]
        for run in exercise.runs
    ]
    headings = [
        *("Run", "Target", "Number", "Began (UTC)", "Evidence", "Signed by", "Last record"),
        *("Plan", "Drills"),
    ]
    return table(headings, rows, nothing="No bundle could be read.")
