"""The DR evidence notebook: what it is of, what is missing, objectives and what was achieved."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup

from drillbook.dr.attempts import Attempt, Exercise
from drillbook.dr.collecting import collect
from drillbook.dr.files import (
    ControlMap,
    Objective,
    PlannedDrill,
    SignOff,
    read_controls,
    read_plan,
    read_sign_off,
)
from drillbook.dr.missing import missing, runners_of
from drillbook.errors import UsageError
from drillbook.evidence import text, trust
from drillbook.history.migrations import existing
from drillbook.notebook.frozen import Frozen, from_notebook
from drillbook.notebook.parameters import DrEvidence
from drillbook.notebook.references import References
from drillbook.notebook.shown import Shown, facts, points, table, words
from drillbook.verdict import Verdict


def load(given: DrEvidence) -> tuple[Exercise, Frozen]:
    """Return a quarter's exercise and its inputs to be frozen; or those of an executed notebook."""
    if given.history.endswith(".ipynb"):
        kept = from_notebook(Path(given.history))
        return Exercise.model_validate(kept.data["exercise"]), kept
    if given.plan is None:
        raise UsageError("notebook dr_evidence: parameter 'plan' is missing; docs/dr.md shows one")
    planned = read_plan(given.plan)
    if given.quarter and given.quarter != planned[0].quarter:
        raise UsageError(f"{given.plan}: a plan for {planned[0].quarter}, not {given.quarter}")
    sign_off = read_sign_off(given.sign_off) if given.sign_off else SignOff()
    controls = read_controls(given.controls) if given.controls else ControlMap(controls=())
    with existing(given.history) as database:
        exercise = collect(database, planned, sign_off, controls, trust.found(given.trust))
    return exercise, Frozen({"exercise": json.loads(exercise.model_dump_json())})


def verdict(exercise: Exercise) -> str:
    """Return ``complete``, or ``incomplete`` with how much is missing."""
    lacking = len(missing(exercise))
    return "complete" if not lacking else f"incomplete: {lacking} missing"


def heading(exercise: Exercise) -> Shown:
    """Return what the report is of, who did it, and on what: a lab never reads as production."""
    plan, approval = exercise.plan, exercise.sign_off.approved
    runs = exercise.runs
    kinds = ", ".join(dict.fromkeys(f"{run.target} ({run.kind})" for run in runs))
    scales = "; ".join(dict.fromkeys(run.scale for run in runs if run.scale))
    stand_ins = "; ".join(dict.fromkeys(name for run in runs for name in run.stand_ins))
    approved = f"{approval.by}, {text.moment(approval.at)}" if approval else "nobody yet"
    return facts(
        [
            ("Exercise", plan.title),
            ("Quarter", exercise.quarter),
            ("Status", verdict(exercise)),
            ("Targets", kinds or "none was read"),
            ("Scale", scales or "as the target is"),
            ("Stand-ins", stand_ins or "none"),
            ("Plan", f"by {plan.written_by}, sha256 {exercise.plan_sha256}"),
            ("Plan recorded", _recorded(exercise)),
            ("Run by", ", ".join(runners_of(exercise)) or "unknown"),
            ("Approved by", approved),
            ("Read", f"{text.moment(exercise.read)}, from {exercise.history} and its bundles"),
        ]
    )


def _recorded(exercise: Exercise) -> str:
    seen = [p for run in exercise.runs for p in run.plans if p.sha256 == exercise.plan_sha256]
    first = min((plan.at for plan in seen), default=None)
    began = min((one.started for one in exercise.attempts), default=None)
    if first is None:
        return "by no run"
    after = f"; the first attempt began {text.moment(began)}" if began else ""
    return f"{text.moment(first)}, by {len(seen)} of {len(exercise.runs)} runs{after}"


def lacking(exercise: Exercise) -> Shown:
    """Return everything that is missing, said before anything else."""
    return points(missing(exercise), nothing="Nothing is missing: the exercise is complete.")


