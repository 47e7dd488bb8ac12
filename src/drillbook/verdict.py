"""Verdicts, and how several become one.

The merge takes the worst: fail > unknown > blocked > pass, and nothing at all is unknown. It is
associative, commutative and idempotent, so the order in which drills end never matters
(after Jepsen's ``checker/merge-valid``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from drillbook.errors import Blocked, CheckFailed, CutShort, Stopped


class Verdict(StrEnum):
    """What a drill, a step or a check amounts to."""

    PASS = "pass"  # noqa: S105 (a verdict, not a password)
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    FAIL = "fail"


#: From the best to the worst.
SEVERITY = {Verdict.PASS: 0, Verdict.BLOCKED: 1, Verdict.UNKNOWN: 2, Verdict.FAIL: 3}


def merge(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of the verdicts; ``unknown`` if there is none."""
    return max(verdicts, key=SEVERITY.__getitem__, default=Verdict.UNKNOWN)


@dataclass(frozen=True)
class Judgement:
    """A verdict with the one line that says why."""

    verdict: Verdict
    reason: str


def passed(reason: str) -> Judgement:
    """Judge that what was observed is what the claim says."""
    return Judgement(Verdict.PASS, reason)


def failed(reason: str) -> Judgement:
    """Judge that what was observed violates the claim."""
    return Judgement(Verdict.FAIL, reason)


def unknown(reason: str) -> Judgement:
    """Judge that too little was observed to say."""
    return Judgement(Verdict.UNKNOWN, reason)


def merge_judgements(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass.

    A reason that a longer one begins with is not said twice.
    """
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    all_reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    reasons = [
        reason
        for reason in all_reasons
        if not any(longer.startswith(f"{reason};") for longer in all_reasons)
    ]
    return Judgement(worst, "; ".join(reasons) or "nothing was observed")


def verdict_of(error: BaseException) -> Verdict:
    """Return the verdict of a step that an exception has ended.

    An AssertionError counts as a violated claim, since a step may assert; whatever else was not
    raised on purpose has seen nothing and is unknown.
    """
    if isinstance(error, CutShort):
        return Verdict.UNKNOWN
    if isinstance(error, CheckFailed | Stopped | AssertionError):
        return Verdict.FAIL
    if isinstance(error, Blocked):
        return Verdict.BLOCKED
    return Verdict.UNKNOWN
