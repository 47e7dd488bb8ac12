"""Limits: at each number that a Then or a claim names, what is seen at it, just below, just above.

A limit holds when the verdict turns exactly there. In a Then's words, it is the number after
``within``, ``at most``, ``at least``, ``under`` and the like. Any other number is exact: only what
is seen at it passes. One that is a name (broker 3, version 1.1.0) is neither.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import permutations

from drillbook.clock import describe
from drillbook.proof import edits
from drillbook.proof.edits import Leaf
from drillbook.proof.playing import Changes
from drillbook.proof.recording import Call
from drillbook.proof.scene import Outcome
from drillbook.verdict import Verdict

_WORDS = re.compile(
    r"\b(?:within|at most|at least|under|over|above|below|from|up to|(?:more|fewer|less) than)"
    r" (\d[\d,]*(?:\.\d+)?)(?: ?(%|seconds?\b|minutes?\b|hours?\b|days?\b))?"
)
_EXACT = re.compile(
    r"(?<![\w.:-])(?<!\bbroker )(?<!\bpartition )(?<!\bversion )(?<!\bpriority )"
    r"(\d[\d,]*(?:\.\d+)?)"
    r"(?: ?(%|seconds?\b|minutes?\b|hours?\b|days?\b))?(?![\w:-])"
)
_CLOCK = re.compile(r"\b(\d\d):(\d\d)\b")
_SCHEDULE = re.compile(r"\d+ \d+ \* \* .+")
_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}
_LEAST = timedelta(milliseconds=1)
_MANY = 1_000_000
_DIGITS = 12
_MINUTES_A_DAY = 24 * 60

#: Plays changes and returns the verdict of the Then in question.
Play = Callable[[Changes], Verdict]


def named(text: str) -> list[tuple[str, float]]:
    """Return the limits that a step names: as it says them, and as a number (seconds, a share)."""
    return [(match[0], _number(match)) for match in _WORDS.finditer(text)]


def exact(text: str) -> list[tuple[str, float, float]]:
    """Return the numbers that a step names and that are no limits, as ``named``, with their unit.

    The unit is that of the words, as a number: 3600 for hours.
    """
    found = _EXACT.finditer(_WORDS.sub(" ", text))
    return [(match[0], _number(match), _unit(match)) for match in found]


def clock(text: str) -> list[tuple[str, int]]:
    """Return the times of day that a step names: as it says them, and in minutes from midnight."""
    return [(match[0], int(match[1]) * 60 + int(match[2])) for match in _CLOCK.finditer(text)]


def _number(match: re.Match[str]) -> float:
    # 70 times 0.01 is not 0.7 among floats, and what was seen is.
    return round(float(match[1].replace(",", "")) * _unit(match), _DIGITS)


def _unit(match: re.Match[str]) -> float:
    unit = match[2] or ""
    return 0.01 if unit == "%" else _SECONDS.get(unit.rstrip("s"), 1.0)


def budget_holds(seconds: float, outcome: Outcome, play: Play) -> str | None:
    """Return the budget at which a Then's verdict turns from pass to fail, to a millisecond.

    It is at most what the Then says; the target file may ask for less. What it looks at is made to
    come later, until its phase takes exactly as long as it may.
    """
    for phase in outcome.phases:
        if phase.budget_seconds is None or phase.budget_seconds > seconds:
            continue
        limit = timedelta(seconds=phase.budget_seconds)
        left = limit - (phase.ended - phase.started)
        verdicts = [
            play(Changes(late={outcome.number: left + by})) for by in (-_LEAST, _LEAST * 0, _LEAST)
        ]
        if verdicts == [Verdict.PASS, Verdict.PASS, Verdict.FAIL]:
            return f"{phase.name} after {describe(limit)} passes, 1 ms later fails"
    return None


def turns_at(limit: float, leaves: Iterable[Leaf], play: Play) -> str | None:
    """Return the place where a number at the limit, or just beside it, turns the verdict."""
    for leaf in leaves:
        if edits.figure(leaf) is None:
            continue
        step = edits.least_step(leaf)
        calls = [edits.with_figure(leaf, limit + by) for by in (-step, 0, step)]
        if said := _turned([_one(leaf, call) for call in calls], play):
            return f"{leaf.name}: {said} at {limit:g}"
    return None


def only_at(number: float, unit: float, leaves: Sequence[Leaf], play: Play) -> str | None:
    """Return the place where a number passes, and what is beside it does not.

    Beside it is the least step and the unit, less and more; first in this place, then in all
    places of its step with the number at once. A span is in milliseconds where the place's name
    ends so.
    """
    for leaf in leaves:
        if edits.figure(leaf) is None:
            continue
        milli = leaf.name.endswith(("ms", "milliseconds"))
        sought, least = number * 1000 if milli else number, edits.least_step(leaf)
        steps = {least, max(least, unit * 1000 if milli else unit)}
        beside = [sought + sign * step for step in steps for sign in (-1, 1)]
        alike = [
            one for one in leaves if one.call.step == leaf.call.step and edits.figure(one) == sought
        ]
        moved = [_all([leaf], one) for one in beside] + [_all(alike, one) for one in beside]
        if _passes_alone(_all([leaf], sought), moved, play):
            return f"{leaf.name}: passes at {sought:.15g} alone, not at {least:g} less or more"
    return None


def only_at_time(minutes: int, leaves: Iterable[Leaf], play: Play) -> str | None:
    """Return the place of a daily or weekly schedule that passes at a time of day alone.

    It does not pass a minute or an hour before or after.
    """
    for leaf in leaves:
        if not isinstance(leaf.value, str) or not _SCHEDULE.fullmatch(leaf.value):
            continue
        at, *beside = (_daily(leaf, minutes + by) for by in (0, -60, -1, 1, 60))
        if _passes_alone(at, beside, play):
            return f"{leaf.name}: passes at that time alone, not a minute or an hour off"
    return None


def _daily(leaf: Leaf, minutes: int) -> Changes:
    hour, minute = divmod(minutes % _MINUTES_A_DAY, 60)
    days = str(leaf.value).split(maxsplit=2)[2]
    return Changes(calls={leaf.index: leaf.with_value(f"{minute} {hour} {days}")})


def share_turns_at(limit: float, leaves: Iterable[Leaf], play: Play) -> str | None:
    """Return two counts in what was seen whose ratio turns the verdict at the limit.

    The one is set to a million, the other to the share of it, or to all but the share.
    """
    counts = [leaf for leaf in leaves if isinstance(leaf.value, int) and leaf.value > 1]
    for whole, part in permutations(counts, 2):
        if whole.index != part.index:
            continue
        for number in (round(_MANY * limit), _MANY - round(_MANY * limit)):
            tried = [_both(whole, part, number + by) for by in (-1, 0, 1)]
            if said := _turned(tried, play):
                return f"{part.name} of {whole.name}: {said} at {number:,} of {_MANY:,}"
    return None


def _one(leaf: Leaf, call: Call | None) -> Changes | None:
    return Changes(calls={leaf.index: call}) if call is not None else None


def _both(whole: Leaf, part: Leaf, number: int) -> Changes:
    first = whole.with_value(_MANY)
    second = Leaf(part.index, first, part.path, part.names, part.value).with_value(number)
    return Changes(calls={part.index: second})


def _passes_alone(at: Changes | None, beside: Iterable[Changes | None], play: Play) -> bool:
    """Return whether the one passes, and each of the others can be and fails."""
    if at is None or play(at) is not Verdict.PASS:
        return False
    return all(one is not None and play(one) is Verdict.FAIL for one in beside)


def _all(leaves: Iterable[Leaf], number: float) -> Changes | None:
    """Return the change of several places to one number; None where it cannot stand there."""
    calls: dict[int, Call] = {}
    for leaf in leaves:
        at = calls.get(leaf.index, leaf.call)
        moved = Leaf(leaf.index, at, leaf.path, leaf.names, leaf.value, leaf.owner)
        changed = edits.with_figure(moved, number)
        if changed is None:
            return None
        calls[leaf.index] = changed
    return Changes(calls=calls)


def _turned(tried: Sequence[Changes | None], play: Play) -> str | None:
    """Say how the verdict turns between neighbours, if it does, between pass and fail."""
    if any(one is None for one in tried):
        return None
    verdicts = [play(one) for one in tried if one is not None]
    if {Verdict.PASS, Verdict.FAIL} <= set(verdicts):
        below, at, above = (verdict.value for verdict in verdicts)
        return f"{below} below, {at}, {above} above"
    return None
