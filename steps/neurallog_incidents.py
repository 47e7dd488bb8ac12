"""Phrases of incidents at NeuralLog: a version that fails, more for each pod, what is collected."""

from datetime import timedelta
from typing import Any

from pytest_bdd import given, parsers, then, when

from drillbook.checks import told as checks
from drillbook.drill import Budget, Drill
from drillbook.observation import Observation
from drillbook.probes import inventory, kubernetes, neurallog, priorities, prometheus, service_pods
from drillbook.procedures import environment
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged, judged_in_time
from steps.spans import budget, span

FAULTY = {"VERSION": "v1.3.0", "CLICKHOUSE_URL": "http://clickhouse:1"}
#: What log-ingestion is given; requests by the target's factor, limits as the manual has them.
REQUESTS, LIMITS = {"cpu": "40m", "memory": "82Mi"}, {"cpu": "4", "memory": "8Gi"}
_GIVEN = {"cpu": 0.04, "memory": 82 * 1024**2}, {"cpu": 4.0, "memory": 8 * 1024**3}
WELL = 200
_ENDED_WITHIN = timedelta(minutes=3)


@given("nothing is down")
def _none_down(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = priorities.down(session, system.namespace)
    drill.judge(checks.is_("down", seen.value, ()), [seen])


@then(parsers.parse("{name} is named down within {time}"))
def _named_down(
    drill: Drill, session: Session, system: SystemUnderDrill, name: str, time: str
) -> None:
    latest: list[Observation[tuple[str, ...]]] = []

    def look() -> Judgement:
        latest[:] = [priorities.down(session, system.namespace)]
        return checks.all_told("down", [name], latest[0].value)

    limit = Budget(span(time), "runbook")
    since = drill.since_fault()
    drill.judge(judged_in_time(drill, look, f"{name} named", limit, since=since), latest)


@then(parsers.parse("nothing is down any more within {time}"))
def _nothing_down(drill: Drill, session: Session, system: SystemUnderDrill, time: str) -> None:
    latest: list[Observation[tuple[str, ...]]] = []

    def look() -> Judgement:
        latest[:] = [priorities.down(session, system.namespace)]
        return checks.is_("down", latest[0].value, ())

    # Since it was mended: how long that takes the runbook does not say.
    limit = budget(session, system, "service_back", time)
    drill.judge(judged_in_time(drill, look, "nothing down", limit), latest)


@when("billing-service is updated to a version that does not find the logs")
def _faulty(session: Session, system: SystemUnderDrill) -> None:
    environment.change(session, system.namespace, "billing-service", FAULTY, {})


@then(parsers.parse("billing-service {does} yesterday's use within {time}"))
def _reports(
    drill: Drill, session: Session, system: SystemUnderDrill, does: str, time: str
) -> None:
    limit = budget(session, system, "service_back", time)
    latest: list[Observation[int]] = []

    def look() -> Judgement:
        latest[:] = [neurallog.usage_answered(session, system.namespace)]
        answered = latest[0].value == WELL
        return checks.is_(f"{latest[0].value}: it reports", answered, does == "reports")

    drill.judge(judged_in_time(drill, look, f"billing {does}", limit), latest)


@when("log-ingestion is given more processor and memory as the runbook says")
def _given(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    drill.event("note", f"2 CPU and 4Gi requested are {REQUESTS} here; limits as they are")
    environment.change(session, system.namespace, "log-ingestion", {}, REQUESTS, LIMITS)


@then("every pod of log-ingestion has what it was given")
def _has(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    latest: list[Observation[Any]] = []
    requests, limits = _GIVEN

    def look() -> Judgement:
        latest[:] = [inventory.bounds(session, system.namespace)]
        own = {
            name: one for name, one in latest[0].value.items() if name.startswith("log-ingestion-")
        }
        return merge_judgements(
            [
                checks.same(f"{name}, {what}", dict(found), given)
                for name, one in own.items()
                for what, found, given in (
                    ("requests", one.requests, requests),
                    ("limits", one.limits, limits),
                )
            ]
        )

    # Pods of before are there until they have ended.
    drill.judge(judged(look, "every pod has what it was given", _ENDED_WITHIN), latest)


@then(parsers.parse("pods, events, logs and metrics of {service} are collected within {time}"))
def _collected(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, time: str
) -> None:
    latest: list[Observation[Any]] = []
    query = f'sum by (pod) (container_memory_working_set_bytes{{container="{service}"}})'

    def look() -> Judgement:
        pods = kubernetes.pods(session, system.namespace, f"app={service}")
        events = service_pods.events(session, system.namespace)
        lines = service_pods.lines(session, system.namespace, service)
        metrics = prometheus.samples(session, system.name, query)
        latest[:] = [pods, events, lines, metrics]
        names = [one.name for one in pods.value]
        about = [one.about for one in events.value if service in one.about]
        shown = [str(one.labels.get("pod")) for one in metrics.value]
        read = list(lines.value)
        parts = {"pods": names, "events": about, "logs": read, "metrics": shown}
        return merge_judgements(
            [
                checks.all_told("collected", list(parts), [one for one in parts if parts[one]]),
                checks.all_told("logs of pods", names, parts["logs"]),
                checks.all_told("metrics of pods", names, parts["metrics"]),
            ]
        )

    limit = Budget(span(time), "runbook")
    since = drill.since_fault()
    drill.judge(judged_in_time(drill, look, "diagnosis collected", limit, since=since), latest)
