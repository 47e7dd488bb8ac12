"""A run's results as metrics, for the textfile collector of node_exporter or a Pushgateway."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from http.client import InvalidURL
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import push_to_gateway

from drillbook.errors import Unobservable, UsageError
from drillbook.verdict import Verdict

Summary = Mapping[str, Any]

_DRILL = ("target", "kind", "system", "scenario")
_JOB = "drillbook"
_PUSHED_WITHIN = 10  # seconds


def registry(summary: Summary) -> CollectorRegistry:
    """Return the metrics of a run; of several attempts at a scenario, the last one counts.

    Each drill has one of four verdicts, as a state set: 1 for the one it has, 0 for the others.
    ``kind`` says whether a lab or a cluster was drilled.
    """
    made = CollectorRegistry()
    where = (summary["target"]["name"], summary["target"]["kind"])
    _of_run(summary, made, where)
    drills = {(one["system"], one["scenario"]): one for one in summary["drills"]}.values()
    _of_drills(drills, made, where)
    return made


def exposition(summary: Summary) -> str:
    """Return the metrics in Prometheus' text format, without timestamps, as the collector wants."""
    return generate_latest(registry(summary)).decode("utf-8")


def push(summary: Summary, gateway: str) -> None:
    """Put the metrics in place of those of the target's run before, on a Pushgateway.

    Raises Unobservable when it does not take them, and UsageError when there is no such address.
    """
    grouping = {"target": summary["target"]["name"]}
    try:
        push_to_gateway(gateway, _JOB, registry(summary), grouping, timeout=_PUSHED_WITHIN)
    except InvalidURL:
        # What it quotes may be a password that was taken for a port.
        raise UsageError("--push: no such address; write host:port. Nothing was sent.") from None
    except (OSError, ValueError) as error:
        raise Unobservable(
            f"the Pushgateway did not take the metrics: {error}; see that it is there"
        ) from error


def _of_run(summary: Summary, made: CollectorRegistry, where: tuple[str, str]) -> None:
    labels = ("target", "kind")
    ended = Gauge(
        "drillbook_run_ended_timestamp_seconds", "When the run ended.", labels, registry=made
    )
    ended.labels(*where).set(_epoch(summary["run"]["ended"]))
    code = Gauge(
        "drillbook_run_exit_code",
        "0 pass, 1 fail, 2 usage, 3 unknown, 4 undo incomplete.",
        labels,
        registry=made,
    )
    code.labels(*where).set(summary["exit_code"])
    drills = Gauge(
        "drillbook_run_drills", "Drills by verdict.", (*labels, "verdict"), registry=made
    )
    for verdict in Verdict:
        drills.labels(*where, verdict.value).set(summary["totals"][verdict.value])


def _of_drills(drills: Iterable[Summary], made: CollectorRegistry, where: tuple[str, str]) -> None:
    def gauge(name: str, says: str, *more: str) -> Gauge:
        return Gauge(f"drillbook_drill_{name}", says, (*_DRILL, *more), registry=made)

    state = gauge("verdict", "1 for the verdict that the drill has, else 0.", "verdict")
    started = gauge("started_timestamp_seconds", "When the drill began.")
    took = gauge("recovery_seconds", "How long a phase of recovery took.", "phase")
    budget = gauge("recovery_budget_seconds", "How long it may take.", "phase")
    acked = gauge("acknowledged_writes", "Writes that were acknowledged during the drill.")
    lost = gauge("lost_writes", "Acknowledged writes that were not found afterwards.")
    for one in drills:
        named = (*where, one["system"], one["scenario"])
        for verdict in Verdict:
            state.labels(*named, verdict.value).set(one["verdict"] == verdict)
        started.labels(*named).set(_epoch(one["started"]))
        for phase, seconds in one["rto_seconds"].items():
            took.labels(*named, phase).set(seconds)
        for phase, seconds in one["budget_seconds"].items():
            if seconds is not None:
                budget.labels(*named, phase).set(seconds)
        if one["acked"] is not None:
            acked.labels(*named).set(one["acked"])
            lost.labels(*named).set(one["lost"])


def _epoch(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