def scope(exercise: Exercise) -> Shown:
    """Return the systems and what of each is in scope."""
    rows = sorted(exercise.plan.systems.items())
    return table(["System", "In scope"], rows, nothing="The plan names no system.")


def planned(exercise: Exercise) -> Shown:
    """Return the drills of the plan with their objectives, and whether they were run."""
    rows = [
        [
            one.scenario,
            one.system,
            _objective(one.rto),
            _objective(one.rpo),
            len(exercise.of(one.system, one.scenario)) or "not run",
        ]
        for one in exercise.plan.drills
    ]
    headings = ["Drill", "System", "RTO, by whom", "RPO, by whom", "Attempts"]
    return table(headings, rows, nothing="")


def _objective(objective: Objective | None) -> str:
    if objective is None:
        return "none"
    phase = f", '{objective.phase}'" if objective.phase else ""
    return f"{text.span(objective.seconds)}{phase} ({objective.source})"


def newest(exercise: Exercise, drill: PlannedDrill) -> Attempt | None:
    """Return the newest attempt that passed; without one, the newest of all."""
    attempts = exercise.of(drill.system, drill.scenario)
    passed = [one for one in attempts if one.verdict is Verdict.PASS]
    several = passed or attempts
    return several[-1] if several else None


def achieved(exercise: Exercise) -> Shown:
    """Return RTO and RPO of every drill against its objectives."""
    marks = References(exercise)
    rows = [row for drill in exercise.plan.drills for row in _achieved(exercise, drill, marks)]
    headings = ["Drill", "", "Achieved", "Objective", "Kept", "Attempt, from"]
    return table(headings, rows, nothing="No drill has an objective.")


def _achieved(exercise: Exercise, drill: PlannedDrill, marks: References) -> Iterator[list[Any]]:
    attempt = newest(exercise, drill)
    name = drill.scenario
    if drill.rto is not None:
        clock = attempt.rto(drill.rto) if attempt else None
        if attempt is None or clock is None:
            yield [name, "RTO", "not measured", _objective(drill.rto), "unknown", ""]
        else:
            late = f" (-{text.span(clock.late)})" if clock.late else ""
            took = f"{text.span(clock.seconds)}{late}, '{clock.phase}'"
            kept = _kept(clock.seconds, drill.rto.seconds)
            where = _from(attempt, marks.mark(clock.sources))
            yield [name, "RTO", took, _objective(drill.rto), kept, where]
        name = ""
    if drill.rpo is not None:
        account = attempt.rpo() if attempt else None
        if attempt is None or account is None or account.rpo is None:
            yield [name, "RPO", "not measured", _objective(drill.rpo), "unknown", ""]
        else:
            kept = _kept(account.rpo, drill.rpo.seconds)
            where = _from(attempt, marks.mark(account.sources))
            lost = f"{text.span(account.rpo)} ({account.lost:,} of {account.acked:,} writes)"
            yield [name, "RPO", lost, _objective(drill.rpo), kept, where]


def _kept(seconds: float, objective: float) -> str:
    return "✓ kept" if seconds <= objective else "✗ over"


def _from(attempt: Attempt, marks: Markup) -> Markup:
    return Markup("{} {}").format(short(attempt), marks)


def short(attempt: Attempt) -> str:
    """Return which attempt it is, briefly: the run, the drill's number, the verdict."""
    drill = attempt.of.partition("/")[2][:3]
    return f"{attempt.run}/{drill}, {attempt.verdict.value}"


def people(exercise: Exercise) -> Shown:
    """Return who ran and who approved, and what vouches for either."""
    signed = sorted({run.runner for run in exercise.runs if run.runner})
    said = ", ".join(exercise.sign_off.ran_by)
    return words(
        f"By the trusted keys that signed the runs: {', '.join(signed) or 'none'}. By the "
        f"sign-off: {said or 'nobody'}. Names in the sign-off are as they were written there; "
        "only a key vouches for a name."
    )
