"""The universal scalability law, fitted to measured throughput; and where it bends.

X(n) = L n / (1 + s (n - 1) + k n (n - 1)), Gunther 2007: L is what one does, s the share of work
that queues (contention), k what each pair costs (coherency). With k > 0 throughput falls beyond
n = sqrt((1 - s) / k).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from scipy.optimize import nnls

from drillbook.forecast.series import Numbers

_FEWEST_COUNTS = 4  # three parameters, and one count more to hold them against
_DRAWS = 200
_HALF = 0.5
_FARTHEST = 10_000


@dataclass(frozen=True)
class Scalability:
    """The law's parameters; throughput is in the unit that was measured.

    ``peak`` is where more consumers begin to cost throughput, ``peak_range`` where that lies in
    95 % of what the measurements would have given by chance; None: nowhere that can be told.
    """

    single: float
    contention: float
    coherency: float
    off: float  # mean absolute error, as a share of the measured
    most_measured: int
    peak: float | None
    peak_range: tuple[float, float] | None

    def throughput(self, consumers: float) -> float:
        """Return the throughput of so many consumers."""
        return float(_law(numpy.array([consumers]), *self._parameters)[0])

    @property
    def bend(self) -> int:
        """Return the first count at which one consumer more brings less than half of the first."""
        for count in range(1, _FARTHEST):
            if self.throughput(count + 1) - self.throughput(count) < _HALF * self.single:
                return count
        return _FARTHEST

    @property
    def _parameters(self) -> tuple[float, float, float]:
        return self.single, self.contention, self.coherency


@dataclass(frozen=True)
class NoLaw:
    """Why no law could be fitted."""

    reason: str


def scalability(measured: Sequence[tuple[int, float]], seed: int = 0) -> Scalability | NoLaw:
    """Fit the law to (consumers, throughput); several measurements of a count are welcome."""
    counts = numpy.array([float(count) for count, _ in measured])
    rates = numpy.array([rate for _, rate in measured])
    different = len(set(counts.tolist()))
    if different < _FEWEST_COUNTS:
        return NoLaw(f"throughput at {different} counts, and {_FEWEST_COUNTS} are needed")
    if not bool((counts >= 1).all() and (rates > 0).all()):
        return NoLaw("counts must be at least 1 and throughputs above 0")
    best = _fit(counts, rates)
    said = _law(counts, *best)
    peaks = _peaks_by_chance(counts, said, (rates - said) / said, seed)
    peak = _peak(best)
    return Scalability(
        *best,
        off=float(numpy.mean(numpy.abs(rates - said) / rates)),
        most_measured=int(counts.max()),
        peak=peak,
        peak_range=None if peak is None else peaks,
    )


def _law(count: Numbers, single: float, contention: float, coherency: float) -> Numbers:
    return single * count / (1 + contention * (count - 1) + coherency * count * (count - 1))


def _fit(counts: Numbers, rates: Numbers) -> tuple[float, float, float]:
    """Return L, s, k by least squares of relative errors: a small count weighs like a large one.

    n / X = 1/L + s/L (n - 1) + k/L n (n - 1) is linear in what is sought, none of it negative.
    """
    whole = counts / rates
    columns = [numpy.ones_like(counts), counts - 1, counts * (counts - 1)]
    (first, contended, coherent), _ = nnls(
        numpy.column_stack(columns) / whole[:, None], numpy.ones_like(whole)
    )
    first = max(float(first), numpy.finfo(float).tiny)
    return 1 / first, float(contended) / first, float(coherent) / first


def _peak(parameters: tuple[float, float, float]) -> float | None:
    _, contention, coherency = parameters
    if coherency <= 0:
        return None
    # With more contention than one has of its own, a second already costs throughput.
    peak = max(1.0, float(numpy.sqrt(max(0.0, 1 - contention) / coherency)))
    return peak if peak < _FARTHEST else None


def _peaks_by_chance(
    counts: Numbers, said: Numbers, errors: Numbers, seed: int
) -> tuple[float, float] | None:
    """Return where 95 % of the peaks lie when the errors come in another order (bootstrap)."""
    chance = numpy.random.default_rng(seed)
    # Three parameters have eaten a part of the errors.
    wide = errors * numpy.sqrt(len(errors) / max(len(errors) - 3, 1))
    peaks = []
    for _ in range(_DRAWS):
        drawn = said * (1 + chance.choice(wide, len(wide)))
        peaks.append(_peak(_fit(counts, numpy.maximum(drawn, said * 0.01))) or float(_FARTHEST))
    low, high = numpy.percentile(peaks, [2.5, 97.5])
    return float(low), float(high)
