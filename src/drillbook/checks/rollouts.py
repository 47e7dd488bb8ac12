"""Whether a rollout, a scaling and a message went as they should."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from math import ceil, floor

from drillbook.verdict import Judgement, Verdict, failed, passed

#: An autoscaler evaluates every 5 s on a lab: its load may be high so long before that is read.
_EVALUATION = timedelta(seconds=7)
#: A share such as 0.1 is none of a float's own: 0.9 of 10 replicas are 9.
_EXACT = 6


def revisions_listed(revisions: Mapping[str, str]) -> Judgement:
    """Judge that more than one revision is listed, the newest last."""
    numbers = [int(number) for number in revisions]
    if len(numbers) < 2 or numbers != sorted(numbers):
        return failed(f"revisions listed: {', '.join(revisions) or 'none'}")
    return passed(f"revisions {', '.join(revisions)}, the newest last")


def all_ready(what: str, ready: int, total: int, wanted: bool) -> Judgement:  # noqa: FBT001
    """Judge that every pod is ready, or that none is."""
    said = f"{ready} of {total} pods of {what} are ready"
    if not total or (ready != total if wanted else ready):
        return failed(said)
    return passed(said)


def told(
    receiver: str, alert: str, alerts: Collection[str], others: Mapping[str, Collection[str]]
) -> Judgement:
    """Judge that one receiver was told of an alert, and no other was."""
    own = reached(receiver, alert, alerts)
    wrong = sorted(name for name, known in others.items() if alert in known)
    if own.verdict is not Verdict.PASS:
        return own
    if wrong:
        return failed(f"{', '.join(wrong)} was told of {alert}, too")
    return passed(f"{receiver} alone was told of {alert}")


def reached(receiver: str, alert: str, alerts: Collection[str]) -> Judgement:
    """Judge that a receiver was told of an alert."""
    if alert not in alerts:
        return failed(
            f"{receiver} was not told of {alert}, but of {', '.join(alerts) or 'nothing'}"
        )
    return passed(f"{receiver} was told of {alert}")


def scales_up(
    looks: Sequence[tuple[float, int, int]],
    limit: float,
    window: float,
    period: float,
    share: float = 1,
) -> Judgement:
    """Judge how an autoscaler went up; looks are (second, replicas wanted, reading in %).

    It must have gone up, not before its reading was over the limit for the window, and in no
    period by more than a share of what there was (rounded up, as Kubernetes does).
    """
    if not looks:
        return failed("nothing was seen of the autoscaler")
    first = looks[0][1]
    high = next((at for at, _, reading in looks if reading > limit), None)
    up = next((at for at, replicas, _ in looks if replicas > first), None)
    if high is None or up is None:
        most = max(reading for _, _, reading in looks)
        return failed(f"{first} replicas stayed, with {most} % read at most")
    if up - high < window - _EVALUATION.total_seconds():
        return failed(f"more replicas {up - high:.0f} s after {limit:g} % were passed: too early")
    if fast := _too_fast(looks, period, lambda before, after: after > _up(before, share)):
        return failed(fast)
    last = looks[-1][1]
    return passed(f"{first} to {last} replicas, {up - high:.0f} s after {limit:g} % were passed")


def scales_down(
    looks: Sequence[tuple[float, int, int]],
    limit: float,
    window: float,
    period: float,
    share: float,
) -> Judgement:
    """Judge how an autoscaler went down; looks are (second, replicas wanted, reading in %).

    It must have gone down, not before its reading was under the limit for the window, and in no
    period by more than a share; the replicas that stay are rounded down, as Kubernetes does.
    """
    if not looks:
        return failed("nothing was seen of the autoscaler")
    down = next(
        (later[0] for before, later in pairwise(looks) if later[1] < before[1]),
        None,
    )
    most = max(replicas for _, replicas, _ in looks)
    if down is None or looks[-1][1] > most - 2:
        return failed(f"{most} to {looks[-1][1]} replicas: it did not go down twice")
    high = max((at for at, _, reading in looks if reading > limit and at < down), default=None)
    if high is None:
        return failed(f"no load over {limit:g} % was read before it went down")
    if down - high < window - _EVALUATION.total_seconds():
        return failed(f"fewer replicas {down - high:.0f} s after the load was low: too early")
    if fast := _too_fast(looks, period, lambda before, after: after < _down(before, share)):
        return failed(fast)
    said = f"{most} to {looks[-1][1]} replicas"
    return passed(f"{said}, the first gone {down - high:.0f} s after the load was low")


def _up(replicas: int, share: float) -> int:
    return ceil(round(replicas * (1 + share), _EXACT))


def _down(replicas: int, share: float) -> int:
    return floor(round(replicas * (1 - share), _EXACT))


def _too_fast(
    looks: Sequence[tuple[float, int, int]], period: float, too_far: Callable[[int, int], bool]
) -> str | None:
    """Return the first two looks within a period between which the replicas went too far."""
    return next(
        (
            f"too fast: {before} to {after} in {later - at:.0f} s"
            for at, before, _ in looks
            for later, after, _ in looks
            if 0 < later - at < period and too_far(before, after)
        ),
        None,
    )
