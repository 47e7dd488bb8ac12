"""What keeps an exercise from being complete: each thing taken away is named, and nothing else."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drillbook.dr.attempts import Exercise
from drillbook.dr.missing import deviating, missing
from drillbook.errors import UsageError
from tests.dr import exercises


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    return exercises.read(exercises.record(tmp_path_factory.mktemp("exercise")))


def signed_off(exercise: Exercise, **changed: Any) -> Exercise:
    sign_off = exercise.sign_off.model_copy(update=changed)
    return exercise.model_copy(update={"sign_off": sign_off})


def test_an_exercise_that_lacks_nothing_is_complete(complete: Exercise) -> None:
    assert missing(complete) == []
    assert [one.of for one in deviating(complete)] == ["run-1/001-drill"]
    assert len(complete.attempts) == 4
    assert complete.others == 2


def _approver(exercise: Exercise, name: str) -> Exercise:
    assert exercise.sign_off.approved is not None
    approved = exercise.sign_off.approved.model_copy(update={"by": name})
    return signed_off(exercise, approved=approved)


def _early(exercise: Exercise) -> Exercise:
    assert exercise.sign_off.approved is not None
    early = exercise.runs[0].started
    approved = exercise.sign_off.approved.model_copy(update={"at": early})
    return signed_off(exercise, approved=approved)


def _counted(exercise: Exercise, runs: int) -> Exercise:
    (count,) = exercise.sign_off.counts
    return signed_off(exercise, counts=(count.model_copy(update={"runs": runs}),))


def _answer(exercise: Exercise, **changed: Any) -> Exercise:
    (answer,) = exercise.sign_off.deviations
    return signed_off(exercise, deviations=(answer.model_copy(update=changed),))


def _plan_late(exercise: Exercise) -> Exercise:
    late = exercise.runs[-1].ended + timedelta(seconds=1)
    moved = [
        run.model_copy(
            update={"plans": tuple(p.model_copy(update={"at": late}) for p in run.plans)}
        )
        for run in exercise.runs
    ]
    return exercise.model_copy(update={"runs": tuple(moved)})


def _plan_changed(exercise: Exercise) -> Exercise:
    return exercise.model_copy(update={"plan_sha256": "0" * 64})


def _not_run(exercise: Exercise) -> Exercise:
    kept = tuple(one for one in exercise.attempts if one.scenario != exercises.RESTORE)
    return exercise.model_copy(update={"attempts": kept})


def _unmeasured(exercise: Exercise) -> Exercise:
    bare = tuple(one.model_copy(update={"clocks": ()}) for one in exercise.attempts)
    return exercise.model_copy(update={"attempts": bare})


CASES: list[tuple[str, Callable[[Exercise], Exercise], str]] = [
    ("approved by who ran it", lambda e: _approver(e, "ben "), "ben  approved it and ran it"),
    ("approved by the key's name", lambda e: _approver(e, "Nightly of Ben"), "approved it and ran"),
    ("not approved", lambda e: signed_off(e, approved=None), "nobody approved it"),
    ("approved too early", _early, "before the last run ended"),
    ("count not read", lambda e: signed_off(e, counts=()), "nobody read the count"),
    ("newest run deleted", lambda e: _counted(e, 3), "counted 3 runs"),
    ("deviation without owner", lambda e: signed_off(e, deviations=()), "nobody owns it"),
    ("deviation open", lambda e: _answer(e, retest=""), "neither a retest nor an accepted risk"),
    ("retest of nothing", lambda e: _answer(e, retest="run-9/x"), "no attempt of this exercise"),
    (
        "retest of another",
        lambda e: _answer(e, retest="run-2/003-drill"),
        "no later attempt of the",
    ),
    ("plan after the first attempt", _plan_late, "after the first attempt"),
    ("another plan", _plan_changed, "no run recorded its hash"),
    ("planned and not run", _not_run, "planned, and not run"),
    ("recovery not measured", _unmeasured, "no attempt measured phase 'broker back'"),
]


@pytest.mark.parametrize(
    ("change", "said"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_what_is_taken_away_is_named(
    complete: Exercise, change: Callable[[Exercise], Exercise], said: str
) -> None:
    found = missing(change(complete))
    assert any(said in one for one in found), found


def test_an_attempt_over_its_objective_deviates(complete: Exercise) -> None:
    drill = complete.plan.drills[0]
    assert drill.rto is not None
    tight = drill.model_copy(update={"rto": drill.rto.model_copy(update={"seconds": 5.0})})
    plan = complete.plan.model_copy(update={"drills": (tight, complete.plan.drills[1])})
    found = deviating(complete.model_copy(update={"plan": plan}))
    assert [one.of for one in found] == ["run-1/001-drill", "run-2/001-drill"]
    assert "RTO 12.0 s, objective 5.0 s (the business)" in found[1].what


def test_a_run_that_is_gone_leaves_a_gap_in_runs_and_attempts(tmp_path: Path) -> None:
    three = (exercises.FAILED, exercises.PASSED, exercises.PASSED)
    found = missing(exercises.read(exercises.record(tmp_path, three, left_out=[2])))
    assert any("run number 2 is missing" in one for one in found)
    assert any(f"attempt 2 of 'kg_rca: {exercises.BROKER}'" in one for one in found)


def test_the_first_run_that_is_gone_leaves_a_gap(tmp_path: Path) -> None:
    found = missing(exercises.read(exercises.record(tmp_path, left_out=[1])))
    assert any("run number 1, before the first here, is unknown" in one for one in found)
    assert any("attempt 1 of" in one and "is unknown" in one for one in found)


def test_a_bundle_that_was_removed_is_missing(tmp_path: Path) -> None:
    exercises.record(tmp_path)
    shutil.rmtree(tmp_path / "run-1")
    found = missing(exercises.read(tmp_path))
    assert any("the bundle of run run-1" in one and "is not there" in one for one in found)


def test_a_bundle_that_was_changed_is_missing(tmp_path: Path) -> None:
    exercises.record(tmp_path)
    file = tmp_path / "run-1" / "evidence" / "001-drill.jsonl"
    file.write_bytes(file.read_bytes().replace(b"1 message lost", b"0 message lost", 1))
    found = missing(exercises.read(tmp_path))
    assert any("run run-1: its evidence is broken" in one for one in found)


def test_a_killed_run_is_an_attempt_like_any_other(tmp_path: Path) -> None:
    exercise = exercises.read(exercises.record(tmp_path, killed=[1]))
    assert [one.status for one in exercise.runs] == ["aborted", "verified"]
    assert len(exercise.attempts) == 4


def test_a_quarter_without_a_run_is_an_error(tmp_path: Path) -> None:
    exercises.record(tmp_path, ())
    with pytest.raises(UsageError, match="no run on lab in"):
        exercises.read(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("plan.yaml", {"quarter": "2026-4"}, "quarter: Value error, '2026-4' is no quarter"),
        ("plan.yaml", None, "it is empty; docs/dr.md shows"),
        ("plan.yaml", {**exercises.plan(), "drils": []}, "drils: Extra inputs"),
        ("sign-off.yaml", {"approved": {"by": "Cyd"}}, "approved.at: Field required"),
        ("controls.yaml", {"controls": [{"framework": "x"}]}, "controls.0.control: Field required"),
    ],
)
def test_a_file_that_is_wrong_says_where(
    tmp_path: Path, name: str, content: object, complaint: str
) -> None:
    exercises.record(tmp_path, ())
    exercises.written(tmp_path, name, content)
    with pytest.raises(UsageError, match=name) as caught:
        exercises.read(tmp_path)
    assert complaint in str(caught.value)
