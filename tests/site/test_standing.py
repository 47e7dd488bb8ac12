"""The three questions of the first screen, judged from results."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.runbook.claims import Claim
from drillbook.site.standing import FRESH, Phase, Result, Standing, standing
from drillbook.verdict import Verdict

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
TARGET = {"name": "lab", "kind": "lab"}
VERDICTS = st.sampled_from(list(Verdict))


def result(night: int, verdict: Verdict = Verdict.PASS, **changed: Any) -> Result:
    made = {
        "run": f"night-{night}",
        "drill": "001",
        "target": "lab",
        "system": "shop",
        "scenario": "A broker is lost",
        "claims": ("shop-broker",),
        "sections": ("Recovery",),
        "verdict": verdict,
        "reason": "",
        "started": NOW - timedelta(hours=4) - timedelta(days=100 - night),
        "recovers": True,
        "phases": (Phase("broker back", 20.0, 0.5, 60.0),),
        "lost": 0,
    }
    return Result(**{**made, **changed})


def took(night: int, seconds: float, verdict: Verdict = Verdict.PASS) -> Result:
    return result(night, verdict, phases=(Phase("broker back", seconds, 0.5, 60.0),))


def stands(*results: Result, claims: tuple[Claim, ...] = ()) -> Standing:
    return standing(TARGET, results, {"shop": claims}, NOW)


def claim(**changed: Any) -> Claim:
    written = {"id": "shop-broker", "section": "Recovery", "says": "It comes back."}
    return Claim.model_validate(written | {"covered_by": ["f#s"]} | changed)


@given(st.lists(VERDICTS, min_size=1, max_size=6))
def test_the_answer_is_yes_only_when_every_recovery_was_seen_to_pass(found: list[Verdict]) -> None:
    drills = [result(100, one, scenario=f"s{n}") for n, one in enumerate(found)]
    said = stands(*drills)
    judged = [one for one in found if one is not Verdict.BLOCKED]
    assert (said.answer == "Yes") == (bool(judged) and set(judged) == {Verdict.PASS})
    assert (said.answer == "No") == (Verdict.FAIL in judged)


def test_an_old_pass_says_nothing_of_tonight() -> None:
    old = result(100, started=NOW - FRESH - timedelta(minutes=1))
    said = stands(old)
    assert said.answer == "Not shown tonight"
    assert said.verdict is Verdict.UNKNOWN


def test_one_recovery_that_is_old_among_new_ones_is_not_shown() -> None:
    old = result(90, scenario="PostgreSQL is restored")
    assert stands(old, result(100)).answer == "Not shown tonight"


def test_without_a_drill_that_recovers_nothing_is_shown() -> None:
    assert stands(result(100, recovers=False)).answer == "Not shown"


def test_a_recovery_that_got_nowhere_this_time_still_counts_as_one() -> None:
    unseen = result(100, Verdict.UNKNOWN, recovers=False, phases=())
    assert stands(result(99), unseen).answer == "Not shown"


def test_the_newest_drill_of_a_scenario_decides() -> None:
    assert stands(result(99, Verdict.FAIL), result(100)).answer == "Yes"


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [
        (Verdict.PASS, Verdict.FAIL, True),
        (Verdict.PASS, Verdict.UNKNOWN, True),
        (Verdict.PASS, Verdict.BLOCKED, True),
        (Verdict.UNKNOWN, Verdict.FAIL, True),
        (Verdict.FAIL, Verdict.UNKNOWN, False),
        (Verdict.FAIL, Verdict.FAIL, False),
        (Verdict.PASS, Verdict.PASS, False),
    ],
)
def test_a_verdict_gets_worse(before: Verdict, now: Verdict, worse: bool) -> None:
    said = stands(result(99, before), result(100, now))
    assert [one.how for one in said.worse] == ([f"{before}, now {now}"] if worse else [])


def test_a_second_attempt_in_the_same_run_is_not_compared_with_the_first() -> None:
    first, second = result(100), result(100, Verdict.FAIL, drill="002")
    assert stands(first, second).worse == ()


def test_a_recovery_slower_than_its_usual_is_worse_and_one_within_its_noise_is_not() -> None:
    before = [took(night, 20.0) for night in (96, 97, 98)]
    (worse,) = stands(*before, took(100, 26.0)).worse
    assert worse.how == "broker back took 26.0 s, median before 20.0 s"
    assert stands(*before, took(100, 24.9)).worse == ()
    quick = [took(night, 0.2) for night in (96, 97, 98)]
    assert stands(*quick, took(100, 1.1)).worse == ()


def test_times_of_drills_that_failed_are_not_the_usual() -> None:
    before = [took(night, 20.0, Verdict.FAIL) for night in (96, 97, 98)]
    assert stands(*before, took(100, 50.0)).worse == ()


def test_losing_writes_for_the_first_time_is_worse() -> None:
    (worse,) = stands(result(99), result(100, lost=3)).worse
    assert worse.how == "3 acknowledged writes lost, before none"
    assert stands(result(99, lost=5), result(100, lost=3)).worse == ()


@given(st.lists(VERDICTS, min_size=1, max_size=4))
def test_a_claim_is_proven_only_when_all_its_newest_drills_passed(found: list[Verdict]) -> None:
    drills = [result(100, one, scenario=f"s{n}") for n, one in enumerate(found)]
    (proof,) = stands(*drills, claims=(claim(),)).proofs
    assert proof.proven == (set(found) == {Verdict.PASS})


@pytest.mark.parametrize(
    ("changed", "verdict", "why"),
    [
        ({}, None, "never drilled on this target"),
        ({"covered_by": []}, None, "no scenario covers it"),
        ({"blocked": "needs a cluster"}, Verdict.BLOCKED, "needs a cluster"),
    ],
)
def test_a_claim_without_a_drill_says_why(
    changed: dict[str, Any], verdict: Verdict | None, why: str
) -> None:
    (proof,) = stands(result(100, claims=()), claims=(claim(**changed),)).proofs
    assert (proof.verdict, proof.why, proof.proven) == (verdict, why, False)


def test_claims_of_a_system_that_this_target_never_drilled_are_not_asked_for() -> None:
    assert stands(result(100, system="other"), claims=(claim(),)).proofs == ()
