from itertools import pairwise

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.history.changes import FEWEST, changes

NIGHTS = 60
SERIES = 200
# What is asked of it: at most so many steady series in which it sees a change.
FALSE_ALARMS = 0.03


def times(seed: int, *levels: tuple[int, float], spread: float = 0.15) -> list[float]:
    """Return nights at levels, with the skew that recovery times have."""
    chance = numpy.random.default_rng(seed)
    return [level * chance.lognormal(0, spread) for nights, level in levels for _ in range(nights)]


@pytest.mark.parametrize(("nights", "spread"), [(20, 0.15), (NIGHTS, 0.05), (NIGHTS, 0.5)])
def test_steady_times_raise_hardly_an_alarm(nights: int, spread: float) -> None:
    alarms = sum(bool(changes(times(seed, (nights, 30), spread=spread))) for seed in range(SERIES))
    assert alarms / (SERIES) <= FALSE_ALARMS


def test_a_step_is_found_within_two_nights_of_where_it_was_made() -> None:
    found = [changes(times(seed, (30, 20), (30, 30))) for seed in range(SERIES)]
    near = [one for one in found if len(one) == 1 and abs(one[0].index - 30) <= 2]
    assert len(near) / len(found) >= 0.9
    factors = [one[0].factor for one in near]
    assert numpy.median(factors) == pytest.approx(1.5, rel=0.05)


def test_a_spell_of_slow_nights_has_a_begin_and_an_end() -> None:
    found = changes(times(1, (20, 20), (20, 40), (20, 20)))
    assert [round(change.factor, 1) for change in found] == [2.0, 0.5]
    assert [abs(change.index - at) <= 2 for change, at in zip(found, (20, 40), strict=True)]


def test_one_odd_night_is_no_change() -> None:
    odd = times(2, (NIGHTS, 20))
    odd[30] = 2000.0
    assert changes(odd) == []


def test_too_few_nights_tell_nothing() -> None:
    assert changes([1.0] * (FEWEST - 1) + [100.0] * FEWEST) == []


def test_a_difference_below_the_error_of_measurement_is_no_change() -> None:
    steps = times(3, (30, 1.0), (30, 1.5), spread=0.01)
    assert len(changes(steps)) == 1
    assert changes(steps, error=1.0) == []


@given(st.lists(st.floats(0, 1e6, allow_nan=False), max_size=40))
def test_changes_are_in_order_with_enough_nights_on_each_side(series: list[float]) -> None:
    places = [0, *(change.index for change in changes(series)), len(series)]
    gaps = [after - before for before, after in pairwise(places)]
    assert len(places) == 2 or min(gaps) >= FEWEST


@given(st.floats(0.01, 100), st.integers(0, 50))
def test_the_unit_of_time_does_not_matter(unit: float, seed: int) -> None:
    series = times(seed, (15, 20), (15, 40))
    places = [change.index for change in changes(series)]
    assert [change.index for change in changes([unit * one for one in series])] == places
