from hypothesis import given
from hypothesis import strategies as st

from drillbook.errors import Blocked, CheckFailed, Refused, Unobservable
from drillbook.verdict import Judgement, Verdict, merge, merge_judgements, verdict_of

verdicts = st.lists(st.sampled_from(Verdict))


def test_nothing_at_all_is_unknown() -> None:
    assert merge([]) is Verdict.UNKNOWN
    assert merge_judgements([]).verdict is Verdict.UNKNOWN


def test_the_order_of_badness_is_fail_unknown_blocked_pass() -> None:
    assert merge([Verdict.PASS, Verdict.BLOCKED]) is Verdict.BLOCKED
    assert merge([Verdict.BLOCKED, Verdict.UNKNOWN]) is Verdict.UNKNOWN
    assert merge([Verdict.UNKNOWN, Verdict.FAIL]) is Verdict.FAIL


@given(verdicts, verdicts)
def test_merging_parts_first_changes_nothing(left: list[Verdict], right: list[Verdict]) -> None:
    parts = [merge(part) for part in (left, right) if part]
    assert merge(parts) is merge(left + right)


@given(verdicts)
def test_order_and_repetition_change_nothing(several: list[Verdict]) -> None:
    assert merge(reversed(several)) is merge(several) is merge(several + several)


@given(st.lists(st.sampled_from(Verdict), min_size=1))
def test_a_merge_passes_only_if_everything_passed(several: list[Verdict]) -> None:
    assert (merge(several) is Verdict.PASS) == (set(several) == {Verdict.PASS})


def test_the_reason_of_a_merge_is_the_reason_of_the_worst() -> None:
    merged = merge_judgements(
        [
            Judgement(Verdict.PASS, "fine"),
            Judgement(Verdict.FAIL, "broken"),
            Judgement(Verdict.UNKNOWN, "unseen"),
        ]
    )
    assert merged == Judgement(Verdict.FAIL, "broken")


def test_a_reason_that_another_begins_with_is_said_once() -> None:
    said = ("slow: 7 is above 5", "slow: 7 is above 5; the undo took 1 s", "slow: 7 is above 50")
    merged = merge_judgements([Judgement(Verdict.FAIL, reason) for reason in said])
    assert merged.reason == f"{said[1]}; {said[2]}"


def test_an_error_nobody_raised_on_purpose_is_unknown() -> None:
    assert verdict_of(ZeroDivisionError()) is Verdict.UNKNOWN
    assert verdict_of(Unobservable("dark")) is Verdict.UNKNOWN
    assert verdict_of(Refused("no")) is Verdict.UNKNOWN
    assert verdict_of(CheckFailed("bad")) is Verdict.FAIL
    assert verdict_of(AssertionError()) is Verdict.FAIL
    assert verdict_of(Blocked("no cluster")) is Verdict.BLOCKED
