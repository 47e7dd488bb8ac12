"""Whether something came back, and in time."""

from datetime import timedelta

from drillbook.clock import describe
from drillbook.verdict import Judgement, failed, passed


from mutmut.mutation.trampoline import wrap_in_trampoline as _mutmut_mutated, MutantDict
mutants_x_whole_again__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_whole_again__mutmut)
def whole_again(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_orig(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_1(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted <= 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_2(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 2:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_3(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(None)
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_4(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None and ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_5(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is not None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_6(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready <= wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_7(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(None)
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_8(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(None)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_9(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took >= limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_10(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(None)
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_11(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(None)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_12(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(None)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(took)}")


def x_whole_again__mutmut_13(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(None)


def x_whole_again__mutmut_14(
    what: str, ready: int, wanted: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that all replicas were ready again in time; ``took`` is None when they were not."""
    if wanted < 1:
        return failed(f"{what} wants no replica at all, so none can be back")
    if took is None or ready < wanted:
        return failed(f"{what} has {ready} of {wanted} replicas after {describe(limit)}")
    if took > limit:
        return failed(f"{what} took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"{what} has all {wanted} replicas after {describe(None)}")

mutants_x_whole_again__mutmut['_mutmut_orig'] = x_whole_again__mutmut_orig # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_1'] = x_whole_again__mutmut_1 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_2'] = x_whole_again__mutmut_2 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_3'] = x_whole_again__mutmut_3 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_4'] = x_whole_again__mutmut_4 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_5'] = x_whole_again__mutmut_5 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_6'] = x_whole_again__mutmut_6 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_7'] = x_whole_again__mutmut_7 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_8'] = x_whole_again__mutmut_8 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_9'] = x_whole_again__mutmut_9 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_10'] = x_whole_again__mutmut_10 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_11'] = x_whole_again__mutmut_11 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_12'] = x_whole_again__mutmut_12 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_13'] = x_whole_again__mutmut_13 # type: ignore # mutmut generated
mutants_x_whole_again__mutmut['x_whole_again__mutmut_14'] = x_whole_again__mutmut_14 # type: ignore # mutmut generated
mutants_x_drained__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_drained__mutmut)
def drained(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None or left:
        return failed(f"{left:,} events are still waiting after {describe(limit)}")
    if took > limit:
        return failed(f"the backlog took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"the backlog was drained after {describe(took)}")


def x_drained__mutmut_orig(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None or left:
        return failed(f"{left:,} events are still waiting after {describe(limit)}")
    if took > limit:
        return failed(f"the backlog took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"the backlog was drained after {describe(took)}")


def x_drained__mutmut_1(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None and left:
        return failed(f"{left:,} events are still waiting after {describe(limit)}")
    if took > limit:
        return failed(f"the backlog took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"the backlog was drained after {describe(took)}")


def x_drained__mutmut_2(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is not None or left:
        return failed(f"{left:,} events are still waiting after {describe(limit)}")
    if took > limit:
        return failed(f"the backlog took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"the backlog was drained after {describe(took)}")


def x_drained__mutmut_3(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None or left:
        return failed(None)
    if took > limit:
        return failed(f"the backlog took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"the backlog was drained after {describe(took)}")


def x_drained__mutmut_4(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None or left:
        return failed(f"{left:,} events are still waiting after {describe(None)}")
    if took > limit:
        return failed(f"the backlog took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"the backlog was drained after {describe(took)}")


def x_drained__mutmut_5(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None or left:
        return failed(f"{left:,} events are still waiting after {describe(limit)}")
    if took >= limit:
        return failed(f"the backlog took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"the backlog was drained after {describe(took)}")


def x_drained__mutmut_6(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None or left:
        return failed(f"{left:,} events are still waiting after {describe(limit)}")
    if took > limit:
        return failed(None)
    return passed(f"the backlog was drained after {describe(took)}")


def x_drained__mutmut_7(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None or left:
        return failed(f"{left:,} events are still waiting after {describe(limit)}")
    if took > limit:
        return failed(f"the backlog took {describe(None)}, and {describe(limit)} is allowed")
    return passed(f"the backlog was drained after {describe(took)}")


def x_drained__mutmut_8(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None or left:
        return failed(f"{left:,} events are still waiting after {describe(limit)}")
    if took > limit:
        return failed(f"the backlog took {describe(took)}, and {describe(None)} is allowed")
    return passed(f"the backlog was drained after {describe(took)}")


def x_drained__mutmut_9(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None or left:
        return failed(f"{left:,} events are still waiting after {describe(limit)}")
    if took > limit:
        return failed(f"the backlog took {describe(took)}, and {describe(limit)} is allowed")
    return passed(None)


def x_drained__mutmut_10(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None or left:
        return failed(f"{left:,} events are still waiting after {describe(limit)}")
    if took > limit:
        return failed(f"the backlog took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"the backlog was drained after {describe(None)}")

mutants_x_drained__mutmut['_mutmut_orig'] = x_drained__mutmut_orig # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_1'] = x_drained__mutmut_1 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_2'] = x_drained__mutmut_2 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_3'] = x_drained__mutmut_3 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_4'] = x_drained__mutmut_4 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_5'] = x_drained__mutmut_5 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_6'] = x_drained__mutmut_6 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_7'] = x_drained__mutmut_7 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_8'] = x_drained__mutmut_8 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_9'] = x_drained__mutmut_9 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_10'] = x_drained__mutmut_10 # type: ignore # mutmut generated
