"""Limits: at each number that a Then or a claim names, what is seen at it, just below, just above.

A limit holds when the verdict turns exactly there. In a Then's words, it is the number after
``within``, ``at most``, ``at least``, ``under`` and the like.
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
_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}
_LEAST = timedelta(milliseconds=1)
_MANY = 1_000_000

#: Plays changes and returns the verdict of the Then in question.
Play = Callable[[Changes], Verdict]


def named(text: str) -> list[tuple[str, float]]:
    """Return the limits that a step names: as it says them, and as a number (seconds, a share)."""
    found = []
    for match in _WORDS.finditer(text):
        number, unit = float(match[1].replace(",", "")), match[2] or ""
        scale = 0.01 if unit == "%" else _SECONDS.get(unit.rstrip("s"), 1.0)
        found.append((match[0], number * scale))
    return found


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


def _turned(tried: Sequence[Changes | None], play: Play) -> str | None:
    """Say how the verdict turns between neighbours, if it does, to or from a pass."""
    if any(one is None for one in tried):
        return None
    verdicts = [play(one) for one in tried if one is not None]
    if len(set(verdicts)) > 1 and Verdict.PASS in verdicts:
        below, at, above = (verdict.value for verdict in verdicts)
        return f"{below} below, {at}, {above} above"
    return None
