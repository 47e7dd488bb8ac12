"""Whether an alert fires for its cause, in time, and clears afterwards."""

import re
from datetime import timedelta

from drillbook.clock import describe
from drillbook.verdict import Judgement, failed, passed

#: How often Prometheus reads what the alerts are about, at most.
SCRAPED_EVERY = timedelta(seconds=5)
# How late the kubelet's figures of containers and volumes may be: it measures every 10 to 15 s.
MEASURED_LATE = timedelta(seconds=15)
_MEASURED = re.compile(r"(?<!kube_pod_)container_|kubelet_volume_stats_")
# What a recorded figure looks back over is in its own rule, not in the query that names it.
RECORDED_OVER = timedelta(minutes=1)
_RECORDED = re.compile(r"(?<![\w:])\w+:[\w:]+")
_RANGE = re.compile(r"\[(\d+)([smh])\]")


def latest(wanted: timedelta, every_seconds: float, window: timedelta = timedelta(0)) -> timedelta:
    """Return when an alert fires at the latest: its time, a scrape, and two evaluations.

    One on a rate has its ``window`` on top: until then what was before is part of the rate.
    """
    return wanted + window + SCRAPED_EVERY + 2 * timedelta(seconds=every_seconds)


def window(query: str) -> timedelta:
    """Return how long a rule's expression may go on seeing what was before.

    The longest range that it looks back over, and how late the figures of the kubelet may be. A
    recorded figure (``neo:cpu_share``) may be both: a minute is its range.
    """
    units = {"s": 1, "m": 60, "h": 3600}
    spans = [timedelta(seconds=int(n) * units[unit]) for n, unit in _RANGE.findall(query)]
    recorded = _RECORDED.search(re.sub(r'"[^"]*"', "", query)) is not None
    spans += [RECORDED_OVER] if recorded else []
    late = MEASURED_LATE if recorded or _MEASURED.search(query) else timedelta(0)
    return max(spans, default=timedelta(0)) + late


def as_written(
    alert: str, severity: str, wanted_severity: str, for_seconds: float, wanted: timedelta
) -> Judgement:
    """Judge that an alert's rule has the severity and the time that the runbook gives it."""
    if severity != wanted_severity:
        return failed(f"{alert} is {severity or 'of no severity'}, not {wanted_severity}")
    if timedelta(seconds=for_seconds) != wanted:
        waits = describe(timedelta(seconds=for_seconds))
        return failed(f"{alert} waits for {waits}, not {describe(wanted)}")
    return passed(f"{alert} is {severity} after {describe(wanted)}")


def same_cause(alert: str, query: str, drilled: str) -> Judgement:
    """Judge that the rule that is waited for in place of an alert's asks the same."""
    if query != drilled:
        return failed(f"{alert} asks {query}; what is waited for in its place asks {drilled}")
    return passed(f"what is waited for asks what {alert} asks")


def tenth(
    alert: str, severity: str, drilled: str, wanted: timedelta, waits: timedelta
) -> Judgement:
    """Judge that a rule in place of an alert's has its severity, and its time or a tenth of it."""
    if severity != drilled:
        return failed(f"{alert} is {severity}; what is waited for in its place is {drilled}")
    if waits not in (wanted, wanted / 10):
        return failed(
            f"what is waited for in place of {alert} waits for {describe(waits)}, not a tenth of "
            f"{describe(wanted)}"
        )
    return passed(f"what is waited for is {severity} after {describe(waits)}")


def fires_in_time(
    alert: str,
    state: str,
    held: timedelta | None,
    took: timedelta | None,
    wanted: timedelta,
    by: timedelta,
) -> Judgement:
    """Judge that an alert fired once its cause had ``held`` so long, and not after ``by``.

    ``took`` is the time from when its cause was seen until it fired, None when it did not.
    """
    if took is None or held is None:
        told = "firing, and passed on to nobody" if state == "firing" else state
        return failed(f"{alert} is not told within {describe(by)}: it is {told}")
    if held < wanted:
        return failed(f"{alert} fires when its cause has held {describe(held)}, too early")
    if took > by:
        return failed(f"{alert} fires after {describe(took)} of waiting, later than {describe(by)}")
    return passed(f"{alert} fires after {describe(took)} of waiting, and is passed on")


def clear(alert: str, state: str, *, routed: bool) -> Judgement:
    """Judge that an alert is over, and that nobody is told of it any more."""
    if state != "inactive":
        return failed(f"{alert} is still {state}")
    if routed:
        return failed(f"{alert} is over, and still passed on")
    return passed(f"{alert} is over")


def fires_by_count(alert: str, restarts: int, count: int, *, fires: bool) -> Judgement:
    """Judge that an alert fires, and not before a pod has restarted more often than so."""
    if not fires:
        return failed(f"{alert} does not fire after {restarts} restarts")
    if restarts <= count:
        return failed(f"{alert} fires after {restarts} restarts, too early")
    return passed(f"{alert} fires after {restarts} restarts, and is passed on")
