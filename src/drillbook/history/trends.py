"""How recovery times go from night to night. Pure: from the history's rows to trends."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from drillbook.history.queries import Recovery

_BARS = "▁▂▃▄▅▆▇█"
#: How many of the newest nights a line of bars shows.
NIGHTS = 20


@dataclass(frozen=True)
class Trend:
    """The recovery times of one phase of one scenario on one target, the oldest first. Seconds.

    Drills that passed or failed count: the time of one that is unknown measures nothing.
    """

    target: str
    system: str
    scenario: str
    phase: str
    started: tuple[datetime, ...]
    seconds: tuple[float, ...]
    detection_seconds: float
    budget_seconds: float | None

    @property
    def last(self) -> float:
        """Return the newest time."""
        return self.seconds[-1]

    @property
    def median(self) -> float:
        """Return the median of all times."""
        return statistics.median(self.seconds)

    @property
    def before(self) -> float | None:
        """Return the median of the times before the newest; None when there are none."""
        return statistics.median(self.seconds[:-1]) if len(self.seconds) > 1 else None

    @property
    def over_budget(self) -> int:
        """Return how many times were over the newest budget."""
        budget = self.budget_seconds
        return 0 if budget is None else sum(one > budget for one in self.seconds)

    def bars(self) -> str:
        """Return the newest times as bars, from nothing to the longest."""
        return bars(self.seconds[-NIGHTS:])


def trends(recoveries: Iterable[Recovery]) -> Iterator[Trend]:
    """Yield a trend for each target, system, scenario and phase, in the order of the rows."""

    def same(one: Recovery) -> tuple[str, str, str, str]:
        return one.target, one.system, one.scenario, one.phase

    for names, several in groupby(recoveries, key=same):
        measured = [one for one in several if one.verdict in {"pass", "fail"}]
        if measured:
            yield Trend(
                *names,
                tuple(one.started for one in measured),
                tuple(one.seconds for one in measured),
                measured[-1].detection_seconds,
                measured[-1].budget_seconds,
            )


def bars(values: Sequence[float]) -> str:
    """Return a line of bars, one a value, the longest full."""
    longest = max(values, default=0.0)
    if longest <= 0:
        return _BARS[0] * len(values)
    return "".join(_BARS[min(int(8 * value / longest), 7)] for value in values)
