"""What the trends notebook says: recovery times with their changes, flaky, slow, unknown drills."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from drillbook.evidence import text
from drillbook.history.changes import FEWEST, Change, changes
from drillbook.history.trends import Trend
from drillbook.history.verdicts import Drilled
from drillbook.notebook.shown import Shown, points, table, together, words
from drillbook.notebook.trends import Inputs

_MOST = 10


@dataclass(frozen=True)
class Recovering:
    """The recovery times of one phase of one scenario, with their changes."""

    trend: Trend
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        """Return which it is."""
        return f"{self.trend.scenario}: {self.trend.phase}"


@lru_cache(maxsize=1)
def recovering(inputs: Inputs) -> tuple[Recovering, ...]:
    """Return all recovery times with their changes."""
    return tuple(
        Recovering(one, tuple(changes(one.seconds, one.detection_seconds)))
        for one in inputs.trends()
    )


def summary(inputs: Inputs) -> Shown:
    """Return what is worth knowing, in a few sentences."""
    return points(_sentences(inputs), nothing="")


def _sentences(inputs: Inputs) -> Iterator[str]:
    found = recovering(inputs)
    changed = [one for one in found if one.changes]
    longest = max((len(one.trend.seconds) for one in found), default=0)
    if not found:
        yield "No recovery time was measured."
    elif longest < 2 * FEWEST:
        yield (
            f"No change of a recovery time can be told yet: {longest} nights at most, and "
            f"{2 * FEWEST} are needed."
        )
    else:
        slower = sum(one.changes[-1].factor > 1 for one in changed)
        yield (
            f"{len(changed)} of {len(found)} recovery times changed; by the newest change "
            f"{slower} are slower, {len(changed) - slower} faster."
        )
    over = [one.name for one in found if _is_over(one.trend)]
    yield f"Over their budget at the newest night: {'; '.join(over) or 'none'}."
    drills = inputs.drills()
    flaky = sum(1 for one in drills if one.flips)
    comparable = sum(one.comparable for one in drills)
    if comparable:
        yield (
            f"{flaky} of {len(drills)} drills are flaky: a verdict changed with nothing changed, "
            f"over {comparable:,} pairs of nights."
        )
    else:
        yield "Flakiness is unknown: no two drills in a row were recorded of the same files."
    unknown = sum(one.verdicts.count("u") for one in drills)
    yield f"{unknown:,} of {len(inputs.results):,} drills ended unknown ({_share(inputs)})."


def _share(inputs: Inputs) -> str:
    unknown = sum(one.verdict == "unknown" for one in inputs.results)
    return f"{unknown / len(inputs.results):.1%}"


def _is_over(trend: Trend) -> bool:
    return trend.budget_seconds is not None and trend.last > trend.budget_seconds


def recovery_table(inputs: Inputs) -> Shown:
    """Return the recovery time of every phase of every drill."""
    rows = [
        [
            "" if before and before.trend.scenario == one.trend.scenario else one.trend.scenario,
            one.trend.phase,
            len(one.trend.seconds),
            _last(one.trend),
            text.span(one.trend.median),
            _budget(one.trend),
            _newest(one),
            one.trend.bars(),
        ]
        for before, one in pairwise([None, *recovering(inputs)])
        if one is not None
    ]
    headings = [
        *("Scenario", "Phase", "Nights", "Newest", "Median", "Budget", "Changed", "Newest nights")
    ]
    note = (
        "Newest: in brackets, by how much earlier it may have ended, as it was watched. A drill "
        "that ended unknown measured nothing, and is not counted. Bars: from nothing to the most."
    )
    return together(words(note), table(headings, rows, nothing="No recovery time was measured."))


def _last(trend: Trend) -> str:
    late = trend.detection_seconds
    return f"{text.span(trend.last)} (-{text.span(late)})" if late else text.span(trend.last)


def _budget(trend: Trend) -> str:
    if trend.budget_seconds is None:
        return "none"
    over = f", over in {trend.over_budget}" if trend.over_budget else ""
    return f"{text.span(trend.budget_seconds)}{over}"


def _newest(one: Recovering) -> str:
    if len(one.trend.seconds) < 2 * FEWEST:
        return "too few nights"
    if not one.changes:
        return "no change shown"
    return f"x {one.changes[-1].factor:.2f} since {_day(one, one.changes[-1])}"


def change_table(inputs: Inputs) -> Shown:
    """Return every change of a recovery time, the largest first."""
    found = [(one, change) for one in recovering(inputs) for change in one.changes]
    found.sort(key=lambda pair: max(pair[1].factor, 1 / pair[1].factor), reverse=True)
    rows = [
        [
            one.name,
            _day(one, change),
            text.span(change.before),
            text.span(change.after),
            f"x {change.factor:.2f}",
        ]
        for one, change in found
    ]
    headings = ["Recovery time", "Since", "Median before", "Median since", "Factor"]
    return table(headings, rows, nothing="No change is shown.")


def _day(one: Recovering, change: Change) -> str:
    return one.trend.started[change.index].strftime("%Y-%m-%d")


def flaky(inputs: Inputs) -> Shown:
    """Return the drills whose verdict changed with nothing changed, the flakiest first."""
    drills = inputs.drills()
    found = sorted((one for one in drills if one.flips), key=_flakiness, reverse=True)
    rows = [
        [
            one.scenario,
            f"{len(one.flips)} of {one.comparable}",
            one.flips[-1].strftime("%Y-%m-%d"),
            _letters(one),
        ]
        for one in found
    ]
    known = sum(one.comparable for one in drills)
    note = (
        "Nothing changed: target file, feature and drillbook's version were the same in two drills "
        f"in a row ({known:,} such pairs). What else may have changed, the records do not say. "
        "Blocked counts as no verdict. p pass, f fail, u unknown, b blocked; the newest last."
    )
    headings = ["Scenario", "Changes of verdict", "Newest", "Newest nights"]
    return together(words(note), table(headings, rows, nothing=_no_flake(known)))


def _flakiness(one: Drilled) -> float:
    return len(one.flips) / one.comparable


def _no_flake(known: int) -> str:
    if known:
        return "No drill is flaky."
    return "Unknown: no two drills in a row were recorded of the same files."


def slowest(inputs: Inputs) -> Shown:
    """Return the drills that take longest, by the median of the whole drill."""
    found = sorted(inputs.drills(), key=lambda one: one.median, reverse=True)[:_MOST]
    rows = [
        [
            one.scenario,
            text.span(one.median),
            text.span(max(result.seconds for result in one.results)),
            len(one.results),
        ]
        for one in found
    ]
    headings = ["Scenario", "Median", "Longest", "Drills"]
    return table(headings, rows, nothing="No drill.")


def unknown(inputs: Inputs) -> Shown:
    """Return the drills that ended unknown most often."""
    found = sorted((d for d in inputs.drills() if d.unknown), key=lambda d: d.unknown, reverse=True)
    rows = [
        [
            one.scenario,
            f"{one.verdicts.count('u')} of {len(one.results)}",
            f"{one.unknown:.0%}",
            _letters(one),
        ]
        for one in found[:_MOST]
    ]
    headings = ["Scenario", "Unknown", "Share", "Newest nights"]
    return table(headings, rows, nothing="No drill ended unknown.")


def _letters(one: Drilled) -> str:
    return one.verdicts[-20:]
