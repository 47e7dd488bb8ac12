"""An autoscaler goes up not before the load was high for its window, and not too fast."""

from drillbook.checks.rollouts import scales_up
from drillbook.verdict import Verdict

LIMIT, WINDOW, PERIOD = 70.0, 60.0, 15.0
#: Second, replicas wanted, reading in per cent.
LOW = [(0.0, 3, 20), (5.0, 3, 71)]


def judged(*looks: tuple[float, int, int], share: float = 1, limit: float = LIMIT) -> Verdict:
    return scales_up([*LOW, *looks], limit, WINDOW, PERIOD, share).verdict


def test_twice_as_many_once_the_load_was_high_for_the_window_passes() -> None:
    assert judged((64, 3, 90), (65, 6, 90), (81, 12, 90)) is Verdict.PASS


def test_too_early_fails() -> None:
    assert judged((40, 6, 90)) is Verdict.FAIL


def test_a_reading_at_the_limit_is_not_over_it() -> None:
    assert judged((65, 6, 71), limit=71) is Verdict.FAIL


def test_more_than_the_share_in_a_period_fails() -> None:
    assert judged((64, 3, 90), (65, 7, 90)) is Verdict.FAIL
    assert judged((64, 3, 90), (65, 5, 90), share=0.5) is Verdict.PASS
    assert judged((64, 3, 90), (65, 6, 90), share=0.5) is Verdict.FAIL
    assert judged((64, 3, 90), (65, 6, 90), (70, 12, 90)) is Verdict.FAIL


def test_replicas_that_stay_fail() -> None:
    assert judged((65, 3, 90)) is Verdict.FAIL
