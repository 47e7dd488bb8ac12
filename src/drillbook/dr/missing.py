"""What a quarter's exercise lacks, and what in it was not as planned. Pure.

Complete is what lacks nothing: this is the one place that decides it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drillbook.dr.attempts import Attempt, Exercise, RunSeen
from drillbook.dr.files import Deviation, PlannedDrill
from drillbook.evidence import text
from drillbook.verdict import Verdict


@dataclass(frozen=True)
class Deviating:
    """Something that was not as planned, by a name, and what the sign-off says of it."""

    of: str
    what: str
    answer: Deviation | None


def missing(exercise: Exercise) -> list[str]:
    """Return everything that keeps the exercise from being complete, in the report's order."""
    found = [
        *_sequence(exercise),
        *(said for run in exercise.runs for said in _of_run(run)),
        *_plan(exercise),
        *(said for planned in exercise.plan.drills for said in _measured(exercise, planned)),
        *_deviations(exercise),
        *_checklist(exercise),
        *_controls(exercise),
        *_people(exercise),
    ]
    return list(dict.fromkeys(found))


def deviating(exercise: Exercise) -> list[Deviating]:
    """Return everything that was not as planned, in order, with its answer."""
    answers = {one.of: one for one in exercise.sign_off.deviations}
    return [
        Deviating(of, what, answers.get(of)) for of, what in dict(_not_as_planned(exercise)).items()
    ]


def _not_as_planned(exercise: Exercise) -> Iterator[tuple[str, str]]:
    for planned in exercise.plan.drills:
        attempts = exercise.of(planned.system, planned.scenario)
        if not attempts:
            yield f"{planned.system}: {planned.scenario}", "planned, and not run"
        for one in attempts:
            said = list(_wrong(one, planned))
            if said:
                yield one.of, "; ".join(said)


def _wrong(one: Attempt, planned: PlannedDrill) -> Iterator[str]:
    if one.aborted:
        yield f"aborted: {one.reason}"
    elif one.verdict is not Verdict.PASS:
        yield f"{one.verdict.value}: {one.reason or 'no reason was recorded'}"
    clock, account = one.rto(planned.rto), one.rpo()
    if planned.rto and clock and clock.seconds > planned.rto.seconds:
        yield (
            f"RTO {text.span(clock.seconds)}, objective {text.span(planned.rto.seconds)} "
            f"({planned.rto.source})"
        )
    if planned.rpo and account and account.rpo is not None and account.rpo > planned.rpo.seconds:
        yield (
            f"RPO {text.span(account.rpo)}, objective {text.span(planned.rpo.seconds)} "
            f"({planned.rpo.source})"
        )


def _sequence(exercise: Exercise) -> Iterator[str]:
    yield from (f"gap in the sequence: {gap}" for gap in exercise.gaps)
    yield from (f"gap in the sequence: {gap}" for gap in exercise.absent)
    numbered = [run for run in exercise.runs if run.number is not None]
    last = {run.place: run for run in sorted(numbered, key=lambda run: run.number or 0)}
    said = {count.place: count for count in exercise.sign_off.counts}
    for place, run in last.items():
        count = said.get(place)
        if count is None:
            yield (
                f"end of the sequence: nobody read the count of {run.target} ({place}); that no "
                f"run follows number {run.number} is not shown (sign-off: counts)"
            )
        elif count.runs != run.number:
            yield (
                f"gap in the sequence: {run.target} ({place}) counted {count.runs} runs by "
                f"{text.moment(count.at)}, and the newest here is number {run.number}"
            )
        elif count.at < run.ended:
            yield (
                f"end of the sequence: the count of {run.target} ({place}) was read before "
                f"run {run.id} ended"
            )


def _of_run(run: RunSeen) -> Iterator[str]:
    yield from (f"run {run.id}: its evidence is broken: {what}" for what in run.broken)
    yield from (f"run {run.id}: {remark}" for remark in run.remarks)


