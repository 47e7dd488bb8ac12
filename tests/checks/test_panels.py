"""What panels show is held against what was driven, and times against what is possible."""

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.checks.panels import nearest, rates, shows_at_least, shows_driven, times_possible
from drillbook.verdict import Judgement, failed, passed

NOTHING = failed("the rate: nothing was driven, so that nothing could be shown")


@pytest.mark.parametrize(
    ("shown", "judged"),
    [
        (100.0, passed("the rate is shown as 100.0 a second; 100.0 were counted")),
        (90.0, passed("the rate is shown as 90.0 a second; 100.0 were counted")),
        (110.0, passed("the rate is shown as 110.0 a second; 100.0 were counted")),
        (89.9, failed("the rate is shown as 89.9 a second, and 100.0 were counted")),
        (110.1, failed("the rate is shown as 110.1 a second, and 100.0 were counted")),
        (0.0, failed("the rate is shown as 0.0 a second, and 100.0 were counted")),
        (nan, failed("the rate is shown as nan a second, and 100.0 were counted")),
    ],
)
def test_a_rate_that_is_shown_is_the_one_that_was_driven(shown: float, judged: Judgement) -> None:
    assert shows_driven("the rate", shown, 100.0, 0.1) == judged


@pytest.mark.parametrize(
    ("shown", "judged"),
    [
        (90.0, passed("the rate is shown as 90.0 a second, with 100.0 that were counted")),
        (500.0, passed("the rate is shown as 500.0 a second, with 100.0 that were counted")),
        (89.9, failed("the rate is shown as 89.9 a second, and 100.0 were counted")),
        (nan, failed("the rate is shown as nan a second, and 100.0 were counted")),
    ],
)
def test_others_may_have_added_to_a_rate_that_is_of_all(shown: float, judged: Judgement) -> None:
    assert shows_at_least("the rate", shown, 100.0, 0.1) == judged


@pytest.mark.parametrize("driven", [0.0, -1.0])
def test_a_load_that_was_not_there_shows_nothing(driven: float) -> None:
    assert shows_driven("the rate", driven, driven, 0.1) == NOTHING
    assert shows_at_least("the rate", 5.0, driven, 0.1) == NOTHING


def test_a_load_of_less_than_one_a_second_is_one() -> None:
    assert shows_driven("it", 0.5, 0.5, 0.1) == passed(
        "it is shown as 0.5 a second; 0.5 were counted"
    )
    assert shows_at_least("it", 0.5, 0.5, 0.1) == passed(
        "it is shown as 0.5 a second, with 0.5 that were counted"
    )


@pytest.mark.parametrize(
    ("shown", "judged"),
    [
        ((0.01, 0.02, 0.02), passed("it: P50 10.0 ms, P95 20.0 ms, P99 20.0 ms")),
        ((0.01, 0.02, 75.0), passed("it: P50 10.0 ms, P95 20.0 ms, P99 75000.0 ms")),
        (
            (0.01, 0.02, 75.1),
            failed("it: P50 10.0 ms, P95 20.0 ms, P99 75100.0 ms; the load went on for 75.000 s"),
        ),
        (
            (0.03, 0.02, 0.04),
            failed("it: P50 30.0 ms, P95 20.0 ms, P99 40.0 ms; a higher percentile cannot be less"),
        ),
        (
            (0.0, 0.02, 0.04),
            failed("it: P50 0.0 ms, P95 20.0 ms, P99 40.0 ms; a time is more than nothing"),
        ),
        (
            (nan, 0.02, 0.04),
            failed("it: P50 nan ms, P95 20.0 ms, P99 40.0 ms; a time is more than nothing"),
        ),
    ],
)
def test_percentiles_are_in_order_and_no_longer_than_the_load_went_on(
    shown: tuple[float, float, float], judged: Judgement
) -> None:
    assert times_possible("it", dict(zip(("P50", "P95", "P99"), shown, strict=True)), 75) == judged


def test_no_percentile_at_all_is_none_that_is_shown() -> None:
    assert times_possible("it", {}, 75) == failed("no percentile of it is shown")


@given(st.lists(st.integers(0, 60), min_size=61, max_size=61), st.integers(0, 4))
def test_what_prometheus_makes_of_its_samples_is_among_the_possible_rates(
    counts: list[int], last: int
) -> None:
    """Sampled every 5 s, the last time ``last`` seconds ago: those of the minute are 55 s apart."""
    ages = [(age + 0.5, count) for age, count in enumerate(counts)]
    first = last + 55
    seen = sum(count for age, count in ages if last <= age <= first) / 55
    assert nearest(rates(ages, 60, 5), seen) == pytest.approx(seen)


def test_a_rate_that_did_not_change_is_the_same_over_all_windows() -> None:
    steady = [(age + 0.5, 10) for age in range(61)]
    assert set(rates(steady, 60, 5)) == {10.0}
