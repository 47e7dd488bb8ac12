"""What the verdicts of drills say over the nights: which are flaky, slow, often unknown. Pure."""

import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from drillbook.history.queries import Result


@dataclass(frozen=True)
class Drilled:
    """All drills of one scenario on one target, the oldest first."""

    target: str
    system: str
    scenario: str
    results: tuple[Result, ...]

    @property
    def verdicts(self) -> str:
        """Return the verdicts as letters: p, f, u, b."""
        return "".join(one.verdict[0] for one in self.results)

    @property
    def unknown(self) -> float:
        """Return the share of drills that ended unknown."""
        return self.verdicts.count("u") / len(self.results)

    @property
    def median(self) -> float:
        """Return the median of how long a drill takes, in seconds."""
        return statistics.median(one.seconds for one in self.results)

    @property
    def comparable(self) -> int:
        """Return how many times two drills in a row were of the same: nothing had changed."""
        return sum(1 for _ in self._pairs())

    @property
    def flips(self) -> tuple[datetime, ...]:
        """Return when the verdict changed with nothing changed.

        Blocked is no verdict on the system, and counts as no change.
        """
        return tuple(
            after.started
            for before, after in self._pairs()
            if before.verdict != after.verdict and "blocked" not in {before.verdict, after.verdict}
        )

    def _pairs(self) -> Iterator[tuple[Result, Result]]:
        return (
            (before, after)
            for before, after in pairwise(self.results)
            if before.configuration is not None and before.configuration == after.configuration
        )


def drilled(results: Iterable[Result]) -> list[Drilled]:
    """Return the drills of each scenario, in the order of the rows."""

    def same(one: Result) -> tuple[str, str, str]:
        return one.target, one.system, one.scenario

    return [Drilled(*names, tuple(several)) for names, several in groupby(results, key=same)]
