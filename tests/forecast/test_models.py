import numpy
import pytest

from drillbook.forecast.models import Drifting, Fan, Regression, Shape, fitted
from drillbook.forecast.series import Numbers
from tests.forecast.known_series import (
    AHEAD,
    DAYS,
    KINDS,
    linear,
    saturating,
    seasonal,
    step_change,
)

SEEDS = 20


def held(kind: str, share: float) -> float:
    """Return which share of what came lay within a band, over several seeds."""
    found = []
    for seed in range(SEEDS):
        values = KINDS[kind](numpy.random.default_rng(seed))
        low, high = fitted(values[:DAYS], (7,)).fan(AHEAD).band(share)
        came = values[DAYS:]
        found.append(((low <= came) & (came <= high)).mean())
    return float(numpy.mean(found))


@pytest.mark.parametrize("kind", KINDS)
def test_the_80_percent_band_holds_70_to_90_percent_of_what_comes(kind: str) -> None:
    assert 0.70 <= held(kind, 0.8) <= 0.90


def test_wider_bands_hold_more() -> None:
    fan = Fan(numpy.array([10.0]), numpy.array([2.0]))
    # The quantiles of a normal distribution: 0.6745, 1.2816 and 1.96 standard deviations.
    for share, reach in ((0.5, 0.6745), (0.8, 1.2816), (0.95, 1.96)):
        low, high = fan.band(share)
        assert low[0] == pytest.approx(10 - 2 * reach, abs=1e-3)
        assert high[0] == pytest.approx(10 + 2 * reach, abs=1e-3)


def shape_of(values: Numbers, periods: tuple[int, ...] = ()) -> Shape:
    model = fitted(values[:DAYS], periods)
    assert isinstance(model, Regression)
    return model.shape


def test_a_season_is_found_where_there_is_one_and_only_there() -> None:
    assert shape_of(seasonal(numpy.random.default_rng(0)), (7,)).period == 7
    assert shape_of(linear(numpy.random.default_rng(0)), (7,)).period is None


def test_a_step_in_the_past_is_found_where_it_was_and_only_there() -> None:
    assert shape_of(step_change(numpy.random.default_rng(0))).step_at == 60
    assert shape_of(linear(numpy.random.default_rng(0))).step_at is None


def test_what_levels_off_gets_a_curve_and_a_line_none() -> None:
    curve = fitted(saturating(numpy.random.default_rng(0))[:DAYS], (7,))
    assert curve.says == "a curve that levels off"
    assert fitted(linear(numpy.random.default_rng(0))[:DAYS], (7,)).says == "a line"


def test_a_walk_is_not_taken_for_a_line_with_noise() -> None:
    walk = numpy.cumsum(numpy.random.default_rng(0).normal(0.5, 2, DAYS + AHEAD))
    model = fitted(walk[:DAYS])
    assert isinstance(model, Drifting)
    assert "a level that drifts" in model.says
    low, high = model.fan(AHEAD).band(0.8)
    # A walk's band widens with the square root of time: about 1.28 * 2 * sqrt(28) on either side.
    assert (high - low)[-1] == pytest.approx(2 * 1.28 * 2 * 28**0.5, rel=0.35)


def test_twice_the_growth_is_twice_as_far_from_now_and_twice_as_unsure() -> None:
    fan = Fan(numpy.array([110.0, 120.0]), numpy.array([1.0, 2.0]))
    faster = fan.scaled(factor=2, jump=50, jump_at=1)
    assert faster.mean.tolist() == pytest.approx([120, 190])
    assert faster.error.tolist() == [2, 4]
