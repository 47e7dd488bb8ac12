from dataclasses import replace
from datetime import timedelta

import numpy
import pytest

from drillbook.forecast.backtest import Backtest, backtest, seasonal
from drillbook.forecast.models import Fan
from drillbook.forecast.outlook import Exhaustion, Forecast, Refusal, Scenario, exhaustion, outlook
from drillbook.forecast.series import Numbers
from tests.forecast.known_series import DAYS, linear, series
from tests.forecast.known_series import seasonal as weekly


def line(seed: int = 0) -> Numbers:
    return linear(numpy.random.default_rng(seed))[:DAYS]


def test_a_line_runs_into_its_limit_when_arithmetic_says_so() -> None:
    # 100 + 0.5 a day from day 0: 149.5 on day 99, 160 on day 120, 21 days later.
    found = outlook(series(line()).limited(160, "the disk"))
    assert isinstance(found, Forecast)
    assert found.exhaustion is not None
    earliest, likely, latest = (
        found.exhaustion.earliest,
        found.exhaustion.likely,
        found.exhaustion.latest,
    )
    assert earliest is not None
    assert likely is not None
    assert latest is not None
    assert earliest <= likely <= latest
    assert likely == pytest.approx(21, abs=4)
    assert earliest <= 21 <= latest
    assert found.days == 33


def test_growth_twice_as_fast_halves_the_days() -> None:
    once = outlook(series(line()).limited(160, "the disk"))
    twice = outlook(series(line()).limited(160, "the disk"), Scenario(growth=2))
    assert isinstance(once, Forecast)
    assert isinstance(twice, Forecast)
    assert once.exhaustion
    assert once.exhaustion.likely
    assert twice.exhaustion
    assert twice.exhaustion.likely
    assert twice.exhaustion.likely == pytest.approx(once.exhaustion.likely / 2, abs=2)


def test_a_new_large_client_takes_its_room_from_the_day_it_comes() -> None:
    found = outlook(series(line()).limited(185, "the disk"), Scenario(jump=30, jump_at=10))
    assert isinstance(found, Forecast)
    assert found.exhaustion is not None
    # Without it 185 is reached on day 170, 71 days later, out of reach; with it 30 sooner.
    assert outlook_likely(185, Scenario()) is None
    assert found.fan.mean[10] - found.fan.mean[9] == pytest.approx(30.5, abs=0.5)


def outlook_likely(limit: float, scenario: Scenario) -> float | None:
    found = outlook(series(line()).limited(limit, "the disk"), scenario)
    assert isinstance(found, Forecast)
    assert found.exhaustion is not None
    return found.exhaustion.likely


def test_days_to_a_limit_are_where_the_edges_of_the_80_percent_band_reach_it() -> None:
    fan = Fan(numpy.arange(101.0, 111.0), numpy.full(10, 1 / 1.2815515655446004))
    limited = series(numpy.full(50, 100.0)).limited(105, "the disk")
    assert exhaustion(limited, fan) == Exhaustion(4.0, 5.0, 6.0)
    assert exhaustion(limited.limited(110.5, "x"), fan) == Exhaustion(10.0, None, None)
    assert exhaustion(limited.limited(100, "x"), fan) == Exhaustion(0.0, 0.0, 0.0)
    assert exhaustion(replace(limited, limit=None), fan) is None


def test_a_short_history_is_refused_with_what_is_needed() -> None:
    found = outlook(series(line()[:41]))
    assert isinstance(found, Refusal)
    assert found.reason == "41 steps of a day were seen, and 42 are needed"


def test_a_history_of_holes_is_refused() -> None:
    values = line()
    values[10:65] = numpy.nan
    found = outlook(series(values))
    assert isinstance(found, Refusal)
    assert "55% of its steps have no sample" in found.reason


def test_what_has_never_changed_is_not_forecast() -> None:
    found = outlook(series(numpy.full(90, 5.0)))
    assert isinstance(found, Refusal)
    assert "never changed" in found.reason


def test_a_random_walk_is_refused_as_no_model_beats_its_last_value() -> None:
    walk = numpy.cumsum(numpy.random.default_rng(3).normal(0, 1, 90))
    found = outlook(series(walk))
    assert isinstance(found, Refusal)
    assert "does not beat saying that nothing changes" in found.reason
    assert found.tried is not None
    assert not found.tried.beats_naive


def test_a_backtest_holds_the_model_against_both_naive_ones() -> None:
    values = weekly(numpy.random.default_rng(1))[:DAYS]
    tried = backtest(values, 21, (7,))
    assert tried.beats_naive
    assert tried.seasonal_naive is not None
    # The naive's own error, computed apart, at the same cuts.
    off = []
    for cut in (79, 72, 65):
        off += [abs(value - values[cut - 1]) for value in values[cut : cut + 21]]
    assert tried.naive == pytest.approx(float(numpy.mean(off)))
    assert 0.6 <= tried.held <= 1


def test_a_model_that_is_worse_than_the_last_season_does_not_beat_naive() -> None:
    assert not Backtest(2.0, 3.0, 1.5, 0.8, 3, 10).beats_naive
    assert Backtest(1.0, 3.0, 1.5, 0.8, 3, 10).beats_naive


def test_the_last_season_is_repeated() -> None:
    assert seasonal(numpy.array([9.0, 1, 2, 3]), 5, 3).tolist() == [1, 2, 3, 1, 2]


def test_a_step_finer_than_a_day_counts_days_all_the_same() -> None:
    hourly = replace(series(numpy.full(50, 100.0)), step=timedelta(hours=1), limit=105.0)
    fan = Fan(numpy.linspace(100, 110, 49)[1:], numpy.full(48, 1e-9))
    found = exhaustion(hourly, fan)
    assert found is not None
    assert found.likely == pytest.approx(1.0)
