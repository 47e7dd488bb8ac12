from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook.incident.changes import Watched, changes, filled

BEGAN = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
STEP = timedelta(seconds=5)
AT_LEISURE = settings(deadline=None)  # a busy machine is no change


def watched(values: Sequence[float]) -> Watched:
    points = [(BEGAN + n * STEP, float(value)) for n, value in enumerate(values)]
    return Watched("x", "X", "things", "kafka-3", points, STEP)


def test_a_level_that_drops_changes_where_it_drops() -> None:
    (found,) = changes(watched([5] * 12 + [0] * 12))
    assert found.at == BEGAN + 12 * STEP
    assert (found.before, found.after, found.part) == (5, 0, 1)


def test_one_that_comes_back_has_changed_twice() -> None:
    found = changes(watched([5] * 12 + [4] * 4 + [5] * 12))
    assert [change.at for change in found] == [BEGAN + 12 * STEP, BEGAN + 16 * STEP]
    assert found[0].part == pytest.approx(0.2)


def test_a_step_is_found_in_noise_and_noise_alone_has_none() -> None:
    chance = numpy.random.default_rng(1)
    noise = chance.normal(0, 1, 40)
    (found,) = changes(watched((100 + noise + 20 * (numpy.arange(40) >= 25)).tolist()))
    assert found.at == BEGAN + 25 * STEP
    assert 10 <= found.clear <= 40
    alarms = [changes(watched((100 + chance.normal(0, 5, 40)).tolist())) for _ in range(50)]
    assert sum(bool(found) for found in alarms) <= 2


def test_a_change_of_less_than_a_twentieth_is_none() -> None:
    assert changes(watched([100] * 12 + [96] * 12)) == ()


@AT_LEISURE
@given(st.floats(-1e9, 1e9, allow_nan=False), st.integers(0, 40))
def test_what_never_changes_has_no_change(level: float, count: int) -> None:
    assert changes(watched([level] * count)) == ()


@AT_LEISURE
@given(st.integers(4, 30), st.integers(4, 30), st.floats(1, 1e6))
def test_a_clean_step_is_found_at_any_place_and_of_any_size(
    before: int, after: int, size: float
) -> None:
    (found,) = changes(watched([0.0] * before + [size] * after))
    assert found.at == BEGAN + before * STEP


def test_what_counts_things_is_none_where_there_is_no_sample() -> None:
    points = [(BEGAN, 1.0), (BEGAN + STEP, 1.0), (BEGAN + 3 * STEP, 1.0)]
    steady = filled(points, BEGAN, BEGAN + 4 * STEP, STEP)
    assert [value for _, value in steady] == [1, 1, 0, 1, 0]
