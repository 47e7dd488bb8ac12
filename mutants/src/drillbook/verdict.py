"""Verdicts, and how several become one.

The merge takes the worst: fail > unknown > blocked > pass, and nothing at all is unknown. It is
associative, commutative and idempotent, so the order in which drills end never matters
(after Jepsen's ``checker/merge-valid``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from drillbook.errors import Blocked, CheckFailed


from mutmut.mutation.trampoline import wrap_in_trampoline as _mutmut_mutated, MutantDict


class Verdict(StrEnum):
    """What a drill, a step or a check amounts to."""

    PASS = "pass"  # noqa: S105 (a verdict, not a password)
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    FAIL = "fail"


_SEVERITY = {Verdict.PASS: 0, Verdict.BLOCKED: 1, Verdict.UNKNOWN: 2, Verdict.FAIL: 3}
mutants_x_merge__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_merge__mutmut)
def merge(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of the verdicts; ``unknown`` if there is none."""
    return max(verdicts, key=_SEVERITY.__getitem__, default=Verdict.UNKNOWN)


def x_merge__mutmut_orig(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of the verdicts; ``unknown`` if there is none."""
    return max(verdicts, key=_SEVERITY.__getitem__, default=Verdict.UNKNOWN)


def x_merge__mutmut_1(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of the verdicts; ``unknown`` if there is none."""
    return max(None, key=_SEVERITY.__getitem__, default=Verdict.UNKNOWN)


def x_merge__mutmut_2(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of the verdicts; ``unknown`` if there is none."""
    return max(verdicts, key=None, default=Verdict.UNKNOWN)


def x_merge__mutmut_3(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of the verdicts; ``unknown`` if there is none."""
    return max(verdicts, key=_SEVERITY.__getitem__, default=None)


def x_merge__mutmut_4(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of the verdicts; ``unknown`` if there is none."""
    return max(key=_SEVERITY.__getitem__, default=Verdict.UNKNOWN)


def x_merge__mutmut_5(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of the verdicts; ``unknown`` if there is none."""
    return max(verdicts, default=Verdict.UNKNOWN)


def x_merge__mutmut_6(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of the verdicts; ``unknown`` if there is none."""
    return max(verdicts, key=_SEVERITY.__getitem__, )

mutants_x_merge__mutmut['_mutmut_orig'] = x_merge__mutmut_orig # type: ignore # mutmut generated
mutants_x_merge__mutmut['x_merge__mutmut_1'] = x_merge__mutmut_1 # type: ignore # mutmut generated
mutants_x_merge__mutmut['x_merge__mutmut_2'] = x_merge__mutmut_2 # type: ignore # mutmut generated
mutants_x_merge__mutmut['x_merge__mutmut_3'] = x_merge__mutmut_3 # type: ignore # mutmut generated
mutants_x_merge__mutmut['x_merge__mutmut_4'] = x_merge__mutmut_4 # type: ignore # mutmut generated
mutants_x_merge__mutmut['x_merge__mutmut_5'] = x_merge__mutmut_5 # type: ignore # mutmut generated
mutants_x_merge__mutmut['x_merge__mutmut_6'] = x_merge__mutmut_6 # type: ignore # mutmut generated


@dataclass(frozen=True)
class Judgement:
    """A verdict with the one line that says why."""

    verdict: Verdict
    reason: str
mutants_x_passed__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_passed__mutmut)
def passed(reason: str) -> Judgement:
    """Judge that what was observed is what the claim says."""
    return Judgement(Verdict.PASS, reason)


def x_passed__mutmut_orig(reason: str) -> Judgement:
    """Judge that what was observed is what the claim says."""
    return Judgement(Verdict.PASS, reason)


def x_passed__mutmut_1(reason: str) -> Judgement:
    """Judge that what was observed is what the claim says."""
    return Judgement(None, reason)


def x_passed__mutmut_2(reason: str) -> Judgement:
    """Judge that what was observed is what the claim says."""
    return Judgement(Verdict.PASS, None)


def x_passed__mutmut_3(reason: str) -> Judgement:
    """Judge that what was observed is what the claim says."""
    return Judgement(reason)


def x_passed__mutmut_4(reason: str) -> Judgement:
    """Judge that what was observed is what the claim says."""
    return Judgement(Verdict.PASS, )

mutants_x_passed__mutmut['_mutmut_orig'] = x_passed__mutmut_orig # type: ignore # mutmut generated
mutants_x_passed__mutmut['x_passed__mutmut_1'] = x_passed__mutmut_1 # type: ignore # mutmut generated
mutants_x_passed__mutmut['x_passed__mutmut_2'] = x_passed__mutmut_2 # type: ignore # mutmut generated
mutants_x_passed__mutmut['x_passed__mutmut_3'] = x_passed__mutmut_3 # type: ignore # mutmut generated
mutants_x_passed__mutmut['x_passed__mutmut_4'] = x_passed__mutmut_4 # type: ignore # mutmut generated
mutants_x_failed__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_failed__mutmut)
def failed(reason: str) -> Judgement:
    """Judge that what was observed violates the claim."""
    return Judgement(Verdict.FAIL, reason)


def x_failed__mutmut_orig(reason: str) -> Judgement:
    """Judge that what was observed violates the claim."""
    return Judgement(Verdict.FAIL, reason)


def x_failed__mutmut_1(reason: str) -> Judgement:
    """Judge that what was observed violates the claim."""
    return Judgement(None, reason)


def x_failed__mutmut_2(reason: str) -> Judgement:
    """Judge that what was observed violates the claim."""
    return Judgement(Verdict.FAIL, None)


def x_failed__mutmut_3(reason: str) -> Judgement:
    """Judge that what was observed violates the claim."""
    return Judgement(reason)


def x_failed__mutmut_4(reason: str) -> Judgement:
    """Judge that what was observed violates the claim."""
    return Judgement(Verdict.FAIL, )

mutants_x_failed__mutmut['_mutmut_orig'] = x_failed__mutmut_orig # type: ignore # mutmut generated
mutants_x_failed__mutmut['x_failed__mutmut_1'] = x_failed__mutmut_1 # type: ignore # mutmut generated
mutants_x_failed__mutmut['x_failed__mutmut_2'] = x_failed__mutmut_2 # type: ignore # mutmut generated
mutants_x_failed__mutmut['x_failed__mutmut_3'] = x_failed__mutmut_3 # type: ignore # mutmut generated
mutants_x_failed__mutmut['x_failed__mutmut_4'] = x_failed__mutmut_4 # type: ignore # mutmut generated
mutants_x_unknown__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_unknown__mutmut)
def unknown(reason: str) -> Judgement:
    """Judge that too little was observed to say."""
    return Judgement(Verdict.UNKNOWN, reason)


def x_unknown__mutmut_orig(reason: str) -> Judgement:
    """Judge that too little was observed to say."""
    return Judgement(Verdict.UNKNOWN, reason)


def x_unknown__mutmut_1(reason: str) -> Judgement:
    """Judge that too little was observed to say."""
    return Judgement(None, reason)


def x_unknown__mutmut_2(reason: str) -> Judgement:
    """Judge that too little was observed to say."""
    return Judgement(Verdict.UNKNOWN, None)


def x_unknown__mutmut_3(reason: str) -> Judgement:
    """Judge that too little was observed to say."""
    return Judgement(reason)


def x_unknown__mutmut_4(reason: str) -> Judgement:
    """Judge that too little was observed to say."""
    return Judgement(Verdict.UNKNOWN, )

mutants_x_unknown__mutmut['_mutmut_orig'] = x_unknown__mutmut_orig # type: ignore # mutmut generated
mutants_x_unknown__mutmut['x_unknown__mutmut_1'] = x_unknown__mutmut_1 # type: ignore # mutmut generated
mutants_x_unknown__mutmut['x_unknown__mutmut_2'] = x_unknown__mutmut_2 # type: ignore # mutmut generated
mutants_x_unknown__mutmut['x_unknown__mutmut_3'] = x_unknown__mutmut_3 # type: ignore # mutmut generated
mutants_x_unknown__mutmut['x_unknown__mutmut_4'] = x_unknown__mutmut_4 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_merge_judgements__mutmut)
def merge_judgements(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, "; ".join(reasons) or "nothing was observed")


def x_merge_judgements__mutmut_orig(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, "; ".join(reasons) or "nothing was observed")


def x_merge_judgements__mutmut_1(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = None
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, "; ".join(reasons) or "nothing was observed")


def x_merge_judgements__mutmut_2(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(None)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, "; ".join(reasons) or "nothing was observed")


def x_merge_judgements__mutmut_3(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = None
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, "; ".join(reasons) or "nothing was observed")


def x_merge_judgements__mutmut_4(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(None)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, "; ".join(reasons) or "nothing was observed")


def x_merge_judgements__mutmut_5(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = None
    return Judgement(worst, "; ".join(reasons) or "nothing was observed")


def x_merge_judgements__mutmut_6(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is not worst]
    return Judgement(worst, "; ".join(reasons) or "nothing was observed")


def x_merge_judgements__mutmut_7(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(None, "; ".join(reasons) or "nothing was observed")


def x_merge_judgements__mutmut_8(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, None)


def x_merge_judgements__mutmut_9(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement("; ".join(reasons) or "nothing was observed")


def x_merge_judgements__mutmut_10(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, )


def x_merge_judgements__mutmut_11(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, "; ".join(reasons) and "nothing was observed")


def x_merge_judgements__mutmut_12(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, "; ".join(None) or "nothing was observed")


def x_merge_judgements__mutmut_13(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, "XX; XX".join(reasons) or "nothing was observed")


def x_merge_judgements__mutmut_14(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, "; ".join(reasons) or "XXnothing was observedXX")


def x_merge_judgements__mutmut_15(judgements: Iterable[Judgement]) -> Judgement:
    """Return the worst verdict with every reason that is as bad as it; all of them for a pass."""
    several = tuple(judgements)
    worst = merge(judgement.verdict for judgement in several)
    reasons = [judgement.reason for judgement in several if judgement.verdict is worst]
    return Judgement(worst, "; ".join(reasons) or "NOTHING WAS OBSERVED")

mutants_x_merge_judgements__mutmut['_mutmut_orig'] = x_merge_judgements__mutmut_orig # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_1'] = x_merge_judgements__mutmut_1 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_2'] = x_merge_judgements__mutmut_2 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_3'] = x_merge_judgements__mutmut_3 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_4'] = x_merge_judgements__mutmut_4 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_5'] = x_merge_judgements__mutmut_5 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_6'] = x_merge_judgements__mutmut_6 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_7'] = x_merge_judgements__mutmut_7 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_8'] = x_merge_judgements__mutmut_8 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_9'] = x_merge_judgements__mutmut_9 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_10'] = x_merge_judgements__mutmut_10 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_11'] = x_merge_judgements__mutmut_11 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_12'] = x_merge_judgements__mutmut_12 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_13'] = x_merge_judgements__mutmut_13 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_14'] = x_merge_judgements__mutmut_14 # type: ignore # mutmut generated
mutants_x_merge_judgements__mutmut['x_merge_judgements__mutmut_15'] = x_merge_judgements__mutmut_15 # type: ignore # mutmut generated


def verdict_of(error: BaseException) -> Verdict:
    """Return the verdict of a step that an exception has ended.

    An AssertionError counts as a violated claim, since a step may assert; whatever else was not
    raised on purpose has seen nothing and is unknown.
    """
    if isinstance(error, CheckFailed | AssertionError):
        return Verdict.FAIL
    if isinstance(error, Blocked):
        return Verdict.BLOCKED
    return Verdict.UNKNOWN
