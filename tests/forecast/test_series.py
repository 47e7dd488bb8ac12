from datetime import timedelta

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook.forecast.series import even, fitting_step, of_counter, rates
from tests.forecast.known_series import BEGAN, DAY

SECOND = timedelta(seconds=1)


def test_samples_of_a_day_are_averaged_and_a_day_without_one_stays_empty() -> None:
    samples = [(BEGAN, 1.0), (BEGAN + DAY / 2, 3.0), (BEGAN + 2 * DAY, 5.0)]
    found = even("disk", "GiB", samples, DAY)
    assert found.values[0] == 2
    assert numpy.isnan(found.values[1])
    assert found.values[2] == found.last == 5
    assert found.seen == 2
    assert found.remarks == ("1 of 3 steps have no sample",)
    assert found.ended == BEGAN + 2 * DAY


def test_the_time_in_which_a_counter_began_anew_is_left_out() -> None:
    samples = [(BEGAN + n * 10 * SECOND, v) for n, v in enumerate([0.0, 100, 150, 20, 70])]
    grown, resets = rates(samples)
    assert [value for _, value in grown] == [10, 5, 5]
    assert resets == 1
    series = of_counter("messages", "messages", samples, 10 * SECOND)
    assert series.unit == "messages/s"
    assert numpy.isnan(series.values[2])
    assert series.remarks == (
        "1 of 4 steps have no sample",
        "the counter began anew 1 times",
    )


@settings(deadline=None)  # a busy machine is no wrong figure
@given(
    st.lists(st.integers(0, 1000), min_size=2, max_size=30),
    st.sets(st.integers(1, 29), max_size=5),
)
def test_growth_read_from_a_counter_is_never_more_than_there_was(
    growth: list[int], restarts: set[int]
) -> None:
    counter, samples = 0, [(BEGAN, 0.0)]
    for n, grown in enumerate(growth, start=1):
        counter = grown if n in restarts else counter + grown
        samples.append((BEGAN + n * SECOND, float(counter)))
    found, resets = rates(samples)
    assert all(rate >= 0 for _, rate in found)
    assert sum(rate for _, rate in found) <= sum(growth)
    assert len(found) + resets == len(growth)
    if not restarts & set(range(1, len(growth) + 1)):
        assert sum(rate for _, rate in found) == sum(growth)


def test_a_step_is_never_finer_than_the_samples_are_apart() -> None:
    daily = [(BEGAN + n * DAY, 0.0) for n in range(20)]
    assert fitting_step(daily) == DAY


@pytest.mark.parametrize(
    ("span", "step"),
    [
        (timedelta(days=90), DAY),
        (timedelta(days=10), timedelta(hours=1)),
        (timedelta(hours=12), timedelta(minutes=5)),
        (timedelta(minutes=20), timedelta(minutes=1)),
    ],
)
def test_the_step_is_as_coarse_as_leaves_enough_of_them(span: timedelta, step: timedelta) -> None:
    minute = timedelta(minutes=1)
    samples = [(BEGAN + n * minute, 0.0) for n in range(int(span / minute) + 1)]
    assert fitting_step(samples) == step


def test_no_sample_is_an_error() -> None:
    with pytest.raises(ValueError, match="disk has no sample"):
        even("disk", "GiB", [])
