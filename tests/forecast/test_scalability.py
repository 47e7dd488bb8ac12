import numpy
import pytest

from drillbook.forecast.scalability import NoLaw, Scalability, scalability


def law(n: int, single: float, contention: float, coherency: float) -> float:
    return single * n / (1 + contention * (n - 1) + coherency * n * (n - 1))


def test_the_law_is_found_again_in_throughput_made_by_it() -> None:
    found = scalability([(n, law(n, 1000, 0.05, 0.01)) for n in (1, 2, 4, 8, 16)])
    assert isinstance(found, Scalability)
    assert found.single == pytest.approx(1000, rel=1e-3)
    assert found.contention == pytest.approx(0.05, abs=1e-3)
    assert found.coherency == pytest.approx(0.01, abs=1e-4)
    # sqrt((1 - 0.05) / 0.01) = 9.747
    assert found.peak == pytest.approx(9.747, rel=1e-2)
    assert found.off < 1e-3


def test_the_bend_is_the_last_count_before_one_more_brings_less_than_half() -> None:
    found = scalability([(n, law(n, 1000, 0.05, 0.01)) for n in (1, 2, 4, 8)])
    assert isinstance(found, Scalability)
    gains = [law(n + 1, 1000, 0.05, 0.01) - law(n, 1000, 0.05, 0.01) for n in range(1, 20)]
    assert found.bend == next(n for n, gain in enumerate(gains, start=1) if gain < 500)


def test_the_range_of_the_peak_holds_the_true_one_under_noise() -> None:
    chance = numpy.random.default_rng(5)
    measured = [
        (n, law(n, 1000, 0.05, 0.01) * (1 + chance.normal(0, 0.03)))
        for n in (1, 2, 4, 8, 16)
        for _ in range(3)
    ]
    found = scalability(measured)
    assert isinstance(found, Scalability)
    assert found.peak_range is not None
    assert found.peak_range[0] <= 9.747 <= found.peak_range[1]


def test_throughput_in_step_with_the_consumers_has_no_peak() -> None:
    found = scalability([(n, 500.0 * n) for n in (1, 2, 4, 8)])
    assert isinstance(found, Scalability)
    assert found.contention == pytest.approx(0, abs=1e-9)
    assert found.peak is None or found.peak > 100


def test_three_counts_are_too_few_for_three_parameters() -> None:
    found = scalability([(1, 10.0), (2, 18.0), (4, 30.0), (4, 31.0)])
    assert found == NoLaw("throughput at 3 counts, and 4 are needed")


def test_a_throughput_of_nothing_is_no_measurement() -> None:
    assert isinstance(scalability([(1, 10.0), (2, 0.0), (4, 30.0), (8, 31.0)]), NoLaw)


def test_where_a_second_already_costs_throughput_the_peak_is_at_one() -> None:
    # Measured on two cores: graph-builder's events a second.
    found = scalability([(1, 5104), (2, 6382), (4, 4726), (8, 2743), (16, 3871)])
    assert isinstance(found, Scalability)
    assert found.contention > 1
    assert found.peak == pytest.approx(1.0)