def _plan(exercise: Exercise) -> Iterator[str]:
    seen = sorted((p for run in exercise.runs for p in run.plans), key=lambda plan: plan.at)
    mine = [plan for plan in seen if plan.sha256 == exercise.plan_sha256]
    first = min((one.started for one in exercise.attempts), default=None)
    if not mine:
        yield (
            "plan: no run recorded its hash; 'drillbook run --dr-plan FILE' does, before its first "
            "drill"
        )
    elif first is not None and mine[0].at > first:
        yield (
            f"plan: its hash was recorded at {text.moment(mine[0].at)}, after the first attempt "
            f"({text.moment(first)})"
        )
    others = {plan.sha256: plan for plan in seen if plan.sha256 != exercise.plan_sha256}
    for other in others.values():
        when = text.moment(other.at)
        yield f"plan: {other.name} was another at {when} (sha256 {other.sha256[:16]})"


def _measured(exercise: Exercise, planned: PlannedDrill) -> Iterator[str]:
    passed = [
        one for one in exercise.of(planned.system, planned.scenario) if one.verdict is Verdict.PASS
    ]
    if planned.rto and passed and not any(one.rto(planned.rto) for one in passed):
        what = f"phase '{planned.rto.phase}'" if planned.rto.phase else "a phase"
        yield f"RTO of '{planned.scenario}': no attempt measured {what}"
    if planned.rpo and passed and not any(one.rpo() for one in passed):
        yield f"RPO of '{planned.scenario}': no attempt measured a loss"


def _deviations(exercise: Exercise) -> Iterator[str]:
    retests = {one.of: one for one in exercise.attempts}
    for one in deviating(exercise):
        if one.answer is None:
            yield f"deviation {one.of}: nobody owns it ({one.what})"
            continue
        yield from _answered(one, one.answer, retests)
    known = {one.of for one in deviating(exercise)}
    for answer in exercise.sign_off.deviations:
        if answer.of not in known:
            yield f"deviation {answer.of}: the sign-off names it, and it is none"


def _answered(one: Deviating, answer: Deviation, attempts: dict[str, Attempt]) -> Iterator[str]:
    if answer.accepted is None and not answer.retest:
        yield f"deviation {one.of}: neither a retest nor an accepted risk (due {answer.due})"
    if not answer.retest:
        return
    retest, first = attempts.get(answer.retest), attempts.get(one.of)
    if retest is None:
        yield f"deviation {one.of}: its retest {answer.retest} is no attempt of this exercise"
    elif retest.verdict is not Verdict.PASS:
        yield f"deviation {one.of}: its retest {answer.retest} ended {retest.verdict.value}"
    elif first is not None and (
        retest.scenario != first.scenario or retest.started <= first.started
    ):
        yield f"deviation {one.of}: {answer.retest} is no later attempt of the same scenario"


def _checklist(exercise: Exercise) -> Iterator[str]:
    planned = {one.scenario for one in exercise.plan.drills}
    for item in exercise.plan.checklist:
        for scenario in item.shown_by:
            if scenario not in planned:
                yield f"checklist '{item.item}': '{scenario}' is not among the planned drills"


def _controls(exercise: Exercise) -> Iterator[str]:
    drilled = {claim for one in exercise.attempts for claim in one.claims}
    for control in exercise.controls.controls:
        for claim in control.claims:
            if claim not in drilled:
                yield f"control {control.framework} {control.control}: no attempt drilled {claim}"


def _people(exercise: Exercise) -> Iterator[str]:
    runners = list(runners_of(exercise))
    if not runners:
        yield "who ran it: no trusted key signed a run, and the sign-off names nobody (ran_by)"
    approval = exercise.sign_off.approved
    if approval is None:
        yield "approval: nobody approved it (sign-off: approved)"
        return
    if approval.by.casefold().strip() in {name.casefold().strip() for name in runners}:
        yield f"approval: {approval.by} approved it and ran it; it takes two"
    if approval.plan_sha256.removeprefix("sha256:") != exercise.plan_sha256:
        yield f"approval: of another plan (sha256 {approval.plan_sha256[:16]})"
    last = max((run.ended for run in exercise.runs), default=None)
    if last is not None and approval.at < last:
        yield (
            f"approval: given at {text.moment(approval.at)}, before the last run ended "
            f"({text.moment(last)})"
        )


def runners_of(exercise: Exercise) -> Iterable[str]:
    """Return who ran the drills: names of trusted keys, and those of the sign-off."""
    signed = (run.runner for run in exercise.runs if run.runner)
    return dict.fromkeys([*signed, *exercise.sign_off.ran_by])
