"""Whether something came back, and in time."""

from datetime import timedelta

from drillbook.clock import describe
from drillbook.verdict import Judgement, failed, passed


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


def drained(left: int, took: timedelta | None, limit: timedelta) -> Judgement:
    """Judge that a backlog was read to its end in time; ``took`` is None when it was not."""
    if took is None or left:
        return failed(f"{left:,} events are still waiting after {describe(limit)}")
    if took > limit:
        return failed(f"the backlog took {describe(took)}, and {describe(limit)} is allowed")
    return passed(f"the backlog was drained after {describe(took)}")


def has_replicas(what: str, ready: int, wanted: int, promised: int) -> Judgement:
    """Judge that a workload has as many replicas as it should, all of them ready."""
    said = f"{what} has {ready} of {wanted} replicas"
    if ready != promised or wanted != promised:
        return failed(f"{said}, not {promised}")
    return passed(said)
