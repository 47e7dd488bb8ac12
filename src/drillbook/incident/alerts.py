"""Alerts against what their own rules say: fired, missing, late, or not due.

A rule's expression is asked for apart from its alert, over the whole span. Where it held for as
long as its ``for`` says, the alert is due: not before that, and by then plus a scrape and two
evaluations.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """What became of an alert."""

    FIRED = "fired in time"
    LATE = "late"
    MISSING = "missing"
    EARLY = "fired, and its rule did not hold that long"
    NOT_DUE = "not due"
    NEVER = "its rule never held"


@dataclass(frozen=True)
class Rule:
    """An alerting rule, with the moments at which its expression was asked for and held."""

    name: str
    severity: str
    query: str
    wait: timedelta
    evaluated_every: timedelta
    held: Sequence[tuple[datetime, bool]]


@dataclass(frozen=True)
class Assessed:
    """One alert: how long its rule held, when it was due, when it fired."""

    rule: Rule
    outcome: Outcome
    held_from: datetime | None
    held_seconds: float
    due: datetime | None
    fired: datetime | None


def assessed(
    rule: Rule,
    fired: Sequence[datetime],
    scraped_every: timedelta,
    since: datetime,
    until: datetime | None = None,
) -> Assessed:
    """Return what became of a rule's alert since a moment. ``fired``: when it was seen to fire.

    A rule that began to hold after ``until``, and what fired then, is put down to what came next.
    """
    step = _step(rule.held)
    stretches = [one for one in _stretches(rule.held, step) if one[1] > since]
    if until is not None:
        stretches = [one for one in stretches if one[0] <= until]
        # Its alert may still fire for as long as the rule holds on.
        last = max([until, *(one[1] + step for one in stretches)])
        fired = [at for at in fired if at <= last]
    first_fired = next((at for at in sorted(fired) if at >= since), None)
    if not stretches:
        outcome = Outcome.NEVER if first_fired is None else Outcome.EARLY
        return Assessed(rule, outcome, None, 0.0, None, first_fired)
    begun, ended = max(stretches, key=lambda one: one[1] - one[0])
    held = (ended - begun).total_seconds()
    late = begun + rule.wait + scraped_every + 2 * rule.evaluated_every + step
    if ended < late:
        # It may have held just long enough: neither firing nor silence is wrong.
        outcome = Outcome.NOT_DUE if first_fired is None else Outcome.FIRED
        if first_fired is not None and first_fired < begun + rule.wait - step:
            outcome = Outcome.EARLY
        return Assessed(rule, outcome, begun, held, None, first_fired)
    if first_fired is None:
        return Assessed(rule, Outcome.MISSING, begun, held, late, None)
    outcome = Outcome.LATE if first_fired > late else Outcome.FIRED
    return Assessed(rule, outcome, begun, held, late, first_fired)


def _step(held: Sequence[tuple[datetime, bool]]) -> timedelta:
    return held[1][0] - held[0][0] if len(held) > 1 else timedelta(0)


def _stretches(
    held: Iterable[tuple[datetime, bool]], step: timedelta
) -> list[tuple[datetime, datetime]]:
    """Return the spans over which an expression held without a break."""
    found: list[tuple[datetime, datetime]] = []
    for at, holds in held:
        if not holds:
            continue
        if found and at - found[-1][1] <= step:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found
