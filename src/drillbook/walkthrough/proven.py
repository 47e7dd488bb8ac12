"""When scenarios last held on a target, and how long recovery took, from the history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from drillbook.evidence import text
from drillbook.history import queries
from drillbook.history.migrations import existing
from drillbook.history.queries import Recovery, Result
from drillbook.history.trends import Trend, trends

HISTORY = Path("reports/history.duckdb")


@dataclass(frozen=True)
class Proof:
    """The drills of one scenario on one target, the oldest first, and its times of recovery."""

    results: tuple[Result, ...]
    recoveries: tuple[Trend, ...]

    def said(self) -> str:
        """Return when it last held, and how long the recovery took, in a few sentences."""
        passed = [one for one in self.results if one.verdict == "pass"]
        newest = self.results[-1]
        held = f"Last passed {text.moment(passed[-1].started)}" if passed else "Never passed"
        said = [f"{held} on {newest.target}: {len(passed)} of {len(self.results)} drills passed."]
        if newest.verdict != "pass":
            said.append(f"The newest, {text.moment(newest.started)}, is {newest.verdict}.")
        if self.recoveries:
            said.append(f"Recovery, the newest: {'; '.join(map(_recovery, self.recoveries))}.")
        return " ".join(said)


def proofs(where: str | None, target: str, system: str) -> Mapping[str, Proof]:
    """Return what the history knows of a system's scenarios on a target, by their names.

    Without ``where``, the history of this directory, if there is one. Raises UsageError when one
    that was named is not there.
    """
    if where is None and not HISTORY.exists():
        return {}
    with existing(where or str(HISTORY)) as database:
        return of(queries.results(database, system), queries.recoveries(database, system), target)


def of(
    results: Iterable[Result], recoveries: Iterable[Recovery], target: str
) -> Mapping[str, Proof]:
    """Return the proof of each scenario; results and recoveries are ordered by it."""
    times = [one for one in trends(recoveries) if one.target == target]
    here = (one for one in results if one.target == target)
    return {
        name: Proof(tuple(several), tuple(one for one in times if one.scenario == name))
        for name, several in groupby(here, key=lambda one: one.scenario)
    }


def _recovery(trend: Trend) -> str:
    beside = []
    if trend.before is not None:
        beside.append(f"median of {len(trend.seconds)}: {text.span(trend.median)}")
    if trend.budget_seconds is not None:
        beside.append(f"budget {text.span(trend.budget_seconds)}")
    took = f"{trend.phase} {text.span(trend.last)}"
    return f"{took} ({', '.join(beside)})" if beside else took
