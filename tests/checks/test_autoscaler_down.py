"""An autoscaler goes down not before the load was low for its window, and not too fast."""

from drillbook.checks.rollouts import scales_down
from drillbook.verdict import Verdict

LIMIT, WINDOW, PERIOD, SHARE = 63.0, 30.0, 6.0, 0.1
#: Second, replicas wanted, highest reading in per cent.
HIGH = [(0.0, 12, 83), (5.0, 12, 80)]


def judged(*looks: tuple[float, int, int]) -> Verdict:
    return scales_down([*HIGH, *looks], LIMIT, WINDOW, PERIOD, SHARE).verdict


def test_one_after_another_once_the_load_was_low_for_the_window_passes() -> None:
    assert judged((10, 12, 20), (40, 10, 20), (46, 9, 20)) is Verdict.PASS


def test_too_early_fails() -> None:
    assert judged((10, 12, 20), (25, 10, 20), (46, 9, 20)) is Verdict.FAIL


def test_too_many_in_a_period_fail() -> None:
    assert judged((39, 12, 20), (40, 9, 20), (46, 8, 20)) is Verdict.FAIL
    assert judged((38, 12, 20), (40, 10, 20), (42, 9, 20)) is Verdict.FAIL


def test_none_taken_away_fails() -> None:
    assert judged((40, 12, 20)) is Verdict.FAIL


def test_no_load_that_was_ever_high_shows_nothing() -> None:
    looks = [(0.0, 12, 20), (40.0, 10, 20), (46.0, 9, 20)]
    assert scales_down(looks, LIMIT, WINDOW, PERIOD, SHARE).verdict is Verdict.FAIL


def test_nothing_seen_fails() -> None:
    assert scales_down([], LIMIT, WINDOW, PERIOD, SHARE).verdict is Verdict.FAIL
