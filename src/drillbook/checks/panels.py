"""Whether a panel shows the load that was driven, and times that can be of it."""

from collections.abc import Mapping, Sequence

from drillbook.verdict import Judgement, failed, passed


def rates(ages: Sequence[tuple[float, int]], window: int, between: int) -> tuple[float, ...]:
    """Return the rates a second that Prometheus may see of what was counted in a ``window``.

    ``ages`` are counts by how many seconds before the window's end they were made. ``rate()`` goes
    from the first to the last sample within the window, and samples are taken every ``between``
    seconds, so that up to so much is missing at either end (Prometheus 3.15, ``rate``). The first
    is that of the whole window.
    """
    return tuple(
        sum(count for age, count in ages if last <= age <= first) / (first - last)
        for first in range(window, window - between - 1, -1)
        for last in range(between + 1)
    )


def nearest(possible: Sequence[float], shown: float) -> float:
    """Return which of the possible rates is nearest to the one that is shown."""
    return min(possible, key=lambda one: abs(one - shown))


def shows_driven(what: str, shown: float, driven: float, off: float) -> Judgement:
    """Judge that a panel's rate (a second) is the one that was driven, ``off`` a share of it."""
    if driven <= 0:
        return failed(f"{what}: nothing was driven, so that nothing could be shown")
    if not abs(shown - driven) <= off * driven:
        return failed(f"{what} is shown as {shown:.1f} a second, and {driven:.1f} were counted")
    return passed(f"{what} is shown as {shown:.1f} a second; {driven:.1f} were counted")


def shows_at_least(what: str, shown: float, driven: float, off: float) -> Judgement:
    """Judge that a panel's rate has in it what was driven: others may have added to it."""
    if driven <= 0:
        return failed(f"{what}: nothing was driven, so that nothing could be shown")
    if not shown >= (1 - off) * driven:
        return failed(f"{what} is shown as {shown:.1f} a second, and {driven:.1f} were counted")
    return passed(f"{what} is shown as {shown:.1f} a second, with {driven:.1f} that were counted")


def times_possible(what: str, shown: Mapping[str, float], longest_seconds: float) -> Judgement:
    """Judge that percentiles (seconds) are in order, over nothing, and no longer than the load.

    That what they are of is the load is shown by its number, which is held against the ledger's.
    """
    if not shown:
        return failed(f"no percentile of {what} is shown")
    said = ", ".join(f"{name} {value * 1000:.1f} ms" for name, value in shown.items())
    values = list(shown.values())
    if not all(value > 0 for value in values):
        return failed(f"{what}: {said}; a time is more than nothing")
    if values != sorted(values):
        return failed(f"{what}: {said}; a higher percentile cannot be less")
    if not values[-1] <= longest_seconds:
        return failed(f"{what}: {said}; the load went on for {longest_seconds:.3f} s")
    return passed(f"{what}: {said}")


def shows_use(what: str, shown: float, counted: float, off: float) -> Judgement:
    """Judge that a panel shows as much in use as was counted, ``off`` a share of it."""
    if counted <= 0:
        return failed(f"no {what} in use were counted")
    if not abs(shown - counted) <= off * counted:
        return failed(f"{shown:,.2f} {what} in use are shown, and {counted:,.2f} were counted")
    return passed(f"{shown:,.2f} {what} in use are shown; {counted:,.2f} were counted")


def shows_share(what: str, shown: float, counted: float, off: float) -> Judgement:
    """Judge that a panel's share is the one that was counted, ``off`` more or less."""
    if not counted > 0:
        return failed(f"{what}: none were counted, so that nothing could be shown")
    if not abs(shown - counted) <= off:
        return failed(f"{what} is shown as {shown:.1%}, and {counted:.1%} were counted")
    return passed(f"{what} is shown as {shown:.1%}; {counted:.1%} were counted")
