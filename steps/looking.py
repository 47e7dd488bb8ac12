"""Looking again and again until a check passes; what was seen last is judged."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from drillbook.checks.restore import in_time
from drillbook.clock import Seen, eventually, now
from drillbook.drill import Budget, Drill
from drillbook.errors import CheckFailed
from drillbook.observation import Observation
from drillbook.verdict import Judgement, Verdict, merge_judgements

T = TypeVar("T")
_EVERY = timedelta(seconds=1)
_AT_LEAST = timedelta(milliseconds=1)


def judged(look: Callable[[], Judgement], what: str, within: timedelta) -> Judgement:
    """Look until a check passes, or the time is up; return the last judgement.

    Raises Unobservable when the last look could not see.
    """
    return _last(look, what, within, _EVERY)[0]


def judged_in_time(
    drill: Drill,
    look: Callable[[], Judgement],
    what: str,
    budget: Budget,
    *,
    since: datetime | None = None,
    every: timedelta = _EVERY,
) -> Judgement:
    """Look until a check passes; return the last judgement, and whether it came in time.

    The time is kept as a phase: since now, or since the moment that is given. Raises Unobservable
    when the last look could not see.
    """
    begun = since or now()
    left = max(budget.limit - (now() - begun), _AT_LEAST)
    judgement, seen = _last(look, what, left, every)
    if seen is None:
        return judgement
    took = drill.phase(what, begun, seen, budget)
    return merge_judgements([judgement, in_time(what, took, budget.limit)])


def _last(
    look: Callable[[], Judgement], what: str, within: timedelta, every: timedelta
) -> tuple[Judgement, Seen[Verdict] | None]:
    latest: list[Judgement] = []

    def once() -> Verdict:
        latest[:] = [look()]
        return latest[0].verdict

    try:
        seen = eventually(once, lambda v: v is Verdict.PASS, within=within, what=what, every=every)
    except CheckFailed:
        return latest[0], None
    return latest[0], seen


def until(
    drill: Drill,
    probe: Callable[[], Observation[T]],
    check: Callable[[T], Judgement],
    what: str,
    within: timedelta | Budget,
    *,
    since: datetime | None = None,
) -> None:
    """Probe until a check of what is seen passes; judge what was seen last.

    With a budget, the time is kept as a phase and judged, too.
    """
    latest: list[Observation[T]] = []

    def look() -> Judgement:
        latest[:] = [probe()]
        return check(latest[0].value)

    if isinstance(within, Budget):
        drill.judge(judged_in_time(drill, look, what, within, since=since), latest)
    else:
        drill.judge(judged(look, what, within), latest)
